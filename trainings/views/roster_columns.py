"""Matching the columns of a roster: sheet, row of headings, what each column holds."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from participants.models import RosterImportState
from participants.roster.layout.columns import CHOICES, columns_of, likeliest_row, missing
from participants.roster_import.column_matching import sentence_for, understood_columns
from participants.roster_import.column_questions import AS_ANSWERED, answered, questions
from participants.roster_import.preview_file import shown_file
from trainings.rosters import column_matching
from trainings.views.coordinated import coordinated_session
from trainings.views.rosters import roster_of, to_work

ROWS_TO_CHOOSE_FROM = 15


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def columns(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """What was understood of the file, the questions about it, and another way to read it."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    if found.state not in (RosterImportState.COLUMNS, RosterImportState.READY) or not found.sheets:
        return redirect("sessions:roster", session.code, found.public_id)
    is_sent = request.method == "POST"
    sheet, header_row = _chosen_place(found, request.POST if is_sent else request.GET)
    listed = columns_of(found.sheets[sheet], header_row)
    asked = _questions(found, sheet, header_row, answers=request.POST.getlist if is_sent else None)
    fields = understood_columns(found, sheet, header_row) | _asked_columns(asked)
    problem = ""
    if is_sent:
        fields = {at: request.POST.get(f"column-{at}", "") for at, *_rest in listed}
        letters = {at: letters for at, letters, *_rest in listed}
        try:
            together = answered(asked, fields, letters)
            job = column_matching.set_columns(
                found, sheet=sheet, header_row=header_row, columns=together, by=request.user
            )
        except Refused as no:
            problem = str(no)
        else:
            return redirect(job)
    return render_staff_page(
        request,
        "trainings/roster_columns.html",
        {
            "session": session,
            "roster": found,
            "problem": problem,
            "sheets": list(enumerate(found.sheets)),
            "sheet": sheet,
            "header_row": header_row,
            "rows": [
                (number, " · ".join(text for text in texts if text)[:80])
                for number, texts in _rows_to_choose_from(found.sheets[sheet], header_row)
            ],
            "questions": asked,
            "as_answered": AS_ANSWERED,
            "asked_columns": _asked_columns(asked),
            "columns": [(*column, fields.get(column[0], "")) for column in listed],
            "choices": CHOICES.items(),
            "missing": [] if problem else [sentence_for(what) for what in _missing(asked, fields)],
            "file": shown_file(found),
            "is_asked": found.state == RosterImportState.COLUMNS,
        },
        status=422 if is_sent else 200,
    )


@allow(is_coordinator)
@require_POST
def choose_table(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """Read another table of the file."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    number = request.POST.get("table", "")
    known = {str(at): at for at in range(len(found.tables))}
    return to_work(
        request, session, found, lambda: column_matching.choose_table(found, known.get(number, -1), by=request.user)
    )


@allow(is_coordinator)
@require_POST
def forget(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """Delete the column mapping of this sender, and read the file by its headings."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    return to_work(request, session, found, lambda: column_matching.forget_columns(found, by=request.user))


def _chosen_place(roster, sent):
    """Returns (place of the sheet, row of headings) that the page is about."""
    names = [sheet["name"] for sheet in roster.sheets]
    known = roster.chosen.get("sheet") or roster.sheet
    shown = next((at for at, sheet in enumerate(roster.sheets) if not sheet["hidden"]), 0)
    sheet = names.index(known) if known in names else shown
    asked = sent.get("sheet", "")
    if asked in map(str, range(len(names))) and int(asked) != sheet:
        sheet, known = int(asked), None
    current = roster.chosen.get("header_row", roster.header_row)
    numbers = [number for number, _texts in _rows_to_choose_from(roster.sheets[sheet], current)]
    asked = sent.get("header_row", "")
    if asked in map(str, (0, *numbers)):
        return sheet, int(asked)
    return sheet, current if known and current in (0, *numbers) else likeliest_row(roster.sheets[sheet])


def _rows_to_choose_from(sheet, current):
    """Returns the rows of a sheet that may hold its headings: the first ones, and that of the list where it begins further down."""
    return [row for at, row in enumerate(sheet["rows"]) if at < ROWS_TO_CHOOSE_FROM or row[0] == current]


def _questions(roster, sheet, header_row, *, answers):
    """Returns the Questions about the columns of this place of the file; [] where no columns were asked about here."""
    here = (roster.sheets[sheet]["name"], header_row) == (roster.sheet, roster.header_row)
    if not here or roster.state != RosterImportState.COLUMNS:
        return []
    likely = {int(at): field for at, field in roster.column_map.items()}
    return questions(roster.asks, likely, answers=answers)


def _asked_columns(asked):
    return {card.at: AS_ANSWERED for question in asked for card in question.cards}


def _missing(asked, fields):
    """Returns the keys of NEEDED that neither a column nor a question is about."""
    return missing([*fields.values(), *(question.field for question in asked)])
