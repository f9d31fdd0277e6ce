"""Days off: the list, what it says of a session's days, and where it is told. Nothing is refused because of them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import CourseFactory, PhaseFactory, SessionFactory
from trainings.calendar.cloning import Stop
from trainings.calendar.days_off import days_off_of, on_days_off
from trainings.calendar.series import Series, preview
from trainings.holidays import editing
from trainings.holidays.days_off import holidays_on, sentences
from trainings.holidays.loading import load_holidays
from trainings.models import Holiday, SessionDay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("programme")]  # which makes the coordinator one

PAGE = reverse("calendar:holidays")


@pytest.fixture
def sunday():
    """A Sunday in some weeks."""
    today = timezone.localdate()
    return today + timedelta(days=21 + (6 - today.weekday()))


def add(day, kind="once", *, by, name="Some day"):
    return editing.add(day, kind, name, "একটি দিন", by=by, today=day)


def said(*dates):
    return sentences(dates, holidays_on(dates))


def test_what_comes_every_year_is_loaded_once_and_what_was_removed_stays_away():
    assert load_holidays() == 6
    assert set(Holiday.objects.values_list("month", "day")) == {(2, 21), (3, 26), (4, 14), (5, 1), (12, 16), (12, 25)}
    Holiday.objects.get(month=12, day=25).delete()
    assert load_holidays() == 5


def test_a_holiday_a_friday_and_a_saturday_are_each_told(coordinator):
    add(date(2019, 12, 16), "yearly", by=coordinator, name="Victory Day")
    add(date(2021, 3, 7), "moon", by=coordinator, name="Eid-ul-Fitr")
    add(date(2020, 3, 7), by=coordinator, name="Election")
    assert said(date(2021, 12, 16)) == ["Thursday 16 December 2021 is a public holiday: Victory Day."]
    assert said(date(2021, 3, 7)) == [
        "Sunday 7 March 2021 is expected to be a public holiday, by the moon: Eid-ul-Fitr."
    ]
    assert said(date(2021, 3, 5), date(2021, 3, 6), date(2021, 3, 8)) == [
        "Friday 5 March 2021 is the weekly holiday.",
        "Saturday 6 March 2021 is at the weekend: offices are closed.",
    ]
    with translation.override("bn"):
        assert "একটি দিন" in said(date(2021, 12, 16))[0]
    assert holidays_on([]) == {}


def test_of_many_days_off_a_few_are_named():
    month = [date(2021, 3, 1) + timedelta(days=n) for n in range(45)]
    found = said(*month)
    assert len(found) == 9
    assert found[-1] == "4 more days off."


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((date(2021, 1, 1), "party", "A", "অ"), "one of the listed"),
        ((date(2021, 1, 1), "once", " ", "অ"), "both languages"),
        ((date(1971, 12, 16), "once", "A", "অ"), "too far away"),
        ((date(2021, 5, 5), "once", "Some day", "অ"), "on the list already"),
        ((date(2020, 12, 16), "yearly", "Victory", "অ"), "on the list already"),
    ],
)
def test_what_is_no_holiday_is_refused(coordinator, facts, words):
    add(date(2021, 5, 5), by=coordinator)
    add(date(2021, 12, 16), "yearly", by=coordinator, name="Victory")
    with pytest.raises(Refused, match=words):
        editing.add(*facts, by=coordinator, today=date(2021, 1, 1))
    assert Holiday.objects.count() == 2


def test_the_list_has_an_end(coordinator, monkeypatch):
    monkeypatch.setattr(editing, "MOST_ON_RECORD", 1)
    add(date(2021, 5, 5), by=coordinator)
    with pytest.raises(Refused, match="1 holidays already"):
        add(date(2021, 5, 6), by=coordinator)
    # Those of earlier years are on no page to be removed from.
    assert add(date(2022, 5, 6), by=coordinator)


def test_a_long_list_is_turned(signed_in, coordinator):
    year, day = timezone.localdate().year, {"month": 1, "kind": "once", "name_bn": "দিন"}
    for facts in ({"year": year, "kind": "once"}, {"year": None, "kind": "yearly"}):
        rows = [Holiday(**day | facts, day=1 + n % 31, name_en=f"{facts['kind']} {n}") for n in range(60)]
        Holiday.objects.bulk_create(rows)
    page = signed_in(coordinator).get(PAGE, {"yearly": "2"})
    assert len(page.context["dated"].object_list) == len(page.context["yearly"].object_list) == 25
    assert "?page=2#dated" in page.text
    assert "?yearly=3#yearly" in page.text
    assert len(page.content) < 60_000


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider"])
def test_only_coordinators_keep_the_list(signed_in, coordinator, programme, session, who, request):
    by, holiday = request.getfixturevalue(who), add(date(2021, 5, 5), by=coordinator)
    for act in (lambda: add(date(2021, 5, 6), by=by), lambda: editing.remove(holiday, by=by)):
        with pytest.raises(NotAllowed):
            act()
    client = signed_in(by)
    assert client.get(PAGE).status_code == client.post(f"{PAGE}{holiday.pk}/remove/").status_code == 404
    assert Holiday.objects.count() == 1


def test_a_coordinator_adds_and_removes_on_the_page_and_both_are_on_record(signed_in, coordinator, programme):
    client = signed_in(coordinator)
    assert "None yet. Add Eid" in client.get(PAGE).text
    day = timezone.localdate() + timedelta(days=30)
    form = {"day": str(day), "kind": "moon", "name_en": "Eid", "name_bn": "ঈদ"}
    assert client.post(PAGE, form).status_code == 302
    assert client.post(PAGE, form).status_code == client.post(PAGE, form | {"day": "x"}).status_code == 422
    assert "expected" in client.get(PAGE).text
    holiday = Holiday.objects.get()
    assert client.get(f"{PAGE}{holiday.pk}/remove/").status_code == 405
    assert client.post(f"{PAGE}{holiday.pk}/remove/").status_code == 302
    assert client.post(f"{PAGE}{holiday.pk}/remove/").status_code == 404
    verbs = list(AuditEntry.objects.filter(verb__startswith="holiday.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["holiday.added", "holiday.removed"]


# Where it is told


def test_the_table_of_a_series_tells_it_and_plans_all_the_same(coordinator, programme, sunday):
    course, phase = CourseFactory(programme=programme, days=1), PhaseFactory(programme=programme)
    add(sunday, by=coordinator, name="Founding day")
    session = SessionFactory(programme=programme)
    (line,) = preview(Series(course, phase, 10, [Stop(session.place, sunday)]))
    assert [note for note in line.notes if "Founding day" in note] == line.notes


def test_calendar_readiness_and_form_tell_it(signed_in, coordinator, programme, sunday):
    add(sunday, by=coordinator, name="Founding day")
    session = SessionFactory(programme=programme, starts_on=sunday, length=1, state="scheduled", code="ON-A-DAY-OFF")
    client = signed_in(coordinator)
    page = client.get(f"{reverse('reports:calendar')}?month={sunday:%Y-%m}").text
    assert '<span class="sh-holiday">Founding day' in page
    assert "ON-A-DAY-OFF is held on days off" in page
    assert "to settle" not in page
    overview = client.get(reverse("reports:session", args=[session.code])).text
    assert "is a public holiday: Founding day." in overview[overview.index('id="readiness"') :]
    copying = reverse("sessions:clone", args=[session.code])
    add(sunday + timedelta(weeks=1), by=coordinator, name="Second day")
    form = {"place": session.place_id, "starts_on": str(sunday + timedelta(weeks=1))}
    assert "is a public holiday: Second day." in client.post(copying, form, follow=True).text


def test_sessions_that_are_over_or_move_no_more_are_left_out(coordinator, programme, sunday, takes_queries):
    add(sunday, by=coordinator)
    facts = {"programme": programme, "starts_on": sunday, "length": 1}
    planned = SessionFactory(**facts, state="scheduled")
    cancelled = SessionFactory(**facts, state="cancelled", state_reason="Flood")
    with takes_queries(2):
        found = on_days_off([planned, cancelled], since=sunday)
    assert [one.session for one in found] == [planned]
    assert on_days_off([planned], since=sunday + timedelta(days=1)) == []
    assert days_off_of(planned) == found[0].sentences
    SessionDay.objects.filter(session=planned).delete()
    assert days_off_of(planned) == []
