"""A consultation with its results; case studies side by side; the documents of records."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.ui.staff_pages import render_staff_page
from programmes.consultations.summaries import chain_of
from programmes.files import uploaded_documents
from programmes.models import (
    CaseStudy,
    Consultation,
    ConsultationDocument,
    Finding,
    Headcount,
    MilestoneEvidence,
    Theme,
)

# The word in the address → the model.
DOCUMENT_MODELS = {model._meta.model_name: model for model in (ConsultationDocument, CaseStudy, MilestoneEvidence)}


@allow(is_coordinator)
@require_safe
def consultation(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Facts, numbers, people, case studies, findings, and its chain of consultations. A constant number of queries."""
    found = get_object_or_404(
        Consultation.objects.coordinated_by(request.user)
        .select_related("programme", "phase", "place")
        .prefetch_related("goals", "documents", "reflections"),
        pk=pk,
    )
    headcounts = list(found.headcounts.all())
    before, after = chain_of(found)
    findings = Finding.objects.coordinated_by(request.user).filter(sources__consultation=found).distinct()
    context = {
        "consultation": found,
        "is_planned": found.is_planned(timezone.localdate()),
        "partners": list(found.partnerships.select_related("organisation").order_by("pk")),
        "headcounts": headcounts,
        "total": Headcount(
            women=sum(one.women for one in headcounts),
            men=sum(one.men for one in headcounts),
            not_recorded=sum(one.not_recorded for one in headcounts),
        ),
        # Delegates are in an app above this one, so they are reached by their related name.
        "delegates": list(found.delegates.select_related("officer__rank", "officer__unit", "organisation")),
        "case_studies": list(found.case_studies.select_related("country", "organisation")),
        "findings": list(findings.by_urgency()),
        "before": before,
        "after": after,
    }
    return render_staff_page(request, "programmes/consultation.html", context)


@allow(is_coordinator)
@require_safe
def case_studies(request: SignedInRequest) -> HttpResponseBase:
    """What countries showed each other, side by side, narrowed by country, theme and consultation."""
    own = CaseStudy.objects.coordinated_by(request.user)
    chosen = {key: request.GET[key] for key in ("country", "theme", "consultation") if request.GET.get(key)}
    narrowed = own.filter(**{key: value for key, value in chosen.items() if _is_value(key, value)})
    rows = narrowed.select_related("country", "organisation", "consultation").order_by("country__name_en", "pk")
    context = {
        "rows": list(rows),
        "total": own.count(),
        "chosen": chosen,
        "countries": _choices(own, "country", "country__name_en"),
        "themes": [(theme, Theme(theme).label, n) for theme, n in _counted(own, "theme") if theme in Theme.values],
        "consultations": _choices(own, "consultation", "consultation__title_en"),
    }
    return render_staff_page(request, "programmes/case_studies.html", context)


def _is_value(key: str, value: str) -> bool:
    return value in Theme.values if key == "theme" else id_of(value) is not None


def _counted(rows: QuerySet[Any], field: str) -> list[tuple[Any, int]]:
    return list(rows.order_by(field).values_list(field).annotate(Count("pk")))


def _choices(rows: QuerySet[Any], field: str, label: Any) -> list[Any]:
    counted = rows.order_by(label).values_list(field, label).annotate(Count("pk"))
    return [(str(value), text, n) for value, text, n in counted]


@allow(is_coordinator)
@require_safe
def document(request: SignedInRequest, kind: str, pk: int) -> HttpResponseBase:
    """Sends a document of a record to the coordinators of its programme. It may contain names, so an audit entry is written."""
    if kind not in DOCUMENT_MODELS:
        raise Http404
    found = get_object_or_404(DOCUMENT_MODELS[kind].objects.coordinated_by(request.user).exclude(file=""), pk=pk)
    record(request.user, "document.opened", found)
    return sent(found)


def sent(found: Any) -> HttpResponseBase:
    """Returns the file of a record as a download that no browser runs."""
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.file_name or "document",
        content_type=uploaded_documents.media_type_of(found.file_name),
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
