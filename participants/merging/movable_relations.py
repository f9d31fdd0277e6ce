"""How rows move when two officers, or two enrolments, are merged. Each app registers handlers for its own models.

The module merge_handlers.py of an app registers one MergeHandler for each relation that points at an officer:

    @handles("trainings.Enrolment.officer", label=_("Trainings"))
    class Enrolments(MergeHandler):
        ...

A MergeHandler moves the rows of one owner to the other, and back. UniqueRows is for rows that an owner may have once per day,
session or consultation. Rows of these rows (marks of an enrolment) are registered in the same way. FixedRows is for rows that
may never change their owner (certificates). A merge raises LookupError while a relation has no handler.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django.apps import apps
from django.db.models import Field, Model, QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from participants.row_snapshots import as_data, restore_rows

_registered: dict[str, "MergeHandler"] = {}


@dataclass(frozen=True)
class Conflict:
    """Two rows of which only one can stay. The page describes it, and offers a choice, before anybody confirms the merge.

    key: identifies the choice. options: ((value, label), …), empty where a rule decides. chosen: the value that counts.
    prevents: whether the merge is impossible; `description` then says what to do.
    """

    key: str
    title: str
    description: str
    options: tuple = ()
    chosen: str = ""
    prevents: bool = False

    def with_choice(self, choices: Mapping[str, str]) -> "Conflict":
        """Returns the conflict with the value that `choices` has for it. Raises Refused for a value that is not among the options."""
        chosen = choices.get(self.key, self.chosen)
        if chosen != self.chosen and chosen not in dict(self.options):
            raise Refused(_("Choose one of the answers for “%(title)s”.") % {"title": self.title})
        return replace(self, chosen=chosen)


@dataclass(frozen=True)
class Unsettled:
    """What a merge left for a person to decide: a sentence, and the one action that settles it (words, address)."""

    sentence: str
    action: str
    url: str


class MergeHandler:
    """Moves the rows that point at an owner through `field`. `kept` and `absorbed` are rows of the owner's model.

    Called in the caller's transaction, with the owners locked. `move` returns plain JSON; `take_back` gets only that.
    """

    # Set by `handles`.
    model: type[Model]
    field = ""
    label: str | Promise = ""
    # Whether pages count the rows ("3 trainings").
    is_shown = True
    # Whether these rows may never change their owner, so that the owner must stay on record with them.
    is_fixed = False

    @property
    def key(self) -> str:
        """The key of these rows in Merge.moved."""
        return f"{self.model._meta.label}.{self.field}"

    def rows_of(self, *owners: Any) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{f"{self.field}__in": owners}).order_by("pk")

    def count(self, owner_ids: Iterable[int]) -> dict[int, int]:
        """Returns {owner id: how many rows}. One query."""
        counted = dict.fromkeys(owner_ids, 0)
        for owner in self.rows_of(*owner_ids).values_list(self.field, flat=True):
            counted[owner] += 1
        return counted

    def lock(self, kept_id: int, absorbed_id: int) -> None:
        """Locks rows that must be locked before the owners. The order is the same everywhere: sessions before officers."""

    def lock_for_undo(self, moved: dict[str, Any] | None) -> None:
        """Locks the same rows before a merge is undone. moved: the return value of `move`, or None."""

    def conflicts(self, kept: Any, absorbed: Any, *, choices: Mapping[str, str], by: User) -> list[Conflict]:
        """Returns the Conflicts, as chosen. choices: {key: value}. by: the User who merges."""
        return []

    def move(self, kept: Any, absorbed: Any, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        """Moves the rows of `absorbed` to `kept`. Returns the data that `take_back` needs."""
        there = list(self.rows_of(kept).values_list("pk", flat=True))
        ids = list(self.rows_of(absorbed).values_list("pk", flat=True))
        self._give(ids, kept)
        return {"ids": ids, "there": there}

    def take_back(self, kept: Any, absorbed: Any, moved: dict[str, Any], *, by: User) -> list[str]:
        """Moves the rows back. Returns sentences about rows that stay; raises Refused where later work prevents it."""
        back = list(self.rows_of(kept).filter(pk__in=moved["ids"]).values_list("pk", flat=True))
        self._give(back, absorbed)
        return self._messages(kept, moved, back)

    def unsettled(self, officer: Any, *, by: User) -> list[Unsettled]:
        """Returns what merges into this officer left for `by` to decide. Asked of the handlers of every owner."""
        return []

    def rebuild(self, owners: Iterable[Any]) -> None:
        """Rebuilds rows that are derived from these owners, after all other rows have moved."""

    def _give(self, ids, owner):
        self.model._base_manager.filter(pk__in=ids).update(**{self.field: owner})

    def _messages(self, kept, moved, back):
        later = self.rows_of(kept).exclude(pk__in=[*moved["there"], *back]).count()
        gone = len(moved["ids"]) - len(back)
        sentences = []
        if later and self.is_shown:
            sentences.append(
                ngettext(
                    "%(what)s: %(count)s that came after the merge stays with the record that was kept.",
                    "%(what)s: %(count)s that came after the merge stay with the record that was kept.",
                    later,
                )
                % self._words(later)
            )
        if gone and self.is_shown:
            sentences.append(
                ngettext(
                    "%(what)s: %(count)s is not there any more and was not given back.",
                    "%(what)s: %(count)s are not there any more and were not given back.",
                    gone,
                )
                % self._words(gone)
            )
        return sentences

    def _column(self, field: str) -> str:
        """Returns the database column of a field of the rows."""
        return cast("Field", self.model._meta.get_field(field)).attname

    def _words(self, count):
        return {"what": str(self.label), "count": number_text(count, get_language())}


class UniqueRows(MergeHandler):
    """Rows that an owner has once per value of the field `per`. Where both owners have one, one stays and the Merge stores the other."""

    per = ""

    def describe(self, row: Any) -> str:
        """Returns the label of a row in a choice between two."""
        return str(row)

    def title(self, row: Any) -> str:
        """Returns the title of a conflict: the day, or the consultation."""
        return str(getattr(row, self.per))

    def is_same(self, one: Any, other: Any) -> bool:
        """Whether two rows have equal values, so that no choice is needed."""
        own = {self.model._meta.pk.attname, self._column(self.field)}
        first, second = ({key: value for key, value in as_data(row).items() if key not in own} for row in (one, other))
        return first == second

    def refusal(self, row: Any, *, by: User) -> str:
        """Returns a sentence with the reason why `by` may not decide this conflict, or ""."""
        return ""

    def pairs(self, kept: Any, absorbed: Any) -> list[tuple[Any, Any]]:
        """Returns [(row of kept, row of absorbed)] of which only one can stay. Two queries."""
        column = self._column(self.per)
        mine = {getattr(row, column): row for row in self.rows_with_names(kept)}
        theirs = list(self.rows_with_names(absorbed))
        return [(mine[getattr(row, column)], row) for row in theirs if getattr(row, column) in mine]

    def rows_with_names(self, owner: Any) -> QuerySet[Any]:
        return self.rows_of(owner)

    def choice_key(self, one: Any) -> str:
        return f"{self.model._meta.label_lower}-{one.pk}"

    def conflicts(self, kept: Any, absorbed: Any, *, choices: Mapping[str, str], by: User) -> list[Conflict]:
        return [self._conflict(*pair, by=by).with_choice(choices) for pair in self.pairs(kept, absorbed)]

    def _conflict(self, mine, theirs, *, by):
        if why := self.refusal(mine, by=by):
            return Conflict(self.choice_key(mine), self.title(mine), why, prevents=True)
        if self.is_same(mine, theirs):
            return Conflict(
                self.choice_key(mine),
                self.title(mine),
                _("Both records have the same values; one of them stays."),
                chosen=str(mine.pk),
            )
        return Conflict(
            self.choice_key(mine),
            self.title(mine),
            _(
                "Only one of the two can stay. The other is stored with the merge and comes back if you take the merge back."
            ),
            options=tuple(
                (str(row.pk), f"{row.officer.service_number}: {self.describe(row)}") for row in (mine, theirs)
            ),
            chosen=str(mine.pk),
        )

    def move(self, kept: Any, absorbed: Any, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        removed = []
        for mine, theirs in self.pairs(kept, absorbed):
            chosen = self._conflict(mine, theirs, by=by).with_choice(choices).chosen
            removed.append(theirs if chosen == str(mine.pk) else mine)
        data = [as_data(row) for row in removed]
        self.model._base_manager.filter(pk__in=[row.pk for row in removed]).delete()
        return super().move(kept, absorbed, choices=choices, by=by) | {"removed": data}

    def take_back(self, kept: Any, absorbed: Any, moved: dict[str, Any], *, by: User) -> list[str]:
        sentences = super().take_back(kept, absorbed, moved, by=by)
        restore_rows(self.model, *moved["removed"])
        return sentences


class FixedRows(MergeHandler):
    """Rows that never change their owner. An owner that has some stays on record after a merge."""

    is_fixed = True

    def move(self, kept: Any, absorbed: Any, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        return {}

    def take_back(self, kept: Any, absorbed: Any, moved: dict[str, Any], *, by: User) -> list[str]:
        return []


class DerivedRows(MergeHandler):
    """Rows that are computed from their owner: deleted with it, and rebuilt."""

    is_shown = False

    def move(self, kept: Any, absorbed: Any, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        return {}

    def take_back(self, kept: Any, absorbed: Any, moved: dict[str, Any], *, by: User) -> list[str]:
        return []


def handles(relation: str, *, label: str | Promise) -> Callable[[type[MergeHandler]], type[MergeHandler]]:
    """Class decorator: registers a MergeHandler for the relation "app.Model.field". label: lazy string."""

    def register(kind):
        handler = kind()
        app_model, handler.field = relation.rsplit(".", 1)
        handler.model = apps.get_model(app_model)
        handler.label = label
        _registered[relation] = handler
        return kind

    return register


def relations_to(model: type[Model]) -> list[str]:
    """Returns "app.Model.field" for every relation that points at `model`. Without the relations of history tables."""
    related: list[Any] = [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one or field.many_to_many)
    ]
    return sorted(
        f"{one.related_model._meta.label}.{one.field.name}"
        for one in related
        if not hasattr(one.related_model, "history_object")
    )


def handlers_of(model: type[Model]) -> list[MergeHandler]:
    """Returns the MergeHandlers of all relations to `model`, in the order of registration; the lowest app first.

    Raises LookupError when a relation has no handler: its rows would be lost.
    """
    autodiscover_modules("merge_handlers")
    relations = relations_to(model)
    missing = [relation for relation in relations if relation not in _registered]
    if missing:
        raise LookupError(f"These relations to {model._meta.label} have no merge handler: {', '.join(missing)}.")
    return [handler for relation, handler in _registered.items() if relation in relations]


def unsettled(officer: Any, *, by: User) -> list[Unsettled]:
    """Returns what merges into this officer left for `by` (User) to decide, of all handlers. A constant number of queries."""
    autodiscover_modules("merge_handlers")
    return [one for handler in _registered.values() for one in handler.unsettled(officer, by=by)]


def fixed_ids(model: type[Model], ids: Iterable[int]) -> set[int]:
    """Returns the ids of the rows of `model` that must stay, because FixedRows point at them."""
    return {
        owner
        for handler in handlers_of(model)
        if handler.is_fixed
        for owner in handler.rows_of(*ids).values_list(handler.field, flat=True)
    }
