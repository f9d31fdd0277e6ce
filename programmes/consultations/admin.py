"""Consultations and case studies in the admin. Imported by programmes.admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.access.admin_access import CoordinatorStackedInline, CoordinatorTabularInline, SpokenTitle
from accounts.access.requests import user_of
from programmes.admin_base import RecordingAdmin
from programmes.consultations import summaries
from programmes.models import CaseStudy, Consultation, ConsultationDocument, Goal, Headcount, Partnership
from programmes.models.consultation import BELOW_ZERO


class ConsultationForm(forms.ModelForm):
    goals = forms.ModelMultipleChoiceField(
        queryset=Goal.objects.all(),
        required=False,
        label=_("Goals"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
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
    list_display = ("title_link", "kind", "when_held", "place", "people_counted", "findings_counted")
    list_display_links = None
    list_filter = ("kind", "scope", "programme")
    list_select_related = ("place",)
    search_fields = ("title_en", "title_bn", "place__name_en")
    autocomplete_fields = ("place", "follows")
    inlines = (ConsultationPartnerInline, HeadcountInline, DocumentInline, CaseStudyInline)
    fieldsets = (
        (None, {"fields": ("programme", "phase", ("kind", "scope"), "title_en", "title_bn")}),
        (_("When and where"), {"fields": (("starts_on", "ends_on"), "dates_known", "place", "venue_en", "venue_bn")}),
        (_("What it was for"), {"fields": ("purpose_en", "purpose_bn", "agenda_en", "agenda_bn", "follows")}),
        (_("For the reports"), {"fields": ("goals", "headcount_note")}),
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
        return consultation.when or _("not recorded")

    @admin.display(description=_("people"), ordering="people")
    def people_counted(self, consultation: Any) -> Any:
        return consultation.people or "–"

    @admin.display(description=_("findings"), ordering="findings_raised")
    def findings_counted(self, consultation: Any) -> int:
        return consultation.findings_raised

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        summaries.record_consultation(obj, by=user_of(request))


@admin.register(CaseStudy)
class CaseStudyAdmin(SpokenTitle, RecordingAdmin):
    """Reached from its consultation and from the comparing page."""

    audited_as = "case_study"
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
