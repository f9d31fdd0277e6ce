"""The check of a roster: every row with its values, everything there is to say about it, and what would become of it.

Pure: the preview and the apply call the same function with what is known at that moment, and it writes nothing.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Callable

from participants.identity.names import likeness, variant_key
from participants.roster.base.fields import COMPARED_FIELDS, NAME_COLUMNS, NAME_FIELDS, POSTED_FIELDS
from participants.roster.base.problems import HELD, NOT_LOOKED_UP, REJECT, REVIEW, problem
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
# What is said of a row because of the other rows, the session or the title.
_OF_THE_WHOLE = re.compile(
    "REGION_MISMATCH$|SESSION_FULL$|(?:POSSIBLE_)?DUPLICATE_OF_ROW_|SAME_OFFICER_AS_ROW_|WAITS_FOR_(?:SEAT|QUOTA)$"
)


@dataclasses.dataclass(frozen=True)
class KnownOfficer:
    """An officer on record: the id and the values by the names of `COMPARED_FIELDS` (codes for rank, unit and district).

    posted_since: the day (ISO) of a posting later than the list; then rank and unit are those of the day of the list.
    is_hidden: another programme holds the record. Then there are no values, and a row with the number waits for that programme.
    """

    id: int
    values: dict
    posted_since: str | None = None
    is_hidden: bool = False


@dataclasses.dataclass(frozen=True)
class LookAlike:
    """The officer on record whom a row without a known number resembles, and why (codes of `identity.evidence`).

    Only officers whom those who see the roster may see: rows are not compared with others.
    """

    officer_id: int
    reasons: tuple
    name: str
    service_number: str


def _nobody_alike(values_list):
    return [None] * len(values_list)


@dataclasses.dataclass(frozen=True)
class Known:
    """What is known when a roster is checked. `seats_left` is None where there is no limit.

    `seated` are officers who hold a seat without being enrolled yet: enrolling them takes none of those left. `alike` takes the
    values of rows whose number is missing or unknown and returns an `LookAlike` or None for each. `same` holds the officers whom
    a person named for rows: {row number: KnownOfficer}. `first_beyond_limit` is the number of the first row of which no number is looked up
    any more, unless it is one of ours (participants/held_elsewhere); None: all are. `rows_beyond_limit` holds single rows of that kind:
    {row number: how many one may meet in a day}.
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

    `outcome` is new, match, change, enrolled, review or rejected. `changes` holds {"field", "old", "new"} for a known
    officer, only for fields that the file gives and that were understood. `raw` holds the cells by field as people
    typed them. `officer_id` is set for a known officer, `alike_id` for one whom a row that waits resembles.
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
    def is_participant(self):
        """Tells whether the row takes a seat: resource persons, organisers and drivers do not."""
        return not self.values.get("role_hint")

    @property
    def is_held(self):
        """Tells whether another programme holds the service number, so that the row waits for its answer."""
        return any(item.code == HELD for item in self.problems)

    @property
    def can_be_taken(self):
        """Tells whether a person may say "take it as it is": there is a service number of ours or of nobody, a name, no rejection."""
        has_name = self.values.get("name_en") or self.values.get("name_bn")
        offered = any(item.suggestion and item.field in NAME_COLUMNS for item in self.problems)
        rejected = any(item.severity == REJECT for item in self.problems)
        return bool(self.values.get("service_number") and (has_name or offered) and not rejected and not self.is_held)

    @property
    def conversions(self):
        """The texts that came out of an old Bangla font, as (field, before, after): to be read once before applying."""
        return [
            (item.field, item.facts["before"], item.facts["after"])
            for item in self.problems
            if item.code == "BIJOY_TEXT"
        ]


def check(rows, reference, known, *, divisions=frozenset(), taken=frozenset()):
    """Checks all rows of a list and returns a `CheckedRow` for each, in the same order.

    `rows` are the `RawRow`s of a layout, `reference` a `Reference`, `known` a `Known`. `divisions` are the codes of the
    divisions that the titles name (`layout.context.divisions`): an officer from elsewhere waits for a decision. `taken`
    holds the numbers of the rows that a person decided to take as they are: what waits for a decision no longer holds
    them back, and what was suggested is used; so it is for rows of `known.same`. The first of two rows with one service
    number wins.
    """
    memo, taken = {}, taken | known.same.keys()
    checked = [_checked(row, reference, memo, is_taken=row.number in taken) for row in rows]
    _mark_alike([row for row in checked if row.number not in taken], known)
    for row in checked:
        _mark_missing(row, known, is_taken=row.number in taken)
    _look_at_the_whole(checked, reference, divisions)
    for row in checked:
        compare(row, known, is_taken=row.number in taken)
    _settle(checked, known, taken)
    return checked


