"""What coordinators may do in the admin. They are not staff and hold no permissions; their team makes them one."""

from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from accounts.models import User
from accounts.permissions import is_coordinator


def _rows_of(user, queryset):
    """Returns the rows this person coordinates, or else may see, when the model has such a rule.

    `coordinated_by` goes first: who coordinates one programme may observe or train in another without changing it.
    """
    for rule in ("coordinated_by", "visible_to"):
        if hasattr(queryset, rule):
            return getattr(queryset, rule)(user)
    return queryset


class CoordinatorAccess:
    """For ModelAdmins and inlines: coordinators see, add and change the rows they coordinate; nobody deletes.

    Set `may_delete`, `may_add` or `may_change` on the class to open or close an act.
    """

    may_add = True
    may_change = True
    may_delete = False

    def has_module_permission(self, request):
        return is_coordinator(request.user)

    def has_view_permission(self, request, obj=None):
        return is_coordinator(request.user)

    def has_add_permission(self, request, obj=None):
        return self.may_add and is_coordinator(request.user)

    def has_change_permission(self, request, obj=None):
        return self.may_change and is_coordinator(request.user)

    def has_delete_permission(self, request, obj=None):
        return self.may_delete and is_coordinator(request.user)

    def get_queryset(self, request):
        return _rows_of(request.user, super().get_queryset(request))

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Lets a list begin with nothing chosen; else its first value would be saved by whoever passes it over."""
        begins_empty = db_field.blank or not db_field.has_default()
        kwargs.setdefault("choices", db_field.get_choices(include_blank=begins_empty, blank_choice=[("", _("Choose"))]))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_field_queryset(self, db, db_field, request):
        """Returns what a foreign key may point to: the id of a row that is not visible is refused as unknown."""
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.using(db)
        return _rows_of(request.user, queryset)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and issubclass(db_field.remote_field.model, User):
            field.label_from_instance = _name_and_sign_in
        return field


def _name_and_sign_in(account):
    """Two people may share a name; what each signs in with tells them apart."""
    name = f"{account} ({account.email or account.service_number})"
    return name if account.is_active else _("%(account)s, closed") % {"account": name}


class CoordinatorAdmin(CoordinatorAccess, ModelAdmin):
    """The base of every ModelAdmin that coordinators use."""

    list_per_page = 25
    list_filter_submit = True
    warn_unsaved_form = True
    actions_on_bottom = False


class CoordinatorTabularInline(CoordinatorAccess, TabularInline):
    extra = 0


class CoordinatorStackedInline(CoordinatorAccess, StackedInline):
    extra = 0
