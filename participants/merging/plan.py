"""The plan of a merge: each value, each conflict, and the reasons against it. The preview and the merge use the same plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from participants.merging.movable_relations import Conflict, handlers_of
from participants.models import DistinctPair, Officer, Posting
from participants.roster.base.fields import POSTED_FIELDS

KEPT, ABSORBED = "kept", "absorbed"
# Without a choice: the id of the record, and its times.
OWN = ("id", "created_at", "updated_at")
# A service number counts within its force, so the two go together.
TOGETHER = {"service_number": ("force_id", "service_number")}


@dataclass(frozen=True)
class FieldChoice:
    """One field of the two records, and which of the two values is chosen."""

    name: str
    label: str
    columns: tuple
    kept: object
    absorbed: object
    chosen: str

    @property
    def differs(self) -> bool:
        return self.kept != self.absorbed

    @property
    def takes_the_other(self) -> bool:
        return self.differs and self.chosen == ABSORBED


@dataclass(frozen=True)
class Plan:
    """Two officers, the chosen value of each field, the conflicts, and the reasons why they cannot be merged."""

    kept: Officer
    absorbed: Officer
    fields: tuple
    conflicts: tuple
    why_not: tuple

    @property
    def choices(self) -> dict[str, str]:
        """All choices, as {key: value}."""
        chosen = {f"field.{field.name}": field.chosen for field in self.fields if field.differs}
        return chosen | {conflict.key: conflict.chosen for conflict in self.conflicts if conflict.chosen}

    @property
    def columns_taken(self) -> list[str]:
        """The columns in which the kept record takes the value of the other."""
        return [column for field in self.fields if field.takes_the_other for column in field.columns]


def plan(kept: Officer, absorbed: Officer, *, by: User, choices: Mapping[str, str] | None = None) -> Plan:
    """Returns the Plan of merging `absorbed` into `kept`. Writes nothing. by: the User who would merge.

    choices: {"field.<name>" or the key of a conflict: value}; missing ones take their default. kept, absorbed: Officers with
    rank, unit, district, user and programme fetched. Raises Refused for a choice that is not offered.
    """
    choices = choices or {}
    later = _posted_later(kept, absorbed)
    fields = tuple(_field_choice(field, kept, absorbed, choices, later) for field in chosen_fields())
    conflicts = [
        conflict
        for handler in handlers_of(Officer)
        for conflict in handler.conflicts(kept, absorbed, choices=choices, by=by)
    ]
    if account := _accounts(kept, absorbed, fields):
        conflicts.append(account)
    why_not = [
        _declared_distinct(kept, absorbed),
        _no_name(fields),
        *(one.description for one in conflicts if one.prevents),
    ]
    return Plan(kept, absorbed, fields, tuple(conflicts), tuple(filter(None, why_not)))


def chosen_fields() -> list[Any]:
    """Returns the fields of an officer of which one value must be chosen, in the order of the model."""
    together = {column for columns in TOGETHER.values() for column in columns} - set(TOGETHER)
    return [field for field in Officer._meta.concrete_fields if field.name not in OWN and field.attname not in together]


def _posted_later(kept, absorbed):
    """Returns which of the two has the latest posting, or None. Its rank and unit are the default."""
    since = dict(Posting.objects.present().filter(officer__in=[kept, absorbed]).values_list("officer", "since"))
    if not since:
        return None
    return ABSORBED if since.get(absorbed.pk, date.min) > since.get(kept.pk, date.min) else KEPT


def _field_choice(field, kept, absorbed, choices, later):
    mine, theirs = getattr(kept, field.attname), getattr(absorbed, field.attname)
    default = ABSORBED if mine in (None, "") and theirs not in (None, "") else KEPT
    chosen = choices.get(f"field.{field.name}", later if later and field.name in POSTED_FIELDS else default)
    if chosen not in (KEPT, ABSORBED):
        raise Refused(_("Choose one of the two values for “%(field)s”.") % {"field": field.verbose_name})
    return FieldChoice(
        field.name, str(field.verbose_name), TOGETHER.get(field.name, (field.attname,)), mine, theirs, chosen
    )


def _declared_distinct(kept, absorbed):
    pair = DistinctPair.objects.of(kept, absorbed).select_related("said_by").first()
    if pair is None:
        return ""
    words = {"who": pair.said_by, "date": date_text(pair.said_at, get_language())}
    return _("%(who)s said on %(date)s that these are two people. Take that back first.") % words


def _no_name(fields):
    values = [
        field.absorbed if field.takes_the_other else field.kept for field in fields if field.name.startswith("name_")
    ]
    return "" if any(values) else _("Keep the name in at least one script.")


# Accounts


def account_left_over(kept: Officer, absorbed: Officer, fields: Iterable[FieldChoice]) -> User | None:
    """Returns the account (User) that belongs to neither record after the merge, or None."""
    if not (kept.user_id and absorbed.user_id):
        return None
    choice = next(field for field in fields if field.name == "user")
    return kept.user if choice.takes_the_other else absorbed.user


def has_other_work(user: User) -> bool:
    """Whether an account has a role besides that of an officer, so that it must not be closed."""
    roles = (
        permissions.is_administrator,
        permissions.is_coordinator,
        permissions.is_trainer,
        permissions.is_observer,
    )
    return any(holds(user) for holds in roles)


def _accounts(kept, absorbed, fields):
    left_over = account_left_over(kept, absorbed, fields)
    if left_over is None:
        return None
    name = left_over.email or left_over.service_number
    if has_other_work(left_over):
        description = _(
            "Both records have an account. %(name)s also has other work here: it stays open, without a record of an officer."
        )
    else:
        description = _(
            "Both records have an account. The one not chosen, %(name)s, is closed; taking the merge back opens it again."
        )
    return Conflict("accounts", _("Accounts"), description % {"name": name})
