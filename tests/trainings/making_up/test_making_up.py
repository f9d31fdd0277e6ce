"""A missed half-day is made up in another session of the course: recorded, counted, shown, taken back."""

from datetime import date, time

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import DesignFactory, EnrolmentFactory, ModuleFactory, SessionFactory, UserFactory, named_for
from tests.trainings.conftest import at
from tests.trainings.making_up.conftest import AM, NOW, PM, day_of, recorded
from trainings.attendance.grid import grid_of
from trainings.attendance.marking import mark
from trainings.curriculum import making_up_rule, pinning
from trainings.making_up import matching, reading, recording
from trainings.models import MadeUpHalfDay, Slot
from trainings.sessions import completion, lifecycle
from trainings.sessions.half_days import HalfDay

pytestmark = pytest.mark.django_db


def attended(enrolment):
    return completion.completion_statuses(enrolment.session)[enrolment.pk].attended


def test_what_was_made_up_counts_for_completion_until_it_is_taken_back(absent, other, trainer, colleague, allowed):
    assert (attended(absent), completion.totals(allowed).attended) == (5, 5)
    one = recorded(absent, other, trainer, seen_by=colleague)
    assert (attended(absent), completion.totals(allowed).attended) == (6, 6)
    assert completion.work_out(allowed)[absent.pk] == (6, 6, True)
    entry = AuditEntry.objects.get(verb="made_up_half_day.recorded")
    assert entry.details["other_session"] == other.pk
    assert entry.programme_id == allowed.phase.programme_id
    recording.take_back(one, by=trainer, now=NOW)
    assert attended(absent) == 5
    with pytest.raises(Refused, match="taken back already"):
        recording.take_back(one, by=trainer, now=NOW)
    recorded(absent, other, trainer, seen_by=colleague)
    assert attended(absent) == 6


def test_it_completes_who_would_have_missed_too_much(absent, other, trainer, colleague, allowed):
    allowed.course.required_share = 100
    allowed.course.save()
    assert not completion.work_out(allowed)[absent.pk].completes
    recorded(absent, other, trainer, seen_by=colleague)
    lifecycle.close(allowed, by=trainer, now=NOW)
    absent.refresh_from_db()
    assert (absent.state, absent.half_days_attended) == ("completed", 6)


def test_a_mark_that_says_otherwise_later_is_not_counted_twice(absent, other, days, trainer, colleague):
    recorded(absent, other, trainer, seen_by=colleague)
    mark(absent, days[1], AM, "present", by=trainer, now=NOW, reason="On the signed sheet")
    assert attended(absent) == 6
    assert grid_of(absent.session, now=NOW).rows[0].attended == 6
    assert reading.codes_of([absent]) == {}


def test_the_list_shows_where_and_counts_it(absent, other, allowed, trainer, colleague, signed_in, clock):
    recorded(absent, other, trainer, seen_by=colleague)
    clock(24)
    page = signed_in(trainer).get(f"{reverse('trainings:attendance', args=[allowed.code])}?day=2&half=morning").text
    assert "Made up in TOT-BAR-07" in page
    assert "data-made-up" in page
    assert (
        "absent, made up in TOT-BAR-07"
        in signed_in(trainer).get(f"{reverse('trainings:attendance', args=[allowed.code])}?day=1&half=morning").text
    )
    assert grid_of(allowed, now=NOW).rows[0].attended == 6


# What is refused


def test_only_the_lead_trainer_and_coordinators_record_and_take_back(
    absent, other, allowed, trainer, coordinator, colleague, observer, programme
):
    co_trainer = UserFactory()
    programme.team.create(user=co_trainer, role="trainer")
    named_for(allowed, co_trainer)
    one = recorded(absent, other, coordinator, seen_by=colleague)
    for by in (co_trainer, colleague, observer, UserFactory()):
        with pytest.raises(NotAllowed):
            recorded(absent, other, by, seen_by=colleague)
        with pytest.raises(NotAllowed):
            recording.take_back(one, by=by, now=NOW)
    assert MadeUpHalfDay.objects.standing().get() == one


