"""Officers, units, ranks and roster imports in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.views import ChangeList

from accounts.access.admin_access import CoordinatorAdmin, CoordinatorHistoryAdmin, CoordinatorTabularInline
from accounts.access.discreet_search import DiscreetSearch
from accounts.access.requests import user_of
from accounts.audit.trail import record
from accounts.text.localised_text import date_text, digits, time_text
from participants.duplicates import search_keys
from participants.models import Delegate, Officer, Posting, Rank, RosterImport, RosterImportState, RowOutcome, Unit
from participants.officers.forms import DelegateForm, OfficerForm
from participants.officers.postings import record_postings
from participants.officers.search import find
from participants.roster.base.fields import POSTED_FIELDS
from participants.table_import.admin import OfficerTableMixin


class PostingInline(CoordinatorTabularInline):
    model = Posting
    may_add = False
    may_change = False
    fields = ("since", "rank", "unit")
    verbose_name_plural = _("postings, latest first")


class OfficerList(ChangeList):
    """The library offers to show all where it did not count all; without a filter these are all."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.has_active_filters:
            self.full_result_count = self.result_count


@admin.register(Officer)
class OfficerAdmin(OfficerTableMixin, CoordinatorHistoryAdmin):
    """One record per person. Officers come in by roster; a single one can be added by hand."""

    form = OfficerForm
    adding = _("Add an officer")
    shape_of_empty = "people"
    list_display = ("page_link", "name_bn", "service_number", "rank", "unit", "sex")
    list_display_links = None
    list_filter = ("sex", "rank")
    list_before_template = "participants/_find_officer.html"
    list_select_related = ("rank", "unit")
    # A count of 200,000 officers takes a tenth of a second; a second count, without the filter, is not worth it.
    show_full_result_count = False
    # The library asks for them before it searches; `get_search_results` decides what is found.
    search_fields = ("name_en",)
    search_help_text = _("Name in either script, service number, or the last digits of the mobile")
    autocomplete_fields = ("unit", "district")
    inlines = (PostingInline,)
    actions = ("compare",)
    fieldsets = (
        (None, {"fields": ("force", "service_number", "name_en", "name_bn", "honours", "sex")}),
        (_("Service"), {"fields": ("rank", "unit", "posted_since", "district", "designation", "joined_on")}),
        (_("Contact"), {"fields": ("mobile", "email", "user")}),
    )

    @admin.action(description=_("Compare two records, to merge them"))
    def compare(self, request: HttpRequest, queryset: QuerySet[Officer]) -> HttpResponse | None:
        chosen = sorted(queryset.values_list("pk", flat=True)[:3])
        if len(chosen) == 2:
            return HttpResponseRedirect(reverse("duplicates:pair", args=chosen))
        messages.error(request, _("Tick exactly two records to compare."))
        return None

    @admin.display(description=_("officer"), ordering="name_en")
    def page_link(self, officer: Officer) -> str:
        return format_html('<a class="sh-link" href="{}">{}</a>', officer.get_absolute_url(), officer.name)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return OfficerList

    def get_search_fields(self, request: Any) -> Any:
        # Search texts are personal data and must not be in an address; the list has its own form. The choosers of other
        # admin pages may search: they ask by POST.
        is_list = request.resolver_match.url_name == "participants_officer_changelist"
        return () if is_list else super().get_search_fields(request)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """What `officers.search` finds, best first; in an autocomplete by sound too, where nobody is written so."""
        if not search_term or not self.get_search_fields(request):
            return queryset, False
        return find(queryset, search_term).officers, False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return [
            (title, options | {"fields": tuple(name for name in options["fields"] if name != "posted_since")})
            for title, options in fieldsets
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, **kwargs)
        form.by = user_of(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # An account is tied to a record by its owner's slip; a coordinator could otherwise read through it.
        # Rank and unit follow from the postings; a transfer is recorded on the page of the officer, with its day.
        return ("user", *(POSTED_FIELDS if obj else ()))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        user: Any = user_of(request)
        if not change and obj.programme is None:
            obj.programme_id = next(iter(sorted(user.programmes_coordinated)), None)
        if change:
            # The history pages hand over an older version of the record: its rank and unit are of the past.
            present = Officer.objects.filter(pk=obj.pk).values_list("rank_id", "unit_id").get()
            obj.rank_id, obj.unit_id = present
        super().save_model(request, obj, form, change)
        if not change:
            record_postings([obj], since=form.cleaned_data.get("posted_since") or timezone.localdate())
        search_keys.index([obj])
        record(user, "officer.changed" if change else "officer.added", obj, fields=sorted(_field_ids(form)))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._to_page(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._to_page(request, obj) or super().response_change(request, obj)

    def _to_page(self, request, officer):
        if {"_continue", "_addanother", "_popup"} & set(request.POST):
            return None
        messages.success(request, _("The record is saved."))
        return HttpResponseRedirect(officer.get_absolute_url())


def _field_ids(form):
    # The audit trail refuses words that look like personal data, also the names of fields.
    order = list(form.fields)
    return [order.index(field) for field in form.changed_data]


@admin.register(Unit)
class UnitAdmin(CoordinatorAdmin):
    """Reference data: read here, loaded by `load_reference`."""

    may_add = False
    may_change = False
    list_display = ("name_en", "name_bn", "abbreviation", "kind", "parent", "slips")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name_en", "name_bn", "abbreviation", "code")

    @admin.display(description=_("claim slips"))
    def slips(self, unit: Unit) -> str:
        # By name, because the page is in an app above this one.
        address = reverse("reports:unit_slips", args=[unit.pk])
        return format_html('<a class="sh-link" href="{}">{}</a>', address, _("Print or see"))


@admin.register(Rank)
class RankAdmin(CoordinatorAdmin):
    """Reference data: read here, loaded by `load_reference`."""

    may_add = False
    may_change = False
    list_display = ("order", "name_en", "name_bn", "abbreviation_en", "is_cadre")
    list_display_links = ("name_en",)


@admin.register(RosterImport)
class RosterImportAdmin(CoordinatorAdmin):
    """Every roster that arrived; its page is the preview."""

    may_add = may_change = has_page_of_one = False
    list_display = ("file_link", "session_code", "state", "rows_taken", "uploaded_by", "arrived")
    list_display_links = None
    list_filter = ("state",)
    chips = {
        "state": {
            "reading": "info play-circle-fill",
            "applying": "info play-circle-fill",
            "undoing": "info play-circle-fill",
            "columns": "warn",
            "ready": "warn",
            "applied": "ok",
            "refused": "bad",
            "undone": "off arrow-return-left",
        }
    }
    shape_of_empty = "table"
    list_select_related = ("session_roster__session", "uploaded_by")

    @admin.display(description=_("file"))
    def file_link(self, roster: Any) -> str:
        return format_html(
            '<a class="sh-link" href="{}">{}</a>',
            reverse("sessions:roster", args=[roster.session_roster.session.code, roster.public_id]),
            roster.original_name,
        )

    @admin.display(description=_("session"))
    def session_code(self, roster: Any) -> str:
        return roster.session_roster.session.code

    @admin.display(description=_("rows taken"))
    def rows_taken(self, roster: RosterImport) -> str:
        total = sum(roster.counts.get(outcome, 0) for outcome in RowOutcome.values)
        if roster.state != RosterImportState.APPLIED:
            return digits(f"– / {total}", get_language())
        return digits(f"{roster.counts.get('taken', 0)} / {total}", get_language())

    rows_taken.is_number = True  # type: ignore[attr-defined]

    @admin.display(description=RosterImport._meta.get_field("created_at").verbose_name, ordering="created_at")
    def arrived(self, roster: RosterImport) -> str:
        language = get_language()
        return f"{date_text(roster.created_at, language)}, {time_text(roster.created_at, language)}"


@admin.register(Delegate)
class DelegateAdmin(DiscreetSearch, CoordinatorAdmin):
    """Who sat at a consultation; reached from its page."""

    form = DelegateForm
    adding = _("Name a delegate")
    may_delete = True
    list_display = ("named", "consultation", "category", "organisation")
    list_filter = ("category",)
    list_select_related = ("officer", "consultation", "organisation")
    search_fields = ("guest_name_en", "guest_name_bn", "officer__name_en", "officer__name_bn")
    autocomplete_fields = ("consultation", "officer", "organisation")
    fieldsets = (
        (None, {"fields": ("consultation", "category")}),
        (_("An officer on record"), {"fields": ("officer",)}),
        (_("Or a guest"), {"fields": ("guest_name_en", "guest_name_bn", "guest_post", "organisation", "guest_sex")}),
    )

    @admin.display(description=_("name"))
    def named(self, delegate: Delegate) -> str:
        return delegate.name

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(
            user_of(request), "delegate.changed" if change else "delegate.named", obj, consultation=obj.consultation_id
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        record(user_of(request), "delegate.removed", obj, consultation=obj.consultation_id)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Delegate]) -> None:
        for delegate in queryset:
            self.delete_model(request, delegate)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._to_consultation(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._to_consultation(request, obj) or super().response_change(request, obj)

    def _to_consultation(self, request, delegate):
        if {"_continue", "_addanother", "_popup"} & set(request.POST):
            return None
        return HttpResponseRedirect(delegate.consultation.get_absolute_url())
