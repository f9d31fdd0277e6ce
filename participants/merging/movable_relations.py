"""What hangs on a person, and how it moves when two records become one. Each floor says it for its own models.

A module `moving.py` of an app registers one MergeHandler for each relation that points at an officer:

    @handles("trainings.Enrolment.officer", label=_("Trainings"))
    class Enrolments(MergeHandler):
        ...

The plain MergeHandler gives the rows of one owner to the other and back. What can stand only once per owner and day, session
or consultation is a UniqueRows. What hangs on such a row in turn (marks on an enrolment) is registered in the same way, and
what may never leave its row (a certificate) is FixedRows. Merging refuses to work while a relation has nobody who moves it.
"""

from dataclasses import dataclass, replace

from django.apps import apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from participants.row_snapshots import as_data, restore_rows

_registered = {}


@dataclass(frozen=True)
class Conflict:
    """Something of which both have one: description, and where there is a choice asked, before anybody confirms.

    key: what a choice is given for. options: ((value, words), …), empty where a rule settles it. chosen: the value that holds.
    prevents: nothing can be merged while this is so; `description` says what to do.
    """

    key: str
    title: str
    description: str
    options: tuple = ()
    chosen: str = ""
    prevents: bool = False

    def with_choice(self, choices):
        """Returns the conflict as somebody chose; raises Refused for a value that is not among the options."""
        chosen = choices.get(self.key, self.chosen)
        if chosen != self.chosen and chosen not in dict(self.options):
            raise Refused(_("Choose one of the answers for “%(title)s”.") % {"title": self.title})
        return replace(self, chosen=chosen)


class MergeHandler:
    """Rows that point at an owner through `field`. `kept` and `absorbed` below are rows of the owner's model.

    In the caller's transaction, the owners locked. What `move` returns is data for JSON, and all that `take_back` gets.
    """

    model = None
    field = ""
    label = ""
    # Whether the rows are description on the desk ("3 trainings").
    is_shown = True
    # Whether these rows may never leave their owner, so that the owner must stay on record with them.
    is_anchored = False

    @property
    def key(self):
        """What a Merge keeps the move of these rows under."""
        return f"{self.model._meta.label}.{self.field}"

    def rows_of(self, *owners):
        return self.model._base_manager.filter(**{f"{self.field}__in": owners}).order_by("pk")

    def count(self, owner_ids):
        """Returns {owner id: how many rows}. One query."""
        counted = dict.fromkeys(owner_ids, 0)
        for owner in self.rows_of(*owner_ids).values_list(self.field, flat=True):
            counted[owner] += 1
        return counted

    def lock(self, kept_id, absorbed_id):
        """Locks what must be locked before the owners are: sessions before officers, as everywhere."""

    def lock_for_undo(self, moved):
        """The same before a merge is taken back; moved: what `move` returned then, or None."""

    def conflicts(self, kept, absorbed, *, choices, by):
        """Returns the Conflicts, as chosen. choices: {key: value}. by: the User who merges."""
        return []

    def move(self, kept, absorbed, *, choices, by):
        """Gives the rows of `absorbed` to `kept`. Returns what it takes to give them back."""
        there = list(self.rows_of(kept).values_list("pk", flat=True))
        ids = list(self.rows_of(absorbed).values_list("pk", flat=True))
        self._give(ids, kept)
        return {"ids": ids, "there": there}

    def take_back(self, kept, absorbed, moved, *, by):
        """Gives the rows back. Returns sentences on what stays as it is; raises Refused where later work is in the way."""
        back = list(self.rows_of(kept).filter(pk__in=moved["ids"]).values_list("pk", flat=True))
        self._give(back, absorbed)
        return self._said_of(kept, moved, back)

    def renew(self, owners):
        """Works out again what is derived from these owners, once everything stands where it belongs."""

    def _give(self, ids, owner):
        self.model._base_manager.filter(pk__in=ids).update(**{self.field: owner})

    def _said_of(self, kept, moved, back):
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

    def _words(self, count):
        return {"what": str(self.label), "count": number_text(count, get_language())}