def test_a_course_that_does_not_allow_it(absent, other, allowed, trainer, colleague):
    allowed.course.allows_making_up = False
    allowed.course.save()
    with pytest.raises(Refused, match="does not allow"):
        recorded(absent, other, trainer, seen_by=colleague)


@pytest.mark.parametrize(
    ("missed", "visited", "now", "said"),
    [
        ((1, AM), (1, AM), NOW, "attended Day 1 morning"),
        ((2, AM), (2, PM), NOW, "Day 2 afternoon of TOT-BAR-07 teaches something else"),
        ((2, AM), (3, AM), NOW, "Day 3 morning of TOT-BAR-07 teaches something else"),
        ((2, AM), (2, AM), at(27, "12:00"), "was not held"),
    ],
)
def test_half_days_that_do_not_fit(absent, other, trainer, colleague, missed, visited, now, said):
    with pytest.raises(Refused, match=said):
        recorded(absent, other, trainer, seen_by=colleague, missed=missed, visited=visited, now=now)
    assert not MadeUpHalfDay.objects.exists()


def test_a_half_day_without_anybody_or_of_a_cancelled_session_was_not_held(absent, other, trainer, colleague):
    other.enrolments.get().marks.filter(day__number=2).update(mark="absent")
    with pytest.raises(Refused, match="was not held"):
        recorded(absent, other, trainer, seen_by=colleague)
    other.enrolments.get().marks.update(mark="present")
    type(other).objects.filter(pk=other.pk).update(state="cancelled", state_reason="Flood")
    with pytest.raises(Refused, match="was not held"):
        recorded(absent, other, trainer, seen_by=colleague)


def test_what_was_sat_half_a_year_away_makes_nothing_up(absent, other, trainer, colleague):
    other.days.filter(number=2).update(date=date(2026, 5, 22))
    with pytest.raises(Refused, match="more than half a year away"):
        recorded(absent, other, trainer, seen_by=colleague)
    missed = HalfDay(day_of(absent.session, 2), AM)
    assert matching.visits_for(absent.session, missed, now=NOW) == []


def test_a_session_of_another_course_and_the_same_session_make_up_nothing(absent, other, trainer, colleague, allowed):
    stranger = SessionFactory(programme=allowed.phase.programme, led_by=colleague)
    for wrong in (stranger, allowed):
        with pytest.raises(Refused, match="another session of the same course"):
            recorded(absent, wrong, trainer, seen_by=colleague)


def test_a_half_day_is_made_up_once_also_in_the_database(absent, other, trainer, colleague):
    one = recorded(absent, other, trainer, seen_by=colleague)
    with pytest.raises(Refused, match="made up already"):
        recorded(absent, other, trainer, seen_by=colleague)
    one.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


def test_a_half_day_without_a_mark_is_marked_first(absent, other, allowed, trainer, colleague):
    new = EnrolmentFactory(session=allowed)
    with pytest.raises(Refused, match="absent or excused first: Day 2 morning"):
        recorded(new, other, trainer, seen_by=colleague)


def test_who_saw_the_officer_is_a_trainer_of_that_session(absent, other, trainer):
    with pytest.raises(Refused, match="Name a trainer of the other session"):
        recorded(absent, other, trainer, seen_by=trainer)


def test_who_takes_part_there_or_was_elsewhere_at_that_time_was_no_visitor(
    absent, other, programme, trainer, colleague
):
    third = SessionFactory(programme=programme, led_by=trainer, starts_on=date(2026, 11, 27), length=1)
    elsewhere = EnrolmentFactory(session=third, officer=absent.officer)
    mark(elsewhere, third.days.get(), AM, "late", by=trainer, now=at(27, "12:00"))
    with pytest.raises(Refused, match="marked in another session at that time"):
        recorded(absent, other, trainer, seen_by=colleague)
    elsewhere.marks.update(mark="absent")
    EnrolmentFactory(session=other, officer=absent.officer)
    with pytest.raises(Refused, match="takes part in that session"):
        recorded(absent, other, trainer, seen_by=colleague)


