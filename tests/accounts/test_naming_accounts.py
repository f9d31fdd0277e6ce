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


def offered(page):
    """The names in the choosers of a page."""
    return page.content.decode()


def test_a_coordinator_reads_of_colleagues_only(coordinator, observer, outsider, graduate, stranger, elsewhere):
    assert set(User.objects.visible_to(coordinator)) == {coordinator, observer}


def test_an_administrator_reads_of_nobody_there(administrator, coordinator, programme):
    assert set(User.objects.visible_to(administrator)) == {administrator}


def test_a_session_offers_the_trainers_of_its_programme_and_nobody_else(
    signed_in, session, coordinator, trainer, observer, outsider, graduate, stranger, elsewhere
):
    second = UserFactory(full_name="Second Trainer")
    session.programme.team.create(user=second, role="trainer")
    for address in ("add/", f"{session.pk}/change/"):
        page = offered(signed_in(coordinator).get(f"/admin/trainings/trainingsession/{address}"))
        assert "Second Trainer" in page
        for nobody in (observer, outsider, graduate, stranger, elsewhere):
            assert f"{nobody.full_name} (" not in page


def test_two_of_the_same_name_are_told_apart_by_what_they_sign_in_with(signed_in, coordinator, programme):
    for address in ("first@example.org", "second@example.org"):
        programme.team.create(user=UserFactory(full_name="Abdul Karim", email=address), role="trainer")
    page = offered(signed_in(coordinator).get("/admin/trainings/trainingsession/add/"))
    assert "Abdul Karim (first@example.org)" in page
    assert "Abdul Karim (second@example.org)" in page


def test_a_closed_account_is_not_offered(signed_in, coordinator, programme):
    programme.team.create(user=UserFactory(full_name="Abdul Karim", is_active=False), role="trainer")
    assert "Abdul Karim" not in offered(signed_in(coordinator).get("/admin/trainings/trainingsession/add/"))
