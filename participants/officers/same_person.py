"""Which accounts belong to one person: those of one officer, and those of records that were merged into it.

Used where two people must act, or where nobody may decide about their own record: one person may have two accounts.
"""

from typing import NamedTuple

from django.db.models import Q

from accounts.models import User
from participants.models import Merge, Officer

_COLUMNS = ("absorbed_record", "kept_before", "kept_after")


class Person(NamedTuple):
    """The ids of all accounts and of all officers that are one person."""

    accounts: frozenset
    officers: frozenset


def person_of(account: User | int) -> Person:
    """Returns the Person behind a User (or its id): the account itself, and all that merges in force add. A few queries."""
    return _all_of({getattr(account, "pk", account)} - {None}, set())


def person_of_officer(officer: Officer) -> Person:
    """Returns the Person behind an Officer."""
    return _all_of({officer.user_id} - {None}, {officer.pk})


def is_same_person(one: User, other: User) -> bool:
    """Whether two Users are one person."""
    return one.pk == other.pk or other.pk in person_of(one).accounts


def is_own(officer: Officer, by: User) -> bool:
    """Whether the officer and the User `by` are one person."""
    return officer.user_id == by.pk or officer.pk in person_of(by).officers


def _all_of(accounts, officers):
    before = None
    while before != (len(accounts), len(officers)):
        before = len(accounts), len(officers)
        found = Officer.objects.filter(Q(pk__in=officers) | Q(user__in=accounts)).values_list("pk", "user")
        for officer, account in found:
            officers.add(officer)
            accounts.add(account)
        for kept, absorbed, *accounts_then in _merges(accounts, officers):
            officers |= {kept, absorbed}
            accounts.update(accounts_then)
        accounts.discard(None)
    return Person(frozenset(accounts), frozenset(officers))


def _merges(accounts, officers):
    condition = Q(kept__in=officers) | Q(absorbed_id__in=officers)
    for column in _COLUMNS:
        for account in accounts:
            condition |= Q(**{f"{column}__user_id": account})
    fields = [f"{column}__user_id" for column in _COLUMNS]
    return list(Merge.objects.standing().filter(condition).order_by("pk").values_list("kept", "absorbed_id", *fields))
