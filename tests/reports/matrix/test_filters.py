"""Choosing rows of the matrix: links with counts, and nothing but known values."""

import pytest

from programmes.models import FindingSource
from reports.matrix.filters import Counts, chosen, count, in_words, query_of
from reports.matrix.filters import facets as facets_of
from reports.matrix.matrix import consultations_of, findings_of
from reports.matrix.page import choose
from tests.factories import ProgrammeFactory
from tests.reports.threads import answers, consultation, finding, module


@pytest.fixture
def whole(programme):
    """Three findings: a gap on trust from Khulna, a challenge on trust, an answered recommendation on media."""
    finding(programme, "one", at=consultation(programme))
    finding(programme, "two", kind="challenge", state="accepted")
    answers(finding(programme, "three", kind="recommendation", theme="media"), module())
    return programme


def texts(programme, choice):
    return [finding.text_en for finding in choose(programme, choice).findings]


def facets(programme, choice):
    titles = consultations_of(programme)
    return facets_of(count(findings_of(programme), choice, titles), choice, titles)


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
    assert texts(whole, choice) == left
    assert count(findings_of(whole), choice, {}).chosen == len(left)


def test_rows_can_be_chosen_by_where_they_came_up(whole):
    (workshop,) = consultations_of(whole)
    choice = {"consultation": str(workshop)}
    assert texts(whole, choice) == ["one"]
    places = next(facet for facet in facets(whole, choice) if facet.key == "consultation")
    assert [(option.label, option.count) for option in places.options] == [("Workshop in Khulna", 1)]
    kinds = next(facet for facet in facets(whole, choice) if facet.key == "kind")
    assert [option.label for option in kinds.options] == ["Gap"]


def test_a_finding_that_came_up_twice_at_a_consultation_is_counted_once(whole):
    (workshop,) = consultations_of(whole)
    one = whole.findings.get(text_en="one")
    FindingSource.objects.create(finding=one, consultation_id=workshop, raised_by="metro")
    places = next(facet for facet in facets(whole, {}) if facet.key == "consultation")
    assert [option.count for option in places.options] == [1]


def test_what_nobody_knows_chooses_nothing(whole):
    asked = {"theme": "x'; drop", "consultation": "0", "kind": "", "page": "2"}
    assert chosen(asked, consultations_of(whole)) == {}


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
    assert in_words({"theme": "trust", "state": "open"}, {}) == "Theme: Trust and legitimacy · State: Open"
    assert in_words({}, {}) == ""


def test_the_gaps_are_counted_beside_every_choice(whole):
    counts = count(findings_of(whole), {"theme": "media"}, {})
    assert counts[:3] == (3, 2, 1)
    assert counts.of_values["show", "gaps"] == 0
    assert count(findings_of(ProgrammeFactory()), {}, {})[:3] == Counts(0, 0, 0, {})[:3]


def test_a_query_carries_the_choice():
    assert query_of({"theme": "trust"}) == "?theme=trust"
