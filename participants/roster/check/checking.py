"""The check of a roster: the values, the problems and the outcome of every row.

Pure: preview and apply call the same function with the records of that moment, and it writes nothing.
"""

import re
from collections.abc import Collection, Iterable

from participants.identity.names import variant_key
from participants.roster.base.fields import COMPARED_FIELDS, NAME_COLUMNS, NAME_FIELDS, POSTED_FIELDS
from participants.roster.base.problems import HELD, NOT_LOOKED_UP, REJECT, REVIEW, problem
from participants.roster.base.reference import Reference
from participants.roster.base.rows import RawRow
from participants.roster.base.text import digits_of
from participants.roster.cells.names import name
from participants.roster.cells.values import parse_row, set_name
from participants.roster.check.duplicates import mark_duplicates
from participants.roster.check.known import CheckedRow, Known
from participants.roster.check.likeness import is_one_name_or_unknown, name_of
from participants.roster.layout.dittos import without_open_dittos
from participants.roster.layout.row_states import states_of
from programmes.workbooks.cell_text import as_text

NEW, MATCH, CHANGE, ENROLLED = "new", "match", "change", "enrolled"
WAITS, REJECTED = "review", "rejected"

_NEARLY_A_NUMBER = (9, 11)
_MOST_SHOWN = 3
_TAKES_A_SEAT = {NEW, MATCH, CHANGE}
# Problems that depend on the other rows, the session or the title.
_OF_WHOLE_LIST = re.compile(
    "REGION_MISMATCH$|SESSION_FULL$|(?:POSSIBLE_)?DUPLICATE_OF_ROW_|SAME_(?:OFFICER|NUMBER|NAME)_AS_ROW_|NUMBER_TAKEN_BY_ROW_|"
    "(?:PHONE|EMAIL)_SHARED$|WAITS_FOR_(?:SEAT|QUOTA)$"
)


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
    suggestions are used; the same for rows of `known.same`. Of rows with one service number, those of one person are taken once
    and those of several people wait (`duplicates`).
    """
    memo: dict = {}
    taken = taken | known.same.keys()
    checked = [_checked(row, reference, memo, is_taken=row.number in taken) for row in rows]
    _mark_alike([row for row in checked if row.number not in taken], known)
    for row in checked:
        _mark_missing(row, known, is_taken=row.number in taken)
    for row in checked:
        compare(row, known, reference, is_taken=row.number in taken)
    _mark_entry(checked, known)
    _mark_emails_on_record(checked, known)
    _compare_rows(checked, reference, divisions, taken=taken - known.same.keys(), known_by_hand=known.same)
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


def _compare_rows(checked, reference, divisions, *, taken=frozenset(), known_by_hand=()):
    _mark_other_regions(checked, reference, divisions)
    mark_duplicates(checked, taken=taken, known_by_hand=known_by_hand)


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
    parsed, dittos = without_open_dittos(row)
    values, problems = parse_row(parsed, reference, memo)
    raw = {field: as_text(cell.value) for field, cell in row.cells.items()}
    checked = CheckedRow(
        number=row.number, outcome="", values=values, problems=[*dittos, *problems, *states_of(row)], raw=raw
    )
    if is_taken:
        _use_suggestions(checked)
    return checked


def _mark_missing(row, known, *, is_taken):
    waiting = {item.field for item in row.problems if item.severity == REVIEW and not is_taken}
    is_found = row.number in known.same
    if not row.values.get("service_number") and not is_found and "service_number" not in waiting:
        row.problems.append(problem("SERVICE_NUMBER_MISSING", "service_number"))
    if not name_of(row.values) and not is_found and not waiting & set(NAME_COLUMNS):
        row.problems.append(problem("NAME_MISSING", "name"))


def _mark_alike(checked, known):
    """Marks rows whose number is missing or unknown, and that resemble an officer on record or have the name of one."""
    unmatched = [
        row
        for row in checked
        if row.values.get("service_number") not in known.officers
        and (name_of(row.values) or row.values.get("mobile"))
        and not any(item.severity == REJECT for item in row.problems)
        # It would show that the number is nowhere on record.
        and _limit_reached(row, known) is None
    ]
    asked = [{**row.values, "service_number": _number_as_typed(row)} for row in unmatched]
    for row, found in zip(unmatched, known.alike(asked) if asked else (), strict=True):
        if alike := found.alike:
            row.alike_id = alike.officer_id
            facts = {"old": alike.name, "number": alike.service_number, "reasons": list(alike.reasons)}
            row.problems.append(problem("OFFICER_ALIKE", "service_number", **facts))
        if found.namesakes and row.values.get("service_number"):
            row.problems.append(_same_name(found.namesakes))


def _same_name(namesakes):
    if len(namesakes) == 1:
        ((name, number),) = namesakes
        return problem("SAME_NAME_ON_RECORD", "name", old=name, number=number)
    shown = [f"{name} ({number})" for name, number in namesakes[:_MOST_SHOWN]]
    more = ["…"] if len(namesakes) > _MOST_SHOWN else []
    return problem("SAME_NAMES_ON_RECORD", "name", count=len(namesakes), old=", ".join(shown + more))


def _mark_emails_on_record(checked, known):
    """Notes whose e-mail address another officer on record has."""
    writing = [row for row in checked if row.values.get("email")]
    held = known.emails(sorted({row.values["email"] for row in writing})) if writing else {}
    for row in writing:
        ours = {row.officer_id, row.alike_id}
        other = next((one for one in held.get(row.values["email"], ()) if one[0] not in ours), None)
        if other:
            row.problems.append(problem("EMAIL_ON_RECORD", "email", old=other[1], number=other[2]))


def _mark_entry(checked, known):
    """Marks rows whose officers do not meet the rules of entering. Of those whom another programme holds nothing is said."""
    entering = [
        row
        for row in checked
        if row.is_participant
        and not row.is_enrolled
        and not row.is_held
        and not any(item.severity == REJECT for item in row.problems)
    ]
    found = known.entry(entering) if entering else {}
    for row in entering:
        row.problems += found.get(row.number, [])


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


def compare(row: CheckedRow, known: Known, reference: Reference, *, is_taken: bool = False) -> None:
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
    if not is_one_name_or_unknown(row.values, officer.values) and not is_taken:
        row.problems.append(problem("OTHER_NAME", "name", old=name_of(officer.values)))
        return
    _let_the_district_follow(row, officer, reference)
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


def _let_the_district_follow(row, officer, reference):
    """Who comes to another unit serves in its district, unless the list names one, or names a posting of the past."""
    unit = row.values.get("unit")
    if row.values.get("district") or not unit or unit == officer.values.get("unit") or officer.posted_since:
        return
    if district := reference.units[unit].district:
        row.values["district"] = district


def _is_held_or_beyond_limit(row, officer, known):
    """Adds a problem to a row whose number another programme holds, or was not looked up. Returns whether it did."""
    is_ours = officer is not None and not officer.is_hidden
    most = _limit_reached(row, known)
    if most is not None and not is_ours:
        row.problems.append(problem(NOT_LOOKED_UP, "service_number", most=most))
        return True
    if officer is None or not officer.is_hidden or officer.id in known.enrolled:
        return False
    row.problems.append(problem(HELD))
    return True


def _limit_reached(row, known):
    """Returns the daily limit for which the number of a row is not looked up in other programmes; None where it is, or has none."""
    if not row.values.get("service_number"):
        return None
    is_beyond = known.first_beyond_limit is not None and row.number >= known.first_beyond_limit
    return known.daily_limit if is_beyond else known.rows_beyond_limit.get(row.number)


def _reject_second_row(row, first_rows):
    """Rejects a row of an officer who has an earlier row: a former number, or a person's choice, may lead to the same officer."""
    if row.officer_id is None or row.outcome in (WAITS, REJECTED):
        return
    earlier = first_rows.setdefault(row.officer_id, row.number)
    if earlier != row.number:
        row.problems.append(problem("SAME_OFFICER_AS_ROW", "service_number", row=earlier))
        row.outcome = REJECTED


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
