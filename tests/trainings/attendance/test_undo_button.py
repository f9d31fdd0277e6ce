import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.trainings.conftest import at
from trainings.attendance.marking import mark, mark_column
from trainings.models import AttendanceMark, Half

AM = Half.MORNING


@pytest.fixture
def column(session, two, days, trainer, clock):
    clock(22)
    return mark_column(session, days[1], AM, "present", by=trainer, now=at(22))


def sheet(session, action):
    return reverse("trainings:attendance", args=[session.code]) + f"?day=2&half=morning&done={action}"


def test_the_button_takes_the_action_back_and_returns_to_its_half_day(session, column, trainer, signed_in):
    answer = signed_in(trainer).post(reverse("trainings:undo", args=[session.code]), {"action": column.action})
    assert answer["Location"] == reverse("trainings:attendance", args=[session.code]) + "?day=2&half=morning"
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "Undone. 2 marks are as they were before."
    ]
    assert not AttendanceMark.objects.exists()


def test_the_button_is_gone_once_a_mark_was_changed(session, two, days, column, trainer, coordinator, signed_in):
    client = signed_in(trainer)
    assert "Undo" in client.get(sheet(session, column.action)).text
    mark(two[0], days[1], AM, "late", by=coordinator, now=at(22, "10:05"))
    assert "Undo" not in client.get(sheet(session, column.action)).text


def test_pressing_it_too_late_says_why(session, two, days, column, trainer, coordinator, signed_in):
    mark(two[0], days[1], AM, "late", by=coordinator, now=at(22, "10:05"))
    answer = signed_in(trainer).post(reverse("trainings:undo", args=[session.code]), {"action": column.action})
    assert "A mark was changed since" in str(next(iter(get_messages(answer.wsgi_request))))
    assert AttendanceMark.objects.count() == 2


@pytest.mark.parametrize("action", ["", "x", uuid.uuid4()])
def test_an_action_of_nobody_is_not_there(session, column, trainer, signed_in, action):
    client = signed_in(trainer)
    assert client.post(reverse("trainings:undo", args=[session.code]), {"action": action}).status_code == 404
    assert client.get(sheet(session, action)).status_code == 200
