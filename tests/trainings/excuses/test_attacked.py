"""Stale pages, invisible letters, two records of one person, and requests without end."""

import pytest
from django.urls import reverse

from accounts.refusal import Refused
from participants.merging.merges import merge, take_back
from tests.factories import EnrolmentFactory, OfficerFactory
from tests.trainings.conftest import at
from tests.trainings.excuses.conftest import AM, PM, SECRET, states
from trainings.excuses import asking, deciding
from trainings.models import Excuse
from trainings.sessions.lifecycle import cancel

pytestmark = pytest.mark.django_db


def test_nobody_decides_for_a_record_that_was_theirs_before_it_was_merged(
    asked, session, trainer, coordinator, officer
):
    before = OfficerFactory(user=trainer)
    EnrolmentFactory(session=session, officer=before, state="withdrawn")
    excuse = asked((2, AM))
    merge(officer, before, by=coordinator)
    with pytest.raises(Refused, match="of their own"):
        deciding.decide(excuse, [], by=trainer, now=at(20), answer="No.")
    deciding.decide(excuse, [], by=coordinator, now=at(20), answer="No.")


def test_a_second_decision_on_an_old_page_is_told_what_happened(asked, session, trainer, coordinator, signed_in, clock):
    clock(20)
    excuse = asked((2, AM))
    (row,) = excuse.half_days.all()
    deciding.decide(excuse, [], by=coordinator, now=at(20), answer="No.")
    here = reverse("trainings:excuse", args=[session.code, excuse.pk])
    answer = signed_in(trainer).post(here, {"granted": [row.pk]}, follow=True)
    assert "This was decided, taken back or ended meanwhile." in answer.text
    assert states(excuse) == ["declined"]


def test_an_old_form_and_one_of_invisible_letters_say_what_is_wrong(
    asked, enrolment, days, officer_user, signed_in, clock
):
    clock(20)
    asked((2, AM))
    client, page = signed_in(officer_user), reverse("my_excuses:mine", args=[enrolment.pk])
    sent = {"half_days": [f"{days[1].pk}-morning"], "kind": "illness", "reason": SECRET}
    again = client.post(page, sent)
    assert again.status_code == 422
    assert "was asked for already" in again.text
    for reason in ("\u200b \u2060", "\0", "x" * 10_000):
        assert client.post(page, sent | {"half_days": [f"{days[2].pk}-morning"], "reason": reason}).status_code == 422
    assert Excuse.objects.count() == 1


def test_an_officer_asks_a_bounded_number_of_times(asked, officer_user, monkeypatch):
    monkeypatch.setattr(asking, "MOST", 1)
    asking.withdraw(asked((2, AM)), by=officer_user, now=at(20))
    with pytest.raises(Refused, match="Call a trainer"):
        asked((2, PM))


def test_a_merge_that_is_taken_back_opens_no_excuse_of_a_session_that_is_over(asked, session, coordinator, officer):
    twin = EnrolmentFactory(session=session)
    asked((2, AM))
    theirs = asked((2, AM), enrolment=twin, by=coordinator)
    merged = merge(officer, twin.officer, by=coordinator)
    assert sorted(Excuse.objects.values_list("half_days__state", flat=True)) == ["asked", "ended"]
    cancel(session, by=coordinator, reason="Floods")
    take_back(merged, by=coordinator)
    assert states(theirs) == ["ended"]
