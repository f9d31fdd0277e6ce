"""After closing, a coordinator records where a half-day was made up, or takes it back, with a reason; nobody does for themselves."""

import pytest
from django.urls import reverse

from accounts.refusal import Refused
from tests.trainings.conftest import at
from tests.trainings.making_up.conftest import NOW, day_of, recorded
from trainings.making_up import recording
from trainings.models import MadeUpHalfDay, ResultChange
from trainings.sessions import lifecycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(absent, other, allowed, trainer):
    """The session of `absent` is closed: all half-days are asked for, so the officer has not completed."""
    allowed.course.required_share = 100
    allowed.course.save()
    return lifecycle.close(allowed, by=trainer, now=NOW)


def result(enrolment):
    enrolment.refresh_from_db()
    return enrolment.state, enrolment.half_days_attended


def test_the_result_follows_at_once_and_its_change_is_stored(
    closed,
    absent,
    other,
    trainer,
    coordinator,
    colleague,
):
    with pytest.raises(Refused, match="A coordinator can do this"):
        recorded(absent, other, trainer, seen_by=colleague)
    with pytest.raises(Refused, match="Say why"):
        recorded(absent, other, coordinator, seen_by=colleague)
    assert result(absent) == ("not_completed", 5)
    one = recorded(absent, other, coordinator, seen_by=colleague, reason="The list came late.")
    assert result(absent) == ("completed", 6)
    change = ResultChange.objects.get()
    assert (change.mark_before, change.mark_after, change.state_after) == ("absent", "absent", "completed")
    with pytest.raises(Refused, match="Say why"):
        recording.take_back(one, by=coordinator, now=NOW, reason=" ")
    one = recording.take_back(one, by=coordinator, now=NOW, reason="It was his brother.")
    assert result(absent) == ("not_completed", 5)
    assert (one.reason, one.taken_back_reason) == ("The list came late.", "It was his brother.")
    assert ResultChange.objects.count() == 2


def test_the_pages_ask_a_coordinator_for_the_reason_and_a_trainer_finds_who_can(
    closed,
    absent,
    other,
    trainer,
    coordinator,
    colleague,
    signed_in,
    clock,
):
    clock(28, "19:00")
    desk = reverse("trainings:made_up", args=[closed.code])
    form = f"{reverse('trainings:make_up', args=[closed.code, absent.pk])}?day=2&half=morning"
    client = signed_in(trainer)
    assert "A coordinator can record or take back" in client.get(desk).text
    assert client.get(form)["Location"] == desk
    client = signed_in(coordinator)
    assert form.replace("&", "&amp;") in client.get(desk).text
    sent = {"visited": f"{day_of(other, 2).pk}-morning", "seen_by": colleague.pk}
    assert client.post(form, sent | {"reason": "\u200b "}).status_code == 422
    assert "The list came late." in client.post(form, sent | {"reason": "The list came late."}, follow=True).text
    one = MadeUpHalfDay.objects.get()
    back = reverse("trainings:take_back_made_up", args=[closed.code, one.pk])
    assert "Say why" in client.post(back, follow=True).text
    assert "Not there." in client.post(back, {f"{one.pk}-reason": "Not there."}, follow=True).text
    assert result(absent) == ("not_completed", 5)


@pytest.mark.parametrize("who", ["trainer", "colleague"])
def test_nobody_records_or_has_seen_a_half_day_of_their_own(
    absent,
    other,
    trainer,
    colleague,
    coordinator,
    who,
):
    one = recorded(absent, other, coordinator, seen_by=colleague)
    absent.officer.user = {"trainer": trainer, "colleague": colleague}[who]
    absent.officer.save()
    if who == "trainer":
        with pytest.raises(Refused, match="your own attendance"):
            recording.take_back(one, by=trainer, now=NOW)
    recording.take_back(one, by=coordinator, now=at(29))
    with pytest.raises(Refused, match="of their own"):
        recorded(absent, other, trainer, seen_by=colleague)
