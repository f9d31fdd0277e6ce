"""An officer who was an Inspector in Khulna from 2020 on."""

from datetime import date

import pytest
from django.utils import translation

from participants.officers import postings
from tests.factories import DistrictFactory, OfficerFactory, RankFactory, UnitFactory


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def khulna(db):
    return UnitFactory()


@pytest.fixture
def jashore(db):
    return UnitFactory(
        code="DP-4041",
        name_en="Jashore District Police",
        place=DistrictFactory(code="4041", name_en="Jashore", name_bn="যশোর"),
    )


@pytest.fixture
def inspector(db):
    return RankFactory()


@pytest.fixture
def asp(db):
    return RankFactory(code="ASP", order=6, name_en="Assistant Superintendent of Police")


@pytest.fixture
def posted(programme, khulna, inspector):
    """The officer, recorded by `programme`."""
    officer = OfficerFactory(programme=programme, name_en="Abdul Karim", name_bn="আব্দুল করিম", mobile="+8801700123456")
    postings.record_postings([officer], since=date(2020, 1, 1))
    return officer
