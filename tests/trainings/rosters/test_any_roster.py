"""Whatever the roster: no crash, no lost row, the apply does what the preview said, once, and taking it back leaves no trace.

EXAMPLES random workbooks, the same in every run, go from upload to undo; about 20 seconds on one core.
"""

import csv
import io
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from accounts.refusal import Refused
from jobs.models import State
from jobs.requesting import run_now
from participants.duplicates.search_keys import index
from participants.models import Posting, RosterImportState, RowDecision, RowOutcome
from participants.models.posting import officers_out_of_sync
from participants.roster.layout.heading_words import WORDS
from participants.roster_import.preview import plan
from participants.roster_import.row_decisions import can_be_taken
from tests.factories import EnrolmentFactory, OfficerFactory, RankFactory
from tests.trainings.rosters.building import NAMES, codes, read
from tests.trainings.rosters.undo.database_state import database_state, undone
from trainings.enrolment.nominations import nominate
from trainings.rosters import importing
from trainings.rosters.cell_edits import confirm_conversions
from trainings.rosters.decisions import decide
from trainings.rosters.importing import request_apply

pytestmark = pytest.mark.django_db

EXAMPLES = 40
WRITTEN = {RowOutcome.NEW, RowOutcome.MATCH, RowOutcome.CHANGE}

ODD = [
    None, "", " ", "-", "N/A", "মোট", "Total", "স্বাক্ষর", "=1+1", "=HYPERLINK(\"http://x\")", "+880", "@SUM(A1)", "#N/A", "#REF!",
    "a\x00b", "\x07বেল", "\u202eমোঃ কামাল", "†gvt iwdKzj Bmjvg", "গফ. কধসধষ", "র\u200dয়হান", "8.8E+12", "৩১/০৬/২০১১", "ক" * 300, "'; --",
    "<b>x</b>", "line\nbreak", 0, -1, 3.5, True, 44000,
]  # fmt: skip
POOLS = {
    "name": [f"Officer Rahman {name}" for name in NAMES] + ["Md. Karim Uddin", "মোঃ করিম উদ্দিন", "†gvt iwdKzj Bmjvg"],
    "name_en": [f"Officer Rahman {name}" for name in NAMES],
    "name_bn": ["মোঃ করিম উদ্দিন", "রাশিদা খাতুন", "আনোয়ারা বেগম"],
    "rank": ["Inspector", "Sub-Inspector", "পরিদর্শক", "SI", "Commodore"],
    "service_number": [f"99006000{n:02d}" for n in range(8)] + ["BP-9900600003", "৯৯০০৬০০০০৪", 9900600005, "99006"],
    "unit": ["Khulna District Police", "খুলনা জেলা পুলিশ", "Khulna", "Moon Base"],
    "mobile": ["01700000001", "+8801700000002", "০১৭০০০০০০০৩", 1700000004, "01700000001 / 01700000009"],
    "sex": ["Male", "Female", "নারী", "পুরুষ", "?"],
    "district": ["Khulna", "খুলনা"],
    "email": ["a@example.org", "nonsense"],
    "joined_on": ["03.06.2012", "২৫/০৩/২০১০"],
    "role": ["", "Resource person", "Driver"],
    "serial": ["1", "২"],
}
HARDLY_ANY = st.sampled_from(["no", "no", "no", "no", "no", "odd"])


@st.composite
def lists(draw):
    """Rows of cells: titles, headings in either language, people with the mistakes that people make, blank rows, a footer."""
    fields = ["name", "service_number", *draw(st.lists(st.sampled_from(sorted(POOLS)), unique=True, max_size=7))]
    fields = draw(st.permutations(list(dict.fromkeys(fields))))
    headings = [draw(st.sampled_from(WORDS[field])) for field in fields]
    people = []
    for _number in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(["person", "person", "person", "person", "again", "blank"]))
        if kind == "again" and people:
            people.append(list(draw(st.sampled_from(people))))
        elif kind == "blank":
            people.append([None] * len(fields))
        else:
            people.append([_cell(draw, field) for field in fields])
    titles = [[title] for title in draw(st.lists(st.sampled_from(["Anti-Terrorism Unit", "খুলনা রেঞ্জ", ""]), max_size=2))]
    footer = draw(st.sampled_from([[], [["মোট", None, len(people)]], [["Signature"]]]))
    return titles, headings, people, footer


def _cell(draw, field):
    if draw(HARDLY_ANY) == "odd":
        return draw(st.one_of(st.sampled_from(ODD), st.text(max_size=30)))
    return draw(st.sampled_from(POOLS[field]))


def as_workbook(titles, headings, people, footer):
    book = Workbook()
    sheet = book.active
    for cells in [*titles, headings, *people, *footer]:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in cells])
    if titles and len(headings) > 1:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headings))
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("random.xlsx", file.getvalue())


