"""What a coordinator does to rows of a preview: decide, correct a cell, confirm what came out of an old font."""

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.request_ids import id_of, ids_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from accounts.ui.staff_pages import render_staff_page
from participants.models import RosterImportState
from participants.roster.layout.columns import CHOICES
from participants.roster_import.old_fonts import unconfirmed
from participants.roster_import.preview import Filter, preview_rows
from participants.roster_import.preview_rows import entry_of
from trainings.rosters import cell_edits, decisions
from trainings.views.coordinated import coordinated_session
from trainings.views.rosters import ROWS_PER_PAGE, roster_of

CONVERSIONS_PER_PAGE = 100
MOST_NUMBERS = 10


@allow(is_coordinator)
@require_POST
def decide(request: SignedInRequest, code: str, public_id: UUID, number: int) -> HttpResponse:
    """Take a row that needs a decision, or leave it out."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    try:
        reason = request.POST.get("reason", "")
        decisions.decide(found, number, request.POST.get("decision", ""), by=request.user, reason=reason)
    except Refused as no:
        messages.error(request, str(no))
    return _back(request, session, found, number)


@allow(is_coordinator)
@require_POST
def decide_many(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """One answer for the ticked rows, or for all that wait among the rows of a filter."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    if request.POST.get("which") == "all":
        chosen = Filter.chosen(request.POST.get("rows"))
        rows = preview_rows(found, chosen, request.POST.get("kind", "")).filter(outcome="review")
    else:
        rows = found.rows.filter(number__in=ids_of(request.POST.getlist("row"))[:1000])
    try:
        reason = request.POST.get("reason", "")
        decision = request.POST.get("decision", "?")
        decided = decisions.decide_many(found, rows, decision, by=request.user, reason=reason)
    except Refused as no:
        messages.error(request, str(no))
    else:
        _add_messages(request, decided)
    return _back(request, session, found)


def _add_messages(request, decided):
    language = get_language()
    if decided.done:
        sentence = ngettext("%(n)s row was decided.", "%(n)s rows were decided.", decided.done)
        messages.success(request, sentence % {"n": number_text(decided.done, language)})
    if waiting := len(decided.one_by_one):
        sentence = ngettext(
            "%(n)s row about who a person is waits for an answer of its own: %(rows)s.",
            "%(n)s rows about who a person is wait for answers of their own, one by one: %(rows)s.",
            waiting,
        )
        said = _numbers(decided.one_by_one, language)
        messages.warning(request, sentence % {"n": number_text(waiting, language), "rows": said})
    for why, numbers in decided.refused.items():
        said = _numbers(numbers, language)
        sentence = ngettext(
            "Row %(rows)s was not decided. %(why)s", "Rows %(rows)s were not decided. %(why)s", len(numbers)
        )
        messages.warning(request, sentence % {"rows": said, "why": why})


def _numbers(numbers, language):
    said = ", ".join(number_text(number, language) for number in numbers[:MOST_NUMBERS])
    return said + (" …" if len(numbers) > MOST_NUMBERS else "")


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def cell(request: SignedInRequest, code: str, public_id: UUID, number: int, field: str) -> HttpResponse:
    """Another text for a cell: a small form, in place where scripts run, else on a page of its own."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    row = found.rows.filter(number=number).first()
    if row is None or field not in cell_edits.EDITABLE:
        raise Http404
    problem, text = "", request.POST.get("text", "")
    if request.method == "POST":
        try:
            cell_edits.edit_cell(found, number, field, None if "undo" in request.POST else text, by=request.user)
        except Refused as no:
            problem = str(no)
        else:
            return _back(request, session, found, number)
    entry = entry_of(row, field)
    shown = {
        "session": session,
        "roster": found,
        "number": number,
        "entry": entry,
        "text": text if problem else entry.text,
        "problem": problem,
        # On a page of its own there is no preview to put the answer into: a plain form and a plain link.
        "in_place": bool(request.htmx),  # type: ignore[attr-defined]  # set by django-htmx
        "hidden": parse_qsl(_place(request)),
        "back": _address(request, session, found, number),
        "plain_back": _address(request, session, found, number).partition("#")[0],
    }
    if not shown["in_place"]:
        return render_staff_page(request, "trainings/roster_cell.html", shown, status=422 if problem else 200)
    response = render_staff_page(request, "trainings/_roster_cell.html", shown)
    if problem:
        # The response replaces the form only, not the whole preview.
        response["HX-Retarget"], response["HX-Reselect"] = f"#cell-{number}-{field}", ".sh-edit"
        response["HX-Reswap"] = "innerHTML"
    return response


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def conversions(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """Texts out of an old Bangla font, before and after, to be confirmed once, or corrected where they came out wrong."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    if found.state != RosterImportState.READY:
        return redirect("sessions:roster", session.code, found.public_id)
    if request.method == "POST":
        shown = {one["key"]: one["after"] for one in found.conversions}
        keys = request.POST.getlist("key")
        typed = {key: request.POST.get(f"text-{key}", "").strip() for key in keys}
        corrections = {key: text for key, text in typed.items() if text != shown.get(key)}
        try:
            found = cell_edits.confirm_conversions(found, keys, corrections, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
        if not unconfirmed(found):
            return redirect("sessions:roster", session.code, found.public_id)
        return redirect("sessions:conversions", session.code, found.public_id)
    waiting = unconfirmed(found)
    return render_staff_page(
        request,
        "trainings/roster_conversions.html",
        {
            "session": session,
            "roster": found,
            "waiting": [
                one | {"label": CHOICES.get(one["field"], one["field"])} for one in waiting[:CONVERSIONS_PER_PAGE]
            ],
            "later": max(0, len(waiting) - CONVERSIONS_PER_PAGE),
            "confirmed": [one for one in found.conversions if one["confirmed"]][:CONVERSIONS_PER_PAGE],
        },
    )


def _place(request):
    """Returns which part of the preview the person looks at, as the query of its address, without the row."""
    given = request.POST if request.method == "POST" else request.GET
    if "rows" not in given:
        return ""
    place = {"rows": Filter.chosen(given["rows"]).value}
    if given.get("kind", "") in CHOICES or given.get("kind", "").isalpha():
        place["kind"] = given["kind"]
    if page := id_of(given.get("page")):
        place["page"] = page
    return urlencode(place)


def _address(request, session, roster, number=None):
    place, anchor = _place(request), ""
    if number:
        is_changed = request.method == "POST"
        anchor = _anchor(roster, dict(parse_qsl(place)), number) if is_changed else f"#row-{number}"
    if not place and number:
        before = roster.rows.filter(number__lt=number).count()
        place = urlencode({"rows": Filter.ALL.value, "page": before // ROWS_PER_PAGE + 1})
    address = reverse("sessions:roster", args=[session.code, roster.public_id])
    return f"{address}?{place}{anchor}"


def _anchor(roster, place, number):
    """Returns the anchor of a row; where it left the filter with its decision, that of the next row of the filter."""
    rows = preview_rows(roster, Filter.chosen(place.get("rows")), place.get("kind", ""))
    following = rows.filter(number__gte=number).values_list("number", flat=True).first()
    return f"#row-{following}" if following else "#preview"


def _back(request, session, roster, number=None):
    return redirect(_address(request, session, roster, number))
