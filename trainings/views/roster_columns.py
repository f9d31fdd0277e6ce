"""Matching the columns of a roster: sheet, row of headings, what each column holds."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from participants.models import RosterImportState
from participants.roster.layout.columns import CHOICES, columns_of, guessed, likeliest_row, missing
from participants.roster_import.column_matching import sentence_for
from trainings.rosters import column_matching
from trainings.views.rosters import roster_of, session_of

ROWS_TO_CHOOSE_FROM = 15


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def columns(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """What was understood of the file, and another way to read it."""
    session = session_of(request, code)
    found = roster_of(request, session, public_id)
    if found.state not in (RosterImportState.COLUMNS, RosterImportState.READY) or not found.sheets:
        return redirect("sessions:roster", session.code, found.public_id)
    sent = request.POST if request.method == "POST" else request.GET
    sheet, header_row = _chosen_place(found, sent)
    listed = columns_of(found.sheets[sheet], header_row)
    fields = _fields(found, sheet, header_row, listed)
    if request.method == "POST":
        fields = {at: request.POST.get(f"column-{at}", "") for at, *_rest in listed}
        try:
            job = column_matching.set_columns(
                found, sheet=sheet, header_row=header_row, columns=fields, by=request.user
            )
        except Refused as no:
            messages.error(request, str(no))
        else:
            return redirect(job)
    return render_staff_page(
        request,
        "trainings/roster_columns.html",
        {
            "session": session,
            "roster": found,
            "sheets": list(enumerate(found.sheets)),
            "sheet": sheet,
            "header_row": header_row,
            "rows": [
                (number, " · ".join(text for text in texts if text)[:80])
                for number, texts in found.sheets[sheet]["rows"][:ROWS_TO_CHOOSE_FROM]
            ],
            "columns": [(*column, fields.get(column[0], "")) for column in listed],
            "choices": CHOICES.items(),
            "missing": [sentence_for(what) for what in missing(fields.values())],
            "is_asked": found.state == RosterImportState.COLUMNS,
        },
        status=422 if request.method == "POST" else 200,
    )


@allow(is_coordinator)
@require_POST
def forget(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """Delete the column mapping of this sender, and read the file by its headings."""
    session = session_of(request, code)
    found = roster_of(request, session, public_id)
    try:
        job = column_matching.forget_columns(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("sessions:roster", session.code, found.public_id)
    return redirect(job)


def _chosen_place(roster, sent):
    """Returns (place of the sheet, row of headings) that the page is about."""
    names = [sheet["name"] for sheet in roster.sheets]
    known = roster.chosen.get("sheet") or roster.sheet
    shown = next((at for at, sheet in enumerate(roster.sheets) if not sheet["hidden"]), 0)
    sheet = names.index(known) if known in names else shown
    asked = sent.get("sheet", "")
    if asked in map(str, range(len(names))) and int(asked) != sheet:
        sheet, known = int(asked), None
    numbers = [number for number, _texts in roster.sheets[sheet]["rows"][:ROWS_TO_CHOOSE_FROM]]
    asked = sent.get("header_row", "")
    if asked in map(str, (0, *numbers)):
        return sheet, int(asked)
    current = roster.chosen.get("header_row", roster.header_row)
    return sheet, current if known and current in (0, *numbers) else likeliest_row(roster.sheets[sheet])


def _fields(roster, sheet, header_row, listed):
    name = roster.sheets[sheet]["name"]
    for stood in (
        roster.chosen,
        {"sheet": roster.sheet, "header_row": roster.header_row, "columns": roster.column_map},
    ):
        if stood and (stood["sheet"], stood["header_row"]) == (name, header_row):
            return {int(at): field for at, field in stood["columns"].items()}
    return guessed(listed)
