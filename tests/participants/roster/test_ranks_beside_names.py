"""Every rank in every place beside a name leaves exactly the name; every name of our pools alone stays whole."""

import csv
import itertools
import random
from pathlib import Path

import pytest

import participants
from participants.roster.base.rows import RawRow
from participants.roster.cells.name_words import kind_of, name_words
from participants.roster.cells.names import name
from participants.roster.cells.values import parse_row
from programmes.workbooks.sheets import Cell

DATA = Path(participants.__file__).parent / "data"
QUIET = {"NAME_PREFIX", "NAME_PREFIX_VARIANT"}
RANKS = {
    "roman": [
        ("Constable", "CONST"), ("Const/1234", "CONST"), ("Lady Constable", "CONST"), ("Nayek", "NAYEK"), ("ASI", "ASI"), ("ATSI", "ASI"),
        ("SI", "SI"), ("Sub-Inspector", "SI"), ("Sergeant", "SI"), ("Inspector", "INSP"), ("Insp.", "INSP"), ("Police Inspector", "INSP"),
        ("Inspector (Unarmed)", "INSP"), ("ASP", "ASP"), ("Sr. ASP", "SR_ASP"), ("Addl. SP", "ADDL_SP"),
        ("Additional SP (Crime)", "ADDL_SP"), ("Superintendent of Police", "SP"), ("Addl. DIG", "ADDL_DIG"), ("DIG", "DIG"),
    ],
    "bangla": [
        ("কনস্টেবল", "CONST"), ("কং/১২৩", "CONST"), ("নারী কনস্টেবল", "CONST"), ("নায়েক", "NAYEK"), ("এএসআই", "ASI"), ("এএসআই (নিঃ)", "ASI"),
        ("এসআই", "SI"), ("এসআই (নিঃ)", "SI"), ("উপ-পরিদর্শক", "SI"), ("সার্জেন্ট", "SI"), ("পুলিশ পরিদর্শক", "INSP"), ("ইন্সপেক্টর", "INSP"),
        ("পুলিশ পরিদর্শক (তদন্ত)", "INSP"), ("এএসপি", "ASP"), ("সহকারী পুলিশ সুপার", "ASP"), ("সিনিঃ সহকারী পুলিশ সুপার", "SR_ASP"),
        ("অতিঃ পুলিশ সুপার", "ADDL_SP"), ("পুলিশ সুপার", "SP"), ("অতিরিক্ত ডিআইজি", "ADDL_DIG"), ("ডিআইজি", "DIG"),
    ],
}  # fmt: skip
PLACES = [
    "{0} {1}",
    "{0}, {1}",
    "{0}- {1}",
    "{0}\n{1}",
    "{1} {0}",
    "{1}, {0}",
    "{1} - {0}",
    "{1}\n{0}",
    "{1} ({0})",
    "{1}/{0}",
    "Mr. {0} {1}",
]
# A family name, where nothing separates it from the name.
SURNAMES_TOO = {("Nayek", "{1} {0}"), ("নায়েক", "{1} {0}")}


def pool(*files):
    rows = []
    for file_name in files:
        with (DATA / file_name).open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


GIVEN, FAMILY, PREFIXES = pool("given_male.csv", "given_female.csv"), pool("family.csv"), pool("prefixes.csv")


def full_names(script, count, seed):
    chance = random.Random(seed)  # noqa: S311 -- the same names each time
    for _number in range(count):
        prefix = f"{chance.choice(PREFIXES)[script]} " if chance.random() < 0.4 else ""
        yield f"{prefix}{chance.choice(GIVEN)[script]} {chance.choice(FAMILY)[script]}"


@pytest.mark.parametrize("script", ["roman", "bangla"])
def test_ten_thousand_names_of_our_pools_stay_whole_without_a_question(script):
    at = 0 if script == "roman" else 1
    for text in full_names(script, 10_000, seed=7):
        found, problems = name(text)
        assert (found[at], found.rank, found.title, found.honours) == (text, "", "", "")
        assert {one.code for one in problems} <= QUIET, text


@pytest.mark.parametrize("script", ["roman", "bangla"])
def test_each_word_of_our_pools_stays_whole_in_each_place(script):
    at, other = (0, "Rahima") if script == "roman" else (1, "রহিমা")
    words = {row[script] for row in (*GIVEN, *FAMILY)} | {
        word for row in (*GIVEN, *FAMILY) for word in row["variants"].split("|") if script == "roman" and word
    }
    for word, place in itertools.product(words, ("{0} {1}", "{1} {0}", "{1} ({0})")):
        if place.endswith(")") and len(word.split(" ")) > 2:
            # No nickname.
            continue
        text = place.format(word, other)
        found, problems = name(text)
        assert (found[at], {one.code for one in problems} <= QUIET) == (text, True), text


def test_no_word_of_names_is_among_the_words_that_come_beside_them():
    assert {word for word in name_words() if kind_of(word)} == set()


@pytest.mark.parametrize("script", ["roman", "bangla"])
@pytest.mark.parametrize("place", PLACES)
def test_a_rank_in_any_place_leaves_exactly_the_name_and_becomes_the_rank(reference, script, place):
    field = "name_en" if script == "roman" else "name_bn"
    names = list(full_names(script, 6, seed=PLACES.index(place)))
    for (rank, code), text in itertools.product(RANKS[script], names):
        if (rank, place) in SURNAMES_TOO:
            continue
        cell = place.format(rank, text)
        values, problems = parse_row(RawRow(0, {"name": Cell(cell)}, []), reference, {})
        assert (values[field], values.get("rank")) == (text, code), cell
        assert {one.code for one in problems} <= {*QUIET, "RANK_FROM_NAME", "NAME_TITLE"}, cell


