"""One tap, sent by the page's script."""

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory, UserFactory, named_for
from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.attendance.undecided import MOST_PER_MARK
from trainings.models import AttendanceMark, Half, UndecidedMark

AM = Half.MORNING


@pytest.fixture
def tap(session, trainer, signed_in, clock):
    """A function: sends one tap on Sunday at 10:04 and returns the answer."""
    clock(22)
    client = signed_in(trainer)

    def post(officer, value="present", **more):
        data = {"enrolment": officer.pk, "day": 2, "half": "morning", "mark": value, **more}
        return client.post(reverse("trainings:tap", args=[session.code]), data)

    return post


def test_a_tap_is_saved_and_answered_with_the_time(tap, two):
    answer = tap(two[0], "late")
    assert (answer.status_code, answer.json()) == (200, {"mark": "late", "saved_at": "10:04"})
    row = AttendanceMark.objects.get()
    assert (row.mark, row.source, row.marked_at) == ("late", "grid", at(22, "10:04"))


def test_a_tap_that_waited_is_saved_with_its_own_time(tap, two):
    assert tap(two[0], "late", seconds_ago="3600.5").status_code == 200
    row = AttendanceMark.objects.get()
    assert (row.source, row.marked_at.minute) == ("offline", 3)


@pytest.mark.parametrize("seconds_ago", ["300000", "inf", "1e400"])
def test_a_tap_that_waited_too_long_is_refused_with_a_sentence(tap, two, seconds_ago):
    answer = tap(two[0], seconds_ago=seconds_ago)
    assert answer.status_code in (400, 409)
    assert answer.json()["refusal"]
    assert not AttendanceMark.objects.exists()


def test_a_refusal_says_which_mark_stands_and_leads_to_where_it_is_decided(tap, session, two, days, coordinator):
    mark(two[0], days[1], AM, "late", by=coordinator, now=at(22, "10:00"))
    answer = tap(two[0], "present", seconds_ago="3600")
    assert answer.status_code == 409
    assert answer.json() == {
        "refusal": "Another mark is on record. Load the page again and decide which one counts.",
        "mark": "late",
        "link": reverse("trainings:attendance", args=[session.code]) + "?day=2&half=morning",
    }
    assert UndecidedMark.objects.get().mark == "present"


def test_a_tap_that_waited_too_often_is_refused_with_a_sentence(tap, two, days, coordinator):
    mark(two[0], days[1], AM, "late", by=coordinator, now=at(22, "10:00"))
    for _time in range(MOST_PER_MARK):
        tap(two[0], "present", seconds_ago="3600")
    answer = tap(two[0], "present", seconds_ago="3600")
    assert (answer.status_code, answer.json()["mark"]) == (409, "late")
    assert "waited for a decision 10 times already" in answer.json()["refusal"]
    assert UndecidedMark.objects.count() == MOST_PER_MARK


def test_a_change_after_the_day_waits_until_somebody_says_why(tap, two, days, trainer):
    mark(two[0], days[0], AM, "late", by=trainer, now=at(21))
    answer = tap(two[0], "present", day=1)
    assert (answer.status_code, UndecidedMark.objects.get().why) == (409, "reason")
    assert "Say why the mark changes" in answer.json()["refusal"]


@pytest.mark.parametrize("nonsense", [{"mark": "asleep"}, {"half": "noon"}, {"enrolment": "x"}, {"seconds_ago": "-1"}])
def test_a_tap_that_makes_no_sense_is_answered_in_a_sentence(tap, two, nonsense):
    answer = tap(two[0], **nonsense)
    assert (answer.status_code, list(answer.json())) == (400, ["refusal"])


def test_an_officer_of_another_session_is_not_there(tap):
    assert tap(EnrolmentFactory()).status_code == 404


def test_whoever_only_watches_is_told_so(session, two, signed_in, clock):
    clock(22)
    watcher = UserFactory()
    named_for(session, watcher, "guest")
    data = {"enrolment": two[0].pk, "day": 2, "half": "morning", "mark": "present"}
    answer = signed_in(watcher).post(reverse("trainings:tap", args=[session.code]), data)
    assert answer.status_code == 409
    assert not AttendanceMark.objects.exists()


def test_a_tap_is_a_post(session, trainer, signed_in):
    assert signed_in(trainer).get(reverse("trainings:tap", args=[session.code])).status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_a_tap_costs_the_same_with_one_and_thirty_officers(tap, session, number, takes_queries):
    enrolments = [EnrolmentFactory(session=session) for _number in range(number)]
    with takes_queries(21):
        tap(enrolments[0])