def test_one_visit_makes_up_one_half_day_of_one_session(absent, other, programme, allowed, trainer, colleague):
    recorded(absent, other, trainer, seen_by=colleague)
    again = SessionFactory(programme=programme, course=allowed.course, led_by=trainer, starts_on=date(2026, 11, 14))
    second = EnrolmentFactory(session=again, officer=absent.officer)
    mark(second, day_of(again, 2), AM, "absent", by=trainer, now=at(15))
    with pytest.raises(Refused, match="marked in another session at that time"):
        recorded(second, other, trainer, seen_by=colleague)


# What teaches the same


def test_known_modules_say_what_teaches_the_same_whatever_the_day(absent, other, allowed, trainer, colleague):
    law, trust = ModuleFactory(code="LAW"), ModuleFactory(code="TRUST")

    def line(session, number, module, hour):
        Slot.objects.create(
            day=day_of(session, number),
            kind="module",
            module=module,
            title_en=module.title_en,
            starts_at=time(hour),
            ends_at=time(hour + 1),
        )

    line(allowed, 2, law, 9)
    line(other, 2, trust, 9)
    line(other, 3, trust, 9)
    line(other, 3, law, 10)
    line(other, 1, law, 14)
    missed = HalfDay(day_of(allowed, 2), AM)
    visits = matching.visits_for(allowed, missed, now=NOW)
    # The second afternoon's timetable says nothing, and it is not the same half of the day.
    assert [(one.half_day.day.number, one.half_day.half) for one in visits] == [(1, PM), (3, AM)]
    with pytest.raises(Refused, match="teaches something else"):
        recorded(absent, other, trainer, seen_by=colleague)
    # A module may last for two half-days: where the same half-day teaches it, no other one does for it.
    line(other, 2, law, 11)
    assert [one.half_day.place for one in matching.visits_for(allowed, missed, now=NOW)] == ["Day 2 morning"]
    with pytest.raises(Refused, match="teaches something else"):
        recorded(absent, other, trainer, seen_by=colleague, visited=(1, PM))
    recorded(absent, other, trainer, seen_by=colleague)


# Pinned like the completion rule


def test_the_rule_is_fixed_when_the_session_is_scheduled_and_taken_over_on_demand(session, coordinator):
    session.state = "draft"
    session.save()
    assert not making_up_rule.allows_making_up(session)
    lifecycle.schedule(session, by=coordinator)
    session.refresh_from_db()
    session.course.allows_making_up = True
    session.course.save()
    assert not making_up_rule.allows_making_up(session)
    assert pinning.differences(session) == [
        "A half-day that was missed can be made up in another session of the course."
    ]
    pinning.take_over(session, by=coordinator, today=date(2026, 11, 20))
    session.refresh_from_db()
    assert making_up_rule.allows_making_up(session)
    assert making_up_rule.in_words(session)


# Pages


def test_a_lead_trainer_records_and_takes_back_on_the_pages(
    absent, other, allowed, trainer, colleague, signed_in, clock
):
    clock(28, "18:00")
    client, desk = signed_in(trainer), reverse("trainings:made_up", args=[allowed.code])
    assert desk in client.get(reverse("trainings:session", args=[allowed.code])).text
    form = f"{reverse('trainings:make_up', args=[allowed.code, absent.pk])}?day=2&half=morning"
    assert form.replace("&", "&amp;") in client.get(desk).text
    page = client.get(form).text
    assert "TOT-BAR-07: Day 2 morning" in page
    assert "Shirin Trainer" in page
    sent = {"visited": f"{day_of(other, 2).pk}-morning", "seen_by": colleague.pk}
    assert client.post(form, {**sent, "seen_by": trainer.pk}).status_code == 422
    after = client.post(form, sent, follow=True).text
    assert "Seen by Shirin Trainer" in after
    assert "No missed half-day is left to make up." in after
    assert "made up in TOT-BAR-07" in client.get(reverse("trainings:close", args=[allowed.code])).text
    one = MadeUpHalfDay.objects.get()
    client.post(reverse("trainings:take_back_made_up", args=[allowed.code, one.pk]))
    one.refresh_from_db()
    assert one.taken_back_by == trainer


