"""A course in several places: a table first, then all sessions or none."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.at_once import at_once
from tests.factories import (
    CourseFactory,
    DistrictFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
    UserFactory,
    named_for,
)
from trainings.calendar.cloning import Stop
from trainings.calendar.months import is_weekend
from trainings.calendar.series import Series, make, preview
from trainings.models import TrainingSession

pytestmark = pytest.mark.django_db

PAGE = reverse("calendar:series")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def places():
    names = {"4047": "Khulna", "4041": "Jashore", "4087": "Satkhira"}
    return [DistrictFactory(code=code, name_en=name, name_bn=name) for code, name in names.items()]


@pytest.fixture
def course(programme):
    return CourseFactory(programme=programme, days=2)


@pytest.fixture
def phase(programme):
    return PhaseFactory(programme=programme)


@pytest.fixture
def sunday(today):
    """A Sunday in some weeks: its Monday and Tuesday are working days, too."""
    return today + timedelta(days=21 + (6 - today.weekday()))


@pytest.fixture
def asked(course, phase, places, sunday):
    stops = [Stop(place, sunday + timedelta(weeks=n), f"Hall {n}") for n, place in enumerate(places)]
    return Series(course, phase, 40, stops)


def codes_of(series):
    return [one.code for one in preview(series)]


# The table


def test_the_table_has_codes_dates_and_no_complaint(asked, sunday):
    lines = preview(asked)
    assert [one.code for one in lines] == ["TOT-KHU-01", "TOT-JAS-02", "TOT-SAT-03"]
    assert lines[1].ends_on == sunday + timedelta(days=8)
    assert [(one.notes, one.clashes) for one in lines] == [([], [])] * 3
    assert not TrainingSession.objects.exists()
    assert not AuditEntry.objects.exists()


def test_fridays_and_saturdays_are_pointed_out(course, phase, places, sunday):
    thursday = sunday + timedelta(days=4)
    (line,) = preview(Series(course, phase, 40, [Stop(places[0], thursday)]))
    assert is_weekend(thursday + timedelta(days=1))
    assert len(line.notes) == 1
    assert line.notes[0].startswith("Friday ")


def test_clashes_with_sessions_on_record_and_of_the_series_itself_are_told(asked, programme, trainer, places, sunday):
    model = SessionFactory(programme=programme, course=asked.course, starts_on=sunday - timedelta(days=70), length=2)
    named_for(model, trainer, "lead")
    taken = SessionFactory(programme=programme, starts_on=sunday, venue_en="hall 0", place=places[0], state="scheduled")
    stops = [asked.stops[0], Stop(places[1], sunday + timedelta(days=1), "Elsewhere")]
    first, second = preview(Series(asked.course, asked.phase, 40, stops, like=model))
    assert [clash.kind.value for clash in first.clashes] == ["venue", "trainer"]
    assert taken.code in first.clashes[0].fact
    assert [clash.kind.value for clash in second.clashes] == ["trainer"]


@pytest.mark.parametrize("stops", [1, 3])
def test_the_number_of_queries_does_not_grow(asked, stops, takes_queries):
    SessionFactory(programme=asked.phase.programme, starts_on=asked.stops[0].starts_on, place=asked.stops[0].place)
    series = Series(asked.course, asked.phase, 40, asked.stops[:stops])
    with takes_queries(7):
        preview(series)


# Planning


def test_all_sessions_are_planned_in_one_act(asked, coordinator, today, sunday):
    made = make(asked, codes_of(asked), by=coordinator, today=today)
    assert [(one.code, one.state, one.capacity, one.days.count()) for one in made] == [
        ("TOT-KHU-01", "draft", 40, 2),
        ("TOT-JAS-02", "draft", 40, 2),
        ("TOT-SAT-03", "draft", 40, 2),
    ]
    assert made[0].title_en == "Training of trainers, Khulna"
    entry = AuditEntry.objects.get(verb="series.planned")
    assert entry.details["sessions"] == [one.pk for one in made]
    assert entry.programme_id == asked.phase.programme_id


def test_a_series_like_a_session_takes_over_its_trainers(asked, programme, trainer, coordinator, today):
    model = SessionFactory(programme=programme, course=asked.course, code="TOT-KHU-07", length=2)
    named_for(model, trainer, "lead")
    series = Series(asked.course, asked.phase, 40, asked.stops, like=model)
    made = make(series, codes_of(series), by=coordinator, today=today)
    assert [one.trainers.get().user for one in made] == [trainer] * 3
    assert {(one.phase_id, one.capacity) for one in made} == {(asked.phase.pk, 40)}


def test_a_code_that_is_taken_meanwhile_leaves_nothing(asked, coordinator, today):
    codes = codes_of(asked)
    SessionFactory(code=codes[1])
    with pytest.raises(Refused, match="taken meanwhile"):
        make(asked, codes, by=coordinator, today=today)
    assert TrainingSession.objects.count() == 1


def test_the_same_form_twice_plans_once(asked, coordinator, today):
    codes = codes_of(asked)
    make(asked, codes, by=coordinator, today=today)
    with pytest.raises(Refused, match="taken meanwhile"):
        make(asked, codes, by=coordinator, today=today)
    assert TrainingSession.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_at_once_plan_once(asked, coordinator, today):
    codes = codes_of(asked)
    at_once(*[lambda: make(asked, codes, by=coordinator, today=today)] * 2)
    assert TrainingSession.objects.count() == 3


def test_what_does_not_fit_is_refused(asked, coordinator, today, programme):
    other = PhaseFactory(programme=ProgrammeFactory(coordinators=[coordinator]))
    elsewhere = SessionFactory(programme=programme)
    course, phase, stops = asked.course, asked.phase, asked.stops
    for series, codes, said in [
        (Series(course, phase, 40, []), [], "Choose a place"),
        (asked, ["A"], "Look at the table again"),
        (asked, ["A", "A", "B"], "taken meanwhile"),
        (Series(course, other, 40, stops), ["A", "B", "C"], "another programme"),
        (Series(course, phase, 40, stops, like=elsewhere), ["A", "B", "C"], "another course"),
        (Series(course, phase, 40, [Stop(stops[0].place, today - timedelta(days=1))]), ["A"], "is over"),
    ]:
        with pytest.raises(Refused, match=said):
            make(series, codes, by=coordinator, today=today)


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider"])
def test_only_coordinators_plan(asked, today, who, request):
    with pytest.raises(NotAllowed):
        make(asked, codes_of(asked), by=request.getfixturevalue(who), today=today)


# The page


@pytest.fixture
def form(asked, places, sunday):
    """What the page sends: three places, the second with a day of its own."""
    rows = {f"stop-{n}-{name}": "" for n in range(12) for name in ("place", "starts_on", "venue_en", "venue_bn")}
    rows |= {"stop-TOTAL_FORMS": "12", "stop-INITIAL_FORMS": "0"}
    rows |= {f"stop-{n}-place": str(place.pk) for n, place in enumerate(places)}
    rows["stop-1-starts_on"] = str(sunday + timedelta(weeks=5))
    common = {"course": asked.course.pk, "phase": asked.phase.pk, "capacity": "40", "like": "", "every": "2"}
    return {**rows, **common, "starts_on": str(sunday)}


def test_the_page_shows_the_table_and_then_plans(signed_in, coordinator, form, sunday):
    client = signed_in(coordinator)
    assert client.get(PAGE).status_code == 200
    shown = client.post(PAGE, form)
    codes = re.findall(r'name="code" value="([^"]+)"', shown.text)
    assert codes == ["TOT-KHU-01", "TOT-JAS-02", "TOT-SAT-03"]
    assert not TrainingSession.objects.exists()
    answer = client.post(PAGE, {**form, "code": codes, "make": "1"})
    assert answer["Location"] == f"{reverse('reports:calendar')}?month={sunday:%Y-%m}"
    days = list(TrainingSession.objects.order_by("pk").values_list("starts_on", flat=True))
    assert days == [sunday, sunday + timedelta(weeks=5), sunday + timedelta(weeks=7)]
    again = client.post(PAGE, {**form, "code": codes, "make": "1"})
    assert "A code was taken meanwhile" in again.text
    assert TrainingSession.objects.count() == 3


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({f"stop-{n}-place": "" for n in range(3)} | {"stop-1-starts_on": ""}, "Choose a place for one session"),
        ({"stop-5-venue_en": "Hall"}, "Choose the place."),
        ({"stop-0-place": "999999"}, "Select a valid choice"),
        ({"stop-0-starts_on": "2020-02-02"}, "This day is over"),
        ({"starts_on": "2020-02-02"}, "This day is over"),
        ({"every": "0"}, "greater than or equal to 1"),
        ({"capacity": "99999"}, "less than or equal to 2000"),
        ({"course": "x"}, "Select a valid choice"),
        ({"stop-TOTAL_FORMS": "abc"}, "Choose a place for one session"),
    ],
)
def test_the_page_says_what_is_wrong(signed_in, coordinator, form, sent, said):
    answer = signed_in(coordinator).post(PAGE, {**form, **sent, "make": "1"})
    assert answer.status_code == 422
    assert said in answer.text
    assert not TrainingSession.objects.exists()


def test_another_programme_is_neither_offered_nor_taken(signed_in, coordinator, form):
    other = SessionFactory(programme=ProgrammeFactory(), code="THEIRS")
    client = signed_in(coordinator)
    assert "THEIRS" not in client.get(PAGE).text
    for name, value in {"course": other.course_id, "phase": other.phase_id, "like": other.pk}.items():
        assert client.post(PAGE, {**form, name: value, "make": "1"}).status_code == 422
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider"])
def test_the_page_is_for_coordinators(signed_in, session, who, request):
    assert signed_in(request.getfixturevalue(who)).get(PAGE).status_code == 404


def test_a_coordinator_without_any_course_sees_the_form(signed_in, db):
    user = UserFactory()
    ProgrammeFactory(coordinators=[user])
    assert signed_in(user).get(PAGE).status_code == 200
