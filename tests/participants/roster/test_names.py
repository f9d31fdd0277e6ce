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
        ("মোঃ কামালI হোসেন", "PARTIAL_BIJOY_RESIDUE", "মোঃ কামালও হোসেন"),
        ("Kаmal Hossain", "MIXED_SCRIPT", None),
        ("محمد كريم", "UNKNOWN_SCRIPT", None),
        ("कमल हुसैन", "UNKNOWN_SCRIPT", None),
        ("<script>alert(1)</script>", "NAME_HAS_OTHER_CHARACTERS", None),
        ("Karim # Uddin", "NAME_HAS_OTHER_CHARACTERS", None),
        ("Karim @ Uddin", "NAME_HAS_OTHER_CHARACTERS", None),
        ("Md. করিম উদ্দিন", "NAME_MIXES_SCRIPTS", "মোঃ করিম উদ্দিন"),
        ("মোঃ Karim Uddin", "NAME_MIXES_SCRIPTS", "Md. Karim Uddin"),
        ("Karim উদ্দিন", "NAME_MIXES_SCRIPTS", None),
        ("{{ name }}", "NAME_HAS_OTHER_CHARACTERS", None),
        ("Ab", "NAME_TOO_SHORT", None),
    ],
)
def test_a_damaged_name_is_not_used_but_offered_where_it_can_be_mended(text, code, suggestion):
    found, codes = read(text)
    assert (found.name_en, found.name_bn) == (None, None)
    assert codes[code] == suggestion


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


@pytest.mark.parametrize(
    ("text", "english", "bangla"),
    [
        ("তানজিলা খানম\nTanzila Khanam", "Tanzila Khanam", "তানজিলা খানম"),
        ("Tanzila Khanam - তানজিলা খানম", "Tanzila Khanam", "তানজিলা খানম"),
        ("Tanzila Khanam তানজিলা খানম", "Tanzila Khanam", "তানজিলা খানম"),
        ("Tanzila Khanam|তানজিলা খানম", "Tanzila Khanam", "তানজিলা খানম"),
        ("[Tanzila Khanam] তানজিলা খানম", "Tanzila Khanam", "তানজিলা খানম"),
        ("SI তানজিলা খানম / Tanzila Khanam", "Tanzila Khanam", "তানজিলা খানম"),
        ("Karim (Rahim) Uddin (করিম)", "Karim (Rahim) Uddin", "করিম"),
        ("Tanzila\nKhanam", "Tanzila Khanam", None),
        ("Md.\nTanzil Khan", "Md. Tanzil Khan", None),
        ("নাম: তানজিলা খানম", None, "তানজিলা খানম"),
        ("১। তানজিলা খানম", None, "তানজিলা খানম"),
        ("“তানজিলা খানম”", None, "তানজিলা খানম"),
        ("করিম–রহিম উদ্দিন", None, "করিম–রহিম উদ্দিন"),
    ],
)
def test_two_scripts_and_broken_lines_make_one_name_without_a_question(text, english, bangla):
    found, more = name(text)
    assert (found.name_en, found.name_bn) == (english, bangla)
    assert {item.code for item in more} <= {"NAME_PREFIX", "RANK_FROM_NAME"}


def test_two_names_in_one_script_and_two_scripts_that_do_not_sound_alike_are_asked():
    for text, code, first in (
        ("Karim Uddin / Rahim Mia / করিম উদ্দিন", "NAMES_DISAGREE", "Karim Uddin"),
        ("Karim Uddin\nRahim Mia", "NAMES_DISAGREE", "Karim Uddin"),
        ("Tanzila Khanam / আব্দুল গফুর", "NAMES_NOT_ALIKE", "Tanzila Khanam"),
    ):
        found, codes = read_raw(text)
        assert (found.name_en, code in codes) == (first, True)


def read_raw(text):
    found, more = name(text)
    return found, {item.code: item.suggestion for item in more}


