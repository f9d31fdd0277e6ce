"""What does not fit in a timetable, in sentences."""

import pytest

from tests.factories import UserFactory
from tests.reports.threads import module
from tests.trainings.timetable.conftest import line
from trainings.models import SessionTrainer
from trainings.timetable import checks
from trainings.timetable.page import plan_of


def told(session, *, notes=False):
    """Returns the sentences about the first day and all days; the others are empty on purpose."""
    plan = plan_of(session)
    found = checks.warnings(plan.days, plan.modules, plan.names)
    return [one.sentence for one in found if one.day in (1, None) and (notes or not one.is_note)]


def test_a_timetable_in_order_has_nothing_to_settle(planned, morning):
    assert told(planned) == []


def test_a_day_without_lines_is_named(planned, morning):
    plan = plan_of(planned)
    sentences = [one.sentence for one in checks.warnings(plan.days, plan.modules, plan.names)]
    assert sentences == ["Day 2 has no timetable yet.", "Day 3 has no timetable yet."]


def test_a_gap_within_a_half_day_is_named_and_the_one_between_them_is_not(planned, morning):
    morning["Tea"].delete()
    assert told(planned) == ["Nothing is planned from 11:00 to 11:15."]


def test_a_gap_is_none_while_another_group_works(planned, morning, days):
    morning["Tea"].delete()
    line(days[0], "09:30", "11:15", "Group two")
    assert "Nothing is planned" not in " ".join(told(planned))


def test_lines_at_one_time_are_named(planned, morning, days):
    line(days[0], "10:30", "11:00", "Film")
    assert told(planned) == ["“Trust” and “Film” overlap from 10:30 to 11:00."]


def test_groups_with_other_trainers_in_other_rooms_are_planned_so(planned, morning, days, programme, trainer):
    own = planned.trainers.get(user=trainer)
    other = SessionTrainer.objects.create(session=planned, user=UserFactory(full_name="Salma Akter"), role="guest")
    film = line(days[0], "09:30", "11:00", "Film", trainer=other, room_en="Room 2")
    morning["Trust"].trainer = own
    morning["Trust"].save()
    assert told(planned) == []
    film.room_en = ""
    film.save()
    assert told(planned) == ["“Trust” and “Film” overlap from 09:30 to 11:00."]


def test_a_trainer_in_two_places_at_once_is_named(planned, morning, days, trainer):
    own = planned.trainers.get(user=trainer)
    line(days[0], "09:30", "10:00", "Film", trainer=own, room_en="Room 2")
    morning["Trust"].trainer = own
    morning["Trust"].save()
    assert told(planned) == ["Rafiqul Trainer has “Trust” and “Film” at once from 09:30 to 10:00."]


def test_teaching_in_a_half_day_without_attendance_is_named(planned, morning, days):
    days[0].has_afternoon = False
    days[0].save()
    assert told(planned) == ["“Cases” is in the afternoon, in which no attendance is taken."]
    days[0].has_morning, days[0].has_afternoon = False, True
    days[0].save()
    assert told(planned) == [
        "“Opening” is in the morning, in which no attendance is taken.",
        "“Trust” is in the morning, in which no attendance is taken.",
        "“Practice” is in the morning, in which no attendance is taken.",
    ]


def test_teaching_beyond_the_morning_is_named_and_a_break_is_not(planned, morning, days):
    line(days[0], "12:15", "13:10", "Lunch", kind="break")
    assert told(planned) == []
    line(days[0], "13:10", "14:00", "Prayer", kind="break")
    morning["Practice"].ends_at = "13:30"
    morning["Practice"].save()
    assert "“Practice” lasts beyond 13:00, where the half-day of the morning ends." in told(planned)


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (180, "“Building trust” is 30 min short of its 180."),
        (120, "“Building trust” takes 30 min more than its 120."),
        (150, ""),
    ],
)
def test_planned_minutes_are_held_against_those_of_the_module(planned, morning, trust, minutes, sentence):
    trust.minutes = minutes
    trust.save()
    assert [one for one in told(planned, notes=True) if " min " in one] == ([sentence] if sentence else [])


def test_a_module_that_is_nowhere_planned_is_named(planned, morning):
    law = module(code="LAW", title_en="The law", minutes=90)
    planned.course.course_modules.create(module=law, order=2)
    assert told(planned) == ["“The law” is not in the timetable; it has 90 min."]


def test_a_module_of_another_course_is_named(planned, morning, days):
    line(days[0], "12:15", "12:30", "Extra", module=module(code="EXTRA"))
    assert told(planned) == ["“Extra” teaches a module that this session does not use."]


def test_a_module_line_without_a_trainer_is_a_note_where_there_are_several(planned, morning):
    assert not [one for one in told(planned, notes=True) if "Nobody" in one]
    SessionTrainer.objects.create(session=planned, user=UserFactory(), role="guest")
    assert "Nobody is named for “Trust”: all trainers teach it." in told(planned, notes=True)
    assert told(planned) == []
    planned.trainers.all().delete()
    assert "Nobody is named for “Trust”: the session has no trainers yet." in told(planned)


def test_checking_asks_nothing_of_the_database(planned, morning, django_assert_num_queries):
    plan = plan_of(planned)
    with django_assert_num_queries(0):
        checks.warnings(plan.days, plan.modules, plan.names)
        checks.minutes_per_module(plan.days, plan.modules)
