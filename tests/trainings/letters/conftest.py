"""A scheduled session with three officers who take part: one has an account and an address, one an address, one neither."""

import pytest
from django.utils import translation

from tests.factories import EnrolmentFactory, OfficerFactory, UserFactory
from tests.trainings.enrolment.conftest import khulna, khulna_range
from trainings.letters.wording import OwnWords, digest_of, words_of

__all__ = ["khulna", "khulna_range"]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def session(session):
    session.state = "scheduled"
    session.save()
    return session


@pytest.fixture
def three(session, khulna):
    """The enrolments of the three."""
    account = UserFactory(email=None, service_number="9900555777", language="en")
    with_account = OfficerFactory(
        service_number="9900555777", user=account, email="one@police.example", name_en="Anwara Begum", unit=khulna
    )
    with_email = OfficerFactory(email="two@police.example", name_en="Belal Uddin", unit=khulna)
    with_neither = OfficerFactory(email="", name_en="Chand Miah", unit=None)
    return [EnrolmentFactory(session=session, officer=one) for one in (with_account, with_email, with_neither)]


def seen(session, kind, own=None):
    """Returns the digest of the preview of a letter as it is now."""
    return digest_of(words_of(session, kind, own or OwnWords()))
