"""A register with a rank, a unit and a district, and tables for it."""

import pytest
import tablib
from django.utils import translation

from participants.table_import.officer_resource import OfficerResource
from tests.factories import DistrictFactory, ForceFactory, RankFactory, UnitFactory

HEADINGS = (
    "Service number",
    "Name in English",
    "Name in Bangla",
    "Rank",
    "Unit",
    "District",
    "Sex",
    "Mobile",
    "E-mail",
)
RAHIMA = ["9900000001", "Rahima Khatun", "রহিমা খাতুন", "Inspector", "Khulna District Police", "Khulna", "female"]
RAHIMA += ["+8801711000001", "rahima@example.org"]
KARIM = ["9900000002", "Abdul Karim", "আব্দুল করিম", "Inspector", "Khulna District Police", "Khulna", "male"]
KARIM += ["+8801711000002", "karim@example.org"]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def register(programme):
    """The places and ranks that tables name."""
    ForceFactory()
    RankFactory()
    UnitFactory()
    DistrictFactory()


def table(*rows, headings=HEADINGS):
    """Returns a tablib Dataset."""
    return tablib.Dataset(*rows, headers=list(headings))


def take_in(dataset, *, by, programme=None, resource=OfficerResource, dry_run=False, **options):
    """Imports a Dataset and returns the Result."""
    return resource(by=by, programme=programme).import_data(dataset, dry_run=dry_run, **options)


def reasons(result):
    """Returns {row number: sentences} of the rows that were not taken."""
    return {
        row.number: [sentence for told in row.error.message_dict.values() for sentence in told]
        for row in result.invalid_rows
    }
