"""Parses the cells of one row: the values of all fields, with their problems."""

import re
from functools import partial
from typing import Any

from participants.roster.base.bijoy import is_bijoy_font, to_unicode
from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.legacy import is_bijoy_text
from participants.roster.base.problems import Problem, problem
from participants.roster.base.reference import Reference
from participants.roster.base.repairing import BEGINNINGS, is_beyond_repair, repaired
from participants.roster.base.rows import RawRow
from participants.roster.base.text import BANGLA_LETTER, clean, is_placeholder, key
from participants.roster.cells.dates import DAY_FIRST, read_date
from participants.roster.cells.names import Name, name, typed_name
from participants.roster.cells.numbers import phones, service_number
from participants.roster.cells.places import district
from participants.roster.cells.ranks import rank
from participants.roster.cells.roles import role
from participants.roster.cells.units import unit
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import EMPTY, PARTLY_STRUCK, STRUCK, ZEROS, Cell

DATES = ("joined_on", "attended_on", "date_of_birth")
_TEXTS = ("designation", "remarks")
_LONGEST = {"name_en": 200, "name_bn": 200, "honours": 120, "designation": 120}
_ONLY_FOR_ORDER = ("serial", "source_row", "reason", "signature")
STRUCK_ROW = "ROW_STRUCK_OUT"
_OF_MARKS = {ZEROS: "ZEROS_OF_FORMAT", PARTLY_STRUCK: "TEXT_PARTLY_STRUCK"}
_LINE_BREAK = re.compile("[\r\n\x0b\x85\u2028\u2029]+")
_TWO_LATIN_LETTERS = re.compile("[A-Za-z]{2}")
_EMAIL = re.compile(r"^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$")
_BETWEEN_EMAILS = re.compile(r"[\s;,/|]+")
_LONGEST_EMAIL = 254
# Longer texts are not ranks, units or districts.
_LONGEST_PLACE = 200
_SEX = {
    word: sex
    for sex, words in {
        "male": "m male man men পুরুষ পু পুং ছেলে",
        "female": "f w female woman women lady মহিলা নারী ম মঃ স্ত্রী মেয়ে",
    }.items()
    for word in map(key, words.split())
}
_LISTED_AS = {"waiting": "LISTED_AS_WAITING", "absent": "LISTED_AS_ABSENT", "left_out": "LISTED_AS_LEFT_OUT"}
_STATION_WORD = re.compile(r"থানা|thana|\bps\b|police station", re.IGNORECASE)


