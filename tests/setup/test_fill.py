"""The invented country that pages are measured in: its numbers follow from the officers."""

from argparse import Namespace

from django.apps import apps

from bench.fill import is_ours, numbers
from participants.models import Officer


def test_what_is_not_given_is_in_proportion_to_the_officers():
    large, small = (numbers(Namespace(officers=officers)) for officers in (1_000_000, 2_000))
    assert (large["sessions"], large["enrolments"], large["certificates"]) == (5_000, 1_000_000, 500_000)
    assert (small["sessions"], small["enrolments"], small["certificates"]) == (10, 2_000, 1_000)


def test_what_is_given_counts():
    asked = Namespace(officers=2_000, sessions=7, enrolments=None)
    assert (numbers(asked)["sessions"], numbers(asked)["enrolments"]) == (7, 2_000)


def test_a_row_of_any_of_our_tables_makes_a_database_one_that_holds_something():
    assert is_ours(Officer)
    assert not is_ours(apps.get_model("contenttypes", "ContentType"))
