import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.enrolment.enrolment import withdraw
from trainings.models import SessionState
from trainings.sessions.completion import decide_by_hand, leave_to_attendance


@pytest.fixture
def enrolment(session):
    return EnrolmentFactory(session=session)


def test_a_decision_is_kept_with_its_reason_and_in_the_audit_trail(enrolment, trainer):
    decided = decide_by_hand(enrolment, completes=False, by=trainer, reason="  Left for duty on day 2.  ")
    assert (decided.state, decided.is_override, decided.state_reason) == (
        "not_completed",
        True,
        "Left for duty on day 2.",
    )
    entry = AuditEntry.objects.get(verb="enrolment.decided")
    assert (entry.actor_id, entry.details) == (trainer.pk, {"before": "confirmed", "after": "not_completed"})


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_decision_without_a_reason_is_refused(enrolment, trainer, reason):
    with pytest.raises(Refused, match="Say why"):
        decide_by_hand(enrolment, completes=True, by=trainer, reason=reason)


def test_a_decision_can_be_left_to_attendance_again(enrolment, trainer):
    decide_by_hand(enrolment, completes=True, by=trainer, reason="Came every day.")
    left = leave_to_attendance(enrolment, by=trainer)
    assert (left.state, left.is_override, left.state_reason) == ("confirmed", False, "")
    with pytest.raises(Refused, match="decides for this officer already"):
        leave_to_attendance(enrolment, by=trainer)


@pytest.mark.parametrize(("state", "sentence"), [("closed", "is closed"), ("cancelled", "was cancelled")])
def test_nothing_is_decided_in_a_session_that_is_over(enrolment, session, trainer, state, sentence):
    session.state, session.closed_at, session.state_reason = SessionState(state), at(23), "Why"
    session.save()
    with pytest.raises(Refused, match=sentence):
        decide_by_hand(enrolment, completes=True, by=trainer, reason="Came every day.")


def test_nothing_is_decided_for_someone_who_was_withdrawn(enrolment, trainer):
    withdraw(enrolment, by=None, reason="Ill.")
    with pytest.raises(Refused, match="withdrawn"):
        decide_by_hand(enrolment, completes=True, by=trainer, reason="Came every day.")
