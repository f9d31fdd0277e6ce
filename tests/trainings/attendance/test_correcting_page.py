import pytest
from django.urls import reverse

from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.models import AttendanceMark, Half, SessionState

AM = Half.MORNING


@pytest.fixture
def address(session, two, days, trainer):
    """The page of the first officer's Saturday morning, marked absent on that day."""
    mark(two[0], days[0], AM, "absent", by=trainer, now=at(21))
    return reverse("trainings:correct", args=[session.code, two[0].pk]) + "?day=1&half=morning"


def test_it_shows_the_history_with_who_and_when(address, trainer, signed_in, clock):
    clock(22)
    page = " ".join(signed_in(trainer).get(address).text.split())
    assert "not yet marked → absent" in page
    assert "Rafiqul Trainer, 21 November 2026, 10:04" in page


def test_a_correction_with_a_reason_is_saved_and_leads_back_to_the_sheet(address, session, trainer, signed_in, clock):
    clock(22)
    answer = signed_in(trainer).post(address, {"mark": "present", "reason": "Signed on paper."})
    sheet = reverse("trainings:attendance", args=[session.code])
    assert answer["Location"].startswith(f"{sheet}?day=1&half=morning&done=")
    assert AttendanceMark.objects.get().mark == "present"


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_the_page_asks_for_it_and_keeps_the_choice(address, trainer, signed_in, clock, reason):
    clock(22)
    page = signed_in(trainer).post(address, {"mark": "present", "reason": reason})
    assert page.status_code == 200
    assert "One thing to correct" in page.text
    assert 'value="present"' in page.text
    assert AttendanceMark.objects.get().mark == "absent"


def test_in_a_closed_session_it_shows_the_history_only(address, session, trainer, signed_in, clock):
    session.state, session.closed_at = SessionState.CLOSED, at(23)
    session.save()
    clock(24)
    page = signed_in(trainer).get(address).text
    assert "This session is closed." in page
    assert "not yet marked → absent" in page
    assert 'name="reason"' not in page


def test_the_reason_is_escaped(address, trainer, signed_in, clock):
    clock(22)
    client = signed_in(trainer)
    client.post(address, {"mark": "present", "reason": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get(address).text