@pytest.mark.parametrize(
    ("text", "bare", "code"),
    [
        ("Kamal Hossain (absent)", "Kamal Hossain", "NAME_WITH_ABSENCE"),
        ("কামাল হোসেন (অনুপস্থিত)", "কামাল হোসেন", "NAME_WITH_ABSENCE"),
        ("Kamal Hossain - on leave", "Kamal Hossain", "NAME_WITH_ABSENCE"),
        ("কামাল হোসেন ছুটিতে", "কামাল হোসেন", "NAME_WITH_ABSENCE"),
        ("Kamal Hossain, transferred to Bhola", "Kamal Hossain", "NAME_WITH_ABSENCE"),
        ("Kamal Hossain-reserve", "Kamal Hossain", "NAME_WITH_ABSENCE"),
        ("Kamal Hossain (he/him)", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain will come on day 2", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain instead of Rahim Mia", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain S/O Rahim Mia", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Salma Khatun, W/O. Rahim Mia", "Salma Khatun", "NAME_WITH_MORE"),
        ("Salma Khatun W/O Rahim Mia", "Salma Khatun", "NAME_WITH_MORE"),
        ("Salma Khatun w/o Rahim Mia", "Salma Khatun", "NAME_WITH_MORE"),
        ("সালমা খাতুন, স্বামী: রহিম মিয়া", "সালমা খাতুন", "NAME_WITH_MORE"),
        ("সালমা খাতুন স্বামী রহিম মিয়া", "সালমা খাতুন", "NAME_WITH_MORE"),
        ("কামাল হোসেন পিতা- মৃত রহিম মিয়া", "কামাল হোসেন", "NAME_WITH_MORE"),
        ("Kamal Hossain - Group Leader", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain 01700-000123", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain (2)", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain*", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain (DMP)", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain (Traffic)", "Kamal Hossain", "NAME_WITH_MORE"),
        ("কামাল হোসেন (নিঃ)", "কামাল হোসেন", "NAME_WITH_MORE"),
        ("Kamal Hossain (A)", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain BP 9900800001", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain & Rahim Mia", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Chief Guest: Kamal Hossain", "Kamal Hossain", "NAME_WITH_MORE_BEFORE"),
        ("Kamal Hossain Kotwali Thana", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain, Khulna", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Bhuiyan, Kamal", "Kamal Bhuiyan", "NAME_WITH_MORE"),
        ("Driver Kamal Hossain", "Kamal Hossain", "NAME_WITH_MORE_BEFORE"),
        ("মৃত কামাল হোসেন", "কামাল হোসেন", "NAME_WITH_MORE_BEFORE"),
        ("EX Kamal Hossain", "Kamal Hossain", "NAME_WITH_MORE_BEFORE"),
        ("Supervisor: Kamal Hossain", "Kamal Hossain", "NAME_WITH_MORE_BEFORE"),
        ("Kamal Hossain i/c", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain under suspension", "Kamal Hossain", "NAME_WITH_ABSENCE"),
        ("Kamal Hossain [Verified]", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Kamal Hossain w/ driver", "Kamal Hossain", "NAME_WITH_MORE"),
        ("Ex-SI Kamal Hossain", "Kamal Hossain", "NAME_WITH_MORE_BEFORE"),
        ("SI (Tajhat) Kamal Hossain", "Kamal Hossain", "NAME_WITH_MORE_BEFORE"),
        ("Captain Kamal Hossain", "Kamal Hossain", "NAME_PERHAPS_WITH_MORE"),
        ("S. I. Tutul", "Tutul", "NAME_PERHAPS_WITH_MORE"),
        ("Si Thowai Marma", "Thowai Marma", "NAME_PERHAPS_WITH_MORE"),
    ],
)
def test_what_comes_beside_a_name_is_asked_with_the_name_without_it(text, bare, code):
    found, codes = read(text)
    assert ((found.name_en or found.name_bn), codes.get(code)) == (bare, bare)


@pytest.mark.parametrize(
    "text",
    [
        "Jamila Begum (Jui)", "জামিলা বেগম (জুঁই)", "MD. JAMIL KHAN (TITU)", "Bimal Nayek", "Shila Sen", "Harun Or Rashid", "Any Akter",
        "Nil Ratan Das", "P.C. Sarkar", "S.M. Karim", "A K M Karim", "U Mong Prue", "Abdullah Al - Mamun", "Karim alias Bablu",
        "Bhola Nath Das",
    ],
)  # fmt: skip
def test_real_names_that_look_like_more_stay_whole(text):
    found, codes = read(text)
    assert ((found.name_en or found.name_bn), found.rank, set(codes) - {"NAME_PREFIX"}) == (text, "", set())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vacant", "NAME_SAYS_NOTHING"), ("Loading…", "NAME_SAYS_NOTHING"), ("পদ শূন্য", "NAME_SAYS_NOTHING"), ("TBC", "NAME_SAYS_NOTHING"),
        ("To be nominated", "NAME_SAYS_NOTHING"), ("to be sent by the unit", "NAME_SAYS_NOTHING"), ("As per list", "NAME_SAYS_NOTHING"),
        ("Not yet known", "NAME_SAYS_NOTHING"), ("same as above", "NAME_SAYS_NOTHING"), ("All officers", "NAME_SAYS_NOTHING"),
        ("Participant 3", "NAME_SAYS_NOTHING"), ("12345", "NAME_SAYS_NOTHING"), ("পরে জানানো হবে", "NAME_SAYS_NOTHING"),
        ("মনোনয়ন প্রক্রিয়াধীন", "NAME_SAYS_NOTHING"), ("SI (vacant)", "NAME_SAYS_NOTHING"),
        ("Total", "NAME_SAYS_NOTHING"), ("ঐ", "NAME_SAYS_NOTHING"), ("একজন এসআই", "NAME_SAYS_NOTHING"),
        ("Nominee from DMP", "NAME_SAYS_NOTHING"),
        ("Officer in Charge", "NAME_IS_A_RANK"), ("অফিসার ইনচার্জ", "NAME_IS_A_RANK"), ("OC, Kotwali", "NAME_IS_A_RANK"),
        ("OC Dumuria", "NAME_IS_A_RANK"), ("ওসি ডুমুরিয়া", "NAME_IS_A_RANK"), ("xxxx", "NAME_SAYS_NOTHING"),
        ("Two constables", "NAME_SAYS_NOTHING"),
        ("5 constables", "NAME_IS_A_RANK"), ("অজ্ঞাত", "NAME_SAYS_NOTHING"),
        ("পুলিশ সুপার, খুলনা", "NAME_IS_A_RANK"), ("Constable/1234", "NAME_IS_A_RANK"),
        ("Khulna District Police", "NAME_IS_A_UNIT"), ("কোতোয়ালী মডেল থানা", "NAME_IS_A_UNIT"), ("Khulna", "NAME_IS_A_UNIT"),
        ("RAB", "NAME_IS_A_UNIT"),
    ],
)  # fmt: skip
def test_a_text_that_names_no_person_is_not_taken(text, code):
    found, codes = read(text)
    assert (found.name_en, found.name_bn, set(codes)) == (None, None, {code})
