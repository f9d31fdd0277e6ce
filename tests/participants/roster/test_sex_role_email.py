import pytest

from participants.roster.cells.values import role, sex
from tests.participants.roster.files import checked, codes
from tests.programmes.workbooks.files import HEADINGS, OFFICER


@pytest.mark.parametrize("text", ["Female", "F", "woman", "মহিলা", "নারী", "Female / মহিলা"])
def test_words_for_a_woman(text):
    assert sex(text) == ("female", [])


@pytest.mark.parametrize("text", ["Male", "M", "MAN", "পুরুষ", "পুং", "Male / পুরুষ"])
def test_words_for_a_man(text):
    assert sex(text) == ("male", [])


@pytest.mark.parametrize("text", ["x", "Male/Female", "হ্যাঁ"])
def test_other_words_wait(text):
    found, (item,) = sex(text)
    assert (found, item.code) == (None, "SEX_UNKNOWN")


def test_sex_is_never_derived_from_a_name_or_a_form_of_address(reference):
    (row,) = checked(reference, ["1", "Mrs. Salma Khatun", *OFFICER[2:]])
    assert "sex" not in row.values
    (row,) = checked(reference, ["1", "Mrs. Salma Khatun", *OFFICER[2:], None], headings=[*HEADINGS, "Sex"])
    assert row.values.get("sex") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("Resource Person", "resource_person"), ("রিসোর্স পার্সন", "resource_person"), ("Trainer", "trainer"), ("প্রশিক্ষক", "trainer"),
     ("চালক", "support"), ("আয়োজক", "organiser"), ("Participant", None), ("প্রশিক্ষণার্থী", None), ("", None)],
)  # fmt: skip
def test_those_who_are_no_participants_are_reported(text, found):
    assert role(text) == found


def test_a_remark_counts_only_when_it_is_nothing_but_the_role():
    assert role("রিসোর্স পার্সন", is_remark=True) == "resource_person"
    assert role("Trainer of the ToT in 2023", is_remark=True) is None
    assert role("Trainer (lead)") == "trainer"


def test_a_resource_person_takes_no_seat(reference):
    (row,) = checked(reference, [*OFFICER, "Resource person"], headings=[*HEADINGS, "Remarks"])
    assert (row.outcome, row.values["role_hint"], row.is_participant) == ("new", "resource_person", False)


@pytest.mark.parametrize(
    ("text", "email", "said"),
    [
        ("Karim@Example.org", "karim@example.org", set()),
        ("a@example.org; b@example.org", "a@example.org", set()),
        ("mailto:a@example.org", "a@example.org", set()),
        ("karim@", None, {"EMAIL_NOT_UNDERSTOOD"}),
        ("a@b..org", None, {"EMAIL_NOT_UNDERSTOOD"}),
        ("-", None, set()),
    ],
)
def test_addresses_are_read_or_left_out_and_told(reference, text, email, said):
    (row,) = checked(reference, [*OFFICER, text], headings=[*HEADINGS, "E-mail"])
    assert (row.values.get("email"), codes(row), row.outcome) == (email, said, "new")