def test_papers_and_the_own_page_say_where(absent, other, trainer, coordinator, colleague, signed_in, allowed):
    DesignFactory(programme=allowed.phase.programme)
    absent.officer.user = UserFactory()
    absent.officer.programme = allowed.phase.programme
    absent.officer.save()
    recorded(absent, other, trainer, seen_by=colleague)
    lifecycle.close(allowed, by=trainer, now=NOW)
    client = signed_in(coordinator)
    for page in (
        reverse("reports:session", args=[allowed.code]),
        reverse("reports:officer", args=[absent.officer_id]),
        reverse("certificates:issue", args=[allowed.code]),
    ):
        assert "made up in TOT-BAR-07" in client.get(page).text, page
    assert "made up in TOT-BAR-07" in signed_in(absent.officer.user).get(reverse("certificates:mine")).text


def test_co_trainers_observers_and_foreign_people_find_nothing(
    absent, other, allowed, colleague, observer, programme, signed_in
):
    co_trainer = UserFactory()
    programme.team.create(user=co_trainer, role="trainer")
    named_for(allowed, co_trainer)
    places = [
        reverse("trainings:made_up", args=[allowed.code]),
        f"{reverse('trainings:make_up', args=[allowed.code, absent.pk])}?day=2&half=morning",
    ]
    for user in (co_trainer, colleague, observer):
        client = signed_in(user)
        assert [client.get(place).status_code for place in places] == [404, 404]


def test_without_another_session_or_rule_the_pages_say_what_to_do(absent, allowed, trainer, signed_in, clock):
    clock(28, "18:00")
    client = signed_in(trainer)
    form = f"{reverse('trainings:make_up', args=[allowed.code, absent.pk])}?day=2&half=morning"
    assert "No other session of this course has held this half-day yet" in client.get(form).text
    allowed.course.allows_making_up = False
    allowed.course.save()
    page = client.get(reverse("trainings:made_up", args=[allowed.code])).text
    assert "The course does not allow" in page
    assert "Record where it was made up" not in page


def test_the_page_costs_the_same_for_one_and_three(absent, other, allowed, days, trainer, colleague, signed_in, clock):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("trainings:made_up", args=[allowed.code]))
        return len(queries)

    clock(28, "18:00")
    client = signed_in(trainer)
    more = [EnrolmentFactory(session=allowed) for _n in range(4)]
    for one in more:
        mark(one, days[1], AM, "absent", by=trainer, now=at(22))
    recorded(absent, other, trainer, seen_by=colleague)
    cost()
    first = cost()
    for one in more[:2]:
        recorded(one, other, trainer, seen_by=colleague)
    assert cost() == first


def test_a_half_day_with_a_required_module_may_be_made_up_as_well(allowed, days, absent, other, colleague, trainer):
    module = ModuleFactory(code="LAW")
    allowed.course.course_modules.create(module=module, order=9, is_required=True)
    Slot.objects.create(day=days[1], kind="module", module=module, title_en="Law", starts_at="09:00", ends_at="10:00")
    assert not completion.completion_statuses(allowed)[absent.pk].completes
    recorded(absent, other, trainer, seen_by=colleague)
    assert completion.completion_statuses(allowed)[absent.pk].completes
