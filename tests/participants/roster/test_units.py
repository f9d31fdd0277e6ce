import pytest

from participants.roster.base.text import clean
from participants.roster.cells.units import unit


def read(text, reference, **known):
    code, problems = unit(clean(text, "unit", keep_joiners=False)[0], reference, **known)
    return code, {item.code: item.suggestion for item in problems}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DMP", "DMP"), ("ডিএমপি", "DMP"), ("Dhaka Metropolitan Police (DMP)", "DMP"),
        ("কেএমপি, খুলনা", "KMP"), ("Ramna Thana, DMP", "DMP"),
        ("DC (North), CMP", "CMP"), ("বরিশাল মেট্রোপলিটন পুলিশ", "BMP"), ("খুলনা মহানগর পুলিশ", "KMP"),
        ("Detective Branch, DMP, Dhaka", "DMP"),
        ("PBI", "PBI"), ("পিবিআই, যশোর", "PBI"), ("র‍্যাব-৬, খুলনা", "RAB"), ("RAB 6", "RAB"),
        ("12 APBn", "APBN"), ("১৮ এপিবিএন, রাঙ্গামাটি", "APBN"),
        ("এটিইউ, ঢাকা", "ATU"), ("Anti-Terrorism Unit (ATU)", "ATU"), ("অ্যান্টি টেরোরিজম ইউনিট", "ATU"),
        ("CTTC, DMP", "CTTC"),
        ("নৌ পুলিশ, চাঁদপুর", "RIV"), ("শিল্প পুলিশ", "IND"), ("PHQ, Dhaka", "PHQ"),
        ("পুলিশ সদর দপ্তর", "PHQ"), ("PTC, Khulna", "PTC-KHU"),
        ("Khulna Range", "RANGE-KHU"), ("ময়মনসিংহ রেঞ্জ", "RANGE-MYM"), ("ডিআইজি অফিস, খুলনা রেঞ্জ", "RANGE-KHU"),
        ("খুলনা জেলা", "DP-4047"), ("বাগেরহাট জেলা পুলিশ", "DP-4001"), ("ঝালকাঠী জেলা পুলিশ", "DP-1042"),
        ("Comilla District Police", "DP-2019"),
        ("SP Office, Khulna", "DP-4047"), ("পুলিশ সুপারের কার্যালয়, যশোর", "DP-4041"),
        ("DSB, Khulna", "DP-4047"), ("জেলা গোয়েন্দা শাখা, বগুড়া", "DP-5010"),
        ("ভোলা সদর থানা", "DP-1009"), ("OC, Comilla Kotwali PS, Comilla", "DP-2019"), ("Savar PS", "DP-3026"),
        ("খুলনা সদর থানা", "KMP"),
        ("Sadar Circle, Kushtia", "DP-4050"), ("Cox’s Bazar District Police", "DP-2022"),
    ],
)  # fmt: skip
def test_a_unit_is_read_out_of_free_text(reference, text, code):
    assert read(text, reference) == (code, {})


def test_the_district_column_decides_between_units_of_one_name(reference):
    assert read("কোতোয়ালী থানা", reference, district="1006") == ("BMP", {})
    assert read("Kaliganj PS", reference, district="4044") == ("DP-4044", {})
    assert read("PTC", reference, district="4047") == ("PTC-KHU", {})
    assert read("জেলা পুলিশ", reference, district="4041") == ("DP-4041", {})


@pytest.mark.parametrize("text", ["কোতোয়ালী থানা", "Kaliganj PS", "PTC"])
def test_without_it_they_wait(reference, text):
    assert read(text, reference) == (None, {"UNIT_AMBIGUOUS": None})


def test_a_district_alone_is_its_police_and_is_reported(reference):
    assert read("সাতক্ষীরা", reference, rank="INSP") == ("DP-4087", {"UNIT_IS_DISTRICT": None})
    assert read("Mymensingh", reference) == ("DP-4561", {"UNIT_IS_DISTRICT": None})


def test_a_district_alone_does_not_say_where_a_senior_officer_serves(reference):
    assert read("সাতক্ষীরা", reference, rank="ADDL_SP") == (None, {"UNIT_AMBIGUOUS": "DP-4087"})


def test_an_upazila_alone_is_the_police_of_its_district_and_is_reported(reference):
    assert read("Savar", reference) == ("DP-3026", {"UNIT_FROM_PLACE": None})


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("Rajshahi Metro 2", "RMP"), ("Khulna Metropolitan Polce", "KMP"), ("কমিউ", None), ("Moon base", None)],
)
def test_an_unknown_unit_waits_with_the_nearest_one_offered(reference, text, suggestion):
    assert read(text, reference) == (None, {"UNIT_UNKNOWN": suggestion})


def test_converted_english_is_offered(reference):
    assert read("উগচ", reference) == (None, {"REVERSE_MOJIBAKE": "DMP"})


def test_every_unit_in_our_own_form_is_read(reference):
    for fact in reference.units.values():
        assert unit(f"{fact.name_en} / {fact.name_bn}", reference) == (fact.code, [])


def test_every_unit_is_read_by_each_of_its_names(reference):
    for fact in reference.units.values():
        for name in (fact.name_en, fact.name_bn, fact.abbreviation):
            if name and name != "PTC":
                assert read(name, reference) == (fact.code, {}), name
