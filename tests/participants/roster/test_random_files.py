"""Whatever the file: an answer or a sentence, never a crash, never a lost row."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from accounts.refusal import Refused
from participants.roster.base.rows import raw_row_from_json
from participants.roster.check.checking import check
from participants.roster.check.known import Known, KnownOfficer
from participants.roster.check.returning import ReturnedRow, workbook_of_rejected
from participants.roster.layout.headers import lay_out
from programmes.workbooks.reading import read
from tests.programmes.workbooks.files import HEADINGS, SAMPLES, bytes_of

OUTCOMES = {"new", "match", "change", "enrolled", "review", "rejected"}
ODD = [
    "মোঃ কামাল", "†gvt iwdKzj Bmjvg", "গফ. কধসধষ", "মনির”ল", "র\u200dয়হান", "=1+1", "#N/A", "-", "৯৯০০১০০০০১", "9900100001", "0171",
    "১০ই আষাঢ় ১৪১৬", "31/06/2011", "খুলনা", "Comilla Kotwali PS", "মোট", "স্বাক্ষর", "\u202e", "SI", "ওহংঢ়বপঃড়ৎ", "8.8E+12", "a@b.c",
    "নারী",
]  # fmt: skip
WORDS = st.one_of(st.sampled_from([*ODD, *HEADINGS]), st.text(max_size=40))
CELLS = st.one_of(
    st.none(),
    WORDS,
    st.integers(-(10**13), 10**13),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
)
ROWS = st.lists(st.lists(CELLS, max_size=12), max_size=12)
QUICK = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def workbook_bytes(rows):
    book = Book(write_only=True)
    sheet = book.create_sheet("S")
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def journey(path, name, reference, known):
    """Reads, lays out, checks, stores and hands back; returns the checked rows, or None where the file was refused."""
    try:
        layout = lay_out(read(path, name), reference)
    except Refused:
        return None
    rows = check(layout.rows, reference, known, divisions=layout.context.divisions)
    assert [row.number for row in rows] == [row.number for row in layout.rows]
    assert {row.outcome for row in rows} <= OUTCOMES
    assert all(item.message for row in rows for item in row.problems)
    stored = [raw_row_from_json(row.as_json()) for row in layout.rows]
    assert check(stored, reference, known, divisions=layout.context.divisions) == rows
    handed = [
        ReturnedRow(row.number, row.all_cells, done.problems) for row, done in zip(layout.rows, rows, strict=True)
    ]
    assert workbook_of_rejected(handed, layout.headers, "bn").startswith(b"PK")
    filled = {number for number, _why in layout.ignored} | {row.number for row in layout.rows}
    assert set(range(layout.header_row + 1, max(filled) + 1)) <= filled
    return rows


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("random") / "file"


@pytest.fixture(scope="module")
def known():
    return Known({"9900100001": KnownOfficer(1, {"name_en": "Karim Uddin", "rank": "SI"})}, frozenset({1}), 3)


@QUICK
@given(rows=ROWS)
def test_random_rows_below_good_headings(rows, reference, place, known):
    place.write_bytes(workbook_bytes([HEADINGS, *rows]))
    journey(place, "a.xlsx", reference, known)


@QUICK
@given(rows=ROWS)
def test_random_workbooks(rows, reference, place, known):
    place.write_bytes(workbook_bytes(rows))
    journey(place, "a.xlsx", reference, known)


@QUICK
@given(
    rows=st.lists(st.lists(WORDS, max_size=8), max_size=10),
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_random_delimited_text(rows, separator, encoding, reference, place, known):
    text = "\n".join(separator.join(row) for row in [HEADINGS, *rows])
    place.write_bytes(text.encode(encoding, "replace"))
    journey(place, "a.csv", reference, known)


@QUICK
@given(junk=st.binary(max_size=400), name=st.sampled_from(["a.xlsx", "a.csv", "a.ods", "a.tsv", "a"]))
def test_random_bytes(junk, name, reference, place, known):
    place.write_bytes(junk)
    journey(place, name, reference, known)


@pytest.mark.processes
@settings(QUICK, max_examples=15)
@given(junk=st.binary(max_size=300), at=st.integers(0, 5000))
def test_an_old_workbook_with_random_bytes_in_it(junk, at, reference, place, known):
    content = bytearray((SAMPLES / "old_excel.xls").read_bytes())
    content[at : at + len(junk)] = junk
    place.write_bytes(content)
    journey(place, "a.xls", reference, known)


@QUICK
@given(
    junk=st.binary(min_size=1, max_size=8),
    at=st.integers(0, 6000),
    sample=st.sampled_from(["dirty_02_bijoy_mixed.xlsx", "calc.ods"]),
)
def test_a_workbook_with_random_bytes_in_it(junk, at, sample, reference, place, known):
    content = bytearray((SAMPLES / sample).read_bytes())
    content[at : at + len(junk)] = junk
    place.write_bytes(content)
    journey(place, sample, reference, known)


@QUICK
@given(data=st.data())
def test_a_workbook_with_random_words_in_its_parts(data, reference, place, known):
    with zipfile.ZipFile(io.BytesIO(bytes_of([HEADINGS, ["1", "Karim", "SI", "9900100001"]]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name])))
    end = data.draw(st.integers(at, min(len(parts[name]), at + 30)))
    word = data.draw(
        st.sampled_from(
            [b"", b"<x>", b'r="ZZZ9"', b't="s"', b"1e9", b"<v>", b"</row>", b'r="0"', b's="99"', b"&#0;", b"'", b"<c/>"]
        )
    )
    parts[name] = parts[name][:at] + word + parts[name][end:]
    with zipfile.ZipFile(place, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    journey(place, "a.xlsx", reference, known)