class UniqueRows(MergeHandler):
    """Rows of which an officer has one per value of `per` (a field): where both have one, one stays and the other is kept as data."""

    per = ""

    def description(self, row):
        """Returns what a person reads of a row where there are two to choose from."""
        return str(row)

    def title(self, row):
        """Returns what the two rows are about: the day, the consultation."""
        return str(getattr(row, self.per))

    def is_same(self, one, other):
        """Whether two rows say the same, so that nobody need be asked."""
        own = {self.model._meta.pk.attname, self.model._meta.get_field(self.field).attname}
        first, second = ({key: value for key, value in as_data(row).items() if key not in own} for row in (one, other))
        return first == second

    def prevented(self, row, *, by):
        """Returns the sentence that says why `by` may not settle this, or ""."""
        return ""

    def pairs(self, kept, absorbed):
        """Returns [(row of kept, row of absorbed)] of those that cannot both stand. Two queries."""
        column = self.model._meta.get_field(self.per).attname
        mine = {getattr(row, column): row for row in self.rows_with_names(kept)}
        theirs = list(self.rows_with_names(absorbed))
        return [(mine[getattr(row, column)], row) for row in theirs if getattr(row, column) in mine]

    def rows_with_names(self, owner):
        return self.rows_of(owner)

    def asked(self, one):
        return f"{self.model._meta.label_lower}-{one.pk}"

    def conflicts(self, kept, absorbed, *, choices, by):
        return [self._conflict(*pair, by=by).with_choice(choices) for pair in self.pairs(kept, absorbed)]

    def _conflict(self, mine, theirs, *, by):
        if why := self.prevented(mine, by=by):
            return Conflict(self.asked(mine), self.title(mine), why, prevents=True)
        if self.is_same(mine, theirs):
            return Conflict(
                self.asked(mine),
                self.title(mine),
                _("Both records say the same; it will stand once."),
                chosen=str(mine.pk),
            )
        return Conflict(
            self.asked(mine),
            self.title(mine),
            _(
                "Only one of the two can stand. The other is kept with the merge and comes back if you take the merge back."
            ),
            options=tuple(
                (str(row.pk), f"{row.officer.service_number}: {self.description(row)}") for row in (mine, theirs)
            ),
            chosen=str(mine.pk),
        )

    def move(self, kept, absorbed, *, choices, by):
        removed = []
        for mine, theirs in self.pairs(kept, absorbed):
            chosen = self._conflict(mine, theirs, by=by).with_choice(choices).chosen
            removed.append(theirs if chosen == str(mine.pk) else mine)
        data = [as_data(row) for row in removed]
        self.model._base_manager.filter(pk__in=[row.pk for row in removed]).delete()
        return super().move(kept, absorbed, choices=choices, by=by) | {"removed": data}

    def take_back(self, kept, absorbed, moved, *, by):
        said = super().take_back(kept, absorbed, moved, by=by)
        restore_rows(self.model, *moved["removed"])
        return said


class FixedRows(MergeHandler):
    """Rows that never leave their owner; where two owners become one, theirs stays on record."""

    is_anchored = True

    def move(self, kept, absorbed, *, choices, by):
        return {}

    def take_back(self, kept, absorbed, moved, *, by):
        return []


class DerivedRows(MergeHandler):
    """Rows worked out from their owner, which go with it and are worked out again."""

    is_shown = False

    def move(self, kept, absorbed, *, choices, by):
        return {}

    def take_back(self, kept, absorbed, moved, *, by):
        return []


def handles(relation, *, label):
    """Registers the decorated MergeHandler for "app.Model.field" under a label (lazy string)."""

    def register(kind):
        handler = kind()
        app_model, handler.field = relation.rsplit(".", 1)
        handler.model = apps.get_model(app_model)
        handler.label = label
        _registered[relation] = handler
        return kind

    return register


def relations_to(model):
    """Returns "app.Model.field" for every relation that points at `model`. Copies that a history keeps are not counted."""
    related = [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one or field.many_to_many)
    ]
    return sorted(
        f"{one.related_model._meta.label}.{one.field.name}"
        for one in related
        if not hasattr(one.related_model, "history_object")
    )


def handlers_of(model):
    """Returns the Belongings of what points at `model`, in the order they were registered; the lowest floor first.

    Raises LookupError when a relation has none: what nobody moves would be lost.
    """
    autodiscover_modules("merge_handlers")
    relations = relations_to(model)
    missing = [relation for relation in relations if relation not in _registered]
    if missing:
        raise LookupError(f"Nobody says how these move with {model._meta.label}: {', '.join(missing)}.")
    return [handler for relation, handler in _registered.items() if relation in relations]


def fixed_ids(model, ids):
    """Returns the ids of those rows of `model` that may not go, because something that never moves hangs on them."""
    return {
        owner
        for handler in handlers_of(model)
        if handler.is_anchored
        for owner in handler.rows_of(*ids).values_list(handler.field, flat=True)
    }
