"""What is taken as it stands reads the same on the long way: no cell is understood in two ways."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participants.roster.base.fields import COMPARED_FIELDS
from participants.roster.base.reference import Reference
from participants.roster.base.rows import RawRow
from participants.roster.base.text import clean, is_placeholder
from participants.roster.cells.names import name
from participants.roster.cells.plain_names import BANGLA, ENGLISH
from participants.roster.cells.values import parse_row
from participants.roster.tables.table_values import TableReader
from programmes.workbooks.sheets import Cell

COLUMNS = ("service_number", *(field for field in COMPARED_FIELDS if field != "honours"))
REFERENCE = Reference.from_csv()
ENGLISH_WORDS = [
    "Md.",
    "Md",
    "Rahima",
    "Khatun",
    "BPM",
    "Bpm",
    "PPM",
    "ndc",
    "PhD",
    "Ph",
    "D",
    "Mr.",
    "Miss",
    "Not",
    "Given",
]
ENGLISH_WORDS += [
    "Na",
    "O'Neil",
    "gvbyeyj",
    "Avjg",
    "bvRgv",
    "nil",
    "bar",
    "Seba",
    "de",
    "Al-Amin",
    "MD",
    "A",
    "B.",
    "XX",
]
ENGLISH_WORDS += [
    "Available",
    "unknown",
    "Haque",
    "SI",
    "Asp",
    "Inspector",
    "Nayek",
    "absent",
    "Vacant",
    "Khulna",
    "Thana",
    "S",
    "I",
]
BANGLA_WORDS = ["মোঃ", "রহিমা", "খাতুন", "হক", "বিপিএম", "পিপিএম", "বি", "পি", "এম", "এইচ", "ডি", "জনাব", "বেগম", "সাহেবা"]
BANGLA_WORDS += ["নাই", "অজানা", "প্রযোজ্য", "নয়", "য়াহিয়া", "র‍্যাব", "ওহংঢ়বপঃড়ৎ", "গফ", "মোছাঃ", "আব্দুল", "করিম", "১ম"]
BANGLA_WORDS += ["মো:", "সাবিনা।", "দে", "এসআই", "এস", "আই", "নায়েক", "অনুপস্থিত", "শূন্য", "থানার", "খুলনা", "পরিদর্শক"]
CELLS = {
    "service_number": [
        "9900000001",
        "BP-9900000001",
        "৯৯০০০০০০০১",
        "99000",
        "",
        "9.9E+9",
        " 9900000001 ",
        "9900000001.0",
    ],
    "sex": ["male", "Female", "নারী", "", "robot", "M/F"],
    "rank": ["Inspector", "INSP", "OC", "Commissioner", "Grand Vizier", "", "পরিদর্শক", "সিনিয়র এএসপি"],
    "unit": [
        "DMP",
        "Khulna District Police",
        "Khulna",
        "Moon base",
        "",
        "জেলা পুলিশ",
        "Kotwali Thana",
        "Khulna Range / খুলনা রেঞ্জ",
        "PTC",
    ],
    "district": ["Khulna", "খুলনা", "Comilla", "Atlantis", "", "4047"],
    "designation": ["Officer in Charge", "-", "", "=1+1", "ওসি (তদন্ত)"],
    "mobile": [
        "+8801711000001",
        "01711-000001",
        "12345",
        "",
        "০১৭১১০০০০০১",
        "8801711000001",
        "01711000001 / 01811000002",
    ],
    "email": [
        "a@example.org",
        "A@Example.ORG",
        "nobody",
        "",
        "a..b@example.org",
        "x/y@example.org",
        "mailto:a@example.org",
        "a@b.c",
    ],
    "joined_on": [
        "2012-06-03",
        "2012-02-30",
        "03/06/2012",
        "",
        "1929-01-01",
        "2079-12-31",
        "2080-01-01",
        "৩ জুন ২০১২",
        "2012-6-3",
    ],
}


def words(of):
    return st.lists(st.sampled_from(of), min_size=0, max_size=4).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(words(ENGLISH_WORDS), words(BANGLA_WORDS))
def test_plain_names_read_as_themselves_on_the_long_way(english, bangla):
    for text, plain, at in ((english, ENGLISH, 0), (bangla, BANGLA, 1)):
        if plain.has(text):
            cleaned, item = clean(text, "name")
            read, more = name(cleaned, "name")
            assert not is_placeholder(cleaned)
            assert read[:2] == ((text, None) if at == 0 else (None, text))
            assert {one.code for one in (*item, *more)} <= {"NAME_PREFIX", "NAME_PREFIX_VARIANT"}
            values, _told = parse_row(RawRow(0, {"name": Cell(text)}, []), REFERENCE, {})
            assert (values["name_en"], values["name_bn"]) == read[:2]


@settings(max_examples=300, deadline=None)
@given(
    words(ENGLISH_WORDS),
    words(BANGLA_WORDS),
    st.fixed_dictionaries({field: st.sampled_from(cells) for field, cells in CELLS.items()}),
)
def test_a_row_has_the_values_of_a_roster(english, bangla, cells):
    cells = {**cells, "name_en": english, "name_bn": bangla}
    values, problems = TableReader(COLUMNS, REFERENCE).read([cells[field] for field in COLUMNS])
    expected, item = parse_row(
        RawRow(0, {field: Cell(text or None) for field, text in cells.items()}, []), REFERENCE, {}
    )
    codes = ("rank", "unit", "district")
    named = {field for field in codes if cells[field] in getattr(REFERENCE, f"{field}s")}
    for field in COLUMNS:
        if field not in named and not (named and field in codes):
            assert values[field] == expected[field], field
    if not named:
        assert {(one.code, one.field) for one in problems} >= {
            (one.code, one.field) for one in item if one.severity != "note"
        }


@pytest.mark.parametrize("text", ["Md. Abdul Karim", "Rahima Khatun"])
def test_usual_english_names_are_plain(text):
    assert ENGLISH.has(text)


@pytest.mark.parametrize("text", ["মোঃ আব্দুল করিম", "রহিমা খাতুন", "মোঃ আজিজুল হক"])
def test_usual_bangla_names_are_plain(text):
    assert BANGLA.has(text)


def test_our_own_codes_are_understood():
    reader = TableReader(("service_number", "name_en", "rank", "unit", "district"), REFERENCE)
    values, problems = reader.read(["9900000001", "Rahima Khatun", "INSP", "DMP", "4047"])
    assert ([values[field] for field in ("rank", "unit", "district")], problems) == (["INSP", "DMP", "4047"], [])


def test_a_row_shorter_than_the_headings_is_padded():
    values, _problems = TableReader(("service_number", "name_en", "mobile"), REFERENCE).read(["9900000001"])
    assert values == {"service_number": "9900000001", "mobile": None, "name_en": None}


def test_a_rank_beside_a_name_is_the_rank_where_the_column_has_none_and_keeps_the_row_out_where_there_is_no_column():
    with_column = TableReader(("service_number", "name_en", "rank"), REFERENCE)
    without = TableReader(("service_number", "name_en"), REFERENCE)
    for cells, rank, codes in (
        (("9900000001", "SI Rahima Khatun", ""), "SI", []),
        (("9900000001", "SI Rahima Khatun", "SI"), "SI", []),
        (("9900000001", "SI Rahima Khatun", "INSP"), "INSP", ["RANK_UNLIKE_NAME"]),
        (("9900000001", "Rahima Khatun", "SI"), "SI", []),
    ):
        values, problems = with_column.read(cells)
        assert (values["name_en"], values["rank"], [one.code for one in problems]) == ("Rahima Khatun", rank, codes)
    values, problems = without.read(("9900000001", "SI Rahima Khatun"))
    assert ("rank" not in values, [one.code for one in problems]) == (True, ["NAME_HAS_RANK"])
