"""The page that scans tags: what it tells its script, and typing numbers where no script or camera is."""

import json

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory, OfficerFactory, SessionFactory, UserFactory, named_for
from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.models import AttendanceMark
from trainings.tags.numbers import give_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(session, trainer):
    made = [EnrolmentFactory(session=session, officer=OfficerFactory(name_en=f"Officer {one}")) for one in "ABC"]
    give_numbers(session, by=trainer)
    return made


def page(session, query=""):
    return reverse("trainings:scan", args=[session.code]) + query


def data_of(answer):
    return json.loads(answer.context["data"])


def test_the_page_may_use_the_camera_and_knows_officers_by_number(session, days, roster, trainer, signed_in, clock):
    clock(21)
    mark(roster[1], days[0], "morning", "late", by=trainer, now=at(21, "9:20"))
    answer = signed_in(trainer).get(page(session))
    assert "camera=(self)" in answer["Permissions-Policy"]
    data = data_of(answer)
    assert [(one["pk"], one["numbers"]) for one in data["officers"]] == [
        (one.pk, [n]) for n, one in enumerate(roster, 1)
    ]
    assert data["officers"][1]["marks"] == {"1 morning": ["late", "09:20"]}
    assert data["short"] == "TOTKHU03"


def test_tags_of_other_sessions_are_named_only_where_the_person_sees_the_session(
    session, roster, trainer, signed_in, clock
):
    clock(21)
    SessionFactory(code="TOT-KHU-02", phase=session.phase, course=session.course, led_by=trainer)
    SessionFactory(code="SECRET-01")
    others = data_of(signed_in(trainer).get(page(session)))["others"]
    assert list(others) == ["TOTKHU02"]
    assert others["TOTKHU02"].startswith("TOT-KHU-02, ")


def test_a_typed_number_marks_without_a_script_and_can_be_undone(session, roster, trainer, signed_in, clock):
    clock(21)
    client = signed_in(trainer)
    answer = client.post(page(session, "?day=1&half=morning"), {"number": "২", "mark": "late"})
    row = AttendanceMark.objects.get()
    assert (row.enrolment, row.mark, row.source) == (roster[1], "late", "grid")
    assert "Undo" in client.get(answer.url).text


def test_typed_twice_nothing_changes_and_the_time_of_the_first_is_said(
    session, days, roster, trainer, signed_in, clock
):
    clock(21)
    mark(roster[0], days[0], "morning", "late", by=trainer, now=at(21, "8:55"))
    answer = signed_in(trainer).post(page(session), {"number": "1", "mark": "present"}, follow=True)
    assert "was marked at 08:55" in answer.text
    assert AttendanceMark.objects.get().mark == "late"


@pytest.mark.parametrize("number", ["", "0", "99", "abc", "99999", "1 OR 1"])
def test_a_number_of_nobody_marks_nobody(session, roster, trainer, signed_in, clock, number):
    clock(21)
    answer = signed_in(trainer).post(page(session), {"number": number, "mark": "present"}, follow=True)
    assert answer.status_code == 200
    assert not AttendanceMark.objects.exists()


def test_before_the_half_day_begins_the_page_says_so(session, roster, trainer, signed_in, clock):
    clock(21)
    assert "has not begun" in signed_in(trainer).get(page(session, "?day=1&half=afternoon")).text


def test_guests_and_outsiders_find_no_page(session, roster, outsider, signed_in, clock):
    clock(21)
    guest = UserFactory()
    session.phase.programme.team.create(user=guest, role="trainer")
    named_for(session, guest, role="guest")
    for user in (outsider, guest):
        assert signed_in(user).get(page(session)).status_code in (403, 404)
        assert signed_in(user).post(page(session), {"number": "1", "mark": "present"}).status_code in (403, 404)
    assert not AttendanceMark.objects.exists()


def test_a_session_without_days_or_officers_says_what_is_missing(session, trainer, signed_in, clock):
    clock(21)
    assert "needs its days and its roster" in signed_in(trainer).get(page(session)).text


@pytest.mark.parametrize("officers", [1, 3])
def test_the_page_costs_the_same_for_one_officer_and_three(
    session, trainer, signed_in, clock, officers, django_assert_max_num_queries
):
    clock(21)
    for _one in range(officers):
        EnrolmentFactory(session=session)
    client = signed_in(trainer)
    client.get(page(session))
    with django_assert_max_num_queries(16):
        client.get(page(session))


def test_sixty_officers_of_six_half_days_are_a_small_page(session, days, trainer, signed_in, clock):
    clock(21)
    for number in range(60):
        EnrolmentFactory(session=session, officer=OfficerFactory(name_en=f"Officer Number {'abcdefghij'[number % 10]}"))
    assert len(signed_in(trainer).get(page(session)).content) < 60_000
