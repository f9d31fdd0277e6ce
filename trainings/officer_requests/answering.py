"""asked → accepted or declined, by a coordinator of a programme that holds the record, or by an administrator who sees none of it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import is_administrator, is_coordinator
from accounts.refusal import Refused
from participants.models import Officer
from trainings.enrolment.enrolment import enrol, refuse_unless_open_to_officers
from trainings.enrolment.nominations import nominate
from trainings.models import OfficerRequest, RequestState, TrainingSession
from trainings.officer_requests.asking import locked, refuse_answered


def can_answer(user: User, request: OfficerRequest) -> bool:
    """Returns whether `user` may answer an OfficerRequest: who holds the record, or an administrator who does not ask. One query."""
    return holds(user, request) or (
        is_administrator(user) and request.session.phase.programme_id not in user.programmes_coordinated
    )


def holds(user: User, request: OfficerRequest) -> bool:
    """Returns whether `user` coordinates a programme that holds the record, and so may read it beside the request. One query."""
    if not is_coordinator(user) or request.officer_id is None:
        return False
    return Officer.objects.coordinated_by(user).filter(pk=request.officer_id).exists()


@transaction.atomic
def accept(request: OfficerRequest, *, by: User | None) -> OfficerRequest:
    """Lets the officer into the session: enrolled, or proposed by the unit whose nominations the list was. Returns the request.

    Whom the entry rules keep out is proposed, too: the programme that asks decides on the exception.
    It sees name, rank and unit of this session, no more. Raises Refused for who may not answer, for a request
    that is not open any more, once the session takes nobody, and while it has no seat for a participant.
    """
    session, request, officer = _open(request, by)
    refuse_unless_open_to_officers(session)
    if request.nominating_unit_id:
        nominate(session, [officer], unit=request.nominating_unit, by=by, by_consent=True)
    else:
        done = enrol(session, [officer], by=by, by_consent=True)
        if done.without_seat:
            raise Refused(_("All seats of %(session)s are taken. The request stays open.") % {"session": session.code})
        if done.unmet:
            nominate(session, [officer], unit=None, by=by, by_consent=True)
    _answer(request, RequestState.ACCEPTED, by)
    return request


@transaction.atomic
def decline(request: OfficerRequest, *, by: User | None, reason: str) -> OfficerRequest:
    """Declines the request, with a reason for the programme that asks. Returns the request; raises Refused."""
    _session, request, _officer = _open(request, by)
    if not reason.strip():
        raise Refused(_("Say why the request is declined. The programme that asks reads it."))
    request.reason = reason.strip()[:500]
    _answer(request, RequestState.DECLINED, by)
    return request


def _open(request, by):
    """Locks session, request and record, in this order; returns them. Raises Refused where `by` may not answer or nothing is open."""
    session = TrainingSession.objects.select_for_update().get(pk=request.session_id)
    request = locked(request)
    if not can_answer(by, request):
        raise Refused(_("Only a coordinator of the programme that holds the record, or an administrator, may answer."))
    refuse_answered(request)
    officer = Officer.objects.select_for_update(of=("self",)).filter(pk=request.officer_id).first()
    if officer is None:
        raise Refused(_("The record is not there any more, so there is nothing to answer."))
    return session, request, officer


def _answer(request, state, by):
    request.state, request.answered_by, request.answered_at = state, by, timezone.now()
    request.save(update_fields=["state", "reason", "answered_by", "answered_at"])
    record(by, f"officer_request.{state}", request, before="asked", after=state, session=request.session_id)
