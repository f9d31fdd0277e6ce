"""Likely duplicates: the list of pairs, the page of one pair, and the pairs declared distinct. For coordinators."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from jobs.models import Job
from participants.duplicates import distinct_pairs, scan
from participants.identity.evidence import evidence_from_json
from participants.merging import merges
from participants.merging.comparison import counted, field_text, lines_of
from participants.merging.movable_relations import unsettled
from participants.merging.plan import plan
from participants.models import DistinctPair, DuplicatePair, Merge, Officer

PAIRS_PER_PAGE = 10
ROWS_PER_PAGE = 25


@allow(is_coordinator)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """The open pairs, the likeliest first."""
    own = DuplicatePair.objects.visible_to(request.user).open().with_names()
    page: Any = Paginator(own, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    counts = counted(page)
    for pair in page:
        pair.lines = lines_of(pair.officer_low, pair.officer_high)
        pair.counts_low, pair.counts_high = counts[pair.officer_low_id], counts[pair.officer_high_id]
        pair.evidence_for, pair.evidence_against = _evidence(pair)
    context = {
        "page": page,
        "searching": Job.objects.unfinished().filter(kind=scan.KIND).exists(),
        "declared": _just_declared(request),
        "done": _done(request),
    }
    return render_staff_page(request, "participants/duplicates.html", context)


def _evidence(pair):
    evidence = [evidence_from_json(one) for one in pair.evidence]
    return [one for one in evidence if one.speaks_for], [one for one in evidence if not one.speaks_for]


def _number_in(request, name):
    return id_of(request.GET.get(name)) or 0


def _just_declared(request):
    """The pair that was just declared distinct, so that it can be withdrawn at once."""
    own = DistinctPair.objects.visible_to(request.user).with_names()
    return own.filter(pk=number).first() if (number := _number_in(request, "apart")) else None


def _done(request):
    """The merge that was just made."""
    number = _number_in(request, "merged")
    return Merge.objects.visible_to(request.user).filter(pk=number).first() if number else None


@allow(is_coordinator)
@require_POST
def search(request: SignedInRequest) -> HttpResponse:
    """Requests a new scan of all officers."""
    job = scan.request_scan(by=request.user)
    if Job.objects.visible_to(request.user).filter(pk=job.pk).exists():
        return redirect(job)
    messages.info(request, _("A search is under way already."))
    return redirect("duplicates:desk")


def _two(request, one, other):
    """Returns the two officers, the lower id first; 404 unless the user coordinates both."""
    own = Officer.objects.coordinated_by(request.user).with_related()
    found = list(own.filter(Q(pk=one) | Q(pk=other)).order_by("pk"))
    if len(found) < 2:
        raise Http404
    return found


def _desk(request, **parameters):
    """Redirects to the list of pairs, to the page and pair that were open."""
    parameters = {key: value for key, value in parameters.items() if value}
    page, place = (id_of(request.POST.get(name)) for name in ("page", "place"))
    if page:
        parameters["page"] = page
    anchor = f"#pair-{place}" if place else ""
    return redirect(f"{reverse('duplicates:desk')}?{urlencode(parameters)}{anchor}")


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def pair(request: SignedInRequest, one: int, other: int) -> HttpResponse:
    """Two records side by side, their conflicts and the choices; POST merges them."""
    low, high = _two(request, one, other)
    keep = request.POST.get("keep") or request.GET.get("keep") or ""
    kept, absorbed = (high, low) if keep == str(high.pk) else (low, high)
    try:
        planned = plan(kept, absorbed, by=request.user, choices=request.POST)
        if request.method == "POST":
            if all(conflict.key in request.POST for conflict in planned.conflicts if conflict.options):
                made = merges.merge(kept, absorbed, by=request.user, choices=request.POST)
                if unsettled(kept, by=request.user):
                    messages.warning(request, _("They are one record now. Something is left to settle, below."))
                    return redirect("duplicates:merge", made.pk)
                return _desk(request, merged=made.pk)
            messages.warning(request, _("Your choice needs one more answer. Answer the question below."))
    except Refused as no:
        messages.error(request, str(no))
        return redirect(f"{request.path}?{urlencode({'keep': kept.pk})}")
    known = DuplicatePair.objects.of(low, high).first()
    return render_staff_page(request, "participants/pair.html", _pair_context(request, low, high, planned, known))


def _pair_context(request, low, high, planned, known):
    sides = ("kept", "absorbed") if planned.kept == low else ("absorbed", "kept")
    rows = [
        {
            "field": field,
            "low": field_text(low, field.name),
            "high": field_text(high, field.name),
            "low_chosen": field.chosen == sides[0],
        }
        for field in planned.fields
    ]
    evidence_for, evidence_against = _evidence(known) if known else ([], [])
    both = DuplicatePair(officer_low=low, officer_high=high)
    counts = counted([both])
    return {
        "low": low,
        "high": high,
        "plan": planned,
        "low_side": sides[0],
        "high_side": sides[1],
        "rows": [row for row in rows if row["field"].differs],
        "same": [row for row in rows if not row["field"].differs and row["low"]],
        "counts_low": counts[low.pk],
        "counts_high": counts[high.pk],
        "evidence_for": evidence_for,
        "evidence_against": evidence_against,
        "page": _number_in(request, "page"),
        "place": _number_in(request, "place"),
    }


@allow(is_coordinator)
@require_POST
def apart(request: SignedInRequest, one: int, other: int) -> HttpResponse:
    """Declares that two officers are different people."""
    low, high = _two(request, one, other)
    try:
        declared = distinct_pairs.declare_distinct(
            low, high, by=request.user, reason=request.POST.get("reason", "")[:200]
        )
    except Refused as no:
        messages.error(request, str(no))
        return _desk(request)
    return _desk(request, apart=declared.pk)


@allow(is_coordinator)
@require_safe
def told_apart(request: SignedInRequest) -> HttpResponse:
    """All pairs that were declared distinct, and by whom."""
    own = DistinctPair.objects.visible_to(request.user).with_names().select_related("said_by")
    page = Paginator(own, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(request, "participants/told_apart.html", {"page": page})


@allow(is_coordinator)
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraws a declaration: the pair is listed again."""
    declared = get_object_or_404(DistinctPair.objects.visible_to(request.user), pk=pk)
    try:
        distinct_pairs.withdraw(declared, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Taken back. The two may be compared and merged again."))
    return redirect("duplicates:told_apart" if request.POST.get("back") == "list" else "duplicates:desk")
