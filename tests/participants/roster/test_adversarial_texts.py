"""Texts made to take long, in cells, fonts and number formats: the work grows with their length, not with its square."""

import pytest

from accounts.refusal import Refused
from participants.roster.base.bijoy import is_bijoy_font, to_bijoy, to_keys, to_unicode
from participants.roster.cells import rank_words
from participants.roster.cells.names import name
from programmes.workbooks import limits
from programmes.workbooks.reading import read
from tests.growth import assert_grows_evenly
from tests.programmes.workbooks.files import list_xml, raw_xlsx
from tests.programmes.workbooks.test_workbook_parts import USUAL

# One more than Excel accepts, times many.
LONG = 300_000
STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts><fonts><font><name val="{font}"/></font></fonts>'
    '<cellXfs><xf numFmtId="200" fontId="0"/></cellXfs></styleSheet>'
)


@pytest.mark.parametrize("work", [to_bijoy, to_keys, to_unicode])
def test_consonants_that_hang_on_each_other(work):
    assert_grows_evenly(lambda count: work("ক্" * count), 1_000)


def test_the_name_of_a_font_that_is_no_name():
    assert_grows_evenly(lambda count: is_bijoy_font("_" * count), 2_000)


@pytest.mark.parametrize("text", ["A " * 1_000, "ক্" * 1_000, "Karim, " * 280])
def test_a_text_much_longer_than_a_name_is_not_taken_apart(text):
    found, problems = name(text.strip())
    assert (found.name_en, found.name_bn) == (None, None)
    assert [item.code for item in problems] == ["TEXT_TOO_LONG"]


def styled(path, **more):
    relations = (
        f'<Relationships><Relationship Id="rId1" Type="{USUAL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{USUAL}/styles" Target="styles.xml"/></Relationships>'
    )
    sheet = list_xml().replace("<c r=", '<c s="0" r=')
    styles = STYLES.format(**({"code": "0000", "font": "Arial"} | more))
    return raw_xlsx(path, sheet, parts={"xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": relations})


@pytest.mark.parametrize("code", ["[" * LONG, "[h" * LONG, "0" * LONG])
def test_a_number_format_that_is_longer_than_any_is_not_read(tmp_path, code):
    (sheet,) = read(styled(tmp_path / "a", code=code), "a.xlsx").sheets
    assert sheet.rows[1][1][1].value == "Farhana Sultana"


def test_more_texts_than_a_list_can_have_are_not_stored(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "SHARED_TEXTS", 3)
    assert read(raw_xlsx(tmp_path / "a", list_xml(), shared="<si/>" * 3), "a.xlsx").sheets
    with pytest.raises(Refused, match="more than 3 texts"):
        read(raw_xlsx(tmp_path / "b", list_xml(), shared="<si/>" * 4), "b.xlsx")


def test_the_name_of_a_sheet_is_cut(tmp_path):
    book = f'<workbook xmlns:r="r"><sheets><sheet name="{"S" * LONG}" r:id="rId1"/></sheets></workbook>'
    (sheet,) = read(raw_xlsx(tmp_path / "b", list_xml(), parts={"xl/workbook.xml": book}), "b.xlsx").sheets
    assert len(sheet.name) == 100


def test_the_name_of_a_font_is_not_stored_at_any_length_with_each_cell(tmp_path):
    (sheet,) = read(styled(tmp_path / "a", font="MJ" * LONG), "a.xlsx").sheets
    assert len(sheet.rows[1][1][1].font) == 100


def test_a_rank_is_not_searched_for_in_all_words_of_a_long_text(monkeypatch):
    looked_at = []
    monkeypatch.setattr(rank_words, "run_at", lambda *asked: looked_at.append(asked))
    rank_words.longest_run(["word"] * 400, {"word": set()})
    assert len(looked_at) < 400
