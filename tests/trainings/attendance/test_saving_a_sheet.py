"""The sheet as one form, as it is sent without script."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.enrolment.enrolment import withdraw
from trainings.models import AttendanceChange, AttendanceMark, Half

AM = Half.MORNING


@pytest.fixture
def send(session, trainer, signed_in, clock):
    """A function: sends the sheet of Sunday morning on Sunday and returns the answer."""
    clock(22)
    client = signed_in(trainer)

    def post(sheet, query="?day=2&half=morning"):
        return client.post(reverse("trainings:attendance", args=[session.code]) + query, sheet)

    return post


def marks():
    return dict(AttendanceMark.objects.values_list("enrolment", "mark"))


def test_the_chosen_marks_are_saved_and_the_page_comes_back_with_an_undo(send, session, two, client):
    answer = send({f"m-{two[0].pk}": "present", f"m-{two[1].pk}": "late", "act": "save"})
    assert marks() == {two[0].pk: "present", two[1].pk: "late"}
    action = AttendanceChange.objects.first().action
    address = reverse("trainings:attendance", args=[session.code])
    assert answer["Location"] == f"{address}?day=2&half=morning&done={action}"
    page = " ".join(client.get(answer["Location"]).text.split())
    assert "2 marks saved for Sunday morning." in page
    assert f'name="action" value="{action}"' in page


def test_the_other_officers_are_marked_with_one_button(send, two, days, trainer):
    mark(two[0], days[1], AM, "absent", by=trainer, now=at(22, "09:00"))
    send({f"m-{two[0].pk}": "absent", f"was-{two[0].pk}": "absent", "rest": "present"})
    assert marks() == {two[0].pk: "absent", two[1].pk: "present"}


def test_marks_chosen_but_not_saved_are_saved_with_that_button_too(send, two):
    send({f"m-{two[0].pk}": "absent", "rest": "present"})
    assert marks() == {two[0].pk: "absent", two[1].pk: "present"}


def test_a_mark_given_meanwhile_by_someone_else_is_not_written_over(send, two, days, coordinator):
    mark(two[0], days[1], AM, "late", by=coordinator, now=at(22, "10:03"))
    send({f"m-{two[0].pk}": "present", f"was-{two[0].pk}": "present", f"m-{two[1].pk}": "present"})
    assert marks() == {two[0].pk: "late", two[1].pk: "present"}


def test_saving_twice_says_that_everything_was_saved(send, two):
    sheet = {f"m-{two[0].pk}": "present"}
    send(sheet)
    answer = send(sheet)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["Everything was saved already."]
    assert AttendanceChange.objects.count() == 1


def test_a_refusal_is_told_and_nothing_is_saved(send, two, session):
    answer = send({f"m-{two[0].pk}": "present"}, "?day=3&half=morning")
    assert "Day 3 is on 23 November 2026" in str(next(iter(get_messages(answer.wsgi_request))))
    assert marks() == {}


def test_an_officer_who_left_meanwhile_is_reported(send, two, coordinator):
    withdraw(two[0], by=coordinator, reason="Ill.")
    answer = send({f"m-{two[0].pk}": "present", f"m-{two[1].pk}": "present"})
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "1 officer left the session meanwhile and was not marked."
    ]
    assert marks() == {two[1].pk: "present"}


@pytest.mark.parametrize("query", ["", "?day=9&half=morning", "?day=2&half=night", "?day=two&half=morning"])
def test_a_sheet_that_names_no_half_day_is_not_there(send, two, query):
    assert send({f"m-{two[0].pk}": "present"}, query).status_code == 404


def test_nonsense_on_the_sheet_is_passed_over(send, two):
    sheet = {f"m-{two[0].pk}": "asleep", "m-": "present", "m-x": "present", "m-" + "9" * 40: "late", "rest": "asleep"}
    assert send(sheet).status_code == 302
    assert marks() == {}
