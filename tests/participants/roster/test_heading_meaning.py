"""A heading is read word by word: what the column holds, and whose, which or of what it is."""

import pytest

from participants.roster.base.bijoy import to_bijoy
from participants.roster.layout.heading_meaning import SURE
from participants.roster.layout.heading_words import field_of, meaning_of


def field_and_reason(text):
    meaning, _shown = meaning_of(text)
    clear = [field for field, sure in meaning.fields.items() if sure >= SURE - 0.06]
    return (clear[0] if clear else None), meaning.excluded


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Regimental No.", "service_number"),
        ("member's BP nr", "service_number"),
        ("B. P. No", "service_number"),
        ("বি.পি. নম্বর", "service_number"),
        ("Police ID #", "service_number"),
        ("officer/bp_number", "service_number"),
        ("sec_a.bp_no", "service_number"),
        ("Q12: BP number?", "service_number"),
        ("officerFullName", "name"),
        ("C3) Name of the trainee (in full)", "name"),
        ("Name (as it appears on the NID)", "name"),
        ("পাসপোর্ট অনুযায়ী নাম", "name"),
        ("BP No (as on the national ID)", "service_number"),
        ("Mobile no. (same as in the bank form)", "mobile"),
        ("Names of delegates", "name"),
        ("নাম ও র‍্যাংক", "name"),
        ("Rank & Name", "name"),
        ("আবেদনকারীর নাম", "name"),
        ("Name / Father's name", "name"),
        ("Given name(s)", "name_first"),
        ("Family name of the officer", "name_last"),
        ("Your name in English", "name_en"),
        ("Cellphone no.", "mobile"),
        ("ব্যক্তিগত মোবাইল নং", "mobile"),
        ("Name of the unit", "unit"),
        ("Officer's present posting", "unit"),
        ("Name of police station", "thana"),
        ("Name of district", "district"),
        ("Date of birth (dd-mm-yyyy)", "date_of_birth"),
        ("D.O.B.", "date_of_birth"),
        ("Date of joining (service)", "joined_on"),
        ("Date of first appointment", "joined_on"),
        ("Working unit", "unit"),
        ("B P No", "service_number"),
        ("বি পি নং", "service_number"),
        ("District/Unit", "unit"),
        ("S/N", "serial"),
        ("Permanent address", "home_district"),
    ],
)
def test_the_head_noun_says_the_field_however_it_is_dressed(heading, field):
    assert field_and_reason(heading) == (field, "")


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("National ID card no", "document"),
        ("এনআইডি নং", "document"),
        ("Passport number", "document"),
        ("Birth registration no.", "document"),
        ("e-TIN", "document"),
        ("Mother's name", "other_person"),
        ("Name (spouse)", "other_person"),
        ("পিতা/স্বামীর নাম", "other_person"),
        ("Name of recommending officer", "other_person"),
        ("supervisor/full_name", "other_person"),
        ("Controlling officer's BP No", "other_person"),
        ("Guardian's mobile", "other_person"),
        ("Emergency contact no", "other_person"),
        ("জরুরি যোগাযোগ নম্বর", "other_person"),
        ("Nominee", "other_person"),
        ("Sanctioning officer", "other_person"),
        ("তদন্তকারী কর্মকর্তার নাম", "other_person"),
        ("Filled in by", "other_person"),
        ("Resource person", "other_person"),
        ("Name of Partner / Institution", "other_person"),
        ("Telephone (off.)", "other_phone"),
        ("Home phone", "other_phone"),
        ("অফিসের ফোন", "other_phone"),
        ("Name of training", "other_thing"),
        ("কোর্সের নাম", "other_thing"),
        ("Bank A/C no", "other_thing"),
        ("Blood Gr.", "other_thing"),
        ("Roll No", "other_thing"),
        ("Unit code", "other_thing"),
        ("_uuid", "other_thing"),
        ("Date of joining (present post)", "other_date"),
        ("বর্তমান কর্মস্থলে যোগদানের তারিখ", "other_date"),
        ("Date of last promotion", "other_date"),
        ("Completion time", "other_date"),
    ],
)
def test_a_qualifier_that_names_another_person_or_thing_excludes_the_column(heading, reason):
    assert field_and_reason(heading) == (None, reason)


def test_an_old_font_changes_nothing():
    assert meaning_of(to_bijoy("মাতার নাম"))[0].excluded == "other_person"
    assert field_of(to_bijoy("মোবাইল নং")) == ("mobile", "মোবাইল নং")


def test_english_words_are_never_taken_for_an_old_font():
    assert meaning_of("_index")[1] == "_index"


@pytest.mark.parametrize("heading", ["ID", "ID No", "আইডি", "Staff code", "Participant ID", "BP/NID"])
def test_a_number_that_may_be_any_number_is_only_vaguely_the_service_number(heading):
    assert 0 < meaning_of(heading)[0].fields["service_number"] < 0.5


@pytest.mark.parametrize(
    ("heading", "field"), [("Serivce No", "service_number"), ("Offcier nmae", "name"), ("Moible", "mobile")]
)
def test_a_misspelt_heading_only_resembles_its_field(heading, field):
    meaning, _shown = meaning_of(heading)
    assert not meaning.is_spelt
    assert 0.5 < meaning.fields[field] < 0.85


def test_a_word_that_nobody_knows_makes_a_heading_less_sure():
    assert meaning_of("Name of Xyzzy")[0].fields["name"] < meaning_of("Name of officer")[0].fields["name"] - 0.2


def test_the_second_field_of_a_heading_is_known_too():
    assert "designation" in meaning_of("Name & designation")[0].also
