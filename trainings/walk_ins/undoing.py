"""Taking back what was added on the spot: on the same day, by who added it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from accounts.refusal import Refused
from participants.models import Officer, Posting
from participants.roster_import.undo_rules import reasons
from trainings.enrolment.waiting_list import promote_waiting
from trainings.models import (
    AttendanceChange,
    Enrolment,
    EnrolmentState,
    OfficerRequest,
    RequestState,
    TrainingSession,
    WalkIn,
)
from trainings.models.session import TAKES_OFFICERS


@transaction.atomic
def take_back(walk_in: WalkIn, *, by: User, now: datetime | None = None) -> WalkIn:
    """Takes an officer out again who was added on the spot. Returns the WalkIn. now: aware datetime.

    Without marks the enrolment goes, or is again what it was before; a record made for it goes too, unless other work hangs on it. With
    marks the officer is withdrawn and the marks stay on record. Raises Refused for others than who added, on a later day, once the
    session takes no officers, and twice.
    """
    now = now or timezone.now()
    session = TrainingSession.objects.locked(walk_in.session_id)
    require(by, can_mark_attendance, session)
    walk_in = WalkIn.objects.select_for_update().get(pk=walk_in.pk)
    if sentence := why_not(walk_in, session, by=by, now=now):
        raise Refused(sentence)
    enrolment, had_record = walk_in.enrolment, walk_in.has_new_record
    walk_in.undone_at = now
    walk_in.save(update_fields=["undone_at"])
    record(by, "walk_in.taken_back", walk_in, enrolment=enrolment and enrolment.pk)
    if enrolment is None:
        _withdraw_request(walk_in, now=now, by=by)
        return walk_in
    _out_again(walk_in, enrolment, had_record, by=by)
    promote_waiting(session, by=None)
    return walk_in


def why_not(walk_in: WalkIn, session: TrainingSession, *, by: User, now: datetime) -> str:
    """Returns the sentence why `by` cannot take this back at `now`, or ""."""
    if walk_in.undone_at:
        return _("This was taken back already.")
    if walk_in.added_by_id != by.pk:
        return _("Only who added the officer can take it back. A coordinator can withdraw the officer.")
    if timezone.localdate(walk_in.added_at) != timezone.localdate(now):
        return _("This can be taken back on the same day only. A coordinator can withdraw the officer.")
    if session.state not in TAKES_OFFICERS:
        return _("The session is over. A coordinator can withdraw the officer.")
    return ""


def mine_of_today(session: TrainingSession, user: User, now: datetime) -> list[WalkIn]:
    """Returns what `user` added to a session today and can still take back, the latest first. One query."""
    rows = WalkIn.objects.standing().filter(session=session, added_by=user).with_names()
    return [one for one in rows[:20] if not why_not(one, session, by=user, now=now)]


def _out_again(walk_in, enrolment, had_record, *, by):
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if AttendanceChange.objects.filter(enrolment=enrolment).exists() or enrolment.state != EnrolmentState.CONFIRMED:
        enrolment.state, enrolment.is_override = EnrolmentState.WITHDRAWN, False
        enrolment.state_reason = _("Added on the spot by mistake.")
        enrolment.save(update_fields=["state", "state_reason", "is_override"])
    elif walk_in.before:
        for name, value in walk_in.before.items():
            setattr(enrolment, name, value)
        enrolment.save(update_fields=list(walk_in.before))
        enrolment.waivers.filter(given_at=walk_in.added_at).delete()
    else:
        officer = enrolment.officer_id
        enrolment.delete()
        if had_record:
            _remove_record(officer, by=by)


def _remove_record(officer_id, *, by):
    """Removes a record that was made on the spot, unless something else points at it or it was changed since."""
    postings = list(Posting.objects.filter(officer=officer_id).values_list("pk", flat=True))
    if len(postings) > 1 or reasons(Officer, {officer_id: {"participants.Posting.officer": postings}})[officer_id]:
        return
    officer = Officer.objects.select_for_update().get(pk=officer_id)
    if officer.user_id is not None or officer.history.count() > 1:
        return
    officer._history_user = by
    record(by, "officer.removed", officer, as_on="walk_in")
    officer.delete()


def _withdraw_request(walk_in, *, now, by):
    request = OfficerRequest.objects.select_for_update().filter(pk=walk_in.request_id, state=RequestState.ASKED).first()
    others = WalkIn.objects.standing().filter(request=walk_in.request_id).exists()
    if request and request.asked_by_id == by.pk and request.row_id is None and not others:
        request.state, request.answered_by, request.answered_at = RequestState.WITHDRAWN, by, now
        request.save(update_fields=["state", "answered_by", "answered_at"])
        record(by, "officer_request.withdrawn", request, before="asked", after=request.state)
