from datetime import date, time
from uuid import uuid4

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import EnrolmentFactory, UserFactory, named_for
from tests.trainings.conftest import at, mark_everyone
from trainings.attendance.marking import mark
from trainings.enrolment.enrolment import withdraw
from trainings.models import Half, SessionState, Slot, UndecidedMark
from trainings.sessions.closing_checklist import closing_checklist
from trainings.sessions.completion import decide_by_hand
from trainings.sessions.lifecycle import StillToEnd, close

LAST_DAY = date(2026, 11, 23)


def test_closing_fixes_who_completed(marked_session, two, trainer):
    closed = close(marked_session, by=trainer, today=LAST_DAY, now=at(23, "17:00"))
    assert (closed.state, closed.closed_by, closed.closed_at) == ("closed", trainer, at(23, "17:00"))
    for enrolment in two:
        enrolment.refresh_from_db()
    assert [(row.state, row.half_days_attended, row.half_days_held) for row in two] == [
        ("completed", 6, 6),
        ("not_completed", 4, 6),
    ]


def test_closing_on_the_last_day_holds_the_session_first(marked_session, trainer):
    close(marked_session, by=trainer, today=LAST_DAY)
    lines = AuditEntry.objects.in_order().filter(verb__startswith="session.").values_list("verb", "details")
    assert list(lines) == [
        ("session.held", {"before": "running", "after": "held"}),
        ("session.closed", {"before": "held", "after": "closed", "completed": 1, "not_completed": 1}),
    ]


def test_closing_twice_is_refused(marked_session, trainer):
    close(marked_session, by=trainer, today=LAST_DAY)
    with pytest.raises(Refused, match="closed already"):
        close(marked_session, by=trainer, today=LAST_DAY)


def test_closing_before_the_last_half_day_is_over_needs_a_reason(marked_session, trainer):
    with pytest.raises(StillToEnd, match=r"Monday afternoon ends at 17:00\. Say why"):
        close(marked_session, by=trainer, now=at(23, "16:59"), reason="  ")
    closed = close(marked_session, by=trainer, now=at(23, "16:59"), reason="The hall was needed.")
    assert (closed.state, closed.state_reason) == ("closed", "The hall was needed.")
    assert AuditEntry.objects.get(verb="session.closed").details["before_its_end"] is True


def test_a_session_is_not_closed_while_marks_wait_for_a_decision(marked_session, two, days, trainer):
    waits = UndecidedMark.objects.create(
        enrolment=two[0], day=days[0], half=Half.MORNING, mark="late", why="time", act=uuid4(), made_by=trainer,
        received_at=at(23, "12:00"),
    )  # fmt: skip
    (line,) = [check for check in closing_checklist(marked_session, today=LAST_DAY) if check.key == "decisions"]
    assert not line.done
    with pytest.raises(Refused, match="1 mark of a phone waits for a decision"):
        close(marked_session, by=trainer, today=LAST_DAY, now=at(23, "17:00"))
    waits.delete()
    assert close(marked_session, by=trainer, today=LAST_DAY, now=at(23, "17:00")).state == "closed"


def test_the_timetable_says_when_the_last_half_day_is_over(marked_session, days, trainer):
    Slot.objects.create(day=days[2], starts_at=time(14), ends_at=time(15, 30), title_en="Action plans")
    closed = close(marked_session, by=trainer, now=at(23, "15:30"), reason="Not needed.")
    assert (closed.state, closed.state_reason) == ("closed", "")


def test_a_last_day_without_an_afternoon_is_over_at_one(session, days, trainer):
    EnrolmentFactory(session=session)
    mark_everyone(session, days, trainer, but={(3, Half.AFTERNOON)})
    days[2].has_afternoon = False
    days[2].save()
    with pytest.raises(StillToEnd):
        close(session, by=trainer, now=at(23, "12:59"))
    assert close(session, by=trainer, now=at(23, "13:00")).state == "closed"


def test_closing_before_the_last_day_is_refused(marked_session, trainer):
    with pytest.raises(Refused, match="The last day is 23 November 2026"):
        close(marked_session, by=trainer, today=date(2026, 11, 22))


