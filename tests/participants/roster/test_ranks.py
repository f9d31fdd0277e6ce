import pytest

from participants.roster.base.text import clean
from participants.roster.cells.ranks import rank


def read(text, reference, unit=None):
    code, problems = rank(clean(text, "rank")[0], reference, unit=unit)
    return code, {item.code: item.suggestion for item in problems}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SI", "SI"), ("S.I", "SI"), ("S. I.", "SI"), ("এসআই", "SI"), ("এস আই", "SI"), ("এস,আই", "SI"),
        ("এসআই (নিঃ)", "SI"),
        ("Sub Inspector", "SI"), ("Sub-Inspector", "SI"), ("উপ-পরিদর্শক", "SI"), ("সার্জেন্ট", "SI"),
        ("SI of Police", "SI"),
        ("এ, এস, আই", "ASI"), ("A.S.I", "ASI"), ("সহকারী উপ-পরিদর্শক", "ASI"),
        ("Inspr.", "INSP"), ("Insp", "INSP"), ("পুলিশ পরিদর্শক (নিরস্ত্র)", "INSP"), ("ইন্সপেক্টর (তদন্ত)", "INSP"),
        ("Inspector (Investigation)", "INSP"), ("Police Inspector", "INSP"), ("Inspector / পরিদর্শক", "INSP"),
        ("এএসপি", "ASP"), ("সহকারী পুলিশ সুপার", "ASP"), ("সহকারী পুলিশ কমিশনার (ট্রাফিক)", "ASP"),
        ("Sr. ASP", "SR_ASP"),
        ("Addl SP", "ADDL_SP"), ("Addl. S.P.", "ADDL_SP"), ("অতিঃ পুলিশ সুপার", "ADDL_SP"), ("ADC", "ADDL_SP"),
        ("SP", "SP"), ("AIG", "SP"), ("Deputy Commissioner (DC)", "SP"), ("পুলিশ সুপার", "SP"),
        ("ডিআইজি", "DIG"), ("Constable", "CONST"),
        ("কং", "CONST"), ("Nk", "NAYEK"), ("আইজিপি", "IGP"),
    ],
)  # fmt: skip
def test_a_rank_is_read_in_every_form(reference, text, code):
    assert read(text, reference) == (code, {})


@pytest.mark.parametrize(
    ("text", "code"), [("সিনিঃ এএসপি", "SR_ASP"), ("Add. SP", "ADDL_SP"), ("Sr. Asst. Supdt. of Police", "SR_ASP")]
)
def test_a_shortened_rank_is_read_and_told(reference, text, code):
    assert read(text, reference) == (code, {"RANK_ABBREV": None})


@pytest.mark.parametrize("text", ["OC", "ওসি", "Officer-in-Charge", "RI", "TI-1"])
def test_a_post_gives_its_usual_rank_and_is_told(reference, text):
    assert read(text, reference) == ("INSP", {"RANK_FROM_POST": None})


def test_a_commissioner_is_another_rank_in_dhaka_than_elsewhere(reference):
    assert read("Commissioner", reference, unit="DMP")[0] == "ADDL_IGP"
    assert read("কমিশনার", reference, unit="KMP")[0] == "DIG"
    assert read("Commissioner", reference) == (None, {"RANK_AMBIGUOUS": None})


def test_converted_english_is_offered(reference):
    assert read("ওহংঢ়বপঃড়ৎ", reference) == (None, {"REVERSE_MOJIBAKE": "INSP"})


@pytest.mark.parametrize(("text", "suggestion"), [("Constble", "CONST"), ("প্রোগ্রাম অফিসার", None)])
def test_an_unknown_rank_waits_with_the_nearest_one_offered(reference, text, suggestion):
    assert read(text, reference) == (None, {"RANK_UNKNOWN": suggestion})


def test_the_offer_is_a_question_with_a_name(reference):
    _code, (item,) = rank("Constble", reference)
    assert (item.message, item.offer) == ("No rank of this name: “Constble”.", "Did you mean Constable?")


def test_every_rank_in_our_own_form_is_read(reference):
    for fact in reference.ranks.values():
        assert rank(f"{fact.name_en} / {fact.name_bn}", reference) == (fact.code, [])
