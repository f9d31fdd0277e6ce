import uuid

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import history, mark, mark_column, mark_sheet, undo
from trainings.models import AttendanceChange, AttendanceMark, Half, SessionState

AM = Half.MORNING


@pytest.fixture
def officers(session):
    return [EnrolmentFactory(session=session) for _number in range(3)]


def marks():
    return dict(AttendanceMark.objects.values_list("enrolment", "mark"))


def test_undoing_a_column_takes_its_marks_away_and_leaves_the_others(session, officers, days, trainer):
    mark(officers[0], days[0], AM, "absent", by=trainer, now=at(21))
    column = mark_column(session, days[0], AM, "present", by=trainer, now=at(21))
    assert undo(column.action, by=trainer, now=at(21, "10:05")).count == 2
    assert marks() == {officers[0].pk: "absent"}


def test_undoing_brings_back_the_earlier_mark_with_who_gave_it_and_when(session, officers, days, trainer, coordinator):
    first, second, _third = officers
    mark(first, days[0], AM, "late", by=coordinator, now=at(21, "09:10"))
    sheet = mark_sheet(session, days[0], AM, {first.pk: "absent", second.pk: "absent"}, by=trainer, now=at(21))
    undo(sheet.action, by=trainer, now=at(21, "10:05"))
    back = AttendanceMark.objects.get()
    assert (back.enrolment, back.mark, back.marked_by, back.marked_at) == (first, "late", coordinator, at(21, "09:10"))


def test_what_was_undone_stays_in_the_history(officers, days, trainer):
    marked = mark(officers[0], days[0], AM, "late", by=trainer, now=at(21))
    undone = undo(marked.action, by=trainer, now=at(21, "10:05"))
    latest, first = history(officers[0], days[0], AM)
    assert (latest.before, latest.after, latest.undoes) == ("late", "", marked.action)
    assert (first.before, first.after) == ("", "late")
    details = AuditEntry.objects.get(verb="attendance.undone").details
    assert (details["undoes"], details["action"]) == (str(marked.action), str(undone.action))


def test_a_mark_changed_since_stops_the_undoing(session, officers, days, trainer):
    column = mark_column(session, days[0], AM, "present", by=trainer, now=at(21))
    mark(officers[1], days[0], AM, "absent", by=trainer, now=at(21, "10:05"))
    with pytest.raises(Refused, match="A mark was changed since"):
        undo(column.action, by=trainer, now=at(21, "10:06"))
    assert len(marks()) == 3


def test_an_action_is_undone_once(officers, days, trainer):
    marked = mark(officers[0], days[0], AM, "late", by=trainer, now=at(21))
    undo(marked.action, by=trainer, now=at(21))
    with pytest.raises(Refused, match="undone already"):
        undo(marked.action, by=trainer, now=at(21))


def test_the_undoing_can_be_undone(officers, days, trainer):
    marked = mark(officers[0], days[0], AM, "late", by=trainer, now=at(21))
    undone = undo(marked.action, by=trainer, now=at(21))
    undo(undone.action, by=trainer, now=at(21))
    assert marks() == {officers[0].pk: "late"}


def test_an_action_is_undone_on_its_own_day_only(officers, days, trainer):
    marked = mark(officers[0], days[0], AM, "late", by=trainer, now=at(21))
    with pytest.raises(Refused, match="on the same day only"):
        undo(marked.action, by=trainer, now=at(22))


def test_a_closed_session_undoes_nothing(session, officers, days, trainer):
    marked = mark(officers[0], days[0], AM, "late", by=trainer, now=at(21))
    session.state, session.closed_at = SessionState.CLOSED, at(21)
    session.save()
    with pytest.raises(Refused, match="closed"):
        undo(marked.action, by=trainer, now=at(21))


def test_an_unknown_action_is_nothing_to_undo(db, trainer):
    with pytest.raises(Refused, match="nothing to undo"):
        undo(uuid.uuid4(), by=trainer, now=at(21))


@pytest.mark.parametrize("number", [1, 40])
def test_undoing_costs_the_same_for_one_and_for_forty(session, days, trainer, number, takes_queries):
    for _number in range(number):
        EnrolmentFactory(session=session)
    column = mark_column(session, days[0], AM, "present", by=trainer, now=at(21))
    with takes_queries(13):
        undo(column.action, by=trainer, now=at(21))
    assert AttendanceChange.objects.count() == 2 * number
