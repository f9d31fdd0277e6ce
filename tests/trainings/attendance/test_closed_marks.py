"""After closing only a coordinator corrects a mark, with a reason; the result follows, and its change is a fact."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import OfficerFactory, ProgrammeFactory, UserFactory
from tests.trainings.conftest import at
from trainings.attendance.closed_marks import correct_closed
from trainings.models import AttendanceChange, Enrolment, Half, ResultChange, TrainingSession
from trainings.sessions.lifecycle import close

pytestmark = pytest.mark.django_db
AM, PM = Half.MORNING, Half.AFTERNOON


@pytest.fixture
def closed(marked_session, two, trainer):
    """Closed: the first of `two` completed with 6 of 6, the second did not, with 4."""
    session = close(marked_session, by=trainer, now=at(23, "18:00"), today=at(23).date())
    for one in two:
        one.refresh_from_db()
    return session


def corrected(enrolment, day, half, mark, by, reason="The sheet says so."):
    return correct_closed(enrolment, day, half, mark, by=by, now=at(25), reason=reason)


def test_the_result_follows_the_mark_and_the_turn_is_stored_with_both_sides(closed, two, days, coordinator):
    first = two[0]
    corrected(first, days[0], AM, "absent", coordinator)
    first.refresh_from_db()
    assert (first.state, first.half_days_attended, ResultChange.objects.count()) == ("completed", 5, 0)
    marked = corrected(first, days[0], PM, "absent", coordinator)
    first.refresh_from_db()
    assert (first.state, first.half_days_attended) == ("not_completed", 4)
    change = ResultChange.objects.get()
    assert (change.state_before, change.state_after) == ("completed", "not_completed")
    assert (change.attended_before, change.attended_after, change.held, change.mark_after) == (5, 4, 6, "absent")
    assert AttendanceChange.objects.get(action=marked.action).reason == "The sheet says so."
    entry = AuditEntry.objects.filter(verb="attendance.corrected_after_closing").latest("sequence")
    assert (entry.details["before"], entry.details["state_after"]) == ("present", "not_completed")
    assert entry.programme_id == closed.phase.programme_id
    corrected(first, days[0], PM, "late", coordinator)
    assert ResultChange.objects.last_of_each().get().state_after == "completed"


def test_a_decision_by_hand_stands_and_half_days_follow(closed, two, days, coordinator):
    Enrolment.objects.filter(pk=two[0].pk).update(is_override=True, state_reason="Led the exercise.")
    for half in (AM, PM):
        corrected(two[0], days[0], half, "absent", coordinator)
    two[0].refresh_from_db()
    assert (two[0].state, two[0].half_days_attended) == ("completed", 4)
    assert not ResultChange.objects.exists()


def test_the_same_mark_changes_nothing(closed, two, days, coordinator):
    before = AttendanceChange.objects.count()
    assert corrected(two[0], days[0], AM, "present", coordinator).count == 0
    assert AttendanceChange.objects.count() == before


def test_nobody_but_a_coordinator_corrects_and_not_the_own_mark(closed, two, days, coordinator, trainer):
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    for by in (trainer, stranger):
        with pytest.raises(NotAllowed):
            corrected(two[0], days[0], AM, "absent", by)
    Enrolment.objects.filter(pk=two[0].pk).update(officer=OfficerFactory(user=coordinator))
    with pytest.raises(Refused, match="your own attendance"):
        corrected(two[0], days[0], AM, "absent", coordinator)


def test_without_a_reason_outside_of_the_session_or_before_closing_it_is_refused(closed, two, days, coordinator):
    with pytest.raises(Refused, match="Say why the mark changes"):
        corrected(two[0], days[0], AM, "absent", coordinator, reason=" ")
    days[0].has_morning = False
    with pytest.raises(Refused, match="does not belong to the session"):
        corrected(two[0], days[0], AM, "absent", coordinator)
    Enrolment.objects.filter(pk=two[0].pk).update(state="withdrawn")
    with pytest.raises(Refused, match="not in the session any more"):
        corrected(two[0], days[1], AM, "absent", coordinator)
    TrainingSession.objects.update(state="held")
    with pytest.raises(Refused, match="not closed"):
        corrected(two[1], days[1], AM, "absent", coordinator)
    assert not ResultChange.objects.exists()


def test_a_coordinator_corrects_from_the_register_and_a_trainer_finds_no_form(
    closed, two, days, coordinator, trainer, signed_in, clock
):
    clock(25)
    page = f"/training/{closed.code}/attendance/{two[0].pk}/?day=1&half=morning"
    assert (
        f"/training/{closed.code}/attendance/{two[0].pk}/"
        in signed_in(coordinator).get(f"/training/{closed.code}/attendance/?day=1&half=morning").text
    )
    client = signed_in(coordinator)
    assert "listed for review" in " ".join(client.get(page).text.split())
    corrected = client.post(page, {"mark": "absent", "reason": "Was in Jashore."}, follow=True)
    assert "The mark is corrected." in corrected.text
    assert two[0].marks.get(day=days[0], half="morning").mark == "absent"
    client = signed_in(trainer)
    assert "A coordinator can correct a mark" in client.get(page).text
    client.post(page, {"mark": "present", "reason": "No."})
    assert two[0].marks.get(day=days[0], half="morning").mark == "absent"
