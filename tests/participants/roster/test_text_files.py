"""CSV as programs write it: encodings, marks, separators, and rows that lost or gained a cell."""

import pytest

from accounts.refusal import Refused
from participants.roster.check.checking import Known, check
from participants.roster.layout.headers import lay_out
from participants.roster.tables.table_streams import rows_of
from participants.roster.tables.table_values import TableReader
from programmes.workbooks.reading import read
from tests.participants.roster.files import codes

HEAD = "Name,BP No,Rank,Unit\n"
PERSON = "Sabina Yasmin,9900500077,SI,DMP\n"


def cells_of(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    return {number: [cell.value for cell in cells] for number, cells in read(tmp_path / "a", "a.csv").sheets[0].rows}


def checked(tmp_path, reference, content):
    (tmp_path / "a").write_bytes(content)
    layout = lay_out(read(tmp_path / "a", "a.csv"), reference)
    return check(layout.rows, reference, Known()), {item.code: item for item in layout.problems}


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" * 2 + (HEAD + PERSON).encode(),
        ("\ufeff\ufeff" + HEAD + PERSON).encode("utf-16"),
        (HEAD + PERSON).encode("utf-16-le"),
        (HEAD + PERSON).encode("utf-16-be"),
        (HEAD + PERSON).replace("\n", "\r").encode(),
        (HEAD + PERSON).replace("\n", "\r\n").encode(),
        (HEAD + PERSON).replace(",", ";").encode(),
        (HEAD + PERSON).replace(",", "|").encode(),
        ("sep=;\n" + (HEAD + PERSON).replace(",", ";")).encode(),
        ("\ufeffSEP=\t\r\n" + (HEAD + PERSON).replace(",", "\t")).encode(),
    ],
    ids=range(10),
)
def test_the_same_list_is_read_in_every_dress(tmp_path, content):
    same = {1: ["Name", "BP No", "Rank", "Unit"], 2: ["Sabina Yasmin", "9900500077", "SI", "DMP"]}
    assert cells_of(tmp_path, content) == same
    assert dict(rows_of(tmp_path / "a", "csv")) == same


def test_the_separator_is_not_counted_inside_quotation_marks(tmp_path):
    rows = cells_of(tmp_path, b'Name;BP No;Unit\n"Yasmin, Sabina, Mrs, SI";9900500077;"DMP, Dhaka, X, Y"\n')
    assert rows[2] == ["Yasmin, Sabina, Mrs, SI", "9900500077", "DMP, Dhaka, X, Y"]


def test_a_list_in_ansi_is_read_in_rosters_and_in_the_register(tmp_path):
    content = (HEAD + PERSON.replace("Sabina Yasmin", "René D’Rozario")).encode("cp1252")
    assert cells_of(tmp_path, content)[2][0] == "René D’Rozario"
    assert dict(rows_of(tmp_path / "a", "csv"))[2][0] == "René D’Rozario"


@pytest.mark.parametrize(
    "wrong",
    [
        b"Sabina\xc0\xafYasmin",
        b"Sabina\xe0\x80\xafYasmin",
        b"Sabina\xed\xa0\x80Yasmin",
        b"D\x92Rozario \xe0\xa6\x86",
        b"\xe0\xa6\xb6\xe0\xa6 x",
    ],
)
def test_bytes_that_are_no_text_are_never_guessed(tmp_path, reference, wrong):
    content = (HEAD + PERSON).encode() + PERSON.encode().replace(b"Sabina Yasmin", wrong).replace(b"77", b"78")
    rows, _file = checked(tmp_path, reference, content)
    assert [row.outcome for row in rows] == ["new", "review"]
    assert "UNREADABLE_CHARACTERS" in codes(rows[1])
    assert not rows[1].conversions
    assert "\ufffd" in dict(rows_of(tmp_path / "a", "csv"))[3][0]


def test_an_old_font_in_ansi_is_not_taken_for_broken_utf_8(tmp_path):
    assert cells_of(tmp_path, HEAD.encode() + "cÖ‡KŠkjx AÁ‡`i,1,2,3\n".encode("cp1252"))[2][0] == "cÖ‡KŠkjx AÁ‡`i"


def test_a_file_with_zeros_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(HEAD.encode() + b"\x00\x01\xff\xfe\x00\x02" * 30)
    with pytest.raises(Refused, match="readable text"):
        read(tmp_path / "a", "a.csv")
    with pytest.raises(Refused, match="readable text"):
        list(rows_of(tmp_path / "a", "csv"))


def test_a_row_with_a_cell_too_many_waits_and_is_named(tmp_path, reference):
    rows, file = checked(tmp_path, reference, (HEAD + PERSON + "Rafiq, Md,9900500078,SI,DMP\n").encode())
    assert [row.outcome for row in rows] == ["new", "review"]
    assert "ROW_UNEVEN" in codes(rows[1])
    assert file["FILE_UNEVEN_ROWS"].facts == {"seen": "3"}


def test_blank_cells_behind_the_headings_are_no_cells_too_many(tmp_path, reference):
    rows, file = checked(tmp_path, reference, (HEAD + PERSON.replace("\n", ",,\n")).encode())
    assert rows[0].outcome == "new"
    assert "FILE_UNEVEN_ROWS" not in file


def test_a_short_row_waits_where_the_other_rows_have_all_their_cells(tmp_path, reference):
    content = "Name,BP No,Rank,Unit,Mobile\nSabina Yasmin,9900500077,SI,DMP,\nRafiq Islam,9900500078,SI,DMP\n"
    rows, file = checked(tmp_path, reference, content.encode())
    assert ["ROW_UNEVEN" in codes(row) for row in rows] == [False, True]
    assert file["FILE_UNEVEN_ROWS"].facts == {"seen": "3"}


def test_short_rows_are_usual_where_no_row_has_blank_cells_at_its_end(tmp_path, reference):
    content = (
        "Name,BP No,Rank,Unit,Mobile\nSabina Yasmin,9900500077,SI,DMP,01700000077\nRafiq Islam,9900500078,SI,DMP\n"
    )
    assert [row.outcome for row in checked(tmp_path, reference, content.encode())[0]] == ["new", "new"]


@pytest.mark.parametrize(("more", "codes_"), [([], []), (["", None], []), (["DMP"], ["ROW_UNEVEN"])])
def test_a_row_of_the_register_with_a_cell_too_many_stays_out(reference, more, codes_):
    reader = TableReader(["name", "service_number", "unit"], reference)
    _values, problems = reader.read(["Sabina Yasmin", "9900500077", "DMP", *more])
    assert [item.code for item in problems] == codes_


def test_a_text_of_the_register_that_was_opened_in_the_wrong_encoding_stays_out(reference):
    reader = TableReader(["name", "service_number"], reference)
    _values, problems = reader.read(["শাহানা".encode().decode("cp1252"), "9900500077"])
    assert [item.code for item in problems] == ["TEXT_REPAIRED"]
