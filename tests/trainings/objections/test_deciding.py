"""A coordinator decides half-day by half-day; a corrected mark changes the result in the same transaction."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from participants.merging.merges import merge, take_back
from tests.at_once import at_once
from tests.factories import UserFactory
from tests.trainings.conftest import at
from tests.trainings.objections.conftest import objects
from trainings.models import AttendanceChange, ObjectedHalfDay, ResultChange
from trainings.objections import deciding
from trainings.sessions.lifecycle import reopen

pytestmark = pytest.mark.django_db
AM, PM = "morning", "afternoon"
SEEN = "Your name stands on the sheet."


@pytest.fixture
def objection(closed, mine, days, officer_user):
    """Of `officer`, to both half-days of the first day."""
    return objects(mine, (days[0], AM), (days[0], PM), by=officer_user)


def decided(half_day, by, *, mark=None, answer=SEEN):
    return deciding.decide(half_day, mark=mark, answer=answer, by=by, now=at(25))


def test_a_corrected_mark_and_its_result_stand_at_once_and_the_other_half_day_stays(objection, mine, coordinator):
    morning, afternoon = objection.half_days.all()
    decided(morning, coordinator, mark="present")
    decided(afternoon, coordinator, answer=" You left early. ")
    mine.refresh_from_db()
    assert (mine.state, mine.half_days_attended) == ("completed", 5)
    change = AttendanceChange.objects.get(enrolment=mine)
    assert (change.before, change.after, change.reason, change.changed_by) == ("absent", "present", SEEN, coordinator)
    assert list(objection.half_days.values_list("state", "mark_after", "answer")) == [
        ("corrected", "present", SEEN),
        ("left", "", "You left early."),
    ]
    entry = AuditEntry.objects.get(verb="objection.corrected")
    assert set(entry.details) == {"session", "day", "half", "action"}
    assert "early" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_a_decision_that_fails_leaves_mark_and_objection_as_they_were(objection, mine, coordinator):
    morning = objection.half_days.first()
    for more, said in (({"mark": "absent"}, "on record already"), ({"mark": "present", "answer": " "}, "sentence")):
        with pytest.raises(Refused, match=said):
            decided(morning, coordinator, **more)
    assert ObjectedHalfDay.objects.filter(state="open").count() == 2
    assert not AttendanceChange.objects.exists()


def test_only_another_coordinator_of_the_programme_decides(objection, officer, trainer, officer_user, coordinator):
    morning = objection.half_days.first()
    for by in (trainer, officer_user, UserFactory()):
        with pytest.raises(NotAllowed):
            decided(morning, by, mark="present")
    officer.user = coordinator
    officer.save()
    with pytest.raises(Refused, match="your own attendance"):
        decided(morning, coordinator, mark="present")


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_leave_one_decision(objection, coordinator):
    morning = objection.half_days.first()
    said = at_once(
        lambda: decided(morning, coordinator, mark="present"), lambda: decided(morning, coordinator, mark="late")
    )
    assert said == ["This half-day was decided meanwhile."]
    assert AttendanceChange.objects.count() == 1


def test_in_a_reopened_session_the_register_is_corrected(objection, closed, mine, coordinator):
    reopen(closed, by=coordinator, reason="A sheet turned up.")
    decided(objection.half_days.first(), coordinator, mark="present")
    assert mine.marks.get(day__number=1, half=AM).mark == "present"
    assert not ResultChange.objects.exists()


def test_who_teaches_says_what_was_seen_while_it_waits(
    objection, closed, trainer, coordinator, officer_user, monkeypatch
):
    deciding.comment(objection, " He sat in the first row. ", by=trainer, now=at(24))
    assert objection.comments.get().text == "He sat in the first row."
    assert "row" not in str(AuditEntry.objects.get(verb="objection.commented").details)
    with pytest.raises(NotAllowed):
        deciding.comment(objection, "Me, too.", by=officer_user, now=at(24))
    with pytest.raises(Refused, match="Write what you saw"):
        deciding.comment(objection, " ", by=trainer, now=at(24))
    monkeypatch.setattr(deciding, "MOST_COMMENTS", 1)
    with pytest.raises(Refused, match="At most 1 comments"):
        deciding.comment(objection, "More.", by=trainer, now=at(24))
    for half_day in objection.half_days.all():
        decided(half_day, coordinator)
    with pytest.raises(Refused, match="decided or taken back meanwhile"):
        deciding.comment(objection, "More.", by=trainer, now=at(24))


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "left"},
        {"state": "corrected", "answer": "x"},
        {"state": "open", "answer": "x"},
        {"half": "noon"},
        {"state": "lost"},
    ],
)
def test_the_database_refuses_a_decision_without_its_facts(objection, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        ObjectedHalfDay.objects.filter(pk=objection.half_days.first().pk).update(**facts)


def test_of_two_records_made_one_the_objections_follow_the_person_and_come_back(
    objection, mine, other, days, trainer, coordinator
):
    theirs = objects(other, (days[0], AM), (days[1], AM), by=trainer)
    made = merge(mine.officer, other.officer, by=coordinator)
    assert len(set(ObjectedHalfDay.objects.values_list("enrolment", flat=True))) == 1
    states = ObjectedHalfDay.objects.filter(day=days[0], half=AM).values_list("state", flat=True)
    assert sorted(states) == ["open", "withdrawn"]
    take_back(made, by=coordinator)
    theirs.refresh_from_db()
    assert theirs.enrolment_id == other.pk
    assert set(ObjectedHalfDay.objects.values_list("objection", "enrolment", "state")) == {
        (objection.pk, mine.pk, "open"),
        (theirs.pk, other.pk, "open"),
    }
