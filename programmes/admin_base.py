"""What the admin pages of consultations, findings, workstreams and the library have in common."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.access.admin_access import CoordinatorHistoryAdmin
from accounts.access.requests import user_of
from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from programmes.models import Programme

if TYPE_CHECKING:
    _Options = CoordinatorHistoryAdmin
else:
    _Options = object


class OwnersOfTheTeam(_Options):
    """For ModelAdmins and inlines: an owner is a coordinator of a programme that the person at work coordinates."""

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        if db_field.name == "owner":
            programmes = Programme.objects.coordinated_by(user_of(request))
            team = {"team_memberships__programme__in": programmes, "team_memberships__role": "coordinator"}
            return User.objects.filter(is_active=True, **team).distinct()
        return super().get_field_queryset(db, db_field, request)


class RecordingAdmin(OwnersOfTheTeam, CoordinatorHistoryAdmin):
    """Editing a record that has a page of its own: saving leads to it and writes the audit entry."""

    audited_as = ""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """With one programme there is nothing to choose."""
        own = list(Programme.objects.coordinated_by(user_of(request))[:2])
        return {**({"programme": own[0].pk} if len(own) == 1 else {}), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The data of a record belongs to its programme, so a record cannot move to another one."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "programme") if obj and any(f.name == "programme" for f in self.opts.fields) else fixed

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Shows the refusal of a rule as a notice. Either everything or nothing is saved."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as no:
            messages.error(request, str(no))
            return HttpResponseRedirect(request.get_full_path())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if self.audited_as:
            record(user_of(request), f"{self.audited_as}.{'changed' if change else 'recorded'}", form.instance)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._to_page(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._to_page(request, obj) or super().response_change(request, obj)

    def _to_page(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        if {"_continue", "_addanother", "_popup", "_saveasnew"} & set(request.POST):
            return None
        messages.success(request, _("“%(title)s” is saved.") % {"title": str(obj)[:120]})
        return HttpResponseRedirect(obj.get_absolute_url())