def test_a_rank_in_the_other_script_is_taken_out_too(reference):
    for cell in ("SI রহিমা খাতুন", "রহিমা খাতুন (SI)", "এসআই Rahima Khatun", "Rahima Khatun, এসআই"):
        values, _problems = parse_row(RawRow(0, {"name": Cell(cell)}, []), reference, {})
        assert (values["name_en"] or values["name_bn"], values["rank"]) in [("রহিমা খাতুন", "SI"), ("Rahima Khatun", "SI")]


def row(reference, cell, **others):
    cells = {field: Cell(text) for field, text in others.items()}
    values, problems = parse_row(RawRow(0, {"name": Cell(cell), **cells}, []), reference, {})
    return values, {one.code: one for one in problems}


def test_the_rank_beside_the_name_fills_an_empty_cell_and_is_reported(reference):
    values, problems = row(reference, "SI Rahima Khatun", rank="")
    assert values["rank"] == "SI"
    assert problems["RANK_FROM_NAME"].message == "“SI” was moved from the name to the rank: Sub-Inspector."


def test_the_rank_beside_the_name_agrees_with_the_column_or_a_person_decides(reference):
    values, problems = row(reference, "SI Rahima Khatun", rank="Sub-Inspector")
    assert (values["rank"], set(problems)) == ("SI", set())
    values, problems = row(reference, "SI Rahima Khatun", rank="Inspector")
    assert (values["rank"], problems["RANK_UNLIKE_NAME"].severity) == ("INSP", "review")
    assert problems["RANK_UNLIKE_NAME"].message == "The name says “SI”, but the column of ranks says Inspector."


def test_a_post_beside_the_name_becomes_the_designation_and_its_usual_rank(reference):
    values, problems = row(reference, "Rahima Khatun, OC Kotwali")
    assert (values["name_en"], values["rank"], values["designation"]) == ("Rahima Khatun", "INSP", "OC Kotwali")
    assert set(problems) == {"RANK_FROM_POST", "POST_FROM_NAME"}
    # An SI may be the officer in charge for a time: the column counts.
    values, problems = row(reference, "Rahima Khatun, OC Kotwali", rank="SI")
    assert (values["rank"], "RANK_UNLIKE_NAME" in problems) == ("SI", False)


def test_the_place_of_a_post_goes_with_it(reference):
    for cell in ("Rahima Khatun\nOfficer in Charge\nKotwali Thana", "Rahima Khatun, Officer in Charge, Kotwali Thana"):
        values, _problems = row(reference, cell)
        assert (values["name_en"], values["designation"]) == ("Rahima Khatun", "Officer in Charge, Kotwali Thana")


def test_a_post_beside_the_name_does_not_replace_the_designation(reference):
    values, problems = row(reference, "Rahima Khatun, OC Kotwali", designation="Trainer")
    assert (values["name_en"], values["designation"], values["rank"]) == ("Rahima Khatun", "Trainer", "INSP")
    assert set(problems) == {"RANK_FROM_POST", "POST_BESIDE_NAME"}
    values, problems = row(reference, "Rahima Khatun, OC Kotwali", designation="")
    assert (values["designation"], "POST_FROM_NAME" in problems) == ("OC Kotwali", True)


def test_a_rank_that_depends_on_the_unit_is_decided_by_it(reference):
    values, _problems = row(reference, "Rahima Khatun, Commissioner", unit="KMP")
    assert values["rank"] == "DIG"


def test_an_unknown_rank_beside_a_name_leaves_the_name_and_is_asked(reference):
    values, problems = row(reference, "Head Constable Rahima Khatun")
    assert (values["name_en"], values["rank"], problems["RANK_UNKNOWN"].suggestion) == ("Rahima Khatun", None, "CONST")


def test_initials_that_may_be_a_rank_stay_where_a_person_typed_them(reference):
    listed = RawRow(0, {"name": Cell("S.I. Tutul")}, [])
    assert parse_row(listed, reference, {})[0]["name_en"] == "Tutul"
    values, problems = parse_row(listed.with_edits({"name": "S. I. Tutul"}), reference, {})
    assert (values["name_en"], values.get("rank"), problems) == ("S. I. Tutul", None, [])


@pytest.mark.parametrize(
    ("text", "person", "rank"),
    [
        ("এসআই/নিঃ কামাল হোসেন", "কামাল হোসেন", "এসআই (নিঃ)"),
        ("কামাল হোসেন, এসআই/সশস্ত্র", "কামাল হোসেন", "এসআই (সশস্ত্র)"),
        ("SI/Unarmed Kamal Hossain", "Kamal Hossain", "SI (Unarmed)"),
        ("SI (Nirastra) Kamal Hossain", "Kamal Hossain", "SI (Nirastra)"),
        ("W/Const Rahima Khatun", "Rahima Khatun", "Woman Const"),
        ("W/ Const. Rahima Khatun", "Rahima Khatun", "Woman Const."),
    ],
)
def test_a_slash_within_a_rank_does_not_end_it(text, person, rank):
    found, problems = name(text, "name")
    assert (found.name_bn or found.name_en, found.rank) == (person, rank)
    assert [one for one in problems if one.severity == "review"] == []
