"""For tests that walk through hundreds of addresses at which nothing is."""

import pytest
from django.http import HttpResponseNotFound


@pytest.fixture
def _plain_problem_pages(monkeypatch):
    """The page of "not there" without its frame, which costs more than all else; tests/look holds how it looks."""
    monkeypatch.setattr("config.urls.handler404", "tests.plain_problem_pages.not_there", raising=False)


def not_there(request, exception):
    return HttpResponseNotFound("Not there.")