def test_closing_with_gaps_says_how_many_and_where(session, two, days, trainer):
    mark_everyone(session, days, trainer, but={(2, Half.MORNING), (3, Half.AFTERNOON)})
    mark(two[0], days[2], Half.AFTERNOON, "present", by=trainer, now=at(23, "14:10"))
    with pytest.raises(Refused) as no:
        close(session, by=trainer, today=LAST_DAY)
    assert str(no.value) == "3 marks are missing: Day 2 morning (2), Day 3 afternoon (1)."


def test_who_was_withdrawn_needs_no_marks(marked_session, trainer):
    late = EnrolmentFactory(session=marked_session)
    withdraw(late, by=None, reason="Never came.")
    close(marked_session, by=trainer, today=LAST_DAY)
    late.refresh_from_db()
    assert late.state == "withdrawn"


def test_the_marks_of_someone_withdrawn_do_not_hide_a_gap(session, two, days, trainer):
    mark_everyone(session, days, trainer, but={(3, Half.AFTERNOON)})
    mark(two[0], days[2], Half.AFTERNOON, "present", by=trainer, now=at(23, "14:10"))
    withdraw(two[0], by=None, reason="Ill.")
    with pytest.raises(Refused, match=r"1 mark is missing: Day 3 afternoon \(1\)"):
        close(session, by=trainer, today=LAST_DAY)


def test_a_session_without_officers_is_not_closed(session, trainer):
    with pytest.raises(Refused, match="No officers are enrolled"):
        close(session, by=trainer, today=LAST_DAY)


@pytest.mark.parametrize(("state", "sentence"), [("draft", "still a draft"), ("cancelled", "was cancelled")])
def test_a_draft_or_cancelled_session_is_not_closed(marked_session, trainer, state, sentence):
    marked_session.state, marked_session.state_reason = SessionState(state), "Why"
    marked_session.save()
    with pytest.raises(Refused, match=sentence):
        close(marked_session, by=trainer, today=LAST_DAY)


def test_a_decision_by_hand_is_respected(marked_session, two, trainer):
    decide_by_hand(two[1], completes=True, by=trainer, reason="Taught on day 1.")
    close(marked_session, by=trainer, today=LAST_DAY)
    two[1].refresh_from_db()
    assert (two[1].state, two[1].half_days_attended, two[1].is_override) == ("completed", 4, True)


def test_a_co_trainer_does_not_close_but_a_coordinator_does(marked_session, coordinator):
    helper = UserFactory()
    named_for(marked_session, helper, "co_trainer")
    with pytest.raises(Refused, match="You may not do this"):
        close(marked_session, by=helper, today=LAST_DAY)
    assert close(marked_session, by=coordinator, today=LAST_DAY).state == "closed"


def test_the_checks_say_what_is_missing_and_where_to_mend_it(session, two, days, trainer):
    mark_everyone(session, days, trainer, but={(2, Half.MORNING)})
    checks = {check.key: check for check in closing_checklist(session, today=date(2026, 11, 22))}
    assert {key: check.done for key, check in checks.items()} == {
        "officers": True,
        "last_day": False,
        "marks": False,
        "results": False,
        "names": True,
    }
    assert (checks["marks"].link, checks["marks"].query) == ("trainings:attendance", "day=2&half=morning")


def test_the_checks_are_all_done_when_the_session_can_be_closed(marked_session):
    assert [check.key for check in closing_checklist(marked_session, today=LAST_DAY) if not check.done] == []


def test_a_missing_spelling_is_told_but_does_not_keep_the_session_open(marked_session, two, trainer):
    two[0].officer.name_bn = ""
    two[0].officer.save()
    names = next(check for check in closing_checklist(marked_session, today=LAST_DAY) if check.key == "names")
    assert (names.done, names.needed, names.title) == (False, False, "1 officer lacks a spelling")
    assert close(marked_session, by=trainer, today=LAST_DAY).state == "closed"


@pytest.mark.parametrize("number", [1, 30])
def test_closing_costs_the_same_for_one_and_for_thirty(session, days, trainer, number, takes_queries):
    for _number in range(number):
        EnrolmentFactory(session=session)
    mark_everyone(session, days, trainer)
    with takes_queries(26):
        close(session, by=trainer, today=LAST_DAY)
