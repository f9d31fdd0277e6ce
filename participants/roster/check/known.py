"""What is known when a roster is checked, and what the check says of a row. Plain records, without rules of their own."""

import dataclasses
from collections.abc import Callable

from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.problems import CONVERTED, HELD, REJECT, Problem


@dataclasses.dataclass(frozen=True)
class KnownOfficer:
    """An officer on record: the id and the values by the names of `COMPARED_FIELDS` (codes for rank, unit and district).

    posted_since: the day (ISO) of a posting later than the list; then rank and unit are those of the day of the list.
    is_hidden: another programme holds the record. It has no values here, and a row with the number waits for that programme.
    """

    id: int
    values: dict
    posted_since: str | None = None
    is_hidden: bool = False


@dataclasses.dataclass(frozen=True)
class LookAlike:
    """An officer on record whom a row without a known number resembles, and the reasons (codes of `identity.evidence`).

    Only officers whom all readers of the roster may see.
    """

    officer_id: int
    reasons: tuple
    name: str
    service_number: str


@dataclasses.dataclass(frozen=True)
class OnRecord:
    """Officers on record who have to do with a row without a known number; only those whom all readers of the roster may see.

    alike: the one whom it resembles, or None. namesakes: (name, service number) of others of the same name.
    """

    alike: LookAlike | None = None
    namesakes: tuple[tuple[str, str], ...] = ()


NOBODY = OnRecord()


def _nobody_alike(values_list):
    return [NOBODY] * len(values_list)


def _nobody_writes(emails):
    return {}


def all_may_enter(rows: "list[CheckedRow]") -> dict[int, list[Problem]]:
    """Returns no problem of any row: a list without rules of entering."""
    return {}


@dataclasses.dataclass(frozen=True)
class Known:
    """The records with which a roster is checked.

    officers: {service number: KnownOfficer}. enrolled: ids of officers in the session. seats_left: None where there is no limit.
    seated: ids of officers who have a seat without being enrolled yet; enrolling them takes no other seat. alike: a function that
    takes the values of rows whose number is missing or unknown, and returns an `OnRecord` for each. emails: a function that takes
    e-mail addresses and returns {address: [(id, name, service number)]} of officers who have them, two of each at most. same: {row number:
    KnownOfficer} of the officers whom a person chose for rows. first_beyond_limit: the number of the first row whose number is not
    looked up in other programmes (participants/held_elsewhere); None: all are. daily_limit: the number that such a row shows.
    rows_beyond_limit: {row number: daily limit} of single rows of that kind. entry: a function that takes the CheckedRows whose
    officers would enter, and returns {row number: [Problem]} of those who do not meet the rules of whoever the list is for.
    """

    officers: dict[str, KnownOfficer] = dataclasses.field(default_factory=dict)
    enrolled: frozenset[int] = frozenset()
    seats_left: int | None = None
    seated: frozenset[int] = frozenset()
    alike: Callable = _nobody_alike
    emails: Callable = _nobody_writes
    entry: Callable = all_may_enter
    same: dict[int, KnownOfficer] = dataclasses.field(default_factory=dict)
    first_beyond_limit: int | None = None
    daily_limit: int = 0
    rows_beyond_limit: dict[int, int] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class CheckedRow:
    """One row after the check.

    outcome: new, match, change, enrolled, review or rejected. changes: {"field", "old", "new"} of a known officer, for fields that
    the file has and that could be parsed. raw: the typed texts by field. officer_id: of a known officer. alike_id: of an officer
    whom a row that waits resembles.
    """

    number: int
    outcome: str
    values: dict
    problems: list
    raw: dict
    changes: list = dataclasses.field(default_factory=list)
    officer_id: int | None = None
    alike_id: int | None = None
    is_enrolled: bool = False

    @property
    def is_participant(self) -> bool:
        """Whether the row takes a seat: resource persons, organisers and drivers do not."""
        return not self.values.get("role_hint")

    @property
    def is_held(self) -> bool:
        """Whether another programme holds the service number, so that the row waits for its answer."""
        return any(item.code == HELD for item in self.problems)

    @property
    def can_be_taken(self) -> bool:
        """Whether a person may take the row as it is: it has a name, a number that no other programme holds, and no rejection."""
        has_name = self.values.get("name_en") or self.values.get("name_bn")
        offered = any(item.suggestion and item.field in NAME_COLUMNS for item in self.problems)
        rejected = any(item.severity == REJECT for item in self.problems)
        return bool(self.values.get("service_number") and (has_name or offered) and not rejected and not self.is_held)

    @property
    def conversions(self) -> list[tuple[str, str, str]]:
        """The texts that were converted from an old Bangla font or from a wrong encoding, as (field, before, after)."""
        return [
            (item.field, item.facts["before"], item.facts["after"]) for item in self.problems if item.code in CONVERTED
        ]
