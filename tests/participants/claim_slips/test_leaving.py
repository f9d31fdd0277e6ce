"""Slips of somebody whose part was taken away open nothing any more."""

import pytest

from participants.claim_slips import claiming, reidentification
from programmes.team import closing, membership
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
    return [fact.text for fact in membership.facts_before_leaving(user, programme, roles)[1] if "slip" in fact.text]


@pytest.mark.parametrize("why", membership.WhyRemoved.values)
def test_with_the_access_the_slips_end_that_the_person_made(graduate, programme, coordinator, colleague, why):
    code = printed(graduate, colleague)
    printed(other := OfficerFactory(programme=programme), colleague)
    printed(kept := OfficerFactory(programme=programme), coordinator)
    elsewhere = OfficerFactory(programme=ProgrammeFactory(coordinators=[colleague, UserFactory()]))
    printed(elsewhere, colleague)
    roles = membership.roles_of(colleague, programme)
    assert told(colleague, programme, roles) == ["2 slips that this person made stop working"]
    membership.remove_access(colleague, programme, by=coordinator, why=why)
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
    membership.remove_access(colleague, programme, by=coordinator, why="safety")
    assert claiming.check(made.code, graduate.service_number) is None


def test_with_the_account_its_slips_end_in_every_programme_and_those_of_others_go_on(
    graduate, programme, administrator, coordinator, colleague
):
    code = printed(graduate, colleague)
    printed(kept := OfficerFactory(programme=programme), coordinator)
    second = ProgrammeFactory(coordinators=[colleague, UserFactory()])
    printed(elsewhere := OfficerFactory(programme=second), colleague)
    closing.close(colleague, by=administrator)
    assert claiming.check(code, graduate.service_number) is None
    assert [slip_of(one).state for one in (graduate, kept, elsewhere)] == ["ended", "printed", "ended"]
    closing.reopen(colleague, by=administrator)
    assert claiming.check(code, graduate.service_number) is None
    assert membership.roles_of(colleague, programme) == {"coordinator", "trainer"}
