import pytest
from django.db import IntegrityError, transaction

from accounts.models import User


def test_an_account_needs_something_to_sign_in_with(db):
    with pytest.raises(ValueError, match="e-mail or a service number"):
        User.objects.create_user(full_name="Nobody")


def test_the_database_refuses_an_account_without_a_sign_in_name(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(full_name="Nobody")])


@pytest.mark.parametrize("names", [{"email": "Big@example.org"}, {"email": ""}, {"service_number": ""}])
def test_the_database_refuses_names_that_bypassed_their_one_form(db, names):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(full_name="Somebody", **names)])


@pytest.mark.parametrize(("field", "value"), [("language", "fr"), ("theme", "pink")])
def test_the_database_knows_the_languages_and_themes(db, field, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("a@example.org", **{field: value})


def test_two_accounts_never_share_an_email_in_any_case(db):
    User.objects.create_user("a@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("A@Example.org")


def test_many_officers_may_have_no_email(db):
    for number in ("9900100001", "9900100002"):
        assert User.objects.create_user(service_number=number).email is None


def test_an_account_is_found_by_email_or_service_number_as_typed(db):
    nusrat = User.objects.create_user("nusrat@example.org")
    sabina = User.objects.create_user(service_number="BP 9900100001")
    assert User.objects.get_by_natural_key("NUSRAT@example.org") == nusrat
    assert User.objects.get_by_natural_key("বিপি ৯৯০০১০০০০১") == sabina
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key("")


def test_there_is_no_way_to_make_a_superuser(db):
    assert not hasattr(User.objects, "create_superuser")