def check_again(checked, reference, known, *, divisions=frozenset()):
    """Looks again at what rows say of each other, after some of them were changed, without understanding all cells anew.

    `checked` are the `CheckedRow`s of the whole list in its order, each as `check` left it or as a `check` of its own
    gave it. Their problems and outcomes are renewed in place. Of `known`, only who is in the session and the seats count.
    """
    for row in checked:
        row.problems = [item for item in row.problems if not _OF_THE_WHOLE.match(item.code)]
        row.is_enrolled = row.officer_id in known.enrolled
    _look_at_the_whole(checked, reference, divisions)
    _settle(checked, known, frozenset())


def _look_at_the_whole(checked, reference, divisions):
    _mark_strangers_to_the_region(checked, reference, divisions)
    _mark_duplicates(checked)


def _settle(checked, known, taken):
    seats, met = known.seats_left, {}
    for row in checked:
        row.outcome = _outcome(row, is_taken=row.number in taken)
        _refuse_twice(row, met)
        has_seat = row.is_enrolled or row.officer_id in known.seated
        if seats is None or has_seat or not row.is_participant or row.outcome not in _TAKES_A_SEAT:
            continue
        if seats < 1:
            row.problems.append(problem("SESSION_FULL", seats=max(known.seats_left, 0)))
            row.outcome = REJECTED
        seats -= 1


def count_outcomes(checked):
    """Returns {outcome: number of rows} for all six outcomes."""
    found = Counter(row.outcome for row in checked)
    return {outcome: found[outcome] for outcome in (NEW, MATCH, CHANGE, ENROLLED, WAITS, REJECTED)}


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
    """Makes rows wait whose number is missing or unknown, and that resemble an officer on record."""
    strangers = [
        row
        for row in checked
        if row.values.get("service_number") not in known.officers
        and (_name_of(row.values) or row.values.get("mobile"))
        and not any(item.severity == REJECT for item in row.problems)
    ]
    asked = [{**row.values, "service_number": _number_as_typed(row)} for row in strangers]
    for row, alike in zip(strangers, known.alike(asked) if asked else (), strict=True):
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


def _mark_strangers_to_the_region(checked, reference, divisions):
    """Adds REGION_MISMATCH, unless so many rows are from elsewhere that the title cannot have meant them."""
    if not divisions:
        return
    found = [(row, _division(row, reference)) for row in checked if row.is_participant]
    placed = [(row, division) for row, division in found if division]
    strangers = [(row, division) for row, division in placed if division not in divisions]
    if len(strangers) * 2 > len(placed):
        return
    region = ", ".join(sorted(reference.divisions[code].name_en for code in divisions if code in reference.divisions))
    for row, _elsewhere in strangers:
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
    """Returns what would make two rows one person: the name without differences of spelling, and the unit; or None."""
    full_name = row.values.get("name_bn") or row.values.get("name_en")
    unit = row.values.get("unit")
    return (fold(variant_key(full_name)), unit) if full_name and unit else None


def compare(row, known, *, is_taken=False):
    """Writes into a `CheckedRow` what there is to say and to change where its officer is among the `Known`."""
    by_number = known.officers.get(row.values.get("service_number"))
    if _is_not_ours(row, by_number, known):
        return
    officer = known.same.get(row.number) or by_number
    if officer is None:
        return
    row.officer_id = officer.id
    row.is_enrolled = officer.id in known.enrolled
    if officer.is_hidden:
        # In this session by consent of the programme that holds the record; nothing is compared.
        return
    if not _is_same_person(row.values, officer.values) and not is_taken:
        row.problems.append(problem("OTHER_NAME", "name", old=_name_of(officer.values)))
        return
    for field in COMPARED_FIELDS:
        new, old = row.values.get(field), officer.values.get(field) or None
        if new is None or new == old:
            continue
        if field in NAME_FIELDS and old and variant_key(new) == variant_key(old):
            # Md. and Mohammad are one name; what is printed on certificates stays.
            row.problems.append(problem("NAME_SPELLED_DIFFERENTLY", field, old=old))
            continue
        row.changes.append({"field": field, "old": old, "new": new})
        if officer.posted_since and field in POSTED_FIELDS:
            row.problems.append(problem("POSTED_LATER", field, since=officer.posted_since))


def _is_not_ours(row, officer, known):
    """Says of a row whose number another programme holds that it waits, or that it was not looked up; tells whether it did."""
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


def _refuse_twice(row, met):
    """Rejects a row whose officer an earlier row is already; a former number or a person's word leads to the same one."""
    if row.officer_id is None or row.outcome in (WAITS, REJECTED):
        return
    earlier = met.setdefault(row.officer_id, row.number)
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
