"""Whom a coordinator may name in a form: as trainer, team member, owner of a finding."""

import pytest

from accounts.models import User
from tests.factories import OfficerFactory, UserFactory


@pytest.fixture
def graduate(programme):
    """An officer of the programme who has an account."""
    return OfficerFactory(programme=programme, user=UserFactory(full_name="Graduate")).user


@pytest.fixture
def stranger(db):
    """An officer of nobody's programme who has an account."""
    return OfficerFactory(user=UserFactory(full_name="Officer elsewhere")).user


def test_accounts_of_staff_and_of_own_officers_can_be_named(coordinator, outsider, graduate, stranger):
    assert set(User.objects.visible_to(coordinator)) == {graduate, coordinator, outsider}


def test_a_superuser_names_everybody(coordinator, graduate, stranger):
    superuser = User.objects.create_superuser("root@example.org", full_name="Root")
    assert set(User.objects.visible_to(superuser)) == {coordinator, graduate, stranger, superuser}


def test_an_officer_of_another_programme_is_not_offered_as_trainer(signed_in, coordinator, graduate, stranger):
    page = signed_in(coordinator).get("/admin/trainings/trainingsession/add/").content.decode()
    assert "Graduate" in page
    assert "Officer elsewhere" not in page


def test_two_of_the_same_name_are_told_apart_by_what_they_sign_in_with(signed_in, coordinator, programme):
    UserFactory(full_name="Abdul Karim", email="first@example.org")
    UserFactory(full_name="Abdul Karim", email="second@example.org", is_active=False)
    page = signed_in(coordinator).get("/admin/trainings/trainingsession/add/").content.decode()
    assert "Abdul Karim (first@example.org)" in page
    assert "Abdul Karim (second@example.org), closed" in page
