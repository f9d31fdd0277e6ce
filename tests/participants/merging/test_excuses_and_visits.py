"""Records of one person with excuses, and with half-days made up elsewhere: they go with the person, and nothing counts twice."""

from datetime import date

import pytest
from django.utils import timezone

from participants.merging.merges import merge, take_back
from tests.factories import EnrolmentFactory, SessionFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.excuses import asking
from trainings.making_up.recording import record_visit
from trainings.models import Excuse, Half, MadeUpHalfDay
from trainings.sessions.completion import completion_statuses
from trainings.sessions.half_days import HalfDay

AM, PM = Half.MORNING, Half.AFTERNOON


@pytest.fixture(autouse=True)
def later(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at(28, "18:00"))


@pytest.fixture
def two(session, kept, absorbed):
    return [EnrolmentFactory(session=session, officer=officer) for officer in (kept, absorbed)]


def test_excuses_go_with_the_person_and_one_half_day_keeps_one(session, kept, absorbed, coordinator, trainer, two):
    day = session.days.get(number=2)
    mine, theirs = (
        asking.ask(one, wanted, kind="duty", reason="Court", by=trainer, now=at(20))
        for one, wanted in zip(two, [[(day.pk, AM)], [(day.pk, AM), (day.pk, PM)]], strict=True)
    )
    done = merge(kept, absorbed, by=coordinator)
    assert set(Excuse.objects.values_list("enrolment", flat=True)) == {two[0].pk}
    assert list(mine.half_days.values_list("state", flat=True)) == ["asked"]
    assert [(one.half, one.state, one.enrolment_id) for one in theirs.half_days.all()] == [
        (AM, "ended", two[0].pk),
        (PM, "asked", two[0].pk),
    ]
    take_back(done, by=coordinator)
    theirs.refresh_from_db()
    assert theirs.enrolment == two[1]
    assert [(one.state, one.why_ended, one.enrolment_id) for one in theirs.half_days.all()] == [
        ("asked", "", two[1].pk)
    ] * 2


@pytest.mark.parametrize("both", [True, False])
def test_what_one_record_made_up_counts_for_the_person_once(
    session, kept, absorbed, coordinator, trainer, two, programme, both
):
    session.course.allows_making_up = True
    session.course.save()
    other = SessionFactory(programme=programme, course=session.course, led_by=trainer, starts_on=date(2026, 11, 26))
    there = EnrolmentFactory(session=other)
    missed, visited = (HalfDay(one.days.get(number=2), AM) for one in (session, other))
    mark(there, visited.day, AM, "present", by=trainer, now=at(27, "16:00"), reason="Sheet")
    for one in two:
        mark(one, missed.day, AM, "absent", by=trainer, now=at(22))
    for one in two if both else two[1:]:
        record_visit(one, missed, visited, seen_by=trainer, by=trainer, now=at(28, "18:00"))
    done = merge(kept, absorbed, by=coordinator)
    assert completion_statuses(session)[two[0].pk].attended == 1
    assert set(MadeUpHalfDay.objects.values_list("enrolment", flat=True)) == {two[0].pk}
    take_back(done, by=coordinator)
    assert completion_statuses(session)[two[1].pk].attended == 1
