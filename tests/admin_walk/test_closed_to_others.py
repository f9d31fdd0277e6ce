"""Below /admin/ there is nothing for whoever coordinates no programme, whatever the object and however it is asked for."""

import pytest

from tests.admin_walk import addresses
from tests.admin_walk.visitors import visitor

pytestmark = pytest.mark.django_db


def paths(world):
    """Yields every address with own objects and with foreign ones, but the doors."""
    for one in addresses.every():
        if one.name not in addresses.DOORS:
            yield from {one.path(world), one.foreign_path(world)}


@pytest.mark.usefixtures("_plain_problem_pages")
@pytest.mark.parametrize("who", ["outsider", "officer", "trainer", "observer"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_part_of_a_coordinator_no_page_is_there(world, who, method):
    visit, faults = getattr(visitor(world, who), method), {}
    for path in paths(world):
        seen = visit(path)
        if seen.status != 404 or seen.changed or world.canaries.found_in(seen.text):
            faults[path] = (seen.status, seen.changed, seen.broke)
    assert faults == {}


@pytest.mark.usefixtures("_plain_problem_pages")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(world, method):
    visit, faults = getattr(visitor(world, "anonymous"), method), {}
    for path in paths(world):
        seen = visit(path)
        to_sign_in = seen.status == 302 and seen.location.startswith(("/accounts/login/", "/admin/login/"))
        if not (to_sign_in or seen.status == 404) or seen.changed or world.canaries.found_in(seen.text):
            faults[path] = (seen.status, seen.location, seen.changed, seen.broke)
    assert faults == {}
