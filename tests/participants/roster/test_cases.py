"""The 28 kinds of mess that rosters arrive in, each with the example that was written down for it."""

import json
import sys

import pytest

from accounts.refusal import Refused
from participants.identity.names import likeness, variant_key
from participants.roster.base.text import clean
from participants.roster.check.checking import check
from participants.roster.check.known import Known
from participants.roster.layout.headers import lay_out
from programmes.workbooks.reading import read
from programmes.workbooks.sheets import Merge
from tests.participants.roster.files import checked, codes, one, workbook
from tests.programmes.workbooks.files import HEADINGS, OFFICER, SAMPLES

CASES = json.loads((SAMPLES / "cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", [case["code"] for case in CASES])
def test_every_case_has_its_test(code):
    assert any(name.startswith(f"test_{code.lower()}") for name in dir(sys.modules[__name__]))


def test_merged_title_is_context_never_data(reference):
    book = workbook(["এন্টি টেররিজম ইউনিট, বাংলাদেশ পুলিশ"], ["ToT"], ["১৭-১৯ জুন ২০২৫"], HEADINGS, OFFICER)
    book.sheets[0].merged += [Merge(row, 0, row, 8) for row in (1, 2, 3)]
    layout = lay_out(book, reference)
    assert (layout.header_row, len(layout.titles), len(layout.rows)) == (4, 3, 1)


def test_two_row_header_is_joined(reference):
    book = workbook(
        ["Name", "BP No", "Contact", None], [None, None, "Mobile No.", "E-mail"], ["Karim", *OFFICER[3:5], "a@b.co"]
    )
    book.sheets[0].merged.append(Merge(1, 2, 1, 3))
    assert list(lay_out(book, reference).columns.values()) == ["name", "service_number", "mobile", "email"]


@pytest.mark.parametrize(
    ("heads", "field"),
    [
        (("পদবী", "পদবি"), "rank"),
        (("Mobile No. (মোবাইল)",), "mobile"),
        (("বিপি নং", "বিপি নম্বর", "BP/ID"), "service_number"),
    ],
)
def test_header_bn_mixed_is_understood(reference, heads, field):
    for head in heads:
        fillers = {"Name": "Karim", "BP No": "9900500001"} if field != "service_number" else {"Name": "Karim"}
        layout = lay_out(workbook([*fillers, head], [*fillers.values(), "x"]), reference)
        assert layout.columns[len(fillers)] == field


def test_visarga_as_colon_is_read_in_headings_and_names(reference):
    heads = ["নাম ঃ", "বিপি নং ঃ", "পদবিঃ"]
    (row,) = checked(reference, ["মো: করিম", "9900500001", "SI"], headings=heads)
    assert (row.values["name_bn"], row.values["rank"]) == ("মোঃ করিম", "SI")
    assert variant_key("মোঃ করিম") == variant_key("মো. করিম") == variant_key("মো: করিম")


def test_bn_digits_are_stored_as_ascii(reference):
    row = one(reference, number="৯৯০০১০০০০১", mobile="০১৭১২৩৪৫৬৭৮")
    assert (row.values["service_number"], row.values["mobile"]) == ("9900100001", "+8801712345678")
    assert "BN_DIGITS" in codes(row)


@pytest.mark.parametrize("font", ["SutonnyMJ", None])
def test_bijoy_text_is_converted_with_before_and_after(reference, font):
    (row,) = checked(reference, ["1", "†gvt iwdKzj Bmjvg", *OFFICER[2:]], fonts=font)
    assert row.conversions == [("name", "†gvt iwdKzj Bmjvg", "মোঃ রফিকুল ইসলাম")]
    assert not any(item.is_quiet for item in row.problems if item.code == "BIJOY_TEXT")
    assert (row.values["rank"], row.values["unit"]) == ("INSP", "DMP")


def test_reverse_mojibake_is_offered_never_saved(reference):
    row = one(reference, name="টহরঃবফ ঘধঃরড়হং")
    (item,) = [item for item in row.problems if item.code == "REVERSE_MOJIBAKE"]
    assert (row.outcome, row.values["name_bn"], item.suggestion) == ("review", None, "United Nations")


@pytest.mark.parametrize("name", ["মনির”ল ইসলাম", "মোঃ কামালI হোসেন"])
def test_partial_bijoy_residue_is_flagged(reference, name):
    row = one(reference, name=name)
    assert (row.outcome, row.values["name_bn"]) == ("review", None)
    assert "PARTIAL_BIJOY_RESIDUE" in codes(row)


def test_unicode_normalisation_makes_all_forms_one(reference):
    rows = [one(reference, name=name, unit=unit) for name, unit in (("রায়হান", "বগুড়া জেলা"), ("রা\u09dfহান", "বগু\u09dcা জেলা"))]
    assert rows[0].values == rows[1].values
    assert clean("ক\u09c7\u09be", "name")[0] == "ক\u09cb"


def test_zero_width_marks_go_but_stay_in_rab(reference):
    row = one(reference, name="\ufeffনাজমা খাতুন\u200c", unit="র\u200d্যাব-৬")
    assert (row.values["name_bn"], row.values["unit"], row.outcome) == ("নাজমা খাতুন", "RAB", "new")
    assert codes(row) >= {"ZERO_WIDTH", "ZWJ_LEGITIMATE_IN_RAB"}


def test_nbsp_trailing_spaces_and_tabs_go(reference):
    row = one(reference, name="Farhana\u00a0 Sultana \t", district="শাহরাস্তি\t")
    assert (row.values["name_en"], row.values["district"]) == ("Farhana Sultana", "2013")
    assert "TRAILING_SPACE" in codes(row)


def test_chandrabindu_misplaced_in_places_is_known_and_in_names_kept(reference):
    row = one(reference, name="চাঁন মিয়া", district="দুপচাচিঁয়া")
    assert (row.values["name_bn"], row.values["district"]) == ("চাঁন মিয়া", "5010")
    assert likeness("চাঁন মিয়া", "চান মিঁয়া") > 0.9


@pytest.mark.parametrize(
    ("text", "iso", "outcome"),
    [
        ("25/06/2025", "2025-06-25", "new"),
        ("25-06-2025", "2025-06-25", "new"),
        ("2025/06/25", "2025-06-25", "new"),
        ("১.২.১০", "2010-02-01", "review"),
        ("01/02/03", "2003-02-01", "review"),
        (41000, "2012-04-01", "new"),
        ("31/06/2011", None, "review"),
    ],
)
def test_date_forms_are_read_day_first(reference, text, iso, outcome):
    (row,) = checked(reference, [*OFFICER, text], headings=[*HEADINGS, "Joining date"])
    assert (row.values["joined_on"], row.outcome) == (iso, outcome)


@pytest.mark.parametrize("text", ["৯ই জ্যৈষ্ঠ, ১৪৩২ বঙ্গাব্দ", "২৫শে জিলকদ, ১৪৪৬ হিজরি", "১০/০৩/১৪১৬"])
def test_date_bangla_calendar_waits(reference, text):
    (row,) = checked(reference, [*OFFICER, text], headings=[*HEADINGS, "যোগদানের তারিখ"])
    assert (row.values["joined_on"], row.outcome) == (None, "review")


def test_date_bangla_calendar_suffixes_of_our_own_era_go(reference):
    (row,) = checked(reference, [*OFFICER, "২২ এপ্রিল ২০২৫ খ্রিস্টাব্দ"], headings=[*HEADINGS, "যোগদানের তারিখ"])
    assert row.values["joined_on"] == "2025-04-22"


@pytest.mark.parametrize("text", ["+880 1712-345678", "8801712345678", "01712345678", "(01712) 345678"])
def test_phone_forms_become_one(reference, text):
    assert one(reference, mobile=text).values["mobile"] == "+8801712345678"


def test_phone_lost_zero_is_put_back_and_told(reference):
    row = one(reference, mobile=1700000031)
    assert (row.values["mobile"], row.outcome) == ("+8801700000031", "new")
    assert "PHONE_LOST_LEADING_ZERO" in codes(row)
    assert one(reference, mobile="8.80170E+12").outcome == "review"


def test_phone_two_numbers_the_first_is_the_main_one(reference):
    row = one(reference, mobile="01700000034;01900000034")
    assert (row.values["mobile"], row.values["mobile_alt"]) == ("+8801700000034", "+8801900000034")


@pytest.mark.parametrize("text", ["BP 9900300004", "বিপি-৯৯০০৩০০০০৪", "BP-99003-00004", "9900300004.0", 9900300004.0])
def test_bp_forms_are_ten_digits(reference, text):
    assert one(reference, number=text).values["service_number"] == "9900300004"
    assert one(reference, number="BP-99003").outcome == "review"


def test_bp_forms_tell_nothing_about_a_person(reference):
    assert not {"date_of_birth", "joined_on", "sex"} & one(reference, number="BP-8810123456").values.keys()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("এস আই", "SI"),
        ("S.I", "SI"),
        ("এসআই (নিঃ)", "SI"),
        ("Inspr.", "INSP"),
        ("ওসি", "INSP"),
        ("এস,আই", "SI"),
        ("এ, এস, আই", "ASI"),
    ],
)
def test_rank_forms_are_understood(reference, text, code):
    row = one(reference, rank=text)
    assert row.values["rank"] == code
    assert ("RANK_FROM_POST" in codes(row)) is (text == "ওসি")


