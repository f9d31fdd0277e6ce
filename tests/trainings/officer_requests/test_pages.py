"""The desk of requests, the start page, and what a programme sees of an officer it was let have."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from participants.officers.names import name_officer
from reports.pages.today import attention
from tests.factories import EnrolmentFactory, OfficerFactory, SessionFactory, UserFactory
from trainings.models import Enrolment, OfficerRequest
from trainings.officer_requests import answering

pytestmark = pytest.mark.django_db
DESK = "/admin/officer-requests/"
# What the record says and the request does not.
SECRETS = ("Shapla", "শাপলা", "Superintendent", "Jashore", "1899888777", "secret@example.org", "canary")


def said(response):
    assert response.status_code == 200
    return response.content.decode()


def leaked(told):
    return [secret for secret in SECRETS if secret in told]


def titles(user):
    return [item.title for item in attention(user, timezone.localdate())]


def test_it_stands_on_both_start_pages(asked, coordinator, holder):
    assert "1 officer of yours is asked for by Community and Beat Policing" in titles(holder)
    assert "1 row of yours waits for another programme" in titles(coordinator)
    answering.decline(asked, by=holder, reason="On leave.")
    assert not any("asked for by" in title for title in titles(holder))
    assert not any("waits for another programme" in title for title in titles(coordinator))


def test_who_holds_the_record_sees_it_beside_the_request(signed_in, asked, holder):
    client = signed_in(holder)
    assert "Habib Rahman" in said(client.get(DESK))
    told = said(client.get(f"{DESK}{asked.public_id}/"))
    assert "Habib Rahman" in told
    assert "Habib Shapla Rahman" in told
    assert "Superintendent" in told


def test_an_administrator_sees_number_and_name_as_given_only(signed_in, asked, administrator):
    client = signed_in(administrator)
    told = said(client.get(DESK)) + said(client.get(f"{DESK}{asked.public_id}/"))
    assert "Habib Rahman" in told
    assert "9900600007" in told
    assert leaked(told) == []
    assert f"/officers/{asked.officer_id}/" not in told
    assert client.post(f"{DESK}{asked.public_id}/accept/").status_code == 302
    assert OfficerRequest.objects.get().state == "accepted"


def test_who_asks_sees_the_request_and_nothing_of_the_record(signed_in, asked, coordinator):
    client = signed_in(coordinator)
    told = said(client.get(DESK, {"show": "by"})) + said(client.get(f"{DESK}{asked.public_id}/"))
    assert leaked(told) == []
    assert "Let the officer in" not in told
    assert f"/officers/{asked.officer_id}/" not in told


def test_others_find_no_page(signed_in, asked, trainer, outsider, officer_user):
    third = UserFactory()
    SessionFactory(programme__coordinators=[third])
    for user in (trainer, outsider, officer_user):
        assert signed_in(user).get(DESK).status_code == 404
    client = signed_in(third)
    assert "Habib" not in said(client.get(DESK))
    assert client.get(f"{DESK}{asked.public_id}/").status_code == 404
    for act in ("accept", "decline", "withdraw"):
        assert client.post(f"{DESK}{asked.public_id}/{act}/", {"reason": "x"}).status_code == 404
        assert client.get(f"{DESK}{asked.public_id}/{act}/").status_code == 405
    assert OfficerRequest.objects.get().state == "asked"


def test_declining_from_the_page_needs_a_reason_that_who_asks_reads(signed_in, asked, holder, coordinator):
    client = signed_in(holder)
    assert client.post(f"{DESK}{asked.public_id}/decline/", {"reason": ""}).status_code == 422
    client.post(f"{DESK}{asked.public_id}/decline/", {"reason": "On leave until May."})
    assert "On leave until May." in said(signed_in(coordinator).get(DESK, {"show": "by"}))
    roster = asked.row.roster_import
    page = said(signed_in(coordinator).get(reverse("sessions:roster", args=[asked.session.code, roster.public_id])))
    assert "Declined" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_costs_the_same_for_many(signed_in, asked, holder, coordinator, number, django_assert_num_queries):
    for n in range(number - 1):
        other = OfficerFactory(programme=asked.officer.programme)
        OfficerRequest.objects.create(
            session=asked.session,
            officer=other,
            number_given=f"990060010{n}",
            name_given="Somebody",
            asked_by=coordinator,
        )
    client = signed_in(holder)
    client.get(DESK)
    with django_assert_num_queries(DESK_QUERIES):
        client.get(DESK)


DESK_QUERIES = 11


class TestLetIn:
    """The narrow sight: name, rank and unit of the session."""

    @pytest.fixture
    def enrolment(self, asked, holder, hidden):
        answering.accept(asked, by=holder)
        hidden.designation = "Head of the canary desk"
        hidden.rank = None
        hidden.save()
        return Enrolment.objects.get(officer=hidden)

    def test_the_session_shows_name_rank_and_unit_of_then(self, signed_in, enrolment, coordinator, session):
        told = said(signed_in(coordinator).get(reverse("reports:session", args=[session.code])))
        assert "Habib Shapla Rahman" in told
        assert "Superintendent" in told
        assert "Jashore District Police" in told

    def test_the_page_of_the_officer_is_a_card(self, signed_in, enrolment, coordinator, hidden, holder, session):
        elsewhere = SessionFactory(programme=hidden.programme, code="SECRET-9")
        EnrolmentFactory(session=elsewhere, officer=hidden)
        told = said(signed_in(coordinator).get(f"/admin/officers/{hidden.pk}/"))
        assert "Habib Shapla Rahman" in told
        assert "Superintendent" in told
        for secret in ("1899888777", "secret@example.org", "canary", "9900600007", "SECRET-9", "transfer"):
            assert secret not in told
        assert "1899888777" in said(signed_in(holder).get(f"/admin/officers/{hidden.pk}/"))

    @pytest.mark.parametrize(
        "address",
        [
            "/admin/participants/officer/{0}/change/",
            "/admin/officers/{0}/postings/new/",
            "/admin/officers/{0}/postings/leaving/",
            "/admin/officers/duplicates/{0}-{1}/",
        ],
    )
    def test_the_record_cannot_be_reached(self, signed_in, enrolment, coordinator, hidden, programme, address):
        own = OfficerFactory(programme=programme)
        pair = sorted([own.pk, hidden.pk])
        path = address.format(*pair) if "duplicates" in address else address.format(hidden.pk)
        response = signed_in(coordinator).get(path)
        assert response.status_code in (302, 404)
        assert leaked(response.content.decode()) == []

    def test_lists_searches_choosers_and_exports_do_not_hold_the_officer(
        self, signed_in, enrolment, coordinator, hidden
    ):
        client = signed_in(coordinator)
        told = said(client.get("/admin/participants/officer/"))
        told += said(client.post(reverse("officers:search"), {"words": "Habib"}))
        told += said(client.post(reverse("officers:search"), {"words": "9900600007"}))
        told += said(
            client.post(
                "/admin/autocomplete/",
                {"app_label": "participants", "model_name": "delegate", "field_name": "officer", "term": "Habib"},
            )
        )
        columns = ["service_number", "name_en", "mobile"]
        exported = client.post("/admin/participants/officer/export/", {"format": "0", "columns": columns})
        told += exported.content.decode()
        assert "Shapla" not in told
        assert "1899888777" not in told

    def test_the_officers_behind_a_number_have_rank_and_unit_of_the_session(
        self, signed_in, enrolment, coordinator, hidden
    ):
        hidden.unit = None
        hidden.save()
        told = said(signed_in(coordinator).get("/admin/participations/", {"count": "officers"}))
        assert "Habib Shapla Rahman" in told
        assert "Superintendent" in told

    def test_the_name_is_corrected_by_who_holds_the_record_only(self, enrolment, coordinator, holder, hidden):
        with pytest.raises(Refused, match="holds the record"):
            name_officer(hidden, by=coordinator, name_en="Habib Changed")
        name_officer(hidden, by=holder, name_en="Habib Changed")

    def test_the_trail_holds_ids_only(self, enrolment):
        told = repr(list(AuditEntry.objects.values_list("verb", "details")))
        assert "officer_request.accepted" in told
        for word in ("Habib", "9900600007"):
            assert word not in told
