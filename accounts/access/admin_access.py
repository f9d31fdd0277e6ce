"""The base of every page of the model admin: who may open it, which rows it shows, which pages exist.

Coordinators are not staff and hold no permissions; their team makes them one. Three rules hold on every page:

- **Rows.** A row is reached through the scoped queryset (`rows_of`); every page of any other row is a 404.
- **Pages.** A page that an admin does not need has no address: adding, changing, deleting, history.
- **Choices.** A list of choices, a filter, a search and an autocomplete offer the same rows and no others.

ShetuAdminSite accepts only a ModelAdmin built on GuardedAdmin; tests/admin_walk opens all of its addresses.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import admin
from django.contrib.admin import RelatedFieldListFilter, SimpleListFilter
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured, ValidationError
from django.db import models
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.forms import PaginationInlineFormSet

from accounts.access.admin_fields import PlainFields
from accounts.access.list_options import ListOptions
from accounts.models import User
from accounts.permissions import is_coordinator
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_text, number_text, time_text

if TYPE_CHECKING:
    _Options: TypeAlias = ModelAdmin
    _HistoryOptions: TypeAlias = SimpleHistoryAdmin
else:
    _Options = _HistoryOptions = object

# The lookups of a list in the admin; any deeper lookup would reveal something about other rows.
COMPARISONS = {"exact", "in", "isnull", "gte", "gt", "lte", "lt", "year", "month", "day"}


RULES = ("coordinated_by", "visible_to")


def has_rule(queryset: Any) -> bool:
    """Whether the model says whose its rows are."""
    return any(hasattr(queryset, rule) for rule in RULES)


def rows_of(user: Any, queryset: Any) -> Any:
    """Returns the rows this person coordinates, or else may see. ImproperlyConfigured for a model without such a rule.

    `coordinated_by` goes first: who coordinates one programme may observe or train in another without changing it.
    """
    for rule in RULES:
        if hasattr(queryset, rule):
            return getattr(queryset, rule)(user)
    raise ImproperlyConfigured(
        f"{queryset.model._meta.label} has no rule that says whose its rows are: give its QuerySet `coordinated_by` or "
        "`visible_to`, or build it on accounts.models.SharedQuerySet when its rows belong to no programme."
    )


class OwnChoicesFilter(RelatedFieldListFilter):
    """A filter of a list that offers only rows of own programmes."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        offered = rows_of(request.user, field.remote_field.model._default_manager.all())
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in (offered.order_by(*ordering) if ordering else offered)]


def _in_words(field: Any) -> Callable[[Model], str | None]:
    """Returns the column of a field of days, times or counts, written as the language of the page writes them."""

    def written(row: Model) -> str | None:
        value, language = getattr(row, field.name), get_language()
        if value is None:
            return None
        if isinstance(field, models.DateTimeField):
            return f"{date_text(value, language)}, {time_text(value, language)}"
        return date_text(value, language) if isinstance(field, models.DateField) else number_text(value, language)

    column: Any = admin.display(description=field.verbose_name, ordering=field.name)(written)
    column.is_short = isinstance(field, models.DateField)
    column.is_number = isinstance(field, models.IntegerField)
    return column


