"""Workstreams in the admin: only editing. programmes.workstreams.lifecycle changes their state and that of milestones."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.access.admin_access import CoordinatorStackedInline, CoordinatorTabularInline
from programmes.admin_base import OwnersOfTheTeam, RecordingAdmin
from programmes.findings.lifecycle import possible_owners
from programmes.models import (
    CommunicationMessage,
    Milestone,
    Programme,
    StrategyClause,
    Workstream,
    WorkstreamKind,
)


class WorkstreamForm(ModelForm):
    class Meta:
        model = Workstream
        fields = (
            "programme",
            "kind",
            "title_en",
            "title_bn",
            "summary_en",
            "summary_bn",
            "district",
            "institution",
            "owner",
            "carried_by",
            "starts_on",
            "due_on",
            "findings",
        )

    def clean(self) -> Any:
        """The requirements of a kind are reported at their fields."""
        super().clean()
        cleaned = self.cleaned_data
        kind = cleaned.get("kind")
        for needed_by, field, missing, too_much in (
            (
                WorkstreamKind.DISTRICT_PILOT,
                "district",
                _("Choose the district of the pilot."),
                _("Only a pilot has a district."),
            ),
            (
                WorkstreamKind.CURRICULUM,
                "institution",
                _("Choose the institution that takes the curriculum in."),
                _("Only a curriculum integration has an institution."),
            ),
        ):
            if kind and field not in self.errors and (kind == needed_by) != bool(cleaned.get(field)):
                self.add_error(field, missing if kind == needed_by else too_much)
        programme = cleaned.get("programme") or (self.instance.pk and self.instance.programme)
        _check_owner(self, programme)
        for finding in cleaned.get("findings") or ():
            if programme and finding.programme_id != programme.pk:
                self.add_error(
                    "findings",
                    ValidationError(_("%(number)s belongs to another programme."), params={"number": finding.number}),
                )
        return cleaned


class MilestoneForm(ModelForm):
    class Meta:
        model = Milestone
        fields = ("title_en", "title_bn", "due_on", "owner")

    def clean(self) -> Any:
        super().clean()
        cleaned = self.cleaned_data
        workstream = self.instance.workstream if self.instance.workstream_id else None
        _check_owner(self, workstream and workstream.programme)
        return cleaned


def _check_owner(form: Any, programme: Programme | None) -> None:
    owner = form.cleaned_data.get("owner")
    if owner and programme and not possible_owners(programme).filter(pk=owner.pk).exists():
        form.add_error("owner", _("The owner is not a coordinator of this programme."))


class MilestoneInline(OwnersOfTheTeam, CoordinatorTabularInline):
    model = Milestone
    form = MilestoneForm
    fields = ("title_en", "title_bn", "due_on", "owner")
    extra = 1


class ClauseInline(CoordinatorStackedInline):
    model = StrategyClause
    fields = (("number", "order"), ("text_en", "text_bn"), ("proposed_en", "proposed_bn"), "findings")
    autocomplete_fields = ("findings",)
    may_delete = True


class MessageInline(CoordinatorStackedInline):
    model = CommunicationMessage
    fields = (("audience_en", "audience_bn"), ("message_en", "message_bn"), ("channel", "planned_on"))
    may_delete = True


@admin.register(Workstream)
class WorkstreamAdmin(RecordingAdmin):
    audited_as = "workstream"
    form = WorkstreamForm
    adding = _("Add a workstream")
    shape_of_empty = "flag"
    chips = {"state": {"planned": "off", "under_way": "info play-circle-fill", "finished": "ok", "stopped": "bad"}}
    list_display = ("title_link", "kind", "state", "owner", "due_on")
    list_display_links = None
    list_filter = ("kind", "state", "programme")
    list_select_related = ("owner",)
    search_fields = ("title_en", "title_bn")
    autocomplete_fields = ("district", "institution", "carried_by", "findings")
    fieldsets = (
        (None, {"fields": ("programme", "kind", "title_en", "title_bn", "summary_en", "summary_bn")}),
        (_("Of a district pilot, of a curriculum"), {"fields": ("district", "institution")}),
        (_("Who and when"), {"fields": ("owner", "carried_by", ("starts_on", "due_on"))}),
        (_("Why"), {"fields": ("findings",)}),
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Clauses and messages belong to two kinds only; they appear once the kind is known."""
        more: dict[str, tuple[Any, ...]] = {
            WorkstreamKind.STRATEGY: (ClauseInline,),
            WorkstreamKind.COMMUNICATION: (MessageInline,),
        }
        return (MilestoneInline, *more.get(obj.kind if obj else "", ()))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "kind") if obj else ()

    @admin.display(description=_("workstream"), ordering="title_en")
    def title_link(self, workstream: Workstream) -> Any:
        return format_html(
            '<a class="sh-link sh-long" href="{}">{}</a>', workstream.get_absolute_url(), workstream.title
        )
