"""Findings: entered line by line, imported as a table, exported."""

from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from import_export.formats.base_formats import CSV, XLSX

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from programmes.findings import lifecycle
from programmes.findings.finding_resource import FindingResource
from programmes.findings.forms import TableForm
from programmes.findings.quick_entry import AS_NEW, LEAVE, Lines, WhereForm, alike, decided
from programmes.findings.register import Register
from programmes.models import Finding
from programmes.workbooks.small_tables import Table, read_table

FORMATS = {"csv": CSV, "xlsx": XLSX}
PREVIEW_HOLDS = 24 * 60 * 60  # seconds


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def enter(request: SignedInRequest) -> HttpResponse:
    """Quick entry of up to twenty findings by keyboard. Asks about similar findings before anything is saved."""
    if request.method == "GET":
        consultation = request.GET.get("consultation", "")
        where = WhereForm(user=request.user, initial={"where": f"c{consultation}"} if consultation else None)
        return _entry(request, where, Lines(prefix="line"))
    where = WhereForm(request.POST, user=request.user)
    lines = Lines(request.POST, prefix="line")
    if "edit" in request.POST or not (where.is_valid() & lines.is_valid()):
        return _entry(request, where, lines, status=200 if "edit" in request.POST else 422)
    near = alike(lines, where.programme)
    if near:
        for form in lines.forms:
            form.near = near.get(form.prefix, [])
        context = {"where": where, "lines": lines, "waiting": len(near), "as_new": AS_NEW, "leave": LEAVE}
        return render_staff_page(request, "programmes/finding_confirm.html", context)
    try:
        made = lifecycle.record_findings(
            decided(lines), programme=where.programme, consultation=where.consultation, by=request.user
        )
    except Refused as no:
        messages.error(request, str(no))
        return _entry(request, where, lines, status=422)
    sentence = ngettext("%(n)s finding is recorded.", "%(n)s findings are recorded.", len(made))
    messages.success(request, sentence % {"n": len(made)})
    return redirect(where.consultation) if where.consultation else redirect("programme:findings")


def _entry(request: SignedInRequest, where: Any, lines: Any, *, status: Any = 200) -> HttpResponse:
    return render_staff_page(request, "programmes/finding_entry.html", {"where": where, "lines": lines}, status=status)


@allow(is_coordinator)
@require_safe
def export(request: SignedInRequest) -> HttpResponse:
    """The findings of the register, as they are filtered, as CSV or XLSX."""
    ending = request.GET.get("format", "xlsx")
    if ending not in FORMATS:
        raise Http404
    own = Finding.objects.coordinated_by(request.user)
    shown = Register(own, request.GET, user=request.user, today=timezone.localdate())
    rows = shown.rows()
    table = FindingResource(by=request.user).export(rows)
    form = FORMATS[ending]()
    content = form.export_data(table)
    if ending == "csv":
        content = f"\ufeff{content}"  # without it Excel shows Bangla wrongly
    record(request.user, "findings.exported", None, rows=len(table), format=ending, filters=shown.choice)
    response = HttpResponse(content, content_type=form.get_content_type())
    response.headers["Content-Disposition"] = (
        f'attachment; filename="findings-{timezone.localdate():%Y-%m-%d}.{ending}"'
    )
    return response


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """The upload of a table; the preview shows the outcome of every row. Nothing is saved."""
    where = WhereForm(request.POST or None, user=request.user)
    form = TableForm(request.POST or None, request.FILES or None)
    field, other = cast("Any", form.fields["where"]), cast("Any", where.fields["where"])
    field.choices = other.choices
    if request.method == "POST" and form.is_valid() and where.is_valid():
        try:
            table = read_table(form.cleaned_data["file"])
            rows = _resource(request, where).check(table)
        except Refused as no:
            form.add_error("file", str(no))
        else:
            return _preview(request, where, table, rows)
    status = 422 if form.errors else 200
    return render_staff_page(request, "programmes/finding_upload.html", {"form": form}, status=status)


@allow(is_coordinator)
@require_POST
def apply(request: SignedInRequest) -> HttpResponse:
    """Imports the valid rows of the preview after a second check."""
    where = WhereForm(request.POST, user=request.user)
    try:
        held = signing.loads(request.POST.get("table", ""), salt=_salt(request), max_age=PREVIEW_HOLDS)
    except signing.BadSignature:
        held = None
    if held is None or not where.is_valid():
        messages.error(request, _("The preview is too old. Choose the file again."))
        return redirect("programme:import")
    table = Table(held["headings"], held["rows"])
    try:
        rows = _resource(request, where).apply(table)
    except Refused as no:
        messages.error(request, str(no))
        return _preview(request, where, table, _resource(request, where).check(table))
    counts = _counted(rows)
    record(request.user, "findings.imported", where.programme, **counts)
    sentence = _("Recorded: %(new)s. Changed: %(change)s. Not taken: %(refused)s.")
    messages.success(request, sentence % counts)
    return redirect(where.consultation) if where.consultation else redirect("programme:findings")


def _preview(request: SignedInRequest, where: Any, table: Any, rows: Any) -> HttpResponse:
    context = {
        "where": where,
        "rows": rows,
        "counts": _counted(rows),
        "headings": list(rows[0].cells),
        "table": signing.dumps(table._asdict(), salt=_salt(request), compress=True),
    }
    return render_staff_page(request, "programmes/finding_preview.html", context)


def _resource(request: SignedInRequest, where: Any) -> FindingResource:
    return FindingResource(programme=where.programme, consultation=where.consultation, by=request.user)


def _counted(rows: Any) -> dict[str, int]:
    return {outcome: sum(row.outcome == outcome for row in rows) for outcome in ("new", "change", "same", "refused")}


def _salt(request: SignedInRequest) -> str:
    return f"programmes.findings.import.{request.user.pk}"
