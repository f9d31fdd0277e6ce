"""Choosing rows of the matrix: links with counts, and nothing but known values."""

from dataclasses import replace

import pytest

from reports.matrix.filters import chosen, chosen_rows, facets, in_words, query_of
from reports.matrix.matrix import matrix
from tests.reports.threads import answers, consultation, finding, module


@pytest.fixture
def whole(programme):
    """Three findings: a gap on trust from Khulna, a challenge on trust, an answered recommendation on media."""
    finding(programme, "one", at=consultation(programme))
    finding(programme, "two", kind="challenge", state="accepted")
    answers(finding(programme, "three", kind="recommendation", theme="media"), module())
    return matrix(programme)


def texts(shown):
    return [row.finding.text_en for row in shown.rows]


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ({}, ["one", "two", "three"]),
        ({"theme": "trust"}, ["one", "two"]),
        ({"kind": "recommendation"}, ["three"]),
        ({"state": "accepted"}, ["two"]),
        ({"show": "gaps"}, ["one", "two"]),
        ({"theme": "trust", "kind": "challenge"}, ["two"]),
    ],
)
def test_a_choice_leaves_the_rows_that_fit(whole, choice, left):
    assert texts(chosen_rows(whole, choice)) == left


def test_rows_can_be_chosen_by_where_they_came_up(whole):
    (workshop,) = whole.consultations
    assert texts(chosen_rows(whole, chosen({"consultation": str(workshop)}, whole))) == ["one"]


def test_what_nobody_knows_chooses_nothing(whole):
    asked = {"theme": "x'; drop", "consultation": "0", "kind": "", "page": "2"}
    assert chosen(asked, whole) == {}


def test_each_link_says_how_many_rows_it_leaves_beside_the_other_filters(whole):
    kinds = next(facet for facet in facets(whole, {"theme": "trust"}) if facet.key == "kind")
    assert [(option.label, option.count, option.query) for option in kinds.options] == [
        ("Gap", 1, "?theme=trust&kind=gap"),
        ("Challenge", 1, "?theme=trust&kind=challenge"),
    ]


def test_the_chosen_value_leads_back_to_all(whole):
    themes = next(facet for facet in facets(whole, {"theme": "media"}) if facet.key == "theme")
    chosen_one = next(option for option in themes.options if option.is_chosen)
    assert (themes.chosen, chosen_one.query, themes.query) == ("Media and public messages", "?", "?")


def test_a_choice_can_be_said_in_words(whole):
    assert in_words(whole, {"theme": "trust", "state": "open"}) == "Theme: Trust and legitimacy · State: Open"
    assert in_words(replace(whole, rows=()), {}) == ""


def test_a_query_carries_the_choice():
    assert query_of({"theme": "trust"}) == "?theme=trust"