class GuardedAdmin(ListOptions):
    """The rules of every ModelAdmin: no page that is not needed, no sign of other people's rows.

    Set `may_add`, `may_change` or `may_delete` to open or close an act, `has_page_of_one` to False where the list is all
    there is. `lookups`: what an address of the list may ask besides its filters.
    """

    may_add = True
    may_change = True
    may_delete = False
    has_page_of_one = True
    has_history = False
    lookups: tuple[str, ...] = ()
    # As the library has them; an instance has them written out.
    list_display: Any = ("__str__",)
    fields: Any = None
    readonly_fields: Any = ()

    def __init__(self, model: type[Model], admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.list_display = self._written_out(self.list_display)
        if self.fields and set(self.fields) <= set(self.readonly_fields):
            self.fields = self.readonly_fields = self._written_out(self.fields)

    def _written_out(self, names: Iterable[Any]) -> tuple[Any, ...]:
        """The names of columns; days, times and counts of the model are replaced by what writes them in words."""
        return tuple(self._column(name) for name in names)

    def _column(self, name: Any) -> Any:
        if not isinstance(name, str) or hasattr(self, name):
            return name
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return name
        if not isinstance(field, models.DateField | models.IntegerField) or field.choices or field.primary_key:
            return name
        setattr(self, f"{name}_in_words", _in_words(field))
        return f"{name}_in_words"

    def get_urls(self) -> list[Any]:
        """The library's pages without those that are closed, and without its old addresses, which have no name."""
        pages = {"add": self.may_add, "change": self.has_page_of_one, "delete": self.may_delete}
        pages["history"] = self.has_history
        closed = {
            f"{self.opts.app_label}_{self.opts.model_name}_{page}" for page, is_open in pages.items() if not is_open
        }
        return [pattern for pattern in super().get_urls() if pattern.name and pattern.name not in closed]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The object of a page; an empty `_to_field` in the address, which the library would look for, names none."""
        if from_field == "":
            raise Http404
        return super().get_object(request, object_id, from_field)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Answers as for any page that is not there; the library would lead elsewhere and say what was asked for."""
        raise Http404

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The page of the object itself; the library's detour would lead to any object of any model."""
        return obj.get_absolute_url() if obj is not None and hasattr(obj, "get_absolute_url") else None

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Whether the address of a list may ask this: what its filters ask, and `lookups`.

        The library allows every field of the model, relations too, and so answers questions about rows of others.
        """
        if lookup in self.lookups:
            return True
        return any(self._asks(name, lookup) for name in (self.date_hierarchy, *self._filter_names(request)) if name)

    def _filter_names(self, request: HttpRequest | None) -> Iterator[str]:
        for one in self.get_list_filter(request) if request else self.list_filter:
            if isinstance(one, type) and issubclass(one, SimpleListFilter):
                yield one.parameter_name or ""
            else:
                yield one[0] if isinstance(one, tuple | list) else one

    @staticmethod
    def _asks(name: str, lookup: str) -> bool:
        asked = lookup.removeprefix(name)
        if asked == lookup or (asked and not asked.startswith("__")):
            return lookup == name
        return set(filter(None, asked.split("__"))) <= COMPARISONS | {"id", "pk"}


class CoordinatorAccess(PlainFields, _Options):
    """For ModelAdmins and inlines: coordinators see, add and change the rows they coordinate; nobody deletes.

    Set `may_delete`, `may_add` or `may_change` on the class to open or close an act.
    """

    may_add = True
    may_change = True
    may_delete = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_coordinator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_coordinator(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_add and is_coordinator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change and is_coordinator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and is_coordinator(request.user)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """Returns what a foreign key may point to: the id of a row that is not visible is refused as unknown."""
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.using(db)
        return rows_of(request.user, queryset)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and issubclass(db_field.remote_field.model, User):
            field.label_from_instance = _name_and_sign_in
        return field


def _name_and_sign_in(account: User) -> str:
    """Two people may have the same name; their sign-in names differ."""
    name = f"{account} ({account.email or account.service_number})"
    return name if account.is_active else _("%(account)s, closed") % {"account": name}


class CoordinatorAdmin(CoordinatorAccess, GuardedAdmin):
    """The base of every ModelAdmin that coordinators use."""

    list_per_page = 25

    # Only for a model without a rule: that every coordinator reads all of its rows is meant.
    shows_all_rows = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if self.shows_all_rows and not has_rule(rows) else rows_of(request.user, rows)

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        """The filters of the class; one that names a relation offers own rows only."""
        return tuple(self._with_own_choices(one) for one in super().get_list_filter(request))

    def _with_own_choices(self, one: Any) -> Any:
        try:
            field = self.opts.get_field(one) if isinstance(one, str) else None
        except FieldDoesNotExist:
            field = None
        return (one, OwnChoicesFilter) if isinstance(field, models.ForeignKey | models.ManyToManyField) else one


class SpokenTitle:
    """The column of a title in both scripts: the one of the language of the page."""

    @admin.display(description=_("title"), ordering="title_en")
    def title_spoken(self, row: Any) -> str:
        return localised_field(row, "title")


class ChangedByItsUsers(_Options):
    """For rows that all programmes share, before the other bases: coordinators of programmes that use a row may change it;
    everybody may while it is unused.

    Others read it. Their programme would otherwise change what is printed on certificates of the programme that uses it.
    """

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or not _is_of_others(request.user, obj))


def _is_of_others(user: Any, row: Any) -> bool:
    """Whether rows of programmes point to this one, and none of them is of a programme this person coordinates."""
    is_used = False
    relations = (one for one in row._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete)
    for relation in relations:
        rows = relation.related_model._default_manager.filter(**{relation.field.name: row.pk})
        if has_rule(rows) and rows.exists():
            if rows_of(user, rows).exists():
                return False
            is_used = True
    return is_used


class _HistoryOfOwnRows(_HistoryOptions):
    """Guards the pages of the library's history, which do not check whose row it is and would allow to restore old versions.

    Open while the person coordinates the present object: what was taken out, absorbed or given to another programme
    shows no past. Both pages answer GET alone.
    """

    has_history = True

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self._read_only(request, object_id) or super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        refused = self._read_only(request, object_id)
        if not version_id.isascii() or not version_id.isdecimal():
            raise Http404
        return refused or super().history_form_view(request, object_id, version_id, extra_context)

    def _read_only(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        if self.get_object(request, object_id) is None:
            raise Http404
        return None if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Iterable[Any], foreign_keys_are_objs: bool = True
    ) -> None:
        """Shows neither colleagues of other programmes who worked on a shared record nor rows it pointed to there."""
        colleagues = set(User.objects.visible_to(request.user).values_list("pk", flat=True))
        for record in historical_records:
            if record.history_user_id and record.history_user_id not in colleagues:
                record.history_user = User(full_name=str(_("Somebody of another programme")))
        super().set_history_delta_changes(request, historical_records, foreign_keys_are_objs)

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> HistoricalRecordContextHelper:
        return _OwnRowsInChanges(self.model, historical_record, request=request)


class _OwnRowsInChanges(HistoricalRecordContextHelper):
    """Writes "of another programme" for a row that the reader does not see."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = request.user
        # Asked once for each row on the page, however often it was pointed to.
        self.seen = request.__dict__.setdefault("rows_seen_in_history", {})

    def prepare_delta_change_value(self, change: bool, value: Any) -> Any:
        value = super().prepare_delta_change_value(change, value)
        return [self._shown(one) for one in value] if isinstance(value, list) else self._shown(value)

    def _shown(self, value: Any) -> Any:
        if not isinstance(value, models.Model) or not value.pk:
            return value
        key = (type(value), value.pk)
        if key not in self.seen:
            self.seen[key] = rows_of(self.reader, type(value)._default_manager.filter(pk=value.pk)).exists()
        return value if self.seen[key] else _("of another programme")


class CoordinatorHistoryAdmin(_HistoryOfOwnRows, SimpleHistoryAdmin, CoordinatorAdmin):
    """The base of the ModelAdmins whose rows keep a history."""


class OwnRowsFormSet(PaginationInlineFormSet):
    """Refuses a line that is none of this object's: taken out meanwhile, or of somebody else."""

    def clean(self) -> None:
        # The library checks no line that is to be deleted, and would take one it does not know for a new one.
        if any(form.instance.pk is None for form in self.initial_forms):
            raise ValidationError(_("One of the lines is not there any more. Open the page again."))
        super().clean()


class _OfItsParent(CoordinatorAccess):
    """Rows below a row of the person's own; a rule of their own applies as well."""

    formset = OwnRowsFormSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows_of(request.user, rows) if has_rule(rows) else rows


class CoordinatorTabularInline(_OfItsParent, TabularInline):
    extra = 0


class CoordinatorStackedInline(_OfItsParent, StackedInline):
    extra = 0
