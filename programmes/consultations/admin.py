"""Consultations and case studies in the admin. Imported by programmes.admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.access.admin_access import CoordinatorStackedInline, CoordinatorTabularInline, SpokenTitle
from accounts.access.discreet_search import DiscreetSearch
from accounts.access.requests import user_of
from accounts.text.localised_text import number_text
from programmes.admin_base import RecordingAdmin
from programmes.consultations import summaries
from programmes.models import CaseStudy, Consultation, ConsultationDocument, Goal, Headcount, Partnership
from programmes.models.consultation import BELOW_ZERO


class ConsultationForm(forms.ModelForm):
    goals = forms.ModelMultipleChoiceField(
        queryset=Goal.objects.all(),
        required=False,
        label=_("Goals"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Consultation
        fields = ("programme", "kind", "title_en")  # the fieldsets of ConsultationAdmin name the rest


class HeadcountForm(forms.ModelForm):
    class Meta:
        model = Headcount
        fields = ("category", "women", "men", "not_recorded")
        error_messages = {field: {"min_value": BELOW_ZERO} for field in ("women", "men", "not_recorded")}


class HeadcountInline(CoordinatorTabularInline):
    model = Headcount
    form = HeadcountForm
    may_delete = True
    extra = 1


class HeldFilter(admin.SimpleListFilter):
    """Held, or still planned. "Held" gives the rows that the page of the programme counts."""

    title = _("held or planned")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("held", _("Held")), ("planned", _("Planned"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = timezone.localdate()
        if self.value() == "held":
            return queryset.held(today)
        return queryset.planned(today) if self.value() == "planned" else queryset


class ConsultationPartnerInline(CoordinatorTabularInline):
    model = Partnership
    fields = ("organisation", "role")
    may_delete = True
    extra = 1
    verbose_name = _("organiser or partner")
    verbose_name_plural = _("organisers, donors and partners")


class DocumentInline(CoordinatorTabularInline):
    model = ConsultationDocument
    fields = ("title", "file")
    may_delete = True
    extra = 0


class CaseStudyInline(CoordinatorStackedInline):
    model = CaseStudy
    fields = (
        ("country", "theme"),
        ("speaker", "organisation"),
        ("title_en", "title_bn"),
        "summary_en",
        "summary_bn",
        "file",
    )
    autocomplete_fields = ("country", "organisation")
    extra = 0


@admin.register(Consultation)
class ConsultationAdmin(RecordingAdmin):
    """The form of a consultation. Its own page shows it."""

    form = ConsultationForm
    adding = _("Record a consultation")
    shape_of_empty = "chat-square-text"
    list_display = ("title_link", "kind", "when_held", "place", "people_counted", "findings_counted")
    list_display_links = None
    list_filter = (HeldFilter, "kind", "scope", "programme")
    list_select_related = ("place",)
    search_fields = ("title_en", "title_bn", "place__name_en")
    autocomplete_fields = ("place", "follows")
    inlines = (ConsultationPartnerInline, HeadcountInline, DocumentInline, CaseStudyInline)
    fieldsets = (
        (None, {"fields": ("programme", "phase", ("kind", "scope"), "title_en", "title_bn")}),
        (_("When and where"), {"fields": (("starts_on", "ends_on"), "dates_known", "place", "venue_en", "venue_bn")}),
        (_("What it was for"), {"fields": ("purpose_en", "purpose_bn", "agenda_en", "agenda_bn", "follows")}),
        (_("For the reports"), {"fields": ("goals", ("expected_people", "expected_women"), "headcount_note")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.with_people().with_findings()

    @admin.display(description=_("consultation"), ordering="title_en")
    def title_link(self, consultation: Consultation) -> SafeString:
        return format_html(
            '<a class="sh-link sh-long" href="{}">{}</a>', consultation.get_absolute_url(), consultation.title
        )

    @admin.display(description=_("when"), ordering="starts_on")
    def when_held(self, consultation: Consultation) -> Any:
        if consultation.is_planned(timezone.localdate()):
            return gettext("%(when)s, planned") % {"when": consultation.when}
        return consultation.when or _("not recorded")

    @admin.display(description=_("people"), ordering="people")
    def people_counted(self, consultation: Any) -> Any:
        if not consultation.is_planned(timezone.localdate()):
            return consultation.people or "–"
        expected = consultation.expected_people
        return "–" if expected is None else gettext("%(n)s expected") % {"n": number_text(expected, get_language())}

    people_counted.is_number = True  # type: ignore[attr-defined]

    @admin.display(description=_("findings"), ordering="findings_raised")
    def findings_counted(self, consultation: Any) -> int:
        return consultation.findings_raised

    findings_counted.is_number = True  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        summaries.record_consultation(obj, by=user_of(request))


@admin.register(CaseStudy)
class CaseStudyAdmin(DiscreetSearch, SpokenTitle, RecordingAdmin):
    """Reached from its consultation and from the comparing page."""

    audited_as = "case_study"
    adding = _("Record a case study")
    list_display = ("title_spoken", "country", "organisation", "consultation")
    list_select_related = ("country", "organisation", "consultation")
    search_fields = ("title_en", "title_bn", "speaker", "country__name_en")
    autocomplete_fields = ("consultation", "country", "organisation")
    fields = (
        "consultation",
        "country",
        "theme",
        "speaker",
        "organisation",
        "title_en",
        "title_bn",
        "summary_en",
        "summary_bn",
        "file",
    )
