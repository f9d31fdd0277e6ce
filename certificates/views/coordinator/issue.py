"""For coordinators: who gets a certificate, who does not and why, one button, a specimen."""

from collections import Counter
from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access.request_ids import ids_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from certificates.designs import versions
from certificates.designs.levels import earned_level
from certificates.designs.printed_facts import specimen_facts
from certificates.drawing import draw
from certificates.issuing import batches, eligibility
from certificates.models import Ceremony, CertificateBatch, Level
from trainings.making_up.reading import note_made_up
from trainings.models import SessionState
from trainings.views.coordinated import coordinated_session

# Shared by the lists that a page has: each line has a name in both scripts, some a form, and a page stays below 60 KB.
ROWS, ROWS_WITH_FORMS = 40, 24
# The lists of the page, each turned by its own parameter.
LISTS = ("ready", "participation", "others", "issued")


class Filter(NamedTuple):
    """One kind of reason, as a link with the number of its officers."""

    label: str
    value: str
    number: int
    is_chosen: bool


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: SignedInRequest, code: str) -> HttpResponse:
    """The check list of a session; POST asks for the certificates, of all or of those chosen, and leads to the work.

    With `level` "participation" they are those of participation.
    """
    session = coordinated_session(request, code)
    if request.method == "POST":
        try:
            only = _chosen(request) if request.POST.get("who") == "chosen" else None
            batch = batches.request(session, by=request.user, only=only, design=_asked_design(request, session))
        except Refused as no:
            messages.error(request, str(no))
            return redirect("certificates:issue", session.code)
        return redirect(batch.job)  # type: ignore[arg-type]  # what was asked for has its work
    return render_staff_page(request, "certificates/issue.html", _check_list(session, request.GET))


def _asked_design(request, session):
    """The design for the level that was asked for; None for that of the session."""
    if request.POST.get("level") != Level.PARTICIPATION:
        return None
    return versions.design_for(session, Level.PARTICIPATION)


def _chosen(request):
    """The ids that were ticked; what is no number was not ticked on our page."""
    ids = ids_of(request.POST.getlist("enrolment"))
    if not ids:
        raise Refused(_("Nobody is chosen. Tick the officers who get their certificate now."))
    return ids


def where_on_the_list(asked: QueryDict) -> str:
    """Returns the query of the check list that a person was on (text), from its parameters (QueryDict) and nothing else."""
    return urlencode({name: asked[name] for name in ("why", *LISTS) if asked.get(name)})  # type: ignore[arg-type]  # texts


def _check_list(session, asked):
    why = asked.get("why")
    try:
        design = versions.design_for(session)
    except Refused:
        design = None
    rows = eligibility.check_list(session, design)
    unfinished = CertificateBatch.objects.unfinished().filter(session=session).select_related("job").first()
    others = [row for row in rows if row.kind not in (*eligibility.GET_ONE, eligibility.Kind.ISSUED)]
    kinds = Counter(row.kind for row in others)
    filters = [
        Filter(str(eligibility.KIND_WORDS[kind]), kind.value, kinds[kind], kind == why) for kind in sorted(kinds)
    ]
    lists = {
        "ready": [row for row in rows if row.kind == eligibility.Kind.READY],
        "participation": [row for row in rows if row.kind == eligibility.Kind.PARTICIPATION],
        "others": [row for row in others if row.kind == why] if why in kinds else others,
        "issued": [row for row in rows if row.kind == eligibility.Kind.ISSUED],
    }
    shared = ROWS // max(1, sum(bool(lines) for lines in lists.values()))
    turned = {
        name: Paginator(lines, min(shared, ROWS_WITH_FORMS) if name == "others" else shared).get_page(asked.get(name))
        for name, lines in lists.items()
    }
    note_made_up(session, [row.enrolment for page in turned.values() for row in page])
    chosen = {"why": why} if why in kinds else {}
    chosen |= {name: page.number for name, page in turned.items() if page.number > 1}
    return {
        "session": session,
        "closed": session.state == SessionState.CLOSED,
        "design": design,
        "no_design": next((row.why for row in rows if row.kind == eligibility.Kind.NO_DESIGN), None),
        "ready": lists["ready"],
        "participation": lists["participation"],
        "without_design": _without_design(others),
        "issued": lists["issued"],
        "others": others,
        "page_of": turned,
        # Turning one list leaves the others where they are.
        "query_of": {name: urlencode({one: at for one, at in chosen.items() if one != name}) for name in LISTS},
        "here": urlencode(chosen),
        "filters": filters if len(filters) > 1 else [],
        "filtered": why in kinds,
        "unfinished": unfinished and unfinished.job,
        "ceremony": Ceremony.objects.that_count().filter(sessions=session).first(),
    }


def _without_design(others):
    """How many took part and could get a certificate of participation, if a design of that level was in use."""
    return sum(
        row.kind == eligibility.Kind.NOT_COMPLETED and earned_level(row.enrolment) == Level.PARTICIPATION
        for row in others
    )


@allow(is_coordinator)
@require_safe
def specimen(request: SignedInRequest, code: str) -> HttpResponse:
    """One drawn page with the facts of the first officer who is ready; its serial says SPECIMEN, its code opens nothing."""
    session = coordinated_session(request, code)
    level = Level.PARTICIPATION if request.GET.get("level") == Level.PARTICIPATION else None
    kind = eligibility.Kind.PARTICIPATION if level else eligibility.Kind.READY
    try:
        enrolment = next(row.enrolment for row in eligibility.check_list(session) if row.kind == kind)
        design = versions.design_for(session, level)
        pdf = draw(specimen_facts(enrolment, design), versions.drawn(design))
    except (Refused, StopIteration) as nothing:
        raise Http404 from nothing
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = "inline; filename=specimen.pdf"
    response["Cache-Control"] = "private, no-store"
    return response
