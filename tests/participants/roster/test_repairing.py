"""UTF-8 that was read as ANSI is undone exactly, shown before and after, and never taken for an old font."""

import pytest

from participants.roster.base.legacy import is_bijoy_text
from participants.roster.base.repairing import is_beyond_repair, repaired
from participants.roster.layout.headers import lay_out
from tests.participants.roster.files import codes, one, workbook
from tests.programmes.workbooks.files import HEADINGS, OFFICER

NAMES = [
    "শাহানা পারভীন",
    "ঠাকুর চন্দ্র বর্মণ",
    "মোঃ (Md.) রফিকুল",
    "Sabina D’Rozario",
    "René Gomès",
    "A – B",
    "“Raju”",
    "৯৯০০৫০০০৭৭",
]


def spoilt(text, times=1, *, encoding="cp1252"):
    """Returns the text as it looks after its UTF-8 was read as ANSI: undefined bytes stay as they are."""
    for _time in range(times):
        letters = (bytes((byte,)).decode(encoding, errors="ignore") or chr(byte) for byte in text.encode())
        text = "".join(letters)
    return text


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("text", NAMES)
def test_it_is_undone_exactly(text, times, encoding):
    assert repaired(spoilt(text, times, encoding=encoding)) == text


@pytest.mark.parametrize("times", [1, 2])
def test_hard_spaces_that_became_plain_ones_are_known(times):
    text = "ঠাকুর ঠিকাদার"
    assert repaired(spoilt(text, times).replace("\u00a0", " ").strip()) == text


@pytest.mark.parametrize(
    "text", [*NAMES, "Ângela São José", "Ñandú", "à la carte", "Ã", "€ 5", "", "kvnvbv cvifxb", "cÖ‡KŠkjx"]
)
def test_right_text_is_never_changed(text):
    assert repaired(text) is None
    assert not is_beyond_repair(text)


def test_in_an_old_font_only_bangla_is_proof():
    assert repaired("Ã‡") == "Ç"
    assert repaired("Ã‡", "SutonnyMJ") is None
    assert repaired(spoilt("শাহানা"), "SutonnyMJ") == "শাহানা"


def test_where_letters_were_lost_nobody_guesses():
    lost = spoilt("খাতুন পারভীন").replace("\x81", "?")
    assert repaired(lost) is None
    assert is_beyond_repair(lost)


@pytest.mark.parametrize(
    "text", [spoilt("শাহানা পারভীন"), spoilt("খাতুন পারভীন").replace("\x81", ""), spoilt("Sabina D’Rozario")]
)
@pytest.mark.parametrize("font", [None, "SutonnyMJ"])
def test_it_is_never_taken_for_an_old_font(text, font):
    assert not is_bijoy_text(text, font)


def test_a_repaired_name_is_shown_before_and_after_and_waits_to_be_confirmed(reference):
    row = one(reference, name=spoilt("শাহানা পারভীন"))
    assert (row.outcome, row.values["name_bn"]) == ("new", "শাহানা পারভীন")
    assert row.conversions == [("name", spoilt("শাহানা পারভীন"), "শাহানা পারভীন")]
    assert "TEXT_REPAIRED" in codes(row)


def test_a_name_beyond_repair_waits(reference):
    row = one(reference, name=spoilt("খাতুন পারভীন").replace("\x81", ""))
    assert row.outcome == "review"
    assert "TEXT_BEYOND_REPAIR" in codes(row)


def test_headings_units_and_numbers_are_repaired_too(reference):
    headings = [spoilt(text) for text in ("ক্রমিক", "নাম", "পদবি", "বিপি নং", "কর্মস্থল", "জেলা", "মোবাইল")]
    officer = [*OFFICER[:3], spoilt("৯৯০০৫০০০৭৭"), spoilt("খুলনা জেলা পুলিশ"), "", ""]
    layout = lay_out(workbook(headings, officer), reference)
    assert set(layout.columns.values()) == set(lay_out(workbook(HEADINGS, OFFICER), reference).columns.values())
    assert list(layout.headings.values())[1] == "নাম"
    row = one(reference, number=spoilt("৯৯০০৫০০০৭৭"), unit=spoilt("খুলনা জেলা পুলিশ"))
    assert (row.values["service_number"], row.values["unit"]) == (
        "9900500077",
        one(reference, unit="খুলনা জেলা পুলিশ").values["unit"],
    )
