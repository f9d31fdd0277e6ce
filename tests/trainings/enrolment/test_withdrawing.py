import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.enrolment.enrolment import withdraw
from trainings.models import Half, SessionState
from trainings.sessions.completion import decide_by_hand


@pytest.fixture
def enrolment(session):
    return EnrolmentFactory(session=session)


def test_an_officer_is_withdrawn_with_a_reason_and_the_marks_stay(enrolment, days, trainer, coordinator):
    mark(enrolment, days[0], Half.MORNING, "present", by=trainer, now=at(21))
    withdrawn = withdraw(enrolment, by=coordinator, reason=" Posted abroad. ")
    assert (withdrawn.state, withdrawn.state_reason) == ("withdrawn", "Posted abroad.")
    assert enrolment.marks.count() == 1


def test_a_decision_by_hand_ends_with_the_withdrawal(enrolment, trainer, coordinator):
    decide_by_hand(enrolment, completes=True, by=trainer, reason="Came every day.")
    assert withdraw(enrolment, by=coordinator, reason="Posted abroad.").is_override is False


def test_a_withdrawal_stands_in_the_audit_trail_without_its_reason(enrolment, coordinator):
    withdraw(enrolment, by=coordinator, reason="Posted abroad.")
    entry = AuditEntry.objects.get(verb="enrolment.withdrawn")
    assert entry.details == {"before": "confirmed", "after": "withdrawn"}


def test_a_withdrawal_needs_a_reason(enrolment, coordinator):
    with pytest.raises(Refused, match="Say why"):
        withdraw(enrolment, by=coordinator, reason="")


def test_nobody_is_withdrawn_twice(enrolment, coordinator):
    withdraw(enrolment, by=coordinator, reason="Ill.")
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw(enrolment, by=coordinator, reason="Ill.")


def test_nobody_is_withdrawn_from_a_closed_session(enrolment, session, coordinator):
    session.state, session.closed_at = SessionState.CLOSED, at(23)
    session.save()
    with pytest.raises(Refused, match="closed"):
        withdraw(enrolment, by=coordinator, reason="Ill.")
