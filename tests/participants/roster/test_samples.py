"""The two sample rosters give exactly the outcome that was written down for them beforehand."""

import json

import pytest

from participants.roster.check.checking import check
from participants.roster.check.known import Known
from participants.roster.layout.headers import lay_out
from programmes.workbooks.reading import read
from programmes.workbooks.sheets import column_letters
from tests.participants.roster.files import codes
from tests.programmes.workbooks.files import SAMPLES

FILES = ("dirty_01_bangla_headers", "dirty_02_bijoy_mixed")
OUTCOMES = {"ready": "new", "needs_review": "review", "duplicate": "rejected", "error": "rejected"}
FIELDS = {"bp_no": "service_number", "posting": "unit", "postnominals": "honours"}
# Notes that we say of more rows than the samples do: the short prefix of every name that has one; Bangla digits, and a
# district for a unit, in a row that waits anyway.
ALSO_SAID = {"NAME_PREFIX", "BN_DIGITS", "UNIT_IS_DISTRICT"}


@pytest.fixture(params=FILES)
def sample(request, reference):
    path = SAMPLES / f"{request.param}.xlsx"
    layout = lay_out(read(path, path.name), reference)
    rows = check(layout.rows, reference, Known(), divisions=layout.context.divisions)
    return json.loads((SAMPLES / f"{request.param}.expected.json").read_text(encoding="utf-8")), layout, rows


def test_the_list_is_found_where_it_stands(sample):
    expected, layout, rows = sample
    assert layout.sheet == expected["sheet"]
    assert layout.header_row == expected["header_row"]
    assert [number for number, _text in layout.titles] == expected["title_rows"]
    assert [number for number, _why in layout.ignored] == expected["ignored_rows"]
    assert layout.rows[0].number == expected["first_data_row"]
    assert len(rows) == expected["counts"]["data_rows"]


def test_every_column_is_understood(sample):
    expected, layout, _rows = sample
    assert {column_letters(at): field for at, field in layout.columns.items()} == {
        letters: FIELDS.get(field, field) for letters, field in expected["column_map"].items()
    }
    if "headers_decoded" in expected:
        assert list(layout.headings.values()) == expected["headers_decoded"]


def test_the_titles_tell_the_days(sample):
    expected, layout, _rows = sample
    dates = expected.get("file_context", {}).get("date_range")
    assert layout.context.dates == (tuple(dates) if dates else None)


def test_every_row_has_the_expected_outcome(sample):
    expected, _layout, rows = sample
    assert {row.number: row.outcome for row in rows} == {
        row["source_row"]: OUTCOMES[row["status"]] for row in expected["rows"]
    }


def test_every_row_has_the_expected_problems(sample):
    expected, _layout, rows = sample
    said = {row.number: codes(row) for row in rows}
    for row in expected["rows"]:
        assert set(row["issues"]) <= said[row["source_row"]]
        assert said[row["source_row"]] - set(row["issues"]) <= ALSO_SAID


def test_every_value_is_the_expected_one(sample):
    expected, _layout, rows = sample
    found = {row.number: row for row in rows}
    for row in expected["rows"]:
        got = found[row["source_row"]]
        for field, value in row["normalised"].items():
            assert _value(got, field) == value, (row["source_row"], field)


def _value(row, field):
    if field == "suggestion":
        return _suggested(row, "name")
    if field.endswith("_suggestion"):
        return _suggested(row, field.removesuffix("_suggestion"))
    if field.endswith("_raw"):
        return row.raw[FIELDS.get(field.removesuffix("_raw"), field.removesuffix("_raw"))]
    if field.endswith("_decoded"):
        return next(after for about, _before, after in row.conversions if about == field.removesuffix("_decoded"))
    return row.values.get(FIELDS.get(field, field))


def _suggested(row, field):
    return next(item.suggestion for item in row.problems if item.field == field and item.suggestion)
