"""Slips of somebody whose part was taken away open nothing any more."""

import pytest

from participants.claim_slips import claiming, reidentification
from programmes.team import parts
from tests.factories import OfficerFactory, ProgrammeFactory, UserFactory
from tests.participants.claim_slips.conftest import printed, slip_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(programme):
    """Coordinates and trains in `programme`, beside `coordinator`."""
    user = UserFactory(full_name="Colleague")
    for role in ("coordinator", "trainer"):
        programme.team.create(user=user, role=role)
    return user


def told(user, programme, roles):
    return [fact.text for fact in parts.facts_before_leaving(user, programme, roles)[1] if "slip" in fact.text]


@pytest.mark.parametrize("why", parts.WhyRemoved.values)
def test_with_the_access_the_slips_end_that_the_person_made(graduate, programme, coordinator, colleague, why):
    code = printed(graduate, colleague)
    printed(other := OfficerFactory(programme=programme), colleague)
    printed(kept := OfficerFactory(programme=programme), coordinator)
    elsewhere = OfficerFactory(programme=ProgrammeFactory(coordinators=[colleague, UserFactory()]))
    printed(elsewhere, colleague)
    roles = parts.roles_of(colleague, programme)
    assert told(colleague, programme, roles) == ["2 slips that this person made stop working"]
    parts.remove_access(colleague, programme, by=coordinator, why=why)
    assert claiming.check(code, graduate.service_number) is None
    assert [slip_of(one).state for one in (graduate, other, kept, elsewhere)] == ["ended", "ended"] + ["printed"] * 2
    assert told(colleague, programme, roles) == []


def test_a_slip_of_a_trainer_ends_with_the_part(graduate, session, programme, coordinator, colleague):
    session.trainers.create(user=colleague, role="co_trainer")
    programme.team.filter(user=colleague, role="coordinator").delete()
    colleague.refresh_from_db()
    made = reidentification.check_answer(
        graduate, question="mobile", number=graduate.service_number, reply="01711223344", by=colleague
    )
    assert told(colleague, programme, {"trainer"}) == ["1 slip that this person made stops working"]
    parts.remove_access(colleague, programme, by=coordinator, why="safety")
    assert claiming.check(made.code, graduate.service_number) is None
