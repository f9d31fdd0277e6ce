"""Matching columns to fields: by headings, by the choice of a person, or by a remembered choice for the same sender."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from participants.models import ColumnMapping, Officer, RosterImport
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.reference import Reference
from participants.roster.layout.column_assignment import Ask
from participants.roster.layout.column_scores import NAME_PARTS
from participants.roster.layout.columns import (
    CHOICES,
    NEEDED,
    columns_of,
    fingerprint,
    guessed,
    likeliest_row,
    missing,
    possible_headings,
    tops,
)
from participants.roster.layout.headers import Layout, NoHeadings, lay_out
from participants.roster_import.column_questions import asks_about_missing
from participants.roster_import.known_officers import NUMBERS_PER_QUERY
from programmes.workbooks.reading import read
from programmes.workbooks.sheets import column_letters

MOST_PARTS_OF_A_NAME = len(NAME_PARTS)


class Understood(NamedTuple):
    """The result of reading a file. layout: None where a person must match the columns; `reason` then has the sentence.

    sheets: the first rows of its sheets. mapping: the ColumnMapping that was used, or None. asks: the columns that are
    not sure, with what speaks for each; only where `layout` is None. found: the Layout that was found, also where its
    columns are not sure.
    """

    layout: Layout | None
    reference: Reference
    sheets: list
    reason: str = ""
    mapping: ColumnMapping | None = None
    asks: Sequence[Ask] = ()
    found: Layout | None = None


def understand_file(roster: RosterImport) -> Understood:
    """Reads the stored file of a RosterImport. Returns Understood; raises Refused where the file itself cannot be used."""
    reference = reference_for_rosters()
    workbook = read(Path(roster.file.path), roster.original_name)
    sheets = tops(workbook)
    if roster.chosen:
        try:
            return _as_a_person_chose(workbook, reference, sheets, roster)
        except Refused as no:
            return Understood(None, reference, sheets, str(no))
    for mapping, chosen in remembered(roster, sheets):
        try:
            layout = lay_out(workbook, reference, **_as_chosen(chosen))
        except Refused:
            continue  # known headings, but no such list below them
        return Understood(layout, reference, sheets, mapping=mapping, found=layout)
    return _by_evidence(workbook, reference, sheets, roster)


def _as_a_person_chose(workbook, reference, sheets, roster):
    """As `understand_file`, for a file whose table, or whose columns, a person chose."""
    if not roster.chosen.get("columns"):
        return _by_evidence(workbook, reference, sheets, roster, **_as_chosen(roster.chosen))
    layout = lay_out(workbook, reference, **_as_chosen(roster.chosen))
    return Understood(layout, reference, sheets, mapping=roster.mapping, found=layout)


def _by_evidence(workbook, reference, sheets, roster, **place):
    try:
        layout = lay_out(workbook, reference, known_numbers=partial(_numbers_on_record, roster), **place)
    except NoHeadings as no:
        return Understood(None, reference, sheets, str(no), asks=_asks_of_likeliest_sheet(sheets))
    missing_columns = missing(layout.columns.values())
    if missing_columns or layout.asks:
        asked = {ask.field for ask in layout.asks}
        unasked = [what for what in missing_columns if not NEEDED[what] & asked]
        sentences = [sentence_for(what) for what in unasked]
        reason = " ".join([_("It is not sure what some columns hold. Choose it below."), *sentences][not asked :])
        top = next((top for top in sheets if top["name"] == layout.sheet), None)
        more = asks_about_missing(top, layout.header_row, layout.columns, unasked) if top else []
        return Understood(None, reference, sheets, reason, asks=(*layout.asks, *more), found=layout)
    return Understood(layout, reference, sheets, found=layout)


def _asks_of_likeliest_sheet(sheets):
    visible = [top for top in sheets if not top["hidden"]] or sheets
    return tuple(asks_about_missing(visible[0], likeliest_row(visible[0]), {}, NEEDED)) if visible else ()


def _numbers_on_record(roster, numbers):
    """Returns those of some service numbers whose officers the programme of the roster may see."""
    officers = Officer.objects.of_programme(roster.programme_id)
    found: set[str] = set()
    for start in range(0, len(numbers), NUMBERS_PER_QUERY):
        part = officers.filter(service_number__in=numbers[start : start + NUMBERS_PER_QUERY])
        found.update(part.values_list("service_number", flat=True))
    return found


def _as_chosen(chosen):
    """Returns the choice of a person as keyword arguments of `lay_out`."""
    place = {name: chosen[name] for name in ("sheet", "header_row", "table") if name in chosen}
    columns = {int(at): field for at, field in chosen.get("columns", {}).items()}
    return place | ({"columns": columns} if columns else {})


def sentence_for(what: str) -> str:
    """Returns the sentence about a required column (a key of NEEDED) that was not found."""
    sentences = {
        "name": _("No column of names was found. Choose the one that holds them."),
        "service_number": _("No column of service numbers was found. Choose the one that holds them."),
    }
    return sentences[what]


# Remembered choices


def _of_sender(roster):
    who = {"sender": roster.sender} if roster.sender_id else {"uploader": roster.uploaded_by}
    return {"programme": roster.programme, **who}


def remembered(roster: RosterImport, sheets: Iterable[dict[str, Any]]) -> list[tuple[ColumnMapping, dict[str, Any]]]:
    """Returns [(ColumnMapping, choice for this file)] of earlier lists of the sender with the same headings. One query."""
    places: dict[str, tuple[str, int]] = {}
    for sheet, number, mark in possible_headings(sheets):
        places.setdefault(mark, (sheet, number))
    mappings = ColumnMapping.objects.filter(**_of_sender(roster), fingerprint__in=places).select_related("set_by")
    found = {mapping.fingerprint: mapping for mapping in mappings}
    return [
        (found[mark], {"sheet": sheet, "header_row": number, "columns": found[mark].columns})
        for mark, (sheet, number) in places.items()
        if mark in found
    ]


def remember(roster: RosterImport, *, by: User) -> ColumnMapping | None:
    """Stores the chosen columns of a RosterImport for the next list of the sender. Returns the ColumnMapping.

    Stores nothing, and returns None, for a list without headings.
    """
    sheet = next(sheet for sheet in roster.sheets if sheet["name"] == roster.chosen["sheet"])
    headings: list[str] = next((texts for number, texts in sheet["rows"] if number == roster.chosen["header_row"]), [])
    mark = fingerprint(headings)
    if mark is None:
        return None
    mapping, _is_new = ColumnMapping.objects.update_or_create(
        **_of_sender(roster), fingerprint=mark, defaults={"columns": roster.chosen["columns"], "set_by": by}
    )
    return mapping


def validated_choice(
    roster: RosterImport, *, sheet: int, header_row: int, columns: Mapping[int, str]
) -> dict[str, Any]:
    """Returns the choice of a person as RosterImport.chosen stores it. Raises Refused for an invalid choice.

    sheet: its place among roster.sheets. header_row: 0 for a list without headings. columns: {column from 0: field or ""};
    several columns of one name (first name, last name) are joined in their order.
    """
    if not 0 <= sheet < len(roster.sheets):
        raise Refused(_("Choose one of the sheets of the file."))
    top = roster.sheets[sheet]
    if header_row and header_row not in [number for number, _texts in top["rows"]]:
        raise Refused(_("Choose the row that holds the headings."))
    fields = [field for field in columns.values() if field]
    if set(fields) - set(CHOICES):
        raise Refused(_("Choose for each column what it holds, or that it is not used."))
    _refuse_twice(columns)
    together = _parts_of_names({at: field for at, field in sorted(columns.items()) if field})
    _refuse_twice(together)
    if not NEEDED["name"] & set(fields):
        raise Refused(sentence_for("name"))
    return {
        "sheet": top["name"],
        "header_row": header_row,
        "columns": {str(at): field for at, field in together.items()},
    }


def _parts_of_names(columns):
    """Returns {column: field} with columns of one name as its first, middle and last part, in the order of the columns."""
    for name in NAME_COLUMNS:
        places = [at for at, field in columns.items() if field == name]
        if len(places) > 1:
            parts = NAME_PARTS if len(places) == MOST_PARTS_OF_A_NAME else (NAME_PARTS[0], NAME_PARTS[-1])
            columns = columns | dict(zip(places, parts, strict=True))
    return columns


def understood_columns(roster: RosterImport, sheet: int, header_row: int) -> dict[int, str]:
    """Returns {column from 0: field} as a person chose them, or as the file was understood; else as the headings say.

    sheet: its place among roster.sheets. header_row: 0 for a list without headings.
    """
    name = roster.sheets[sheet]["name"]
    read_so = {"sheet": roster.sheet, "header_row": roster.header_row, "columns": roster.column_map}
    for known in (roster.chosen, read_so):
        if known.get("columns") and (known["sheet"], known["header_row"]) == (name, header_row):
            return {int(at): field for at, field in known["columns"].items()}
    return guessed(columns_of(roster.sheets[sheet], header_row))


def _refuse_twice(columns):
    """Raises Refused where a field has several columns that are not parts of one name. columns: {column: field or ""}."""
    for field in dict.fromkeys(filter(None, columns.values())):
        places = [at for at, chosen in sorted(columns.items()) if chosen == field]
        most = MOST_PARTS_OF_A_NAME if field in NAME_COLUMNS else 1
        if len(places) <= most:
            continue
        facts = {"field": CHOICES[field], "columns": ", ".join(column_letters(at) for at in places)}
        if most == 1:
            raise Refused(_("“%(field)s” is chosen for the columns %(columns)s. Choose one of them.") % facts)
        facts["most"] = number_text(most, get_language())
        raise Refused(
            _("“%(field)s” is chosen for the columns %(columns)s. At most %(most)s columns are joined to one name.")
            % facts
        )
