"""The check of a roster: the values, the problems and the outcome of every row.

Pure: preview and apply call the same function with the records of that moment, and it writes nothing.
"""

import dataclasses
import re
from collections.abc import Callable, Collection, Iterable

from participants.identity.names import likeness, variant_key
from participants.roster.base.fields import COMPARED_FIELDS, NAME_COLUMNS, NAME_FIELDS, POSTED_FIELDS
from participants.roster.base.problems import CONVERTED, HELD, NOT_LOOKED_UP, REJECT, REVIEW, problem
from participants.roster.base.reference import Reference
from participants.roster.base.rows import RawRow
from participants.roster.base.spellings import fold
from participants.roster.base.text import as_text, digits_of
from participants.roster.cells.names import name
from participants.roster.cells.values import parse_row, set_name

NEW, MATCH, CHANGE, ENROLLED = "new", "match", "change", "enrolled"
WAITS, REJECTED = "review", "rejected"

_NEARLY_A_NUMBER = (9, 11)
_TAKES_A_SEAT = {NEW, MATCH, CHANGE}
# Names less alike than this belong to two people; across scripts the comparison is coarser.
_SAME_SCRIPT, _TWO_SCRIPTS = 0.5, 0.4
# Problems that depend on the other rows, the session or the title.
_OF_WHOLE_LIST = re.compile(
    "REGION_MISMATCH$|SESSION_FULL$|(?:POSSIBLE_)?DUPLICATE_OF_ROW_|SAME_OFFICER_AS_ROW_|WAITS_FOR_(?:SEAT|QUOTA)$"
)


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


def _nobody_alike(values_list):
    return [None] * len(values_list)


@dataclasses.dataclass(frozen=True)
class Known:
    """The records with which a roster is checked.

    officers: {service number: KnownOfficer}. enrolled: ids of officers in the session. seats_left: None where there is no limit.
    seated: ids of officers who have a seat without being enrolled yet; enrolling them takes no other seat. alike: a function that
    takes the values of rows whose number is missing or unknown, and returns a `LookAlike` or None for each. same: {row number:
    KnownOfficer} of the officers whom a person chose for rows. first_beyond_limit: the number of the first row whose number is not
    looked up in other programmes (participants/held_elsewhere); None: all are. daily_limit: the number that such a row shows.
    rows_beyond_limit: {row number: daily limit} of single rows of that kind.
    """

    officers: dict[str, KnownOfficer] = dataclasses.field(default_factory=dict)
    enrolled: frozenset[int] = frozenset()
    seats_left: int | None = None
    seated: frozenset[int] = frozenset()
    alike: Callable = _nobody_alike
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


def check(
    rows: Iterable[RawRow],
    reference: Reference,
    known: Known,
    *,
    divisions: Collection[str] = frozenset(),
    taken: frozenset[int] = frozenset(),
) -> list[CheckedRow]:
    """Checks all rows of a list and returns a `CheckedRow` for each, in the same order.

    `rows` are the `RawRow`s of a layout, `reference` a `Reference`, `known` a `Known`. `divisions` are the codes of the
    divisions that the titles name (`layout.context.divisions`): an officer from elsewhere waits for a decision. `taken` has
    the numbers of the rows that a person decided to take as they are: problems that need a decision no longer hold them back, and
    suggestions are used; the same for rows of `known.same`. Of two rows with one service number the first one is taken.
    """
    memo: dict = {}
    taken = taken | known.same.keys()
    checked = [_checked(row, reference, memo, is_taken=row.number in taken) for row in rows]
    _mark_alike([row for row in checked if row.number not in taken], known)
    for row in checked:
        _mark_missing(row, known, is_taken=row.number in taken)
    _compare_rows(checked, reference, divisions)
    for row in checked:
        compare(row, known, is_taken=row.number in taken)
    _set_outcomes(checked, known, taken)
    return checked


def check_again(
    checked: list[CheckedRow], reference: Reference, known: Known, *, divisions: Collection[str] = frozenset()
) -> None:
    """Compares rows with each other again, after some of them were changed, without parsing all cells again.

    checked: the `CheckedRow`s of the whole list in its order; updates their problems and outcomes in place. known: only the officers
    in the session and the seats are used.
    """
    for row in checked:
        row.problems = [item for item in row.problems if not _OF_WHOLE_LIST.match(item.code)]
        row.is_enrolled = row.officer_id in known.enrolled
    _compare_rows(checked, reference, divisions)
    _set_outcomes(checked, known, frozenset())


