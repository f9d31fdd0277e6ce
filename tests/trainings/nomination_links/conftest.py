"""A scheduled session; the police of Khulna have a quota of two seats and a link; `typed` fills the form of its page."""

import pytest
from django.urls import reverse

from tests.factories import RankFactory
from tests.trainings.enrolment.conftest import _english, give_quotas, jashore, khulna, khulna_range, session
from trainings.nomination_links import making
from trainings.nomination_links.addresses import secret_of

__all__ = ["_english", "jashore", "khulna", "khulna_range", "session"]


@pytest.fixture
def rank(db):
    return RankFactory()


@pytest.fixture
def link(session, khulna, coordinator, rank):
    """The link of the police of Khulna."""
    give_quotas(session, (khulna, 2), women_share=50)
    return making.make(session, by=coordinator)[0]


@pytest.fixture
def address(link):
    """The page behind `link`, in English."""
    return reverse("nominate:page", args=[secret_of(link)]) + "?language=en"


@pytest.fixture
def typed(rank):
    """A function: what the form of the page sends for the n-th person."""

    def person(number=1, **more):
        return {
            "service_number": f"99005550{number:02}",
            "rank": rank.pk,
            "name_bn": "রহিমা খাতুন",
            "name_en": "Rahima Khatun",
            "sex": "female",
            "mobile": "01711 000 001",
            "posting": "",
        } | more

    return person


def words_of(response):
    """Returns the text of a page without its line breaks."""
    return " ".join(response.content.decode().split())
