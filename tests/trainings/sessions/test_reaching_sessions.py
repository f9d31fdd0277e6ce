"""Who reaches which page of the training portal. Someone else's session is not there: 404, never 403."""

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory, SessionFactory, UserFactory, named_for

PAGES = ["session", "attendance", "close"]
ACTS = ["tap", "undo", "attendance", "close"]


@pytest.fixture
def elsewhere(db):
    """A session of another programme, led by someone else."""
    return SessionFactory(led_by=UserFactory(), code="TOT-DHA-01")


@pytest.mark.parametrize("page", PAGES)
def test_a_trainer_reaches_an_own_session(session, trainer, signed_in, page):
    assert signed_in(trainer).get(reverse(f"trainings:{page}", args=[session.code])).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_coordinator_reaches_the_sessions_of_the_programme(session, coordinator, signed_in, page):
    assert signed_in(coordinator).get(reverse(f"trainings:{page}", args=[session.code])).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["trainer", "coordinator", "outsider", "observer"])
def test_nobody_reaches_the_session_of_others(session, elsewhere, request, signed_in, page, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(reverse(f"trainings:{page}", args=[elsewhere.code])).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_on_the_session_of_others(session, elsewhere, trainer, signed_in, act):
    days = "?day=1&half=morning"
    answer = signed_in(trainer).post(reverse(f"trainings:{act}", args=[elsewhere.code]) + days, {"action": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("page", [*PAGES, "today"])
@pytest.mark.parametrize("who", ["outsider", "observer"])
def test_the_portal_is_not_there_for_those_without_a_part_in_it(session, request, signed_in, page, who):
    args = [] if page == "today" else [session.code]
    client = signed_in(request.getfixturevalue(who))
    assert client.get(reverse(f"trainings:{page}", args=args)).status_code == 404


@pytest.mark.parametrize("page", [*PAGES, "today"])
def test_strangers_are_asked_to_sign_in(session, client, page):
    args = [] if page == "today" else [session.code]
    answer = client.get(reverse(f"trainings:{page}", args=args))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_whoever_only_watches_reads_the_register_but_saves_nothing(session, signed_in, clock):
    clock(21)
    watcher = UserFactory()
    named_for(session, watcher, "guest")
    EnrolmentFactory(session=session)
    client = signed_in(watcher)
    page = client.get(reverse("trainings:attendance", args=[session.code]))
    assert "You can read this register." in page.text
    assert 'type="radio"' not in page.text
    address = reverse("trainings:attendance", args=[session.code]) + "?day=1&half=morning"
    assert client.post(address, {"rest": "present"}).status_code == 404


@pytest.mark.parametrize("page", ["correct", "decide"])
def test_an_officer_of_another_session_is_not_there(session, trainer, signed_in, page):
    foreign = EnrolmentFactory()
    address = reverse(f"trainings:{page}", args=[session.code, foreign.pk]) + "?day=1&half=morning"
    assert signed_in(trainer).get(address).status_code == 404


def test_a_co_trainer_does_not_meet_the_page_that_closes(session, signed_in):
    helper = UserFactory()
    named_for(session, helper, "co_trainer")
    assert signed_in(helper).get(reverse("trainings:close", args=[session.code])).status_code == 404
    assert signed_in(helper).post(reverse("trainings:close", args=[session.code])).status_code == 404