def _compare_rows(checked, reference, divisions):
    _mark_other_regions(checked, reference, divisions)
    _mark_duplicates(checked)


def _set_outcomes(checked, known, taken):
    seats, first_rows = known.seats_left, {}
    for row in checked:
        row.outcome = _outcome(row, is_taken=row.number in taken)
        _reject_second_row(row, first_rows)
        has_seat = row.is_enrolled or row.officer_id in known.seated
        if seats is None or has_seat or not row.is_participant or row.outcome not in _TAKES_A_SEAT:
            continue
        if seats < 1:
            row.problems.append(problem("SESSION_FULL", seats=max(known.seats_left, 0)))
            row.outcome = REJECTED
        seats -= 1


def _checked(row, reference, memo, *, is_taken):
    values, problems = parse_row(row, reference, memo)
    raw = {field: as_text(cell.value) for field, cell in row.cells.items()}
    checked = CheckedRow(number=row.number, outcome="", values=values, problems=problems, raw=raw)
    if is_taken:
        _use_suggestions(checked)
    return checked


def _mark_missing(row, known, *, is_taken):
    waiting = {item.field for item in row.problems if item.severity == REVIEW and not is_taken}
    is_found = row.number in known.same
    if not row.values.get("service_number") and not is_found and "service_number" not in waiting:
        row.problems.append(problem("SERVICE_NUMBER_MISSING", "service_number"))
    if not _name_of(row.values) and not is_found and not waiting & set(NAME_COLUMNS):
        row.problems.append(problem("NAME_MISSING", "name"))


def _mark_alike(checked, known):
    """Marks rows whose number is missing or unknown, and that resemble an officer on record."""
    unmatched = [
        row
        for row in checked
        if row.values.get("service_number") not in known.officers
        and (_name_of(row.values) or row.values.get("mobile"))
        and not any(item.severity == REJECT for item in row.problems)
    ]
    asked = [{**row.values, "service_number": _number_as_typed(row)} for row in unmatched]
    for row, alike in zip(unmatched, known.alike(asked) if asked else (), strict=True):
        if alike is None:
            continue
        row.alike_id = alike.officer_id
        facts = {"old": alike.name, "number": alike.service_number, "reasons": list(alike.reasons)}
        row.problems.append(problem("OFFICER_ALIKE", "service_number", **facts))


def _number_as_typed(row):
    """Returns the service number, or the digits of one that has a digit too many or too few."""
    digits = "".join(letter for letter in digits_of(row.raw.get("service_number"))[0] if letter.isdigit())
    return row.values.get("service_number") or (digits if len(digits) in _NEARLY_A_NUMBER else None)


def _use_suggestions(row):
    for item in row.problems:
        if item.severity != REVIEW or item.suggestion is None:
            continue
        if item.field in NAME_COLUMNS:
            set_name(row.values, name(item.suggestion, item.field)[0])
        elif row.values.get(item.field) is None:
            row.values[item.field] = item.suggestion


def _mark_other_regions(checked, reference, divisions):
    """Adds REGION_MISMATCH, unless more than half of the rows are from elsewhere: then the title does not name the region."""
    if not divisions:
        return
    found = [(row, _division(row, reference)) for row in checked if row.is_participant]
    placed = [(row, division) for row, division in found if division]
    elsewhere = [(row, division) for row, division in placed if division not in divisions]
    if len(elsewhere) * 2 > len(placed):
        return
    region = ", ".join(sorted(reference.divisions[code].name_en for code in divisions if code in reference.divisions))
    for row, _division_code in elsewhere:
        about = "district" if row.values.get("district") else "unit"
        place = reference.districts.get(row.values.get("district"))
        seen = place.name_en if place else reference.units[row.values["unit"]].name_en
        row.problems.append(problem("REGION_MISMATCH", about, seen=seen, after=region))


def _division(row, reference):
    place = reference.districts.get(row.values.get("district"))
    return place.division if place else reference.division_of_unit(row.values.get("unit"))


