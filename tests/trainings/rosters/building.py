"""Rosters as tests need them, in a line each."""

import csv
import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from jobs.models import Job
from jobs.requesting import run_now
from participants.roster_import.old_fonts import unconfirmed
from programmes.models import Programme
from tests.factories import OfficerFactory
from trainings.rosters import decisions, importing
from trainings.rosters.cell_edits import confirm_conversions

HEADINGS = ("Name", "Rank", "BP No", "Unit", "Mobile", "Sex", "Role")
# Names that nobody takes for variants of one another.
NAMES = (
    "Anwara",
    "Belal",
    "Champa",
    "Dulal",
    "Eshita",
    "Farhad",
    "Gulshan",
    "Habib",
    "Ismat",
    "Jasim",
    "Kohinoor",
    "Latif",
)
MIDDLE = ("Number", "Rahman", "Sultana")
FIELDS = ("name", "rank", "number", "unit", "mobile", "sex", "role")


def on_record(**facts):
    """Returns an officer whom the programme of the tests recorded, so that its coordinators see what is on record."""
    return OfficerFactory(**{"programme": Programme.objects.get(code="SHETU"), **facts})


class Killed(BaseException):
    """What a worker knows of its own death: nothing."""


def row(n, /, **fields):
    """Returns the cells of an officer whose service number ends in `n`; `fields` replaces some of FIELDS."""
    cells = {
        "name": f"Officer {MIDDLE[n // len(NAMES) % len(MIDDLE)]} {NAMES[n % len(NAMES)]}",
        "rank": "Inspector",
        "number": str(9900600000 + n),
        "unit": "Khulna District Police",
        "mobile": f"01700{n:06d}",
        "sex": "Female" if n % 2 else "Male",
        "role": "",
    }
    return [str((cells | fields)[field]) for field in FIELDS]


def roster_file(*rows, headings=HEADINGS, name="roster.csv"):
    """Returns an uploaded CSV; a row that is a number stands for `row(number)`."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(row(cells) if isinstance(cells, int) else cells for cells in rows)
    return SimpleUploadedFile(name, text.getvalue().encode())


def previewed(session, *rows, by, **more):
    """Uploads a roster and reads it to its end. Returns the RosterImport."""
    return read(session, roster_file(*rows, **more), by=by)


def read(session, file, *, by):
    """Uploads a file and reads it to its end. Returns the RosterImport."""
    roster = importing.upload(session, file, by=by)
    run_now(roster.reading)
    roster.refresh_from_db()
    return roster


def applied(session, *rows, by, **more):
    """Uploads a roster, reads it and applies it. Returns the RosterImport."""
    return apply(previewed(session, *rows, by=by, **more), by=by)


def apply(roster, *, by):
    """Applies a roster to its end, whatever that is; texts of an old font are confirmed first. Returns the RosterImport."""
    if unconfirmed(roster):
        confirm_conversions(roster, by=by)
    run_now(importing.request_apply(roster, by=by))
    roster.refresh_from_db()
    return roster


def outcomes(roster):
    """Returns the outcomes of the rows in the order of the file."""
    return list(roster.rows.order_by("number").values_list("outcome", flat=True))


def codes(roster, number):
    """Returns the codes of what is said about a row."""
    return {told["code"] for told in roster.rows.get(number=number).problems}


def sheet_of(content):
    """Returns the first sheet of a workbook (an open file or bytes) as lists of texts."""
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    return [list(cells) for cells in load_workbook(file).worksheets[0].iter_rows(values_only=True)]


def the_worker_is_gone(job):
    """Lets the lease of a worker that was killed run out, so that another one may take over."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def decide_all(roster, decision, *, by):
    """Answers every row that waits in the same way."""
    for number in roster.rows.filter(outcome="review").values_list("number", flat=True):
        decisions.decide(roster, number, decision, by=by)
