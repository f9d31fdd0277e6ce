"""What speaks for one person, what against, and how much."""

import pytest

from bench.labelled_pairs import Generator
from participants.identity import LIKELY, Description, Evidence, description_of, evidence_from_json, weigh

KNOWN = Description(
    service_number="9900512345",
    name_en="Md. Rezaul Talukder",
    name_bn="মোঃ রেজাউল তালুকদার",
    mobile="+8801712345678",
    rank="SI",
    unit="DMP",
    district="3026",
    sex="male",
    joined_on="2010-03-12",
)


def asked(**changes):
    return KNOWN._replace(**changes)


def codes(weighed):
    return {one.code for one in weighed.evidence}


def test_the_same_phone_and_the_name_in_the_other_script_are_one_person():
    row = Description(name_bn="মোহাম্মদ রেজাউল তালুকদার", mobile=KNOWN.mobile)
    weighed = weigh(row, Description(name_en=KNOWN.name_en, mobile=KNOWN.mobile))
    assert weighed.score > 0.9
    assert codes(weighed) == {"phone_same", "name_same_across"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("9900512345", "number_same"),
        ("9905012345", "number_swapped"),
        ("9900572345", "number_one_digit"),
        ("990051235", "number_one_digit"),
        ("99005123345", "number_one_digit"),
        ("9900999999", "number_other"),
    ],
)
def test_service_numbers_tell_how_they_differ(number, code):
    assert code in codes(weigh(KNOWN, asked(service_number=number)))


def test_neighbours_in_a_series_say_less_than_a_slip_elsewhere():
    slip, neighbour = (weigh(KNOWN, asked(service_number=number)) for number in ("9900712345", "9900512346"))
    assert slip.score > neighbour.score


def test_numbers_and_phones_given_out_in_one_row_are_no_slips():
    beside = asked(service_number="9900512445", mobile="+8801712345778", name_en="Md. Rezaul Haque", name_bn="")
    apart = beside._replace(mobile="+8801712345878")
    assert weigh(KNOWN, beside).score < LIKELY < weigh(KNOWN, apart).score


def test_in_one_intake_the_day_of_joining_says_nothing():
    namesake = asked(service_number="9900518761", mobile="+8801898765432")
    assert weigh(KNOWN, namesake).score < LIKELY
    assert weigh(KNOWN, namesake._replace(service_number="9777018761")).score > LIKELY


def test_a_slip_in_the_number_of_one_person_counts_in_an_intake_too():
    assert weigh(KNOWN, asked(service_number="9900512435")).score > 0.9


def test_a_mistyped_number_and_the_name_are_one_person_even_after_a_transfer():
    moved = asked(service_number="9900572345", unit="CMP", district="2015", mobile="")
    assert weigh(KNOWN, moved).score > LIKELY


def test_a_namesake_with_another_number_is_not_asked_about():
    namesake = Description(
        service_number="9711400321",
        name_en=KNOWN.name_en,
        mobile="+8801911111111",
        unit="DMP",
        rank="CONST",
        sex="male",
    )
    assert weigh(KNOWN, namesake).score < LIKELY


def test_a_family_that_shares_a_phone_is_not_asked_about():
    wife = Description(service_number="9711400321", name_en="Mst. Shirin Akter", mobile=KNOWN.mobile, sex="female")
    assert weigh(KNOWN, wife).score < LIKELY


def test_two_women_of_one_name_are_more_telling_than_two_men():
    woman = weigh(asked(sex="female"), asked(sex="female", service_number="", mobile="", unit=""))
    man = weigh(KNOWN, asked(service_number="", mobile="", unit=""))
    assert woman.score > man.score


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2010-03-12", "joined_same"),
        ("2010-12-03", "joined_swapped"),
        ("2010-03-13", "joined_near"),
        ("2001-07-30", "joined_other"),
    ],
)
def test_days_of_joining_tell_how_they_differ(day, code):
    assert code in codes(weigh(KNOWN, asked(joined_on=day)))


def test_what_is_missing_says_nothing():
    assert weigh(Description(), KNOWN).evidence == ()
    assert weigh(Description(), Description()).score < 0.001


def test_it_does_not_matter_who_is_compared_with_whom():
    other = asked(name_en="Rejaul Talukdar", service_number="", unit="CMP")
    assert weigh(KNOWN, other).score == weigh(other, KNOWN).score


def test_what_cannot_reach_the_threshold_is_not_weighed_to_its_end():
    stranger = Description(
        service_number="9711400321", name_en="Md. Rezaul Talukder", mobile="+8801911111111", sex="female"
    )
    assert weigh(KNOWN, stranger, least=LIKELY) == (0.0, ())
    assert weigh(KNOWN, stranger).score < LIKELY


def test_nothing_that_speaks_for_one_person_is_called_another():
    for pair in Generator(seed=4).pairs(1_500):
        for one in weigh(pair.one, pair.other).evidence:
            assert one.speaks_for != one.code.endswith("_other"), one


def test_evidence_is_a_phrase_and_survives_storage():
    one = Evidence("phone_same", 14.0)
    assert (str(one), one.speaks_for) == ("the same phone", True)
    assert evidence_from_json(one.as_json()) == one


def test_the_strongest_evidence_comes_first():
    bits = [abs(one.bits) for one in weigh(KNOWN, asked(mobile="+8801712345679")).evidence]
    assert bits == sorted(bits, reverse=True)


def test_values_of_a_row_become_a_description():
    values = {"name_en": "Rezaul", "mobile": None, "role_hint": "trainer", "joined_on": "2010-03-12"}
    assert description_of(values) == Description(name_en="Rezaul", joined_on="2010-03-12")
