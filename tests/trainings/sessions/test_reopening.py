import pytest

from accounts.refusal import Refused
from certificates.models import Certificate
from tests.factories import DesignFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.models import Half
from trainings.sessions.completion import decide_by_hand
from trainings.sessions.lifecycle import close, reopen


@pytest.fixture
def closed(marked_session, trainer):
    return close(marked_session, by=trainer, today=at(23).date())


def test_reopening_leads_back_to_held_and_opens_the_results(closed, two, coordinator):
    reopened = reopen(closed, by=coordinator, reason="Two sheets were keyed in late.")
    assert (reopened.state, reopened.state_reason, reopened.closed_at, reopened.closed_by) == (
        "held",
        "Two sheets were keyed in late.",
        None,
        None,
    )
    for enrolment in two:
        enrolment.refresh_from_db()
    assert [(row.state, row.half_days_attended) for row in two] == [("confirmed", None)] * 2


def test_marks_can_be_mended_and_the_session_closed_again(closed, two, days, coordinator):
    reopen(closed, by=coordinator, reason="Wrong sheet.")
    mark(two[1], days[0], Half.MORNING, "present", by=coordinator, now=at(24), reason="Wrong sheet.")
    close(closed, by=coordinator, today=at(24).date())
    two[1].refresh_from_db()
    assert two[1].state == "completed"


def test_a_decision_by_hand_outlives_the_reopening(marked_session, two, trainer, coordinator):
    decide_by_hand(two[1], completes=True, by=trainer, reason="Taught on day 1.")
    reopen(close(marked_session, by=trainer, today=at(23).date()), by=coordinator, reason="Wrong sheet.")
    two[1].refresh_from_db()
    assert (two[1].state, two[1].is_override) == ("completed", True)


def test_reopening_needs_a_reason(closed, coordinator):
    with pytest.raises(Refused, match="Say why"):
        reopen(closed, by=coordinator, reason=" ")


def test_a_trainer_does_not_reopen(closed, trainer):
    with pytest.raises(Refused, match="You may not do this"):
        reopen(closed, by=trainer, reason="Wrong sheet.")


def test_only_a_closed_session_is_reopened(session, coordinator):
    with pytest.raises(Refused, match="Only a closed session"):
        reopen(session, by=coordinator, reason="Wrong sheet.")


def test_a_session_whose_certificates_hold_is_not_reopened(closed, two, coordinator):
    Certificate.objects.create(
        enrolment=two[0],
        design=DesignFactory(),
        serial="SHETU-TOT-26-00001",
        code="0" * 26,
        facts={},
        pdf="certificates/00/file.pdf",
        sha256="0" * 64,
        size=1,
        issued_at=at(24),
        issued_by=coordinator,
    )
    with pytest.raises(Refused, match="1 certificate of this session is valid"):
        reopen(closed, by=coordinator, reason="Wrong sheet.")
    Certificate.objects.update(state="revoked", reason="Wrong name", state_changed_at=at(24))
    assert reopen(closed, by=coordinator, reason="Wrong sheet.").state == "held"
