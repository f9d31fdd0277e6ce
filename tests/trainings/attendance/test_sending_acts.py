"""What the script of the page sends, and what it gets to know."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.sign_in.device_person import device_person
from tests.factories import EnrolmentFactory, UserFactory, named_for
from tests.trainings.conftest import at
from trainings.attendance.act_forms import MOST_ACTS
from trainings.attendance.marking import mark
from trainings.models import AttendanceChange, AttendanceMark, Half, UndecidedMark

AM = Half.MORNING


@pytest.fixture
def send(session, trainer, signed_in, clock):
    """A function: sends acts on Sunday at 10:04 and returns the response."""
    clock(22)
    client = signed_in(trainer)

    def post(*acts, person=None, code=session.code):
        sent = {"person": device_person(trainer) if person is None else person, "acts": list(acts)}
        address = reverse("trainings:acts", args=[code])
        return client.post(address, json.dumps(sent), content_type="application/json")

    return post


def tap(officer, mark="present", **more):
    return {
        "id": str(uuid4()),
        "kind": "mark",
        "day": 2,
        "half": "morning",
        "officers": [officer.pk],
        "mark": mark,
    } | more


def outcomes(response):
    return [answer["outcome"] for answer in response.json()["answers"].values()]


def test_acts_are_saved_in_their_order_and_answered_with_the_time(send, two):
    response = send(tap(two[0], "late"), tap(two[1]), tap(two[0], "absent"))
    assert (response.status_code, outcomes(response)) == (200, ["saved", "saved", "saved"])
    said = response.json()
    assert (said["saved_at"], said["now"]) == ("10:04", at(22).timestamp())
    assert dict(AttendanceMark.objects.values_list("enrolment", "mark")) == {two[0].pk: "absent", two[1].pk: "present"}
    assert list(said["answers"].values())[-1]["marks"] == {str(two[0].pk): "absent"}


def test_a_tap_that_waited_is_saved_with_its_own_time(send, two):
    send(tap(two[0], waited=True, age_wall=3600.5))
    row = AttendanceMark.objects.get()
    assert (row.source, row.marked_at.minute) == ("offline", 3)


def test_an_implausible_clock_makes_no_mark_unreadable(send, two):
    for nonsense in ("x", None, True, {"a": 1}, -4e9, 10**400, [1]):
        response = send(tap(EnrolmentFactory(session=two[0].session), waited=True, age_wall=nonsense, anchor=nonsense))
        assert outcomes(response) == ["to_decide"]


def test_the_question_comes_back_as_it_stands_on_the_page(send, two, days, coordinator):
    mark(two[0], days[1], AM, "late", by=coordinator, now=at(22, "10:00"))
    response = send(tap(two[0], waited=True, age_wall=3600.0))
    assert outcomes(response) == ["to_decide"]
    assert "Nusrat Coordinator, 10:00" in response.json()["undecided"]
    assert next(iter(response.json()["answers"].values()))["marks"] == {str(two[0].pk): "late"}


def test_a_decision_is_an_act_too(send, two, days, coordinator):
    mark(two[0], days[1], AM, "late", by=coordinator, now=at(22, "10:00"))
    send(tap(two[0], waited=True, age_wall=3600.0))
    row = UndecidedMark.objects.get()
    response = send({"id": str(uuid4()), "kind": "decide", "undecided": row.pk, "take": True})
    assert outcomes(response) == ["decided"]
    assert AttendanceMark.objects.get().mark == "present"


def test_the_acts_of_somebody_else_are_not_taken_for_those_of_whoever_is_signed_in(send, two, coordinator):
    response = send(tap(two[0]), person=device_person(coordinator))
    assert (response.status_code, response.json()) == (409, {"other_person": True})
    assert not AttendanceMark.objects.exists()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"mark": "asleep"},
        {"half": "noon"},
        {"officers": ["x"]},
        {"officers": [True]},
        {"officers": []},
        {"id": "1"},
        {"kind": "x"},
    ],
)
def test_an_act_that_makes_no_sense_is_answered_in_a_sentence_and_the_others_are_saved(send, two, nonsense):
    response = send(tap(two[0]) | nonsense, tap(two[1]))
    assert outcomes(response) == ["refused", "saved"]
    assert next(iter(response.json()["answers"].values()))["sentence"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"acts": 1}', '{"acts": [1]}', "[" * 100_000, "9" * 5000, "\x00", b"\xff"]
)
def test_what_is_no_list_of_acts_is_refused(session, trainer, signed_in, body):
    address = reverse("trainings:acts", args=[session.code])
    assert signed_in(trainer).post(address, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(("sent", "stored"), [("Late bus\x00", "Late bus"), ("Late bus\ud83d", "Late bus?")])
def test_what_no_database_can_store_of_a_reason_holds_no_mark_up(send, two, sent, stored):
    assert outcomes(send(tap(two[0], reason=sent), tap(two[1]))) == ["saved", "saved"]
    assert AttendanceChange.objects.get(enrolment=two[0]).reason == stored


def test_a_reason_longer_than_its_field_is_refused_and_the_next_act_is_saved(send, two):
    assert outcomes(send(tap(two[0], reason="x" * 501), tap(two[1]))) == ["refused", "saved"]


def test_a_request_larger_than_any_queue_is_turned_away(send, two, settings):
    response = send(tap(two[0], reason="x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
    assert (response.status_code, AttendanceMark.objects.count()) == (400, 0)


@pytest.mark.parametrize("number", [1, 30])
def test_a_tap_is_answered_with_few_questions_to_the_database(send, session, number, takes_queries):
    officers = [EnrolmentFactory(session=session) for _number in range(number)]
    with takes_queries(18):
        assert outcomes(send(tap(officers[-1]))) == ["saved"]


def test_too_many_acts_at_once_are_refused(send, two):
    assert send(*[tap(two[0])] * (MOST_ACTS + 1)).status_code == 400


def test_an_officer_of_another_session_is_not_marked(send):
    assert outcomes(send(tap(EnrolmentFactory()))) == ["refused"]
    assert not AttendanceMark.objects.exists()


def test_whoever_only_watches_and_whoever_lost_the_session_find_nothing(session, two, signed_in, clock):
    clock(22)
    watcher = UserFactory()
    named_for(session, watcher, "guest")
    for user in (watcher, UserFactory()):
        sent = json.dumps({"person": device_person(user), "acts": [tap(two[0])]})
        address = reverse("trainings:acts", args=[session.code])
        assert signed_in(user).post(address, sent, content_type="application/json").status_code == 404
    assert not AttendanceMark.objects.exists()


def test_sending_is_a_post(session, trainer, signed_in):
    assert signed_in(trainer).get(reverse("trainings:acts", args=[session.code])).status_code == 405
