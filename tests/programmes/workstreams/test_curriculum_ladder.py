"""The ladder of a curriculum: step by step, in order, on days that follow each other."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.refusal import Refused
from programmes.models import LadderStep
from programmes.workstreams import lifecycle
from programmes.workstreams.lifecycle import climb, next_step, step_down
from tests.factories import OrganisationFactory
from tests.programmes.factories import FindingFactory, WorkstreamFactory


@pytest.fixture
def curriculum(programme):
    return WorkstreamFactory(
        programme=programme, kind="curriculum", institution=OrganisationFactory(), state="under_way"
    )


def test_it_climbs_to_the_top_and_no_further(curriculum, coordinator):
    for step in LadderStep:
        assert next_step(curriculum) == step
        climb(curriculum, step, by=coordinator)
    assert next_step(curriculum) is None
    with pytest.raises(Refused, match="top of the ladder"):
        climb(curriculum, LadderStep.ANNUAL_CALENDAR, by=coordinator)


@pytest.mark.parametrize("step", [1, 3, 5])
def test_no_step_is_left_out_or_taken_twice(curriculum, coordinator, step):
    climb(curriculum, LadderStep.PROPOSED, by=coordinator)
    with pytest.raises(Refused, match="The next step is “Reviewed”"):
        climb(curriculum, step, by=coordinator)


def test_a_step_is_not_older_than_the_one_below(curriculum, coordinator):
    climb(curriculum, 1, by=coordinator, on=date(2026, 2, 1))
    with pytest.raises(Refused, match="below was reached later"):
        climb(curriculum, 2, by=coordinator, on=date(2026, 1, 31))
    climb(curriculum, 2, by=coordinator, on=date(2026, 2, 1))


def test_a_step_is_not_reached_tomorrow(curriculum, coordinator):
    with pytest.raises(Refused, match="still to come"):
        climb(curriculum, 1, by=coordinator, on=timezone.localdate() + timedelta(days=1))


def test_only_a_curriculum_has_a_ladder(programme, coordinator):
    with pytest.raises(Refused, match="Only a curriculum"):
        climb(WorkstreamFactory(programme=programme), 1, by=coordinator)


def test_what_is_over_does_not_climb(curriculum, coordinator):
    lifecycle.stop(curriculum, by=coordinator, reason="No funds")
    with pytest.raises(Refused, match="The work is over"):
        climb(curriculum, 1, by=coordinator)


def test_the_last_step_can_be_taken_back(curriculum, coordinator):
    climb(curriculum, 1, by=coordinator)
    step_down(curriculum, by=coordinator)
    assert next_step(curriculum) == LadderStep.PROPOSED
    with pytest.raises(Refused, match="No step"):
        step_down(curriculum, by=coordinator)


def test_the_page_shows_and_climbs_the_ladder(signed_in, coordinator, curriculum):
    client, home = signed_in(coordinator), curriculum.get_absolute_url()
    client.post(f"{home}ladder/", {"on": "2026-01-05", "note": "Letter of the college"})
    assert "Letter of the college" in client.get(home).content.decode()
    client.post(f"{home}ladder/", {"step": "back"})
    assert curriculum.ladder_steps.count() == 0


def test_a_bad_day_is_reported(signed_in, coordinator, curriculum):
    answer = signed_in(coordinator).post(f"{curriculum.get_absolute_url()}ladder/", {"on": "soon"}, follow=True)
    assert "Enter a valid date." in answer.content.decode()


# What the other kinds are made of


def test_clauses_stand_with_their_evidence_and_comments(signed_in, coordinator, colleague, programme):
    strategy = WorkstreamFactory(programme=programme, kind="strategy")
    clause = strategy.clauses.create(
        number="4.2", text_en="Forums meet monthly.", proposed_en="With women on the seats."
    )
    clause.findings.add(FindingFactory(programme=programme, text_en="Women are not heard."))
    lifecycle.comment(clause, "The districts ask for a quorum.", by=colleague)
    page = signed_in(coordinator).get(strategy.get_absolute_url()).content.decode()
    for words in (
        "Clause 4.2",
        "With women on the seats.",
        "Women are not heard.",
        "ask for a quorum",
        "Tanvir Colleague",
    ):
        assert words in page


def test_a_comment_has_words_and_comes_from_the_team(programme, coordinator, stranger):
    clause = WorkstreamFactory(programme=programme, kind="strategy").clauses.create(number="1", text_en="x")
    with pytest.raises(Refused, match="Write a comment"):
        lifecycle.comment(clause, "  ", by=coordinator)
    with pytest.raises(Refused, match="Only a coordinator"):
        lifecycle.comment(clause, "x", by=stranger)


def test_a_communication_strategy_is_a_plan_in_time(signed_in, coordinator, programme):
    plan = WorkstreamFactory(programme=programme, kind="communication")
    for day, audience in ((date(2027, 2, 1), "Teachers"), (date(2027, 1, 1), "Parents")):
        plan.messages.create(audience_en=audience, message_en="Talk to us", channel="radio", planned_on=day)
    page = signed_in(coordinator).get(plan.get_absolute_url()).content.decode()
    assert page.index("Parents") < page.index("Teachers")
