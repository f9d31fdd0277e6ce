"""The duplicates desk: pairs side by side, one of them closely, and the people who were told apart. For coordinators."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.request_ids import id_of
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from jobs.models import Job
from participants.duplicates import distinct_pairs, scan
from participants.identity.evidence import evidence_from_json
from participants.merging import merges
from participants.merging.comparison import counted, lines_of, shown
from participants.merging.plan import plan
from participants.models import DistinctPair, DuplicatePair, Merge, Officer

PAIRS_PER_PAGE = 10
ROWS_PER_PAGE = 25


@allow(is_coordinator)
@require_safe
def desk(request):
    """The pairs nobody has judged yet, the likeliest first."""
    own = DuplicatePair.objects.visible_to(request.user).open().with_names()
    page = Paginator(own, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    counts = counted(page)
    for pair in page:
        pair.lines = lines_of(pair.officer_low, pair.officer_high)
        pair.hangs_low, pair.hangs_high = counts[pair.officer_low_id], counts[pair.officer_high_id]
        pair.for_it, pair.against_it = _evidence(pair)
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
    """The pair told apart a moment ago, so that it can be taken back at once."""
    own = DistinctPair.objects.visible_to(request.user).with_names()
    return own.filter(pk=number).first() if (number := _number_in(request, "apart")) else None


def _done(request):
    """The merge made a moment ago."""
    number = _number_in(request, "merged")
    return Merge.objects.visible_to(request.user).filter(pk=number).first() if number else None


@allow(is_coordinator)
@require_POST
def search(request):
    """Looks through all officers again."""
    job = scan.request_scan(by=request.user)
    if Job.objects.visible_to(request.user).filter(pk=job.pk).exists():
        return redirect(job)
    messages.info(request, _("A search is under way already."))
    return redirect("duplicates:desk")


def _two(request, one, other):
    """Returns the two officers, the lower number first; 404 unless the user coordinates both."""
    own = merges.with_related(Officer.objects.coordinated_by(request.user))
    found = list(own.filter(Q(pk=one) | Q(pk=other)).order_by("pk"))
    if len(found) < 2:
        raise Http404
    return found


def _desk(request, **parameters):
    """Back to the desk, to the page and the place where one was."""
    parameters = {key: value for key, value in parameters.items() if value}
    page, place = (id_of(request.POST.get(name)) for name in ("page", "place"))
    if page:
        parameters["page"] = page
    anchor = f"#pair-{place}" if place else ""
    return redirect(f"{reverse('duplicates:desk')}?{urlencode(parameters)}{anchor}")


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def pair(request, one, other):
    """Two records value by value, what both have, and how that is settled; by POST they become one."""
    low, high = _two(request, one, other)
    asked = request.POST.get("keep") or request.GET.get("keep") or ""
    kept, absorbed = (high, low) if asked == str(high.pk) else (low, high)
    try:
        planned = plan(kept, absorbed, by=request.user, choices=request.POST)
        if request.method == "POST":
            if all(conflict.key in request.POST for conflict in planned.conflicts if conflict.options):
                made = merges.merge(kept, absorbed, by=request.user, choices=request.POST)
                return _desk(request, merged=made.pk)
            messages.warning(request, _("What you chose brings up one more question. Answer it below."))
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
            "low": shown(low, field.name),
            "high": shown(high, field.name),
            "low_chosen": field.chosen == sides[0],
        }
        for field in planned.fields
    ]
    for_it, against_it = _evidence(known) if known else ([], [])
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
        "hangs_low": counts[low.pk],
        "hangs_high": counts[high.pk],
        "for_it": for_it,
        "against_it": against_it,
        "page": _number_in(request, "page"),
        "place": _number_in(request, "place"),
    }


@allow(is_coordinator)
@require_POST
def apart(request, one, other):
    """These are two people: remembered, and never asked again."""
    low, high = _two(request, one, other)
    try:
        said = distinct_pairs.declare_distinct(low, high, by=request.user, reason=request.POST.get("reason", "")[:200])
    except Refused as no:
        messages.error(request, str(no))
        return _desk(request)
    return _desk(request, apart=said.pk)


@allow(is_coordinator)
@require_safe
def told_apart(request):
    """Everybody who was told apart, and by whom."""
    own = DistinctPair.objects.visible_to(request.user).with_names().select_related("said_by")
    page = Paginator(own, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(request, "participants/told_apart.html", {"page": page})


@allow(is_coordinator)
@require_POST
def forget(request, pk):
    """They may be one person after all: the pair comes back to the desk."""
    said = get_object_or_404(DistinctPair.objects.visible_to(request.user), pk=pk)
    try:
        distinct_pairs.withdraw(said, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Taken back. The two may be compared and merged again."))
    return redirect("duplicates:told_apart" if request.POST.get("back") == "list" else "duplicates:desk")
