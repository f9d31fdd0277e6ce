"""The pages of links, as a coordinator meets them."""

import pytest
from django.urls import reverse

from tests.factories import ProgrammeFactory, SessionFactory, UserFactory
from tests.trainings.enrolment.conftest import give_quotas
from tests.trainings.nomination_links.conftest import words_of
from trainings.models import NominationLink, SessionRoster
from trainings.nomination_links import making
from trainings.nomination_links.addresses import address_of

pytestmark = pytest.mark.django_db


def url(session, name="nomination_links", *more):
    return reverse(f"sessions:{name}", args=[session.code, *more])


def test_units_with_a_quota_get_their_links_by_one_button(signed_in, session, khulna, jashore, coordinator):
    give_quotas(session, (khulna, 2), (jashore, 1))
    client = signed_in(coordinator)
    page = words_of(client.get(url(session)))
    assert "Make 2 links" in page
    assert "No link yet" in page
    page = words_of(client.post(url(session, "make_nomination_links"), follow=True))
    assert "2 links are made." in page
    assert "Not opened yet" in page
    assert "Make 2 links" not in page


def test_without_quotas_the_page_says_what_to_do(signed_in, session, coordinator):
    assert "Set quotas for units first" in words_of(signed_in(coordinator).get(url(session)))


def test_the_states_of_a_link_are_told_apart(client, signed_in, session, link, address, typed, coordinator):
    client.get(address)
    assert "Opened" in words_of(signed_in(coordinator).get(url(session)))
    client.post(address, typed())
    page = words_of(signed_in(coordinator).get(url(session)))
    assert "Used" in page
    assert "Take over" in page
    making.take_back(link, by=coordinator)
    assert "Taken back" in words_of(signed_in(coordinator).get(url(session)))


def test_the_page_of_a_link_shows_its_address_only_while_it_works(signed_in, session, link, coordinator):
    client = signed_in(coordinator)
    page = client.get(url(session, "nomination_link", link.pk))
    assert address_of(link) in page.content.decode()
    assert '<svg class="sh-qr"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    page = words_of(client.post(url(session, "take_back_nomination_link", link.pk), follow=True))
    assert address_of(link) not in page
    assert "It opens nothing any more." in page


def test_a_new_link_leads_to_its_own_page(signed_in, session, link, coordinator):
    response = signed_in(coordinator).post(url(session, "new_nomination_link", link.pk))
    new = NominationLink.objects.get(ended_at__isnull=True)
    assert new != link
    assert response["Location"] == url(session, "nomination_link", new.pk)


def test_the_chosen_are_taken_over_and_the_next_page_is_the_list(
    client, signed_in, session, link, address, typed, coordinator
):
    client.post(address, typed(1))
    client.post(address, typed(2))
    one, _other = link.people.order_by("pk")
    response = signed_in(coordinator).post(url(session, "take_over_nominated", link.pk), {"person": [one.pk, "x"]})
    roster = SessionRoster.objects.get().roster_import
    assert response["Location"] == url(session, "roster", roster.public_id)
    assert [person.is_taken_over for person in link.people.order_by("pk")] == [True, False]
    page = words_of(client.get(url(session, "nominations")))
    assert "1 officer was typed by a unit and is not taken over yet." in page


def test_taking_over_nobody_is_said(signed_in, session, link, coordinator):
    page = words_of(signed_in(coordinator).post(url(session, "take_over_nominated", link.pk), follow=True))
    assert "Nobody is left to take over." in page


@pytest.mark.parametrize(
    "name", ["nomination_link", "new_nomination_link", "take_back_nomination_link", "take_over_nominated"]
)
def test_links_of_another_session_or_programme_are_not_there(signed_in, session, link, coordinator, trainer, name):
    other = SessionFactory(programme=session.phase.programme)
    act = "get" if name == "nomination_link" else "post"
    assert getattr(signed_in(coordinator), act)(url(other, name, link.pk)).status_code == 404
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    for user in (stranger, trainer):
        assert getattr(signed_in(user), act)(url(session, name, link.pk)).status_code == 404
    link.refresh_from_db()
    assert link.ended_at is None


@pytest.mark.parametrize("people", [1, 3])
def test_the_pages_take_the_same_queries_however_many_people_were_typed(
    client, signed_in, session, link, address, typed, coordinator, people, takes_queries
):
    for number in range(people):
        client.post(address, typed(number))
    client = signed_in(coordinator)
    for name, queries in {url(session): 10, url(session, "nomination_link", link.pk): 10}.items():
        client.get(name)
        with takes_queries(queries):
            client.get(name)
