"""A coordinator asks for an object of the other programme: it is not there, whatever the page and however it is asked for."""

import re

import pytest
from django.urls import reverse

from tests.admin_walk import addresses
from tests.admin_walk.visitors import visitor

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("_plain_problem_pages")
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_not_there(world, method):
    """404 as for what there never was; 405 where the page does not answer the method for anybody."""
    visit, faults = getattr(visitor(world, "coordinator"), method), {}
    for one in addresses.every():
        for path in one.foreign_paths(world):
            seen = visit(path, {"post": "yes"} if method == "post" else None)
            found = world.canaries.found_in(seen.text, but=(path,))
            if seen.status not in (404, 405) or found or seen.changed:
                faults[path] = (seen.status, seen.location, found[:5], seen.changed, seen.broke)
    assert faults == {}


def test_the_work_of_others_is_not_there_either(world):
    """Its page stands beside the admin, under a number that nobody guesses."""
    coordinator = visitor(world, "coordinator")
    for job in (world.foreign.roster.reading, world.foreign.table.checking):
        names = ("progress", "progress_now", "stop", "resume")
        for path in (reverse(f"jobs:{name}", args=[job.public_id]) for name in names):
            for seen in (coordinator.get(path), coordinator.post(path)):
                assert seen.status in (404, 405), path
                assert not world.canaries.found_in(seen.text)
                assert not seen.changed


def test_the_page_that_says_so_is_the_one_for_what_never_was(world):
    """The same words for a foreign officer and for none, so that nobody learns which numbers are taken."""
    coordinator = visitor(world, "coordinator")
    key = world.foreign.officer.pk
    for page in (
        "/admin/officers/{}/",
        "/admin/participants/officer/{}/history/",
        "/admin/participants/officer/{}/change/",
    ):
        foreign, none = (coordinator.get(page.format(pk)) for pk in (key, key + 700))
        assert foreign.status == none.status == 404
        assert _words(foreign, key) == _words(none, key + 700)


def _words(seen, key):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", seen.text.replace(str(key), "#"))
