import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import EnrolmentFactory, SessionFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import history, mark
from trainings.enrolment.enrolment import withdraw
from trainings.models import AttendanceChange, AttendanceMark, Half, SessionState

AM, PM = Half.MORNING, Half.AFTERNOON


@pytest.fixture
def enrolment(session):
    return EnrolmentFactory(session=session)


def test_a_mark_is_saved_with_who_when_and_how(enrolment, days, trainer):
    marked = mark(enrolment, days[0], AM, "late", by=trainer, now=at(21))
    row = AttendanceMark.objects.get()
    assert (row.mark, row.source, row.marked_by, row.marked_at) == ("late", "grid", trainer, at(21))
    assert marked.count == 1
    change = AttendanceChange.objects.get()
    assert (change.action, change.before, change.after) == (marked.action, "", "late")


def test_a_mark_stands_in_the_audit_trail_without_names(enrolment, session, days, trainer):
    marked = mark(enrolment, days[0], AM, "late", by=trainer, now=at(21))
    entry = AuditEntry.objects.get(verb="attendance.marked")
    assert entry.target_id == str(session.pk)
    assert entry.details == {
        "action": str(marked.action),
        "day": days[0].pk,
        "half": "morning",
        "count": 1,
        "source": "grid",
    }


def test_the_same_mark_again_changes_nothing(enrolment, days, trainer):
    mark(enrolment, days[0], AM, "present", by=trainer, now=at(21))
    again = mark(enrolment, days[0], AM, "present", by=trainer, now=at(21, "10:20"))
    assert (again.action, again.count) == (None, 0)
    assert AttendanceChange.objects.count() == 1
    assert AttendanceMark.objects.get().marked_at == at(21)
    assert AuditEntry.objects.filter(verb="attendance.marked").count() == 1


def test_two_devices_at_once_leave_the_later_mark_and_both_in_the_history(enrolment, days, trainer, coordinator):
    mark(enrolment, days[0], AM, "present", by=trainer, now=at(21))
    mark(enrolment, days[0], AM, "absent", by=coordinator, now=at(21))
    assert AttendanceMark.objects.get().mark == "absent"
    kept = [(change.before, change.after, change.changed_by) for change in history(enrolment, days[0], AM)]
    assert kept == [("present", "absent", coordinator), ("", "present", trainer)]


def test_morning_and_afternoon_are_marked_apart(enrolment, days, trainer):
    mark(enrolment, days[0], AM, "present", by=trainer, now=at(21))
    mark(enrolment, days[0], PM, "absent", by=trainer, now=at(21, "14:10"))
    assert list(AttendanceMark.objects.order_by("-half").values_list("half", "mark")) == [
        ("morning", "present"),
        ("afternoon", "absent"),
    ]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (SessionState.CLOSED, "This session is closed. A coordinator can correct a mark, with a reason."),
        (SessionState.CANCELLED, "This session was cancelled."),
        (SessionState.DRAFT, "still a draft"),
    ],
)
def test_a_session_that_takes_no_marks_says_why(enrolment, session, days, trainer, state, sentence):
    session.state, session.closed_at, session.state_reason = state, at(23), "Why"
    session.save()
    with pytest.raises(Refused, match=sentence):
        mark(enrolment, days[0], AM, "present", by=trainer, now=at(23))
    assert not AttendanceMark.objects.exists()


def test_a_day_to_come_takes_no_marks(enrolment, days, trainer):
    sentence = "Day 3 is on 23 November 2026; marks can be given from that day on."
    with pytest.raises(Refused, match=sentence):
        mark(enrolment, days[2], AM, "present", by=trainer, now=at(22, "23:59"))


def test_the_day_begins_at_midnight_in_dhaka(enrolment, days, trainer):
    assert mark(enrolment, days[2], AM, "present", by=trainer, now=at(23, "00:01")).count == 1


def test_a_half_that_is_not_taught_takes_no_marks(enrolment, days, trainer):
    days[0].has_afternoon = False
    days[0].save()
    with pytest.raises(Refused, match="Day 1 has no afternoon"):
        mark(enrolment, days[0], PM, "present", by=trainer, now=at(21))


def test_an_officer_who_was_withdrawn_takes_no_marks(enrolment, days, trainer):
    withdraw(enrolment, by=None, reason="Posted abroad.")
    with pytest.raises(Refused, match="not in the session any more"):
        mark(enrolment, days[0], AM, "present", by=trainer, now=at(21))


def test_a_day_of_another_session_is_refused(enrolment, trainer):
    other = SessionFactory(starts_on=at(21).date())
    with pytest.raises(Refused, match="belongs to another session"):
        mark(enrolment, other.days.first(), AM, "present", by=trainer, now=at(21))


def test_the_first_mark_starts_a_scheduled_session_on_its_first_day(enrolment, session, days, trainer):
    session.state = SessionState.SCHEDULED
    session.save()
    mark(enrolment, days[0], AM, "present", by=trainer, now=at(21))
    session.refresh_from_db()
    assert session.state == "running"


def test_a_held_session_still_takes_the_marks_of_paper_sheets(enrolment, session, days, trainer):
    session.state = SessionState.HELD
    session.save()
    assert mark(enrolment, days[0], AM, "present", by=trainer, now=at(27)).count == 1
