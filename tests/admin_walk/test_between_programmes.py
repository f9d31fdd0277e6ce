"""Officers whom one programme asks another one for: each side reads its part, and nobody else anything."""

import pytest

from tests.admin_walk import addresses
from tests.admin_walk.canaries import RECORD
from tests.admin_walk.test_administrators import OF_THE_SESSION
from tests.admin_walk.visitors import visitor

pytestmark = pytest.mark.django_db

ACTS = ("", "accept/", "decline/", "withdraw/")
REASON = {"reason": "Words"}
ABOUT_ONE_OFFICER = ("officers/<pk>", "participants/officer/<")


def page_of(request, act=""):
    return f"/admin/officer-requests/{request.public_id}/{act}"


@pytest.mark.parametrize("kind", ["asked_for", "let_in", "asked_of"])
def test_a_request_of_others_is_not_there(world, kind):
    coordinator, request = visitor(world, "coordinator"), getattr(world.foreign, kind)
    for act in ACTS:
        for seen in (coordinator.get(page_of(request, act)), coordinator.post(page_of(request, act), REASON)):
            assert seen.status in (404, 405), act
            assert not seen.changed
            assert not world.canaries.found_in(seen.text)


@pytest.mark.parametrize("tab", ["of", "by", "answered", "decide"])
def test_the_desk_lists_own_requests(world, tab):
    own, foreign = (
        visitor(world, who).get("/admin/officer-requests/", {"show": tab})
        for who in ("coordinator", "foreign coordinator")
    )
    assert world.canaries.found_in(own.text) == []
    assert "name given in a request" in world.canaries.found_in(foreign.text)


def test_who_is_asked_reads_the_record_beside_the_request_and_answers(world):
    request, neighbour = world.own.asked_for, visitor(world, "neighbour")
    assert "name of a neighbour" in world.canaries.found_in(neighbour.get(page_of(request)).text)
    assert str(world.own.wanted.pk) in visitor(world, "coordinator").get(page_of(world.own.asked_of)).text
    assert "trainings_enrolment" in neighbour.post(page_of(request, "accept/")).changed
    assert "trainings_officerrequest" in neighbour.post(page_of(request, "decline/"), REASON).changed


@pytest.mark.parametrize("act", ["accept/", "decline/"])
def test_who_asks_does_not_answer(world, act):
    seen = visitor(world, "coordinator").post(page_of(world.own.asked_for, act), REASON)
    assert seen.status == 302
    assert not seen.changed
    assert world.canaries.found_in(seen.text) == []


@pytest.mark.parametrize("act", ["accept/", "decline/"])
@pytest.mark.parametrize("kind", ["asked_for", "asked_of"])
def test_an_administrator_decides_by_what_was_given(world, kind, act):
    administrator, request = visitor(world, "administrator"), getattr(world.foreign, kind)
    shown, done = administrator.get(page_of(request)), administrator.post(page_of(request, act), REASON)
    for seen in (shown, done):
        assert set(world.canaries.found_in(seen.text, kinds=(RECORD,))) <= OF_THE_SESSION
    assert "name given in a request" in world.canaries.found_in(shown.text)
    assert "trainings_officerrequest" in done.changed


@pytest.mark.usefixtures("_plain_problem_pages")
@pytest.mark.parametrize("kind", ["held", "shared"])
def test_of_an_officer_of_the_neighbour_no_page_is_there_but_that_of_one_who_was_let_in(world, kind):
    coordinator, faults = visitor(world, "coordinator"), {}
    own, officer = world.own.officer, getattr(world.neighbour, kind)
    for one in (one for one in addresses.every() if one.route.startswith(ABOUT_ONE_OFFICER)):
        path = one.path(world).replace(str(own.pk), str(officer.pk))
        is_there = kind == "shared" and one.name == "reports:officer"
        for seen in (coordinator.get(path), coordinator.post(path)):
            found = world.canaries.found_in(seen.text)
            if found or seen.changed or (seen.status not in (404, 405)) != (is_there and seen.status == 200):
                faults[path] = (seen.status, found, seen.changed)
    assert faults == {}
    page = coordinator.get(f"/admin/officers/{officer.pk}/")
    assert (world.own.scheduled.code in page.text) == (kind == "shared")


def test_no_slip_is_printed_for_somebody_who_was_let_in(world):
    coordinator, name = visitor(world, "coordinator"), world.neighbour.shared.name_en
    assert name in coordinator.get(f"/admin/sessions/{world.own.scheduled.code}/").text
    for path in (f"/admin/sessions/{world.own.scheduled.code}/slips/", f"/admin/units/{world.own.unit.pk}/slips/"):
        page = coordinator.get(path)
        assert page.status == 200
        assert name not in page.text
