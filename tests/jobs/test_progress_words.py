from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from jobs.kinds import Kind
from jobs.models import Job, State
from jobs.progress import Step, rate, rate_words, steps, summary, time_left, time_left_words

NOW = datetime(2026, 11, 21, 10, 42, tzinfo=UTC)


@pytest.mark.parametrize(("done", "seconds", "per_second"), [(30, 15, 2), (1, 4, 0.25), (0, 60, None), (5, 0, None)])
def test_the_rate_is_what_was_done_by_the_time_it_took(done, seconds, per_second):
    assert rate(done, timedelta(seconds=seconds)) == per_second


@pytest.mark.parametrize(("remaining", "per_second", "seconds"), [(14, 2, 7), (14, None, None), (0, 2, None)])
def test_the_time_left_is_what_remains_at_that_rate(remaining, per_second, seconds):
    assert time_left(remaining, per_second) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("per_second", "words"),
    [(2.1, "2 a second"), (1500, "1,500 a second"), (0.5, "30 a minute"), (0.005, "18 an hour"), (None, "")],
)
def test_the_rate_is_said_with_a_number_of_one_or_more(per_second, words):
    assert rate_words(per_second, "en") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "almost done"),
        (7, "about 7 seconds left"),
        (43, "about 45 seconds left"),
        (200, "about 3 minutes left"),
        (3 * 3600, "about 3 hours left"),
    ],
)
def test_the_time_left_is_said_roughly(seconds, words):
    assert time_left_words(timedelta(seconds=seconds), "en") == words


def test_an_unknown_time_is_not_said():
    assert time_left_words(None, "en") == ""


def test_a_night_between_two_attempts_does_not_count():
    job = Job(kind="tests.work", state=State.RUNNING, done=30, total=44, done_at_claim=20)
    job.started_at, job.claimed_at = NOW - timedelta(hours=9), NOW - timedelta(seconds=5)
    now = summary(job, NOW)
    assert (now.rate, now.left) == ("2 a second", "about 7 seconds left")


def test_numbers_are_written_in_the_digits_of_the_page():
    job = Job(kind="tests.work", state=State.RUNNING, done=1234, total=128400)
    with translation.override("bn"):
        assert summary(job, NOW).count == "১,২৩৪"


PLAN = Kind(None, steps={"freeze": "List frozen", "draw": "Drawing", "open": ("Opening", "At once")})


@pytest.mark.parametrize(
    ("state", "stages"),
    [
        (State.RUNNING, ["done", "now", "later"]),
        (State.FAILED, ["done", "stopped", "later"]),
        (State.DONE, ["done", "done", "done"]),
    ],
)
def test_the_steps_show_where_the_work_stands(state, stages):
    job = Job(state=state, steps="freeze\ndraw")
    assert [step.stage for step in steps(job, PLAN, "en")] == stages


def test_the_step_under_way_says_how_many():
    job = Job(state=State.RUNNING, steps="freeze\ndraw", done=31, total=45, set_aside=1)
    assert list(steps(job, PLAN, "en")) == [
        Step("done", "List frozen"),
        Step("now", "Drawing", "30 done, 1 set aside"),
        Step("later", "Opening", "At once"),
    ]


def test_a_step_outside_the_plan_is_shown_as_it_was_said():
    job = Job(state=State.RUNNING, steps="Reading the workbook")
    assert list(steps(job, Kind(None), "en")) == [Step("now", "Reading the workbook")]


def test_a_screen_reader_hears_of_every_tenth_only():
    keys = {summary(Job(kind="k", state=State.RUNNING, done=n, total=100), NOW).announcement_key for n in range(100)}
    assert len(keys) == 10
