"""A session of June 2025 that is closed, and a ceremony of July over it: its day has come."""

from datetime import UTC, date, datetime, time

import pytest

from certificates.ceremonies import dignitaries, handover_order, planning
from tests.built_once import built_once
from tests.certificates.conftest import completes, issued
from tests.factories import DistrictFactory, SessionFactory

DAY = date(2025, 7, 1)
FACTS = {
    "title_en": "Certificate ceremony, Khulna",
    "title_bn": "সনদ বিতরণ অনুষ্ঠান, খুলনা",
    "date": DAY,
    "starts_at": time(10),
    "venue_en": "Police Lines Auditorium",
    "venue_bn": "পুলিশ লাইন্স মিলনায়তন",
    "seats_in_a_row": 10,
}
GUEST = {
    "role": "chief_guest",
    "office_en": "Inspector General of Police",
    "office_bn": "পুলিশ মহাপরিদর্শক",
    "organisation_en": "Bangladesh Police",
    "organisation_bn": "বাংলাদেশ পুলিশ",
}


def closed_session(programme, **more):
    """Returns a session that was closed on 19 June 2025."""
    facts = {
        "programme": programme,
        "state": "closed",
        "starts_on": date(2025, 6, 17),
        "closed_at": datetime(2025, 6, 19, 11, tzinfo=UTC),
    }
    return SessionFactory(**(facts | more))


@pytest.fixture
def closed(programme, design):
    """The closed session whose certificates are handed over."""
    return closed_session(programme, code="TOT-KHU-02")


@pytest.fixture
@built_once
def draft(programme, closed, coordinator):
    """A ceremony over `closed`, without guests and without order."""
    return planning.create(programme, by=coordinator, sessions=[closed], place=DistrictFactory(), **FACTS)


@pytest.fixture
@built_once
def guests(draft, coordinator):
    """Two dignitaries in protocol order."""
    second = GUEST | {"role": "special_guest", "office_en": "Head of the Unit", "office_bn": "ইউনিট প্রধান"}
    return [dignitaries.add(draft, by=coordinator, **facts) for facts in (GUEST, second)]


@pytest.fixture
@built_once
def certificates(closed, coordinator):
    """Of three officers, by name."""
    for name in ("Abul Hashem", "Belal Uddin", "Lailun Niazi"):
        completes(closed, name_en=name)
    return issued(closed, by=coordinator)


@pytest.fixture
@built_once
def ceremony(draft, guests, certificates, coordinator):
    """Planned, three officers in order of their names: two places of the first dignitary, one of the second."""
    handover_order.arrange(draft, "name", guests, by=coordinator)
    return planning.plan(draft, by=coordinator)


def names(ceremony):
    """The officers in the order of the hand-over."""
    return [row.enrolment.officer.name_en for row in ceremony.hand_overs.with_names()]


def states(ceremony):
    """Their states, in the same order."""
    return list(ceremony.hand_overs.values_list("state", flat=True))