@pytest.mark.parametrize(
    ("text", "honours"),
    [("করিম উদ্দিন, বিপিএম (বার), পিপিএম-সেবা", "বিপিএম (বার), পিপিএম-সেবা"), ("Dr. Karim Uddin, PhD, ndc", "PhD, ndc")],
)
def test_postnominals_are_moved_aside(reference, text, honours):
    row = one(reference, name=text)
    assert row.values["honours"] == honours
    assert (row.values["name_bn"] or row.values["name_en"]) in ("করিম উদ্দিন", "Dr. Karim Uddin")


def test_name_prefix_variants_make_one_key_and_are_never_rewritten(reference):
    spellings = ["Md. Akter Hossain", "Mohammad Akhter Hussain", "MD AKTAR HOSEN", "Mohd. Akhtar Husain"]
    assert len({variant_key(name) for name in spellings}) == 1
    assert [one(reference, name=name).values["name_en"] for name in spellings] == spellings


@pytest.mark.parametrize(
    ("text", "code"),
    [("Comilla", "2019"), ("Jessore", "4041"), ("Chittagong", "2015"), ("Bogra", "5010"), ("Barisal", "1006"), ("B.Baria", "2012"),
     ("Cox`s Bazar", "2022"), ("পটুয়াখালি", "1078")],
)  # fmt: skip
def test_district_old_spelling_is_known(reference, text, code):
    assert one(reference, district=text).values["district"] == code