def as_text(titles, headings, people, footer, encoding):
    text = io.StringIO()
    csv.writer(text).writerows([*titles, headings, *people, *footer])
    return SimpleUploadedFile("random.csv", text.getvalue().encode(encoding, "replace"))


@pytest.fixture
def on_record(session, coordinator):
    """Officers of every kind that a roster can meet: known, posted, enrolled, withdrawn, proposed."""
    RankFactory(code="SI", order=4, name_en="Sub-Inspector", name_bn="উপ-পরিদর্শক", abbreviation_en="SI")
    officers = [
        OfficerFactory(
            # Of whom the programme may not see, the first apply changes nothing and a second one would.
            programme=session.phase.programme,
            service_number=f"99006000{n:02d}",
            name_bn="",
            name_en=f"Officer Rahman {NAMES[n]}",
        )
        for n in range(5)
    ]
    for officer in officers:
        Posting.objects.create(officer=officer, rank=officer.rank, unit=officer.unit, since="2024-01-01")
    index(officers)
    EnrolmentFactory(session=session, officer=officers[1])
    EnrolmentFactory(session=session, officer=officers[2], state="withdrawn", state_reason="Ill")
    nominate(session, officers[3:4], unit=None, by=coordinator)


@contextmanager
def nothing_stays():
    """Whatever the block writes is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=lists(),
    form=st.sampled_from(["xlsx", "utf-8", "utf-8-sig", "utf-16"]),
    seats=st.sampled_from([3, 50]),
    chunk=st.sampled_from([2, 200]),
    answer=st.sampled_from([RowDecision.NONE, RowDecision.TAKE]),
)
def test_from_upload_to_undo(on_record, session, coordinator, rows, form, seats, chunk, answer):
    file = as_workbook(*rows) if form == "xlsx" else as_text(*rows, form)
    type(session).objects.filter(pk=session.pk).update(capacity=seats)
    with nothing_stays(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "ROWS_PER_CHUNK", chunk)
        before = database_state()
        roster = read(session, file, by=coordinator)
        assert roster.reading.state == State.DONE
        assert database_state() == before, "a preview wrote something"
        if roster.state != RosterImportState.READY:
            assert roster.reason
            return
        no_row_is_lost(roster, rows)
        applied = answered_and_applied(roster, answer, by=coordinator)
        if applied is None:
            return
        assert not officers_out_of_sync().exists()
        after = database_state()
        again = applied_again(session, file, by=coordinator)
        assert database_state() == after, "the second apply did something"
        if again:
            undone(again, by=coordinator)
            assert database_state() == after, "the undo of nothing did something"
        undone(roster, by=coordinator)
        assert database_state() == before, "the undo left something"


def no_row_is_lost(roster, rows):
    """Every row with a name and a sound service number has one outcome."""
    titles, _headings, people, _footer = rows
    numbers = list(roster.rows.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))
    assert set(roster.rows.values_list("outcome", flat=True)) <= set(RowOutcome.values)
    first = len(titles) + 2
    sound = {number for number, cells in enumerate(people, first) if is_sound(cells)}
    if roster.header_row == len(titles) + 1:
        assert sound <= set(numbers)


def is_sound(cells):
    return all(set(cells) & set(POOLS[field]) for field in ("name_en", "service_number"))


def answered_and_applied(roster, answer, *, by):
    """Applies; what was foreseen is what becomes of each row. Returns the RosterImport, or None where nothing can go in."""
    confirm_conversions(roster, by=by)
    roster.refresh_from_db()
    decided = set()
    for row in roster.rows.filter(outcome=RowOutcome.REVIEW):
        if answer and can_be_taken(row):
            decide(roster, row.number, answer, by=by)
            decided.add(row.number)
    foreseen = outcomes(roster)
    if not plan(roster).ready:
        with pytest.raises(Refused):
            request_apply(roster, by=by)
        return None
    assert run_now(request_apply(roster, by=by)).state == State.DONE
    roster.refresh_from_db()
    assert roster.state == RosterImportState.APPLIED
    now = outcomes(roster)
    other = {number for number in now if now[number] != foreseen[number]} - decided
    # Whoever was taken by an answer sits on a seat that the preview had given to somebody further down.
    assert not other or (decided and all("SESSION_FULL" in codes(roster, number) for number in other))
    went_in = set(roster.rows.filter(applied=True).values_list("number", flat=True))
    assert went_in == {number for number, outcome in now.items() if outcome in WRITTEN}
    return roster


def outcomes(roster):
    return dict(roster.rows.values_list("number", "outcome"))


def applied_again(session, file, *, by):
    """Uploads the same file once more and applies what would go in. Returns the RosterImport, or None where nothing could."""
    file.seek(0)
    roster = read(session, file, by=by)
    confirm_conversions(roster, by=by)
    roster.refresh_from_db()
    if not plan(roster).ready:
        return None
    assert run_now(request_apply(roster, by=by)).state == State.DONE
    roster.refresh_from_db()
    return roster
