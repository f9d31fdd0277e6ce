"""A session like another one: what it takes over, and what not."""

import uuid
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from programmes.models import TeamMember
from tests.factories import (
    DistrictFactory,
    DivisionFactory,
    EnrolmentFactory,
    ModuleFactory,
    ProgrammeFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    named_for,
)
from trainings.calendar import series
from trainings.calendar.cloning import Stop, clone, left_behind
from trainings.calendar.series import Series
from trainings.models import SessionDay, SessionGuest, SessionQuota, Slot, TrainingSession
from trainings.sessions import lifecycle
from trainings.timetable import standard
from trainings.trainer_pool import guests

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def jashore():
    return DistrictFactory(code="4041", name_en="Jashore", name_bn="যশোর")


@pytest.fixture
def model(programme, trainer, today):
    """A scheduled session in 40 days, led by `trainer`, whose second day was taken out: days 1 and 3 are left."""
    first = today + timedelta(days=40)
    session = SessionFactory(
        programme=programme,
        code="TOT-KHU-01",
        starts_on=first,
        state="scheduled",
        women_share=30,
        capacity=44,
        nominations_due_on=first - timedelta(days=14),
        nominations_to="The office",
        course__with_modules=1,
    )
    named_for(session, trainer, "lead")
    session.days.get(number=2).delete()
    last = session.days.get(number=3)
    last.number, last.has_afternoon = 2, False
    last.save()
    Slot.objects.create(
        day=last,
        starts_at=time(9),
        ends_at=time(12),
        title_en="Case work",
        title_bn="কেস",
        kind="module",
        module=ModuleFactory(),
    )
    SessionQuota.objects.create(session=session, unit=UnitFactory(), seats=7)
    EnrolmentFactory(session=session)
    session.regions.add(session.place.parent)
    return session


def test_a_copy_takes_over_everything_but_the_officers(model, coordinator, trainer, today, jashore):
    first = today + timedelta(days=80)
    made = clone(model, Stop(jashore, first, " Town hall ", "টাউন হল"), by=coordinator, today=today)
    assert (made.code, made.state, made.capacity, made.women_share) == ("TOT-JAS-02", "draft", 44, 30)
    assert (made.starts_on, made.ends_on) == (first, first + timedelta(days=2))
    assert (made.venue_en, made.venue_bn, made.title_en) == ("Town hall", "টাউন হল", "Training of trainers, Jashore")
    assert (made.nominations_due_on, made.nominations_to) == (first - timedelta(days=14), "The office")
    assert [(one.user, one.role) for one in made.trainers.all()] == [(trainer, "lead")]
    assert [(day.number, day.date, day.has_afternoon) for day in made.days.order_by("number")] == [
        (1, first, True),
        (2, first + timedelta(days=2), False),
    ]
    line = Slot.objects.get(day__session=made)
    assert (line.day.number, line.starts_at, line.title_bn, line.module_id) == (
        2, time(9), "কেস", Slot.objects.get(day__session=model).module_id
    )  # fmt: skip
    assert [quota.seats for quota in made.quotas.all()] == [7]
    assert made.regions.get() == jashore.parent
    assert not made.enrolments.exists()
    assert AuditEntry.objects.get(verb="session.planned").details == {"like": model.pk}
    assert made.history.get().history_user == coordinator
    assert model.days.count() == 2


def test_a_deadline_that_is_over_is_not_taken_over(model, coordinator, today, jashore):
    assert (
        clone(model, Stop(jashore, today + timedelta(days=3)), by=coordinator, today=today).nominations_due_on is None
    )


def test_a_trainer_who_left_the_programme_is_not_taken_over(model, coordinator, trainer, programme, today, jashore):
    programme.team.filter(user=trainer).delete()
    made = clone(model, Stop(jashore, today + timedelta(days=80)), by=coordinator, today=today)
    assert not made.trainers.exists()


def test_another_division_is_served_where_the_place_is_elsewhere(model, coordinator, today):
    dhaka = DistrictFactory(code="3026", name_en="Dhaka", parent=DivisionFactory(code="30", name_en="Dhaka"))
    made = clone(model, Stop(dhaka, today + timedelta(days=80)), by=coordinator, today=today)
    assert [region.code for region in made.regions.all()] == ["30"]


def test_a_session_without_days_has_them_planned(model, coordinator, today, jashore):
    SessionDay.objects.filter(session=model).delete()
    made = clone(model, Stop(jashore, today + timedelta(days=80)), by=coordinator, today=today)
    assert made.days.count() == 3