def test_unit_free_text_is_taken_apart(reference):
    assert one(reference, unit="OC, Comilla Kotwali PS, Comilla").values["unit"] == "DP-2019"
    assert one(reference, unit="কেএমপি, খুলনা").values["unit"] == "KMP"
    row = one(reference, unit="সাতক্ষীরা", rank="Addl SP", district="")
    assert (row.outcome, row.values["unit"]) == ("review", None)


def test_footer_rows_are_no_people(reference):
    layout = lay_out(
        workbook(HEADINGS, OFFICER, ["মোটঃ ১২ জন"], [None, None, None, "স্বাক্ষর"], ["Prepared by", "Karim"]), reference
    )
    assert [row.number for row in layout.rows] == [2]


def test_duplicates_by_number_are_rejected_by_name_wait_and_a_phone_may_be_shared(reference):
    rows = checked(
        reference,
        OFFICER,
        ["2", "Farhana Sultna", "SI", "BP-9900500001", "PBI", "Khulna", "01800000001"],
        ["3", "Nazma Khatun", "SI", "9900500003", "PBI", "Khulna", "01700000051"],
        ["4", "Farhana Sultana", "SI", "9900500004", "DMP", "Dhaka", "01800000004"],
    )
    assert [row.outcome for row in rows] == ["new", "rejected", "new", "review"]


@pytest.mark.parametrize("text", ["N/A", "-", "TBA", "প্রযোজ্য নয়", "null"])
def test_placeholders_are_empty(reference, text):
    row = one(reference, rank=text, unit=text, district=text, mobile=text)
    assert {row.values[field] for field in ("rank", "unit", "district", "mobile")} == {None}
    assert row.outcome == "new"


def test_csv_encoding_that_lost_the_bangla_is_refused(tmp_path):
    (tmp_path / "a").write_text("????,??????,BP No\n????? ????,????,9900500001\n", encoding="cp1252")
    with pytest.raises(Refused, match="question marks"):
        read(tmp_path / "a", "a.csv")


def test_role_mixed_people_are_told_apart(reference):
    (row,) = checked(reference, [*OFFICER, "রিসোর্স পার্সন"], headings=[*HEADINGS, "মন্তব্য"], known=Known(seats_left=0))
    assert (row.outcome, row.values["role_hint"], row.is_participant) == ("new", "resource_person", False)
    assert "ROLE_NOT_PARTICIPANT" in codes(row)


def test_the_check_of_both_samples_together_finds_each_person_once(reference):
    layouts = [lay_out(read(path, path.name), reference) for path in sorted(SAMPLES.glob("dirty_*.xlsx"))]
    rows = check([row for layout in layouts for row in layout.rows], reference, Known())
    numbers = [row.values["service_number"] for row in rows if row.outcome == "new"]
    assert len(numbers) == len(set(numbers))
