"""An administrator finds what is meant for administrators, of every programme alike, and no record of anybody."""

import pytest

from tests.admin_walk import addresses
from tests.admin_walk.canaries import RECORD
from tests.admin_walk.test_own_pages import ADMINISTRATION
from tests.admin_walk.visitors import visitor

pytestmark = pytest.mark.django_db

REQUESTS = "officer-requests/"
FRAME = {"admin:index", "admin:jsi18n", "admin:logout", "admin:password_change", "admin:password_change_done"}
# Of the audit trail the list, and entries on access to read.
THERE = FRAME | {"admin:accounts_auditentry_changelist"}
# What a request shows besides what was given: for which session.
OF_THE_SESSION = {"code of the scheduled session", "session.title_en", "session.title_bn"}
# What administrators may change of a programme: who is invited, who is an administrator, who is let into which session.
WRITTEN = {
    ADMINISTRATION: {"accounts_administrator", "programmes_invitation"},
    REQUESTS: {"trainings_officerrequest"},
}


def everything(world):
    """Yields (Address, path) with own objects and with foreign ones."""
    for one in addresses.every():
        if one.name not in addresses.DOORS:
            yield from ((one, path) for path in (one.path(world), *one.foreign_paths(world)))


def is_meant_for_administrators(one, method):
    if one.name == "admin:accounts_auditentry_change":
        return method == "get"
    return one.name in THERE or one.route.startswith((ADMINISTRATION, REQUESTS))


@pytest.mark.usefixtures("_plain_problem_pages")
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_administrator_sees_and_changes_no_record_of_any_programme(world, method):
    """Opens programmes and invites people, and so may read what a programme is called and who works in it."""
    visit, faults = getattr(visitor(world, "administrator"), method), {}
    for one, path in everything(world):
        seen = visit(path)
        found = set(world.canaries.found_in(seen.text, kinds=(RECORD,), but=(path,)))
        if one.route.startswith(REQUESTS):
            found -= OF_THE_SESSION
        may_write = next((tables for place, tables in WRITTEN.items() if one.route.startswith(place)), set())
        is_there = seen.status != 404
        if (
            seen.broke
            or seen.status >= 500
            or found
            or seen.harmed - may_write
            or is_there != is_meant_for_administrators(one, method)
        ):
            faults[path] = (seen.status, found, seen.harmed, seen.broke)
    assert faults == {}