def _mark_duplicates(checked):
    numbers, phones, people = {}, {}, {}
    for row in checked:
        if any(item.severity == REJECT for item in row.problems):
            continue
        number = row.values.get("service_number")
        if number and number in numbers:
            row.problems.append(problem("DUPLICATE_OF_ROW", "service_number", row=numbers[number]))
            continue
        phone, person = row.values.get("mobile"), _person(row)
        earlier = phones.get(phone) or people.get(person)
        if earlier:
            row.problems.append(problem("POSSIBLE_DUPLICATE_OF_ROW", "service_number", row=earlier))
        if number:
            numbers[number] = row.number
        if phone:
            phones.setdefault(phone, row.number)
        if person:
            people.setdefault(person, row.number)


def _person(row):
    """Returns a key that rows of one person share: the name without differences of spelling, and the unit; or None."""
    full_name = row.values.get("name_bn") or row.values.get("name_en")
    unit = row.values.get("unit")
    return (fold(variant_key(full_name)), unit) if full_name and unit else None


def compare(row: CheckedRow, known: Known, *, is_taken: bool = False) -> None:
    """Adds the problems and changes to a `CheckedRow` whose officer is among the `Known`."""
    by_number = known.officers.get(row.values.get("service_number") or "")
    if _is_held_or_beyond_limit(row, by_number, known):
        return
    officer = known.same.get(row.number) or by_number
    if officer is None:
        return
    row.officer_id = officer.id
    row.is_enrolled = officer.id in known.enrolled
    if officer.is_hidden:
        # In this session with the consent of the programme that holds the record; nothing is compared.
        return
    if not _is_same_person(row.values, officer.values) and not is_taken:
        row.problems.append(problem("OTHER_NAME", "name", old=_name_of(officer.values)))
        return
    for field in COMPARED_FIELDS:
        new, old = row.values.get(field), officer.values.get(field) or None
        if new is None or new == old:
            continue
        if field in NAME_FIELDS and old and variant_key(new) == variant_key(old):
            # Md. and Mohammad are one name; the spelling on record, which certificates print, stays.
            row.problems.append(problem("NAME_SPELLED_DIFFERENTLY", field, old=old))
            continue
        row.changes.append({"field": field, "old": old, "new": new})
        if officer.posted_since and field in POSTED_FIELDS:
            row.problems.append(problem("POSTED_LATER", field, since=officer.posted_since))


def _is_held_or_beyond_limit(row, officer, known):
    """Adds a problem to a row whose number another programme holds, or was not looked up. Returns whether it did."""
    is_ours = officer is not None and not officer.is_hidden
    is_beyond = known.first_beyond_limit is not None and row.number >= known.first_beyond_limit
    most = known.daily_limit if is_beyond else known.rows_beyond_limit.get(row.number)
    if most is not None and not is_ours and row.values.get("service_number"):
        row.problems.append(problem(NOT_LOOKED_UP, "service_number", most=most))
        return True
    if officer is None or not officer.is_hidden or officer.id in known.enrolled:
        return False
    row.problems.append(problem(HELD))
    return True


def _reject_second_row(row, first_rows):
    """Rejects a row of an officer who has an earlier row: a former number, or a person's choice, may lead to the same officer."""
    if row.officer_id is None or row.outcome in (WAITS, REJECTED):
        return
    earlier = first_rows.setdefault(row.officer_id, row.number)
    if earlier != row.number:
        row.problems.append(problem("SAME_OFFICER_AS_ROW", "service_number", row=earlier))
        row.outcome = REJECTED


def _is_same_person(values, known):
    both = [(values[field], known[field]) for field in NAME_FIELDS if values.get(field) and known.get(field)]
    if both:
        return any(new == old or likeness(new, old) >= _SAME_SCRIPT for new, old in both)
    new, old = _name_of(values), _name_of(known)
    return not new or not old or likeness(new, old) >= _TWO_SCRIPTS


def _name_of(values):
    return values.get("name_en") or values.get("name_bn") or ""


def _outcome(row, *, is_taken):
    severities = {item.severity for item in row.problems}
    if REJECT in severities:
        return REJECTED
    if (REVIEW in severities and not is_taken) or row.is_held:
        return WAITS
    if row.officer_id is None:
        return NEW
    if row.changes:
        return CHANGE
    return ENROLLED if row.is_enrolled else MATCH
