"""Whom a coordinator may name in a form: as trainer, team member, owner of a finding."""

import pytest

from accounts.models import User
from tests.factories import OfficerFactory, ProgrammeFactory, UserFactory


@pytest.fixture
def graduate(programme):
    """An officer of the programme who has an account."""
    return OfficerFactory(programme=programme, user=UserFactory(full_name="Graduate")).user


@pytest.fixture
def stranger(db):
    """An officer of nobody's programme who has an account."""
    return OfficerFactory(user=UserFactory(full_name="Officer elsewhere")).user


@pytest.fixture
def elsewhere(db):
    """A trainer of another programme."""
    user = UserFactory(full_name="Trainer elsewhere")
    ProgrammeFactory().team.create(user=user, role="trainer")
    return user


def test_a_coordinator_reads_of_colleagues_only(coordinator, observer, outsider, graduate, stranger, elsewhere):
    assert set(User.objects.visible_to(coordinator)) == {coordinator, observer}


def test_nobody_of_another_programme_is_offered_as_trainer(
    signed_in, coordinator, observer, graduate, stranger, elsewhere
):
    page = signed_in(coordinator).get("/admin/trainings/trainingsession/add/").content.decode()
    for nobody in (graduate, stranger, elsewhere):
        assert f"{nobody.full_name} (" not in page


def test_two_of_the_same_name_are_told_apart_by_what_they_sign_in_with(signed_in, coordinator, programme):
    for email, is_active in (("first@example.org", True), ("second@example.org", False)):
        user = UserFactory(full_name="Abdul Karim", email=email, is_active=is_active)
        programme.team.create(user=user, role="trainer")
    page = signed_in(coordinator).get("/admin/trainings/trainingsession/add/").content.decode()
    assert "Abdul Karim (first@example.org)" in page
    assert "Abdul Karim (second@example.org), closed" in page
