import pytest

from participants.roster.base.text import clean
from participants.roster.cells.names import name


def read(text):
    text, problems = clean(text, "name")
    found, more = name(text)
    return found, {item.code: item.suggestion for item in (*problems, *more)}


@pytest.mark.parametrize(
    ("text", "english", "bangla"),
    [
        ("Md. Kamal Hossain", "Md. Kamal Hossain", None),
        ("মোঃ কামাল হোসেন", None, "মোঃ কামাল হোসেন"),
        ("মো: কামাল হোসেন", None, "মোঃ কামাল হোসেন"),
        ("মোঃ কামাল (Md. Kamal)", "Md. Kamal", "মোঃ কামাল"),
        ("Md Kamal / মোঃ কামাল", "Md Kamal", "মোঃ কামাল"),
        ("3. Md Karim", "Md Karim", None),
        ("H.M. O'Neil-Gomes", "H.M. O'Neil-Gomes", None),
        ("MD. KAMAL HOSSAIN", "MD. KAMAL HOSSAIN", None),
        ("উম্মে কুলসুম", None, "উম্মে কুলসুম"),
    ],
)
def test_names_are_read_in_both_scripts_and_kept_as_typed(text, english, bangla):
    found, _codes = read(text)
    assert (found.name_en, found.name_bn) == (english, bangla)


@pytest.mark.parametrize(
    ("text", "bare", "honours"),
    [
        ("মোহাম্মদ জাহিদুল ইসলাম, বিপিএম (বার), পিপিএম", "মোহাম্মদ জাহিদুল ইসলাম", "বিপিএম (বার), পিপিএম"),
        ("শেখ রাসেল, পিপিএম-সেবা", "শেখ রাসেল", "পিপিএম-সেবা"),
        ("Karim Uddin BPM, PPM (Bar)", "Karim Uddin", "BPM, PPM (Bar)"),
        ("Dr. A K M Karim, ndc, PhD", "Dr. A K M Karim", "ndc, PhD"),
        ("Karim Uddin BPM-Seba", "Karim Uddin", "BPM-Seba"),
        ("M A Karim", "M A Karim", ""),
    ],
)
def test_medals_and_degrees_are_moved_aside(text, bare, honours):
    found, codes = read(text)
    assert ((found.name_en or found.name_bn), found.honours) == (bare, honours)
    assert ("POSTNOMINALS_IN_NAME" in codes) is bool(honours)


@pytest.mark.parametrize(
    ("text", "bare", "title"),
    [("Mrs. Salma Khatun", "Salma Khatun", "Mrs"), ("জনাব মোঃ রহিম", "মোঃ রহিম", "জনাব"), ("Mr Karim", "Karim", "Mr")],
)
def test_forms_of_address_are_taken_off(text, bare, title):
    found, codes = read(text)
    assert ((found.name_en or found.name_bn), found.title) == (bare, title)
    assert "NAME_TITLE" in codes


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("র\u200dয়হান উদ্দিন", "ZERO_WIDTH_IN_NAME", "রায়হান উদ্দিন"),
        ("মনির”ল ইসলাম", "PARTIAL_BIJOY_RESIDUE", "মনিরুল ইসলাম"),
        ("গফ. কধসধষ ঐড়ংংধরহ", "REVERSE_MOJIBAKE", "Md. Kamal Hossain"),
        ("ATU ইউনিটের করিম", "PARTIAL_BIJOY_RESIDUE", None),
        ("Kаmal Hossain", "MIXED_SCRIPT", None),
        ("محمد كريم", "UNKNOWN_SCRIPT", None),
        ("कमल हुसैन", "UNKNOWN_SCRIPT", None),
        ("<script>alert(1)</script>", "NAME_HAS_OTHER_CHARACTERS", None),
        ("Karim 2", "NAME_HAS_OTHER_CHARACTERS", None),
        ("{{ name }}", "NAME_HAS_OTHER_CHARACTERS", None),
        ("Ab", "NAME_TOO_SHORT", None),
        ("Karim (Rahim) Uddin (করিম)", "NAMES_DISAGREE", None),
    ],
)
def test_a_damaged_name_is_not_used_but_offered_where_it_can_be_mended(text, code, suggestion):
    found, codes = read(text)
    assert (found.name_en, found.name_bn) == (None, None)
    assert codes[code] == suggestion


def test_what_stands_behind_a_comma_waits_for_a_person():
    found, codes = read("Kamal Hossain, Inspector")
    assert found.name_en == "Kamal Hossain"
    assert "NAME_WITH_MORE" in codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Md. Karim", "NAME_PREFIX"),
        ("মোছাঃ শিরিন", "NAME_PREFIX"),
        ("মোহাম্মদ করিম", "NAME_PREFIX_VARIANT"),
        ("Karim", None),
    ],
)
def test_prefixes_are_kept_and_told(text, code):
    assert set(read(text)[1]) == ({code} if code else set())


def test_an_empty_name_says_nothing():
    assert name("") == (name("")[0], [])
