"""The editor of a timetable: without a script, for coordinators and for the lead trainer."""

import re

import pytest
from django.urls import reverse

from tests.factories import ProgrammeFactory, SessionFactory, UserFactory
from tests.trainings.conftest import at
from tests.trainings.timetable.conftest import line, shown
from trainings.models import CourseSlot, SessionTrainer, Slot


@pytest.fixture
def staff_page(planned):
    return reverse("sessions:timetable", args=[planned.code])


@pytest.fixture
def own_page(planned):
    return reverse("trainings:timetable", args=[planned.code])


def sent(**more):
    """What the form of a line sends."""
    return {"save": "1", "starts_at": "15:00", "minutes": "30", "what": "other", "title_en": "Film", **more}


def test_the_days_stand_in_tabs_with_their_hours(planned, morning, days, coordinator, signed_in, staff_page):
    page = signed_in(coordinator).get(staff_page).text
    assert "6 h" in page
    assert [f"?day={number}" in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert page.index("Opening") < page.index("Trust") < page.index("Practice")


def test_one_line_is_open_for_editing(morning, coordinator, signed_in, staff_page):
    client = signed_in(coordinator)
    assert 'name="minutes"' not in client.get(staff_page).text
    page = client.get(staff_page, {"day": 1, "slot": morning["Trust"].pk}).text
    assert re.search(r'name="minutes" value="90"', page)
    assert page.count('name="minutes"') == 1


def test_a_line_is_changed_and_the_page_leads_back_to_it(morning, days, coordinator, signed_in, staff_page):
    slot = morning["Cases"]
    answer = signed_in(coordinator).post(f"{staff_page}?day=1&slot={slot.pk}", sent(starts_at="14:00", minutes="৪৫"))
    assert answer["Location"] == f"{staff_page}?day=1#slot-{slot.pk}"
    assert shown(days[0])[-1] == "14:00-14:45 Film"


def test_a_line_and_a_break_are_added(morning, days, trainer, trust, planned, signed_in, own_page):
    client = signed_in(trainer)
    page = client.get(own_page, {"day": 2, "add": "module"}).text
    assert re.search(r'name="starts_at" value="09:00"', page)
    own = planned.trainers.get()
    client.post(
        f"{own_page}?day=2&add=module",
        sent(starts_at="09:00", minutes="60", what=f"m{trust.pk}", title_en="", trainer=own.pk, room_bn="হল"),
    )
    slot = Slot.objects.get(day=days[1])
    assert (slot.module, slot.title_en, slot.trainer, slot.room) == (trust, "Building trust", own, "হল")
    page = client.get(own_page, {"day": 2, "add": "break"}).text
    assert re.search(r'name="starts_at" value="10:00"', page)
    client.post(f"{own_page}?day=2&add=break", sent(starts_at="10:00", minutes="15", what="break", title_en=""))
    assert shown(days[1])[-1] == "10:00-10:15 Break"


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": "soon"},
        {"starts_at": "25:00"},
        {"minutes": "many"},
        {"minutes": "0"},
        {"minutes": "99999999999999999999"},
        {"what": "m99999999999999999999"},
        {"what": "lunch"},
        {"trainer": "1e3"},
        {"title_en": ""},
        {"title_en": "x" * 161},
        {"starts_at": "23:50"},
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_changes_nothing(
    morning, days, coordinator, signed_in, staff_page, wrong
):
    before = shown(days[0])
    answer = signed_in(coordinator).post(f"{staff_page}?day=1&add=other", sent(**wrong))
    assert answer.status_code == 422
    assert "sh-error" in answer.text or "sh-problems" in answer.text or 'role="alert"' in answer.text
    assert shown(days[0]) == before


def test_arrows_and_dragging_send_the_same_kind_of_form(morning, days, coordinator, signed_in, staff_page):
    client = signed_in(coordinator)
    client.post(f"{staff_page}?day=1", {"up": morning["Tea"].pk})
    assert shown(days[0])[1] == "09:30-09:45 Tea"
    client.post(f"{staff_page}?day=1", {"down": morning["Tea"].pk})
    assert shown(days[0])[2] == "11:00-11:15 Tea"
    client.post(f"{staff_page}?day=1", {"place": morning["Tea"].pk, "before": morning["Opening"].pk})
    assert shown(days[0])[0] == "09:00-09:15 Tea"
    client.post(f"{staff_page}?day=1", {"place": morning["Tea"].pk, "before": ""})
    assert "Tea" in shown(days[0])[-1]
    client.post(f"{staff_page}?day=1", {"take_out": morning["Tea"].pk})
    assert "Tea" not in " ".join(shown(days[0]))


@pytest.mark.parametrize("button", ["up", "down", "take_out", "place"])
@pytest.mark.parametrize("value", ["", "0", "1e3", "99999999999999999999", "٣"])
def test_a_line_that_is_not_of_this_day_is_refused(morning, days, coordinator, signed_in, staff_page, button, value):
    before = shown(days[0])
    answer = signed_in(coordinator).post(f"{staff_page}?day=1", {button: value}, follow=True)
    assert "taken out of the timetable meanwhile" in answer.text
    assert shown(days[0]) == before


def test_a_line_of_another_session_cannot_be_reached(morning, planned, coordinator, signed_in, staff_page):
    foreign = SessionFactory(programme=ProgrammeFactory())
    slot = line(foreign.days.get(number=1), "09:00", "10:00", "Secret plan")
    client = signed_in(coordinator)
    assert "Secret plan" not in client.get(staff_page, {"day": 1, "slot": slot.pk}).text
    client.post(f"{staff_page}?day=1", {"take_out": slot.pk})
    client.post(f"{staff_page}?day=1&slot={slot.pk}", sent())
    assert Slot.objects.filter(pk=slot.pk, title_en="Secret plan").exists()


def test_who_reaches_which_page(morning, planned, programme, coordinator, trainer, signed_in, staff_page, own_page):
    co_trainer, stranger = UserFactory(), UserFactory()
    programme.team.create(user=co_trainer, role="trainer")
    SessionTrainer.objects.create(session=planned, user=co_trainer, role="co_trainer")
    ProgrammeFactory(coordinators=[stranger])
    for user, staff, own in (
        (coordinator, 200, 200),
        (trainer, 404, 200),
        (co_trainer, 404, 404),
        (stranger, 404, 404),
    ):
        client = signed_in(user)
        assert (client.get(staff_page).status_code, client.get(own_page).status_code) == (staff, own)
        assert client.post(staff_page, {"up": morning["Tea"].pk}).status_code == (302 if staff == 200 else 404)


def test_a_closed_session_shows_its_timetable_without_buttons(
    morning, planned, coordinator, signed_in, staff_page, days
):
    planned.state, planned.closed_at = "closed", at(23)
    planned.save()
    client, before = signed_in(coordinator), shown(days[0])
    page = client.get(staff_page, {"day": 1, "slot": morning["Tea"].pk}).text
    assert "its timetable stays as it is" in page
    assert 'name="up"' not in page
    assert 'name="minutes"' not in page
    answer = client.post(f"{staff_page}?day=1", {"up": morning["Tea"].pk}, follow=True)
    assert "its timetable stays as it is" in answer.text
    assert shown(days[0]) == before


def test_a_session_without_days_says_so(planned, coordinator, signed_in, staff_page):
    planned.days.all().delete()
    client = signed_in(coordinator)
    assert "The days are not planned yet." in client.get(staff_page).text
    assert "The days are not planned yet." in client.post(staff_page, {"up": "1"}, follow=True).text


def test_the_standard_timetable_is_set_and_taken_from_the_page(morning, days, coordinator, signed_in, staff_page):
    client = signed_in(coordinator)
    assert "The course has none yet." in client.get(staff_page).text
    assert "standard timetable of the course now" in client.post(staff_page, {"make_standard": "1"}, follow=True).text
    assert CourseSlot.objects.count() == 5
    morning["Tea"].delete()
    assert "5 lines were taken over." in client.post(staff_page, {"take_again": "1"}, follow=True).text
    assert "11:00-11:15 Tea" in shown(days[0])


def test_only_a_coordinator_is_offered_to_set_the_standard(morning, trainer, coordinator, signed_in, own_page):
    assert "make_standard" not in signed_in(trainer).get(own_page).text
    answer = signed_in(trainer).post(own_page, {"make_standard": "1"}, follow=True)
    assert not CourseSlot.objects.exists()
    assert answer.status_code == 200
    assert "make_standard" in signed_in(coordinator).get(own_page).text


def test_the_halves_of_a_day_are_chosen_on_its_tab(morning, days, coordinator, signed_in, staff_page):
    client = signed_in(coordinator)
    client.post(f"{staff_page}?day=3", {"halves": "1", "morning": "on"})
    days[2].refresh_from_db()
    assert (days[2].has_morning, days[2].has_afternoon) == (True, False)
    assert "a morning, an afternoon or both" in client.post(f"{staff_page}?day=3", {"halves": "1"}, follow=True).text


def test_what_does_not_fit_stands_beside_the_lines(morning, days, coordinator, signed_in, staff_page):
    line(days[0], "10:30", "11:00", "Film")
    page = signed_in(coordinator).get(staff_page).text
    assert page.count("“Trust” and “Film” overlap from 10:30 to 11:00.") == 3
    assert "2 more warnings on other days." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_few_and_many_lines(
    planned, days, trust, coordinator, signed_in, staff_page, django_assert_num_queries, count
):
    for day in days:
        for number in range(count):
            line(day, f"{9 + number:02d}:00", f"{10 + number:02d}:00", "Trust", module=trust)
    client = signed_in(coordinator)
    client.get(staff_page)
    with django_assert_num_queries(14):
        client.get(staff_page)


def test_the_pages_of_the_session_lead_there(morning, planned, coordinator, trainer, signed_in, staff_page, own_page):
    assert f"{staff_page}?day=2" in signed_in(coordinator).get(reverse("reports:session", args=[planned.code])).text
    assert own_page in signed_in(trainer).get(reverse("trainings:session", args=[planned.code])).text
