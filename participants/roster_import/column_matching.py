"""Matching columns to fields: by headings, by the choice of a person, or by a remembered choice for the same sender."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusal import Refused
from participants.models import ColumnMapping, RosterImport
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.reference import Reference
from participants.roster.files.reading import read
from participants.roster.layout.column_assignment import Ask
from participants.roster.layout.columns import CHOICES, NEEDED, fingerprint, missing, possible_headings, tops
from participants.roster.layout.headers import Layout, NoHeadings, lay_out


class Understood(NamedTuple):
    """The result of reading a file. layout: None where a person must match the columns; `reason` then has the sentence.

    sheets: the first rows of its sheets. mapping: the ColumnMapping that was used, or None. asks: the columns that are
    not sure, with what speaks for each; only where `layout` is None.
    """

    layout: Layout | None
    reference: Reference
    sheets: list
    reason: str = ""
    mapping: ColumnMapping | None = None
    asks: Sequence[Ask] = ()


def understand_file(roster: RosterImport) -> Understood:
    """Reads the stored file of a RosterImport. Returns Understood; raises Refused where the file itself cannot be used."""
    reference = reference_for_rosters()
    workbook = read(Path(roster.file.path), roster.original_name)
    sheets = tops(workbook)
    if roster.chosen:
        try:
            return Understood(
                lay_out(workbook, reference, **_as_chosen(roster.chosen)), reference, sheets, mapping=roster.mapping
            )
        except Refused as no:
            return Understood(None, reference, sheets, str(no))
    for mapping, chosen in remembered(roster, sheets):
        try:
            return Understood(lay_out(workbook, reference, **_as_chosen(chosen)), reference, sheets, mapping=mapping)
        except Refused:
            continue  # known headings, but no such list below them
    try:
        layout = lay_out(workbook, reference)
    except NoHeadings as no:
        return Understood(None, reference, sheets, str(no))
    missing_columns = missing(layout.columns.values())
    if missing_columns or layout.asks:
        asked = {ask.field for ask in layout.asks}
        sentences = [sentence_for(what) for what in missing_columns if not NEEDED[what] & asked]
        reason = " ".join([_("It is not sure what some columns hold. Choose it below."), *sentences][not asked :])
        return Understood(None, reference, sheets, reason, asks=tuple(layout.asks))
    return Understood(layout, reference, sheets)


def _as_chosen(chosen):
    columns = {int(at): field for at, field in chosen["columns"].items()}
    return {"sheet": chosen["sheet"], "header_row": chosen["header_row"], "columns": columns}


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

    sheet: its place among roster.sheets. header_row: 0 for a list without headings. columns: {column from 0: field or ""}.
    """
    if not 0 <= sheet < len(roster.sheets):
        raise Refused(_("Choose one of the sheets of the file."))
    top = roster.sheets[sheet]
    if header_row and header_row not in [number for number, _texts in top["rows"]]:
        raise Refused(_("Choose the row that holds the headings."))
    fields = [field for field in columns.values() if field]
    if set(fields) - set(CHOICES):
        raise Refused(_("Choose for each column what it holds, or that it is not used."))
    for field in fields:
        if fields.count(field) > 1:
            raise Refused(_("“%(field)s” is chosen for two columns. Choose one of them.") % {"field": CHOICES[field]})
    if not NEEDED["name"] & set(fields):
        raise Refused(sentence_for("name"))
    return {
        "sheet": top["name"],
        "header_row": header_row,
        "columns": {str(at): field for at, field in sorted(columns.items()) if field},
    }
