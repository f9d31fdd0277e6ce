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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # The number of the officer, the arms, the branch, the place: none of them changes the rank.
        ("Constable/4521", "CONST"), ("কনস্টেবল নং-৪৫২১", "CONST"), ("Const. 4521", "CONST"), ("কং/৪৫২", "CONST"), ("PC No. 45", "CONST"),
        ("মহিলা কনস্টেবল", "CONST"), ("Woman Constable", "CONST"), ("নায়েক নং ১২", "NAYEK"), ("এএসআই(নিঃ)-১২", "ASI"), ("মহিলা এএসআই", "ASI"),
        ("SI (TSI)", "SI"), ("Traffic Sergeant", "SI"), ("SI Kotwali Thana", "SI"), ("Sub-Inspector of Police (SI)", "SI"),
        ("Insp. (Unarmed)", "INSP"), ("সশস্ত্র পুলিশ পরিদর্শক", "INSP"), ("Court Inspector", "INSP"), ("কোর্ট পরিদর্শক", "INSP"),
        ("Inspector, OC Kotwali", "INSP"), ("A.S.P (Circle)", "ASP"), ("ASP Headquarters", "ASP"), ("শিক্ষানবিশ এএসপি", "ASP"),
        ("সিনিয়র এএসপি ফুলবাড়ী সার্কেল", "SR_ASP"), ("Addl. DIG of Range", "ADDL_DIG"), ("Deputy Inspector General", "DIG"),
        ("Addl SP (Crime & Ops)", "ADDL_SP"), ("Commissioner (DIG)", "DIG"),
    ],
)  # fmt: skip
def test_what_belongs_to_a_rank_does_not_hide_it(reference, text, code):
    assert read(text, reference) == (code, {})


@pytest.mark.parametrize(
    ("text", "code"), [("সহকারি পুলিশ সুপার (সদর)", "ASP"), ("সহকারি উপ-পরিদর্শক", "ASI"), ("Assistant Sub-Inspektor", None)]
)
def test_a_spelling_that_sounds_the_same_is_read_and_another_one_is_asked(reference, text, code):
    assert read(text, reference)[0] == code


@pytest.mark.parametrize(
    "text",
    [
        "SP's driver",
        "SP office assistant",
        "Head Constable",
        "Assistant Inspector",
        "DSP",
        "Ex-SI",
        "Inspector Karim",
        "Driver",
        "Traffic",
    ],
)
def test_other_words_beside_a_rank_are_asked_and_never_dropped(reference, text):
    code, codes = read(text, reference)
    assert (code, set(codes)) == (None, {"RANK_UNKNOWN"})


@pytest.mark.parametrize(
    "text", ["SI/ASI", "Inspector or SP", "SP (Addl. DIG)", "Duty officer", "ফাঁড়ি ইনচার্জ", "তদন্তকারী কর্মকর্তা"]
)
def test_two_ranks_and_posts_of_several_ranks_are_asked(reference, text):
    code, codes = read(text, reference)
    assert (code, bool(codes.keys() & {"RANK_AMBIGUOUS", "RANK_UNKNOWN"})) == (None, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DIO-1", "INSP"),
        ("ডিআইও-১", "INSP"),
        ("OC Kotwali", "INSP"),
        ("ওসি (তদন্ত)", "INSP"),
        ("Second Officer", "SI"),
        ("RO-1", "INSP"),
    ],
)
def test_posts_of_the_list_give_their_usual_rank(reference, text, code):
    assert read(text, reference) == (code, {"RANK_FROM_POST": None})


@pytest.mark.parametrize("text", ["OC", "ওসি", "Officer-in-Charge", "RI", "TI-1"])
def test_a_post_gives_its_usual_rank_and_is_reported(reference, text):
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
