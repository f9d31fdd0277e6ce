"""Ways in for the officers of a session: who has an account, and a new slip for whoever lost the way in."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allow
from accounts.permissions import can_mark_attendance, works_on_sessions
from participants.claim_slips.access import may_let_back_in
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


def _officers(session):
    """Those who take part, and those who did until they were withdrawn."""
    return Officer.objects.filter(enrolments__in=session.enrolments.once_on_the_roster()).distinct()


@allow(works_on_sessions)
@require_safe
def slips(request, code):
    """The officers of a session and where each stands on the way to an account."""
    session = _session(request, code)
    officers = with_standing(_officers(session)).select_related("rank", "unit").order_by("name_en", "name_bn", "pk")
    page = Paginator(officers, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    latest = latest_slips(page.object_list)
    context = {
        "session": session,
        "page": page,
        "rows": [{"officer": officer, "slip": latest.get(officer.pk)} for officer in page.object_list],
        "counts": counts(_officers(session)),
    }
    return render(request, "trainings/slips.html", context)


@sensitive_post_parameters()
@allow(works_on_sessions)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_slip(request, code, officer):
    """A new slip for one officer of the session, after a question."""
    session = _session(request, code)
    found = get_object_or_404(_officers(session).select_related("rank", "unit", "user"), pk=officer)
    if not may_let_back_in(request.user, found) and request.user.pk != found.user_id:
        raise Http404
    context, status = new_slip_context(request, found)
    return render(request, "trainings/new_slip.html", context | {"session": session}, status=status)
