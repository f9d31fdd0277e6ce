"""Ways in for the officers of a session: who has an account, and a new slip for whoever lost the way in."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_mark_attendance, works_on_sessions
from participants.claim_slips.access import can_make_new_slip
from participants.claim_slips.status import counts, latest_slips, with_standing
from participants.models import Officer
from participants.views.new_slips import new_slip_context
from trainings.views.sessions import session_for

ROWS_PER_PAGE = 50


def _session(request, code):
    """The session, for those who teach or coordinate it; a guest, who may be named for it too, finds nothing."""
    found = session_for(request, code)
    if not can_mark_attendance(request.user, found):
        raise Http404
    return found


def _enrolments(session):
    """Those who take part, and those who did until they were withdrawn; with name, and rank and unit as they were then."""
    found = session.enrolments.once_on_the_roster().filter(double_of=None)
    return found.select_related("officer", "rank", "unit")


def _own(session):
    """Those of them whom no other programme let in: accounts and slips of the others are the business of that one."""
    return _enrolments(session).filter(is_shared=False)


@allow(works_on_sessions)
@require_safe
def slips(request: SignedInRequest, code: str) -> HttpResponse:
    """Shows the officers of a session, with the status of their account and slip."""
    session = _session(request, code)
    enrolments = _enrolments(session).order_by("officer__name_en", "officer__name_bn", "officer")
    page = Paginator(enrolments, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    own = [enrolment.officer_id for enrolment in page.object_list if not enrolment.is_shared]
    officers = with_standing(Officer.objects.filter(pk__in=own)).in_bulk()
    latest = latest_slips(officers.values())
    context = {
        "session": session,
        "page": page,
        "rows": [
            {
                "enrolment": enrolment,
                "officer": officers.get(enrolment.officer_id),
                "slip": latest.get(enrolment.officer_id),
            }
            for enrolment in page.object_list
        ],
        "counts": counts(Officer.objects.filter(pk__in=_own(session).values("officer"))),
    }
    return render(request, "trainings/slips.html", context)


@sensitive_post_parameters()
@allow(works_on_sessions)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_slip(request: SignedInRequest, code: str, officer: int) -> HttpResponse:
    """A new slip for one officer of the session, after a question."""
    session = _session(request, code)
    enrolment = get_object_or_404(_own(session).select_related("officer__unit", "officer__user"), officer=officer)
    found = enrolment.officer
    if not can_make_new_slip(request.user, found) and request.user.pk != found.user_id:
        raise Http404
    context, status = new_slip_context(request, found)
    return render(
        request, "trainings/new_slip.html", context | {"session": session, "enrolment": enrolment}, status=status
    )