def parse_row(row: RawRow, reference: Reference, memo: dict) -> tuple[dict[str, Any], list[Problem]]:
    """Returns (values, problems) for a `RawRow`.

    `values` has a key for every column of the list; None where the cell is empty or could not be parsed. Dates are ISO
    texts, ranks, units and districts are codes, numbers are +8801…; all of it is plain JSON. `memo` is a cache, an
    empty dictionary that the caller passes for all rows of a file.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    _read_numbers(row, values, problems, memo)
    rank_in_name = _read_names(row, values, problems, memo)
    _read_places(row, reference, values, problems, memo, rank_in_name=rank_in_name)
    _read_others(row, values, problems, memo)
    _move_post(rank_in_name, reference, values, problems)
    for field, longest in _LONGEST.items():
        if len(values.get(field) or "") > longest:
            problems.append(problem("TEXT_TOO_LONG", field, longest=longest))
            values[field] = None
    if row.is_after_blank:
        problems.append(problem("BLANK_ROW_BEFORE"))
    if row.is_hidden:
        problems.append(problem("HIDDEN_ROW"))
    problems.extend(problem(code) for code in row.marks)
    for field, cell in row.cells.items():
        if cell.marks:
            problems.extend(_of_marks(row, field, cell))
    if row.second_row:
        problems.append(problem("SECOND_LINE", line=row.second_row))
    problems.extend(problem("MERGED_CELL", field) for field in sorted(row.merged))
    return values, _without_repeats(problems)


def _of_marks(row, field, cell):
    for mark, code in _OF_MARKS.items():
        if mark in cell.marks:
            yield problem(code, field)
    if STRUCK in cell.marks and STRUCK_ROW not in row.marks and field not in _ONLY_FOR_ORDER:
        yield problem("TEXT_STRUCK_OUT", field, seen=as_text(cell.value).strip())


def _once(memo, about, what, work):
    """Returns the cached result for a cell, or computes it. Callers never change a result."""
    found = memo.get((about, what))
    if found is None:
        found = memo[about, what] = work()
    return found


def _text_of(row, field, memo, *, keep_joiners=False):
    """Returns (text, problems) of a cell of text: converted from an old font, cleaned, "" for a placeholder."""
    cell = row.cells.get(field, EMPTY)
    return _once(memo, f"words of {field}", cell, lambda: _decoded(cell, field, keep_joiners=keep_joiners))


def _decoded(cell, field, *, keep_joiners):
    raw = as_text(cell.value).strip()
    if not raw:
        return "", []
    problems = []
    if not BEGINNINGS.isdisjoint(raw):
        if meant := repaired(raw, cell.font):
            text, problems = clean(meant, field, keep_joiners=keep_joiners)
            return text, [problem("TEXT_REPAIRED", field, before=raw, after=text), *problems]
        if is_beyond_repair(raw):
            return "", [problem("TEXT_BEYOND_REPAIR", field)]
    if not BANGLA_LETTER.search(raw):
        if is_bijoy_text(raw, cell.font):
            text, problems = clean(to_unicode(raw), field, keep_joiners=keep_joiners)
            converted = [problem("BIJOY_TEXT", field, before=raw, after=text)] if text != raw else []
            return text, [*converted, *problems]
        if is_bijoy_font(cell.font) and _TWO_LATIN_LETTERS.search(raw):
            problems = [problem("ENGLISH_IN_BIJOY_FONT", field)]
    text, found = clean(cell.value, field, keep_joiners=keep_joiners)
    if is_placeholder(text):
        return "", [*problems, problem("PLACEHOLDER", field, seen=text)]
    return text, [*problems, *found]


def _read_numbers(row, values, problems, memo):
    if "service_number" in row.cells:
        values["service_number"], found = read_service_number(row.cells["service_number"])
        problems.extend(found)
    if "mobile" in row.cells:
        values["mobile"], other, found = phones(row.cells["mobile"].value)
        if other:
            values["mobile_alt"] = other
        problems.extend(found)
    for field in DATES:
        if field in row.cells:
            cell, order = row.cells[field], row.date_orders.get(field, DAY_FIRST)
            values[field], found = _once(
                memo, (field, order), cell, lambda cell=cell, field=field, order=order: _read_date(cell, field, order)
            )
            problems.extend(found)


def read_service_number(cell: Cell) -> tuple[str | None, list[Problem]]:
    """Returns (the ten digits or None, problems) of a `Cell`, whatever font it was typed in."""
    if is_bijoy_font(cell.font) and isinstance(cell.value, str) and not cell.value.isascii() | cell.value.isdigit():
        cell = cell._replace(value=to_unicode(cell.value))
    return service_number(cell.value)


def service_number_of(row: RawRow) -> str | None:
    """Returns the ten digits of the service number of a `RawRow`, or None."""
    return read_service_number(row.cells.get("service_number", EMPTY))[0]


def _read_date(cell, field, order):
    if isinstance(cell.value, str):
        raw = as_text(cell.value)
        if _TWO_LATIN_LETTERS.search(raw) and is_bijoy_text(raw, cell.font):
            return read_date(to_unicode(raw), field, order)
    return read_date(cell.value, field, order)


def _read_names(row, values, problems, memo):
    """Reads the names into values; returns the rank that is written beside them, or ""."""
    found = []
    for field in NAME_COLUMNS:
        if field in row.cells:
            text, text_problems = _name_text_of(row, field, memo)
            problems.extend(text_problems)
            read, name_problems = (typed_name if field in row.typed else name)(text, field)
            problems.extend(name_problems)
            found.append(read)
    if not found:
        return ""
    english = list(dict.fromkeys(read.name_en for read in found if read.name_en))
    bangla = list(dict.fromkeys(read.name_bn for read in found if read.name_bn))
    if len(english) > 1 or len(bangla) > 1:
        problems.append(problem("NAMES_DISAGREE", "name"))
        english, bangla = english[:1], bangla[:1]
    set_name(values, Name(english[0] if english else None, bangla[0] if bangla else None))
    values["honours"] = next((read.honours for read in found if read.honours), None)
    values["title"] = next((read.title for read in found if read.title), None)
    return ", ".join(dict.fromkeys(read.rank for read in found if read.rank))


def _name_text_of(row, field, memo):
    """Returns (text, problems) of a cell of names. Its line breaks stay: they separate two scripts, or the name from the rank."""
    cell = row.cells[field]
    if not isinstance(cell.value, str) or not _LINE_BREAK.search(cell.value.strip()):
        return _text_of(row, field, memo, keep_joiners=True)
    lines, problems = [], []
    for line in _LINE_BREAK.split(cell.value):
        text, found = _decoded(cell._replace(value=line), field, keep_joiners=True)
        lines += [text] if text else []
        problems += found
    return "\n".join(lines), problems


def set_name(values: dict[str, Any], read: Name) -> None:
    """Writes the scripts that a `Name` has into values."""
    values["name_en"] = read.name_en or values.get("name_en")
    values["name_bn"] = read.name_bn or values.get("name_bn")


def _read_places(row, reference, values, problems, memo, *, rank_in_name):
    where, unit_text = None, ""
    if "district" in row.cells:
        text, text_problems = _text_of(row, "district", memo)
        text = text[:_LONGEST_PLACE]
        where, found = _once(memo, "district", text, lambda: district(text, reference))
        values["district"] = where
        problems.extend((*text_problems, *found))
    rank_text, text_problems = _text_of(row, "rank", memo) if "rank" in row.cells else ("", [])
    rank_text = rank_text[:_LONGEST_PLACE]
    problems.extend(text_problems)
    if "rank" in row.cells or rank_in_name:
        read_rank = partial(_rank, rank_text, rank_in_name[:_LONGEST_PLACE], reference)
        values["rank"], rank_found = _once(memo, "rank", (rank_text, rank_in_name), read_rank)
    if "unit" in row.cells or "thana" in row.cells:
        unit_text, text_problems = _unit_text_of(row, memo)
        unit_text = unit_text[:_LONGEST_PLACE]
        answer = _once(
            memo,
            "unit",
            (unit_text, where, values.get("rank")),
            lambda: unit(unit_text, reference, district=where, rank=values.get("rank")),
        )
        values["unit"], found = answer
        problems.extend((*text_problems, *found))
        if "র‍্যাব" in unit_text:
            problems.append(problem("ZWJ_LEGITIMATE_IN_RAB", "unit"))
    if "rank" in values:
        if values["rank"] is None and values.get("unit"):
            # The rank of a "Commissioner" depends on the unit.
            values["rank"], rank_found = read_rank(unit=values["unit"])
        problems.extend(rank_found)


def _rank(text, in_name, reference, *, unit=None):
    """Returns (code or None, problems) of the column of ranks and of the rank that is written beside the name."""
    code, found = rank(text, reference, unit=unit)
    if not in_name:
        return code, found
    other, other_found = rank(in_name, reference, unit=unit)
    is_post = any(one.code == "RANK_FROM_POST" for one in other_found)
    if not text and other and not is_post:
        return other, [problem("RANK_FROM_NAME", "rank", seen=in_name, after=reference.ranks[other].name_en)]
    if not text:
        return other, other_found
    # The rank of a post is only its usual one.
    if code and other and code != other and not is_post:
        found = [*found, problem("RANK_UNLIKE_NAME", "rank", seen=in_name, after=reference.ranks[code].name_en)]
    return code, found


def _move_post(in_name, reference, values, problems):
    """Moves a post that is written beside the name into the designation, where no other is given."""
    if not in_name or not any(one.code == "RANK_FROM_POST" for one in rank(in_name, reference)[1]):
        return
    if values.get("designation"):
        problems.append(problem("POST_BESIDE_NAME", "designation", seen=in_name))
        return
    values["designation"] = in_name
    problems.append(problem("POST_FROM_NAME", "designation", seen=in_name))


def _unit_text_of(row, memo):
    text, text_problems = _text_of(row, "unit", memo)
    if text or "thana" not in row.cells:
        return text, text_problems
    text, text_problems = _text_of(row, "thana", memo)
    return (text if not text or _STATION_WORD.search(text) else f"{text} থানা"), text_problems


def _read_others(row, values, problems, memo):
    if "email" in row.cells:
        values["email"], found = _email(row.cells["email"].value)
        problems.extend(found)
    if "sex" in row.cells:
        text, text_problems = _text_of(row, "sex", memo)
        values["sex"], found = sex(text)
        problems.extend((*text_problems, *found))
    for field in _TEXTS:
        if field in row.cells:
            text, text_problems = _text_of(row, field, memo)
            values[field] = text or None
            problems.extend(text_problems)
    for field in ("role", "remarks"):
        if field in row.cells and "role_hint" not in values:
            text, text_problems = _text_of(row, field, memo)
            if field == "role":
                problems.extend(text_problems)
            if hint := role(text, is_remark=field == "remarks"):
                values["role_hint"] = hint
                problems.append(problem("ROLE_NOT_PARTICIPANT", field, seen=text))
    _read_section(row, values, problems)


def _read_section(row, values, problems):
    """Adds the role or the state that the line above the row gives it; a cell of its own with another role goes first."""
    section = row.section
    if section is None:
        return
    has_own_role = not row.cells.get("role", EMPTY).is_blank
    if section.role and "role_hint" not in values and not has_own_role:
        values["role_hint"] = section.role
        problems.append(problem("ROLE_NOT_PARTICIPANT", "role", seen=section.text))
    if section.state:
        problems.append(problem(_LISTED_AS[section.state], seen=section.text, row=section.row))


def sex(text: str) -> tuple[str | None, list[Problem]]:
    """Returns ("female", "male" or None, problems) for a clean text. Never derived from a name or a form of address."""
    if not text:
        return None, []
    found = {_SEX.get(key(part)) for part in re.split(r"[/|()]", text) if part.strip()} - {None}
    if len(found) == 1:
        return found.pop(), []
    return None, [problem("SEX_UNKNOWN", "sex", seen=text)]


def _email(value):
    text = as_text(value).strip().removeprefix("mailto:")
    if not text or is_placeholder(text):
        return None, []
    for part in _BETWEEN_EMAILS.split(text):
        if _EMAIL.match(part.lower()) and len(part) <= _LONGEST_EMAIL and ".." not in part:
            return part.lower(), []
    return None, [problem("EMAIL_NOT_UNDERSTOOD", "email", seen=text[:60])]


def _without_repeats(problems):
    """Returns the problems with each quiet note only once per row."""
    codes, unique = set(), []
    for item in problems:
        if item.is_quiet:
            if item.code in codes:
                continue
            codes.add(item.code)
        unique.append(item)
    return unique
