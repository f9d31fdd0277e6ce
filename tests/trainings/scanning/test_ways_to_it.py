"""Where trainers find the page that scans and the one for paper: today's card and the attendance page."""

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(session):
    EnrolmentFactory(session=session)
    return [reverse(f"trainings:{name}", args=[session.code]) for name in ("scan", "key_in")]


def test_today_leads_to_both(session, addresses, trainer, signed_in, clock):
    clock(21)
    page = signed_in(trainer).get(reverse("trainings:today")).text
    assert all(f'href="{address}' in page for address in addresses)


def test_the_list_leads_to_both_while_it_takes_marks(session, addresses, trainer, coordinator, signed_in, clock):
    clock(21)
    attendance = reverse("trainings:attendance", args=[session.code])
    for user in (trainer, coordinator):
        page = signed_in(user).get(attendance).text
        assert all(f'href="{address}' in page for address in addresses)
    session.state, session.closed_at = "closed", session.starts_on.isoformat() + "T12:00Z"
    session.save()
    page = signed_in(trainer).get(attendance).text
    assert not any(f'href="{address}' in page for address in addresses)