def test_a_first_day_that_is_over_is_refused(model, coordinator, today, jashore):
    with pytest.raises(Refused, match="This day is over"):
        clone(model, Stop(jashore, today - timedelta(days=1)), by=coordinator, today=today)


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider"])
def test_only_coordinators_copy(model, today, jashore, who, request):
    with pytest.raises(NotAllowed):
        clone(model, Stop(jashore, today), by=request.getfixturevalue(who), today=today)
    with pytest.raises(NotAllowed):
        clone(
            model, Stop(jashore, today), by=ProgrammeFactory(coordinators=[UserFactory()]).team.get().user, today=today
        )


def test_a_draft_without_a_venue_is_not_scheduled(model, coordinator, today, jashore):
    made = clone(model, Stop(jashore, today + timedelta(days=80)), by=coordinator, today=today)
    with pytest.raises(Refused, match="Name the venue first"):
        lifecycle.schedule(made, by=coordinator)


# The page


def test_the_page_plans_a_copy(signed_in, coordinator, model, today, jashore):
    client, path = signed_in(coordinator), reverse("sessions:clone", args=[model.code])
    assert path in client.get(reverse("reports:session", args=[model.code])).text
    assert "Police Lines Auditorium" in client.get(path).text
    answer = client.post(path, {"place": jashore.pk, "starts_on": today + timedelta(days=80), "venue_en": "Hall"})
    made = TrainingSession.objects.get(code="TOT-JAS-02")
    assert answer["Location"] == reverse("reports:session", args=[made.code])
    assert "Hall, Jashore" in client.get(answer["Location"]).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"starts_on": "2020-01-01"}, "This day is over"),
        ({"starts_on": "soon"}, "Enter a valid date"),
        ({"place": "0"}, "Select a valid choice"),
        ({"venue_en": "x" * 161}, "at most 160 characters"),
    ],
)
def test_the_page_says_what_is_wrong(signed_in, coordinator, model, today, jashore, sent, said):
    right = {"place": jashore.pk, "starts_on": str(today + timedelta(days=80))}
    answer = signed_in(coordinator).post(reverse("sessions:clone", args=[model.code]), {**right, **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider"])
def test_the_page_is_for_its_coordinators(signed_in, model, who, request):
    path = reverse("sessions:clone", args=[model.code])
    assert signed_in(request.getfixturevalue(who)).get(path).status_code == 404


@pytest.mark.parametrize("stays", [True, False], ids=["stays", "left"])
def test_a_line_names_its_trainer_as_a_trainer_of_the_new_session(model, coordinator, trainer, today, jashore, stays):
    line = Slot.objects.get(day__session=model)
    line.trainer = model.trainers.get(user=trainer)
    line.save()
    if not stays:
        model.phase.programme.team.filter(user=trainer).delete()
    made = clone(model, Stop(jashore, today + timedelta(days=80), "Hall", "হল"), by=coordinator, today=today)
    copy = Slot.objects.get(day__session=made)
    assert copy.trainer == (made.trainers.get(user=trainer) if stays else None)


def test_sessions_without_a_model_begin_with_the_standard_timetable(coordinator, programme, trainer, today, jashore):
    first = SessionFactory(programme=programme, state="scheduled")
    Slot.objects.create(day=first.days.get(number=1), starts_at=time(9), ends_at=time(10), title_en="Opening")
    standard.make_standard(first, by=coordinator)
    facts = Series(first.course, first.phase, 30, [Stop(jashore, today + timedelta(days=80), "Hall", "হল")])
    (made,) = series.make(facts, ["TOT-NEW-01"], by=coordinator, today=today)
    assert Slot.objects.filter(day__session=made).values_list("title_en", flat=True).get() == "Opening"


def test_guests_who_are_free_come_along_and_the_others_are_named(model, coordinator, programme, today, jashore):
    free, busy, gone = (
        guests.add(programme, uuid.uuid4(), {"name_en": name}, [], by=coordinator) for name in ("Free", "Busy", "Gone")
    )
    for one in (free, busy, gone):
        SessionGuest.objects.create(session=model, guest=one, role="expert")
    guests.take_out(gone, by=coordinator)
    first = today + timedelta(days=80)
    elsewhere = SessionFactory(programme=programme, code="ELSEWHERE", starts_on=first, state="scheduled")
    SessionGuest.objects.create(session=elsewhere, guest=busy)
    named_for(model, UserFactory(full_name="Left Trainer"))
    TeamMember.objects.filter(user__full_name="Left Trainer").delete()
    made = clone(model, Stop(jashore, first), by=coordinator, today=today)
    assert [(one.guest, one.role) for one in made.guests.all()] == [(free, "expert")]
    said = left_behind(model, made)
    assert said[0] == "Left Trainer does not come along: no longer a trainer of the programme."
    assert said[1].startswith("Busy does not come along: in ELSEWHERE on ")
    assert said[2] == "Gone does not come along: no longer in the pool."
    assert len(said) == 3
