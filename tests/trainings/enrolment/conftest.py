"""A scheduled session with three seats; Khulna Range with the police of Khulna and of Jashore below it."""

import pytest
from django.utils import translation

from participants.models import Unit
from tests.factories import DistrictFactory, ForceFactory, OfficerFactory, UnitFactory
from trainings.enrolment.nominations import Quota, nominate, set_quotas
from trainings.models import Enrolment


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def session(session):
    session.state, session.capacity = "scheduled", 3
    session.save()
    return session


@pytest.fixture
def khulna_range(db):
    return UnitFactory(
        code="RANGE-KHU", kind="range", name_en="Khulna Range", name_bn="খুলনা রেঞ্জ", parent=ForceFactory(), place=None
    )


@pytest.fixture
def khulna(khulna_range):
    return UnitFactory(code="DP-4047", parent=khulna_range)


@pytest.fixture
def jashore(khulna_range):
    return UnitFactory(
        code="DP-4041",
        name_en="Jashore District Police",
        name_bn="যশোর জেলা পুলিশ",
        parent=khulna_range,
        place=DistrictFactory(code="4041", name_en="Jashore", name_bn="যশোর"),
    )


def officers(number, unit=None, **fields):
    """Returns that many officers of the unit."""
    return [OfficerFactory(unit=unit, **fields) for _n in range(number)]


def propose(session, officers, unit=None, *, by=None):
    """Nominates the officers for `unit`, or else for the unit of the first. Returns what became of them."""
    return nominate(session, officers, unit=unit or officers[0].unit, by=by)


def give_quotas(session, *quotas, by=None, **more):
    """Sets quotas: (Unit or Place, seats), …"""
    facts = {"women_share": 0, "due_on": None, "send_to": ""} | more
    return set_quotas(session, [Quota(*quota) for quota in quotas], by=by, **facts)


def states(session):
    """Returns {officer id: "nominated", "waiting 1", "confirmed", …} of everyone in the session."""
    line = list(session.enrolments.waiting().values_list("officer", flat=True))
    return {
        officer: f"waiting {line.index(officer) + 1}" if officer in line else state
        for officer, state in session.enrolments.values_list("officer", "state")
    }


def enrolment_of(officer):
    return Enrolment.objects.get(officer=officer)


def ids(*officers):
    """Returns the ids of the enrolments of the officers."""
    return [enrolment_of(officer).pk for officer in officers]


def unit_named(code):
    return Unit.objects.get(code=code)
