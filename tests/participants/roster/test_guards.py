"""Signs that keep a spreadsheet from changing a text are no part of it; a formula is never worked out."""

import pytest

from participants.roster.cells.names import name
from participants.roster.cells.numbers import phones, service_number
from participants.roster.layout.headers import lay_out
from programmes.workbooks.guards import unguarded
from programmes.workbooks.reading import read
from tests.participants.roster.files import codes, one
from tests.programmes.workbooks.files import HEADINGS, list_xml, raw_xlsx


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('="9900500077"', "9900500077"),
        ("=“01700000077”", "01700000077"),
        ('="Md. ""Raju"" Ali"', 'Md. "Raju" Ali'),
        ("=9900500077", "9900500077"),
        ("'9900500077", "9900500077"),
        ("’Sabina Yasmin", "Sabina Yasmin"),
        ("‘Sabina Yasmin’", "Sabina Yasmin"),
        ('\'="9900500077"', "9900500077"),
        ("`01700-000077", "01700-000077"),
    ],
)
def test_guards_are_left_out(typed, meant):
    assert unguarded(typed) == meant


@pytest.mark.parametrize("text", ['="a"&"b"', '=TEXT(7,"0")', "=1+1", "=A1", "D’Rozario", "`vm", "'", " =1", ""])
def test_everything_else_stays_as_it_is(text):
    assert unguarded(text) == text


def test_guarded_cells_are_read_like_others(reference):
    row = one(reference, number='="9900500077"', name="'Sabina Yasmin", mobile="’01700000077", unit='="DMP"')
    assert row.outcome == "new"
    assert (row.values["service_number"], row.values["mobile"]) == ("9900500077", "+8801700000077")
    assert (row.values["name_en"], row.values["unit"]) == ("Sabina Yasmin", "DMP")


def test_a_formula_waits(reference):
    assert "FORMULA_WITHOUT_VALUE" in codes(one(reference, name='=CONCATENATE("Sabina";"Yasmin")'))


def test_a_formula_that_is_only_a_text_is_that_text(tmp_path, reference):
    xml = list_xml('<row r="3"><c r="B3"><f>"Sabina Yasmin"</f></c><c r="D3"><f>"9900500077"</f></c></row>')
    layout = lay_out(read(raw_xlsx(tmp_path / "a", xml), "a.xlsx"), reference)
    row = layout.rows[1]
    assert service_number(row.cells["service_number"].value)[0] == "9900500077"


def test_headings_may_be_guarded(tmp_path, reference):
    line = ",".join(f'"=""{text}"""' for text in HEADINGS)
    (tmp_path / "a").write_text(f"{line}\n1,Sabina Yasmin,SI,9900500077,DMP,Dhaka,\n", encoding="utf-8")
    layout = lay_out(read(tmp_path / "a", "a.csv"), reference)
    assert "service_number" in layout.columns.values()


def test_a_name_with_an_apostrophe_inside_keeps_it():
    assert name("Sabina D’Rozario")[0].name_en == "Sabina D’Rozario"
    assert phones("01700-000077")[0] == "+8801700000077"
