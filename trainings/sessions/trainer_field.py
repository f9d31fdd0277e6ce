"""Naming a trainer where a programme has hundreds: typed, with the names to choose from written once for all lines of the form.

A list to unfold in each line would be most of a page. What is offered needs no script: it is a `datalist`.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User

MOST_TO_UNFOLD, MOST_OFFERED = 25, 200
OFFERED = "trainers-offered"  # the id of the datalist in templates/admin/edit_inline/tabular.html


class TypedTrainers:
    """The accounts that may be named, as they are called on the form. Read once for all of its lines."""

    def __init__(self, accounts: QuerySet[User], words: Any) -> None:
        self._accounts, self._words = accounts, words

    @cached_property
    def words_of(self) -> dict[int, str]:
        """{id of an account: what it is called}, by name."""
        return {account.pk: self._words(account) for account in self._accounts}

    @cached_property
    def _ids(self) -> dict[str, int | None]:
        """{what may be written: the id of the account}; None for a name that two people have."""
        found: dict[str, int | None] = {}
        for account in self._accounts:
            for written in {_plain(account.full_name), _plain(account.email or "")} - {""}:
                found[written] = None if written in found else account.pk
        return (
            found | {_plain(words): pk for pk, words in self.words_of.items()} | {str(pk): pk for pk in self.words_of}
        )

    def id_of(self, written: str) -> int | None:
        """Returns the id of the account that somebody wrote: as offered, by whole name, by e-mail address; None if not one."""
        return self._ids.get(_plain(written))

    @property
    def offered(self) -> list[str]:
        """The first of them, to choose from; the others can be written all the same."""
        return list(self.words_of.values())[:MOST_OFFERED]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


class TrainerField(forms.ModelChoiceField):
    """An account, written instead of chosen from a list. `people`: TypedTrainers, set by the form."""

    widget = forms.TextInput(attrs={"list": OFFERED, "autocomplete": "off"})
    people: TypedTrainers

    def prepare_value(self, value: Any) -> Any:
        return self.people.words_of.get(value, value)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        found = self.people.id_of(str(value))
        if found is None:
            raise ValidationError(
                _("Write the name as it is offered, or the e-mail address of a trainer of the programme.")
            )
        return super().to_python(found)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or None) != (self.people.id_of(str(data)) if data else None) or bool(data and not initial)
