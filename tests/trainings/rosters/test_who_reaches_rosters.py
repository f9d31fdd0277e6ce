"""A roster is a list of people: only the coordinators of its programme reach it, for everyone else it is not there."""

import pytest
from django.urls import reverse

from participants.models import RosterImportState
from tests.factories import OfficerFactory, PhaseFactory, ProgrammeFactory, SessionFactory, UserFactory
from tests.trainings.rosters.building import previewed, roster_file, row

pytestmark = pytest.mark.django_db

PAGES = [
    ("get", "upload", 0),
    ("post", "upload", 0),
    ("get", "template", 0),
    ("get", "roster", 1),
    ("get", "returned", 1),
    ("post", "decide", 2),
    ("post", "apply", 1),
    ("post", "discard", 1),
    ("get", "undo", 1),
    ("post", "undo", 1),
    ("get", "columns", 1),
    ("post", "choose_table", 1),
    ("post", "forget_columns", 1),
    ("post", "find_rows", 1),
    ("post", "decide_many", 1),
    ("get", "conversions", 1),
]


@pytest.fixture
def roster(session, coordinator):
    return previewed(session, 1, row(2, number=""), row(3, unit="Nowhere at all"), by=coordinator)


@pytest.fixture
def stranger():
    """Coordinates another programme."""
    user = UserFactory()
    ProgrammeFactory(coordinators=[user])
    return user


def ask(client, method, name, depth, session, roster):
    more = [roster.public_id, 4][:depth]
    data = {"file": roster_file(9)} if name == "upload" else {"decision": "leave"}
    return getattr(client, method)(
        reverse(f"sessions:{name}", args=[session.code, *more]), data if method == "post" else {}
    )


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider", "stranger"])
@pytest.mark.parametrize(("method", "name", "depth"), PAGES)
def test_nobody_else_finds_it(request, signed_in, session, roster, who, method, name, depth):
    client = signed_in(request.getfixturevalue(who))
    assert ask(client, method, name, depth, session, roster).status_code == 404
    roster.refresh_from_db()
    assert (roster.state, roster.rows.exclude(decision="").count()) == (RosterImportState.READY, 0)


@pytest.mark.parametrize(("method", "name", "depth"), PAGES)
def test_without_signing_in_one_is_sent_to_sign_in(client, session, roster, method, name, depth):
    response = ask(client, method, name, depth, session, roster)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("method", "name", "depth"), PAGES)
def test_the_coordinator_finds_it(signed_in, coordinator, session, roster, method, name, depth):
    assert ask(signed_in(coordinator), method, name, depth, session, roster).status_code in (200, 302)


@pytest.mark.parametrize(("method", "name", "depth"), PAGES[3:])
def test_under_the_code_of_another_session_it_is_not_there(
    signed_in, coordinator, programme, roster, method, name, depth
):
    other = SessionFactory(programme=programme)
    assert ask(signed_in(coordinator), method, name, depth, other, roster).status_code == 404


@pytest.mark.parametrize(("method", "name", "depth"), PAGES[3:])
def test_of_a_session_that_went_to_another_programme_it_stays_behind(
    signed_in, stranger, session, roster, method, name, depth
):
    session.phase = PhaseFactory(programme=stranger.team_memberships.get().programme)
    session.save()
    assert signed_in(stranger).get(f"/admin/sessions/{session.code}/").status_code == 200
    assert ask(signed_in(stranger), method, name, depth, session, roster).status_code == 404


@pytest.mark.parametrize("name", ["decide", "apply", "discard", "choose_table", "forget_columns"])
def test_nothing_is_changed_by_following_a_link(signed_in, coordinator, session, roster, name):
    more = [roster.public_id, 4][: 2 if name == "decide" else 1]
    assert signed_in(coordinator).get(reverse(f"sessions:{name}", args=[session.code, *more])).status_code == 405


@pytest.mark.parametrize("table", ["", "-1", "1", "01", "1e3", "9" * 30, "১", "\x00"])
def test_a_table_that_is_not_there_changes_nothing(signed_in, coordinator, session, roster, table):
    address = reverse("sessions:choose_table", args=[session.code, roster.public_id])
    assert signed_in(coordinator).post(address, {"table": table}).status_code == 302
    roster.refresh_from_db()
    assert (roster.state, roster.chosen) == (RosterImportState.READY, {})


def test_an_officer_on_the_roster_does_not_see_it(signed_in, session, roster):
    user = UserFactory(email=None, service_number="9900600001")
    OfficerFactory(service_number="9900600001", user=user)
    assert signed_in(user).get(reverse("sessions:roster", args=[session.code, roster.public_id])).status_code == 404
