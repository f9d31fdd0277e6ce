import pytest

from participants.roster.base.text import clean, digits_of, is_placeholder, key
from programmes.workbooks.cell_text import as_text


def cleaned(text, **settings):
    text, problems = clean(text, "name", **settings)
    return text, {item.code for item in problems}


def test_plain_text_passes_untouched():
    assert cleaned("Md. Karim Uddin") == ("Md. Karim Uddin", set())
    assert cleaned("মোঃ করিম উদ্দিন") == ("মোঃ করিম উদ্দিন", set())


def test_letters_of_two_codes_become_one_form():
    composed, decomposed = "\u09df", "\u09af\u09bc"
    assert cleaned(composed)[0] == cleaned(decomposed)[0] == decomposed
    assert cleaned("ক\u09c7\u09be")[0] == "ক\u09cb"


@pytest.mark.parametrize("text", ["  Karim ", "Karim\t", "Ka\u00a0rim", "Ka  rim", "Ka\nrim", "\u2003Karim"])
def test_all_kinds_of_spaces_become_single_ones(text):
    found, codes = cleaned(text)
    assert found in ("Karim", "Ka rim")
    assert codes <= {"TRAILING_SPACE"}


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e"])
def test_invisible_characters_are_left_out(mark):
    assert cleaned(f"{mark}Ka{mark}rim{mark}") == ("Karim", {"ZERO_WIDTH"})


@pytest.mark.parametrize("mark", ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2069"])
def test_signs_that_turn_the_direction_are_rejected(mark):
    assert cleaned(f"Ka{mark}rim") == ("Karim", {"TEXT_DIRECTION"})


def test_joiners_stay_where_bangla_needs_them():
    assert cleaned("র\u200d্যাব") == ("র\u200d্যাব", set())
    assert cleaned("উদ্\u200cযাপন") == ("উদ্\u200cযাপন", set())


def test_joiners_at_the_ends_of_words_go():
    assert cleaned("নাজমা\u200d খাতুন\u200c") == ("নাজমা খাতুন", {"ZERO_WIDTH"})
    assert cleaned("Ka\u200drim") == ("Karim", {"ZERO_WIDTH"})


def test_joiners_inside_a_word_are_left_for_the_reader_of_names_or_go():
    assert cleaned("র\u200dহিম") == ("র\u200dহিম", set())
    assert cleaned("র\u200dহিম", keep_joiners=False) == ("রহিম", {"ZERO_WIDTH"})


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f"])
def test_control_characters_are_left_out_and_told(letter):
    assert cleaned(f"Ka{letter}rim") == ("Karim", {"CONTROL_CHARACTERS"})


def test_what_could_not_be_read_waits_for_a_person():
    assert cleaned("Ka\ufffdrim") == ("Karim", {"UNREADABLE_CHARACTERS"})


@pytest.mark.parametrize("letter", ["\ue000", "\U0010ffff", "\ud800"])
def test_private_characters_wait_for_a_person(letter):
    assert cleaned(f"Ka{letter}rim") == ("Karim", {"PRIVATE_CHARACTERS"})


def test_stacked_marks_wait_for_a_person():
    assert cleaned("Ka" + "\u0301" * 8)[1] == {"STACKED_MARKS"}
    assert cleaned("র্স্ত্র্যোঁ")[1] == set()


@pytest.mark.parametrize("text", ["#N/A", "#REF!", " #VALUE! ", "#####"])
def test_error_cells_are_empty_and_told(text):
    assert cleaned(text) == ("", {"CELL_SHOWS_AN_ERROR"})


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "'=1+1"])
def test_formulas_are_empty_and_told(text):
    assert cleaned(text) == ("", {"FORMULA_WITHOUT_VALUE"})


def test_our_own_apostrophe_is_taken_off_again():
    assert cleaned("'+Karim")[0] == "+Karim"
    assert cleaned("'=1+1") == ("", {"FORMULA_WITHOUT_VALUE"})


@pytest.mark.parametrize("text", ["-", "—", "N/A", "n.a.", "TBA", "null", "Nil", "প্রযোজ্য নয়", "নাই", "...", "??"])
def test_words_for_nothing_are_nothing(text):
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["", "Nazma", "NAME", "নাহিদ", "0"])
def test_words_for_something_are_something(text):
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "TRUE"), (12.0, "12"), (1.5, "1.5"), (9900100001.0, "9900100001"), (1e300, "1e+300")],
)
def test_values_become_the_text_that_was_typed(value, text):
    assert as_text(value) == text


def test_keys_forget_what_spellings_differ_in():
    assert key("S.I") == key("s i") == "si"
    assert key("এ, এস, আই") == key("এএসআই")
    assert key("অতিঃ পুলিশ সুপার") == key("অতি. পুলিশ-সুপার")


def test_digits_are_read_in_any_form():
    assert digits_of("০১৭\u200b ১২") == ("017 12", True)
    assert digits_of("\u202a+88017\u202c") == ("+88017", False)
    assert digits_of("０１７") == ("017", False)
