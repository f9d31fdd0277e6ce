"""The pages of administrators: programmes and colleagues, and no officer anywhere."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Administrator, User
from programmes.invitations import inviting
from programmes.models import Invitation, Programme
from tests.factories import (
    AdministratorFactory,
    CountryFactory,
    EnrolmentFactory,
    OfficerFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
)
from trainings.models import OfficerRequest

HOME = "/admin/administration/"
NEW = HOME + "new-programme/"


@pytest.fixture
def client_of(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def facts(db):
    """What the form of a new programme sends."""
    return {
        "title_en": "Policing with the people",
        "title_bn": "জনগণের সঙ্গে পুলিশিং",
        "short_title_en": "With the people",
        "short_title_bn": "জনগণের সঙ্গে",
        "code": "wtp",
        "country": str(CountryFactory().pk),
        "starts_on": "2026-01-01",
        "ends_on": "",
        "coordinator": "first@example.org",
        "phases-TOTAL_FORMS": "3",
        "phases-INITIAL_FORMS": "0",
        "phases-0-title_en": "First phase",
        "partners-TOTAL_FORMS": "3",
        "partners-INITIAL_FORMS": "0",
    }


def test_the_start_page_of_an_administrator_is_that_of_programmes(client_of, programme, coordinator):
    for address in ("/admin/", HOME):
        page = client_of.get(address)
        assert page.status_code == 200
        assert "Nusrat Coordinator" in page.text
        assert "admin/administration.html" in [template.name for template in page.templates]


def test_a_coordinator_keeps_today_also_as_administrator(signed_in, programme, coordinator):
    Administrator.objects.create(user=coordinator)
    client = signed_in(coordinator)
    assert "Needs attention today" in client.get("/admin/").text
    assert client.get(HOME).status_code == 200


def test_no_officer_and_nobody_below_a_coordinator_is_shown(client_of, session, officer, trainer, observer):
    EnrolmentFactory(session=session, officer=officer)
    for address in ("/admin/", HOME, HOME + "people/"):
        text = client_of.get(address).text
        for name in ("Sabina", "Rafiqul Trainer", "observer@example.org", officer.service_number):
            assert name not in text


def test_what_an_administrator_does_not_see(client_of, session, officer, programme):
    EnrolmentFactory(session=session, officer=officer)
    for address in (
        f"/admin/officers/{officer.pk}/",
        "/admin/officers/find/",
        "/admin/officers/duplicates/",
        f"/admin/sessions/{session.code}/",
        f"/admin/sessions/{session.code}/rosters/upload/",
        "/admin/participations/",
        f"/admin/programme/{programme.code}/",
        "/admin/programme/",
        "/admin/certificates/corrections/",
        "/admin/people/",
        f"/admin/people/{programme.code}/",
        "/reports/",
        "/reports/capacity/",
        "/training/",
        "/me/",
    ):
        assert client_of.get(address).status_code == 404, address


@pytest.mark.parametrize("who", ["coordinator", "trainer", "observer", "officer_user", "outsider"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "new-programme/",
        "people/",
        "people/{pk}/",
        "administrators/invite/",
        "administrators/{pk}/remove/",
        "programmes/SHETU/invite/",
        "invitations/{invitation}/again/",
        "invitations/{invitation}/take-back/",
    ],
)
def test_for_others_nothing_is_there(request, signed_in, session, administrator, path, who):
    invitation = inviting.invite_administrator("new@example.org", by=administrator)
    client = signed_in(request.getfixturevalue(who))
    address = HOME + path.format(pk=administrator.pk, invitation=invitation.pk)
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "x@example.org", "act": "close"}).status_code == 404
    assert Invitation.objects.get().letters == 1
    assert User.objects.get(pk=administrator.pk).is_active


def test_a_programme_is_opened_in_one_step(client_of, facts):
    donor = OrganisationFactory()
    partners = {
        "partners-0-role": "donor",
        "partners-0-organisation": str(donor.pk),
        "partners-1-role": "implementer",
        "partners-1-name_en": "A new unit",
        "partners-1-kind": "police",
    }
    answer = client_of.post(NEW, facts | partners, follow=True)
    assert answer.redirect_chain == [(HOME, 302)]
    programme = Programme.objects.get(code="WTP")
    assert (programme.starts_on, programme.short_title_bn) == (date(2026, 1, 1), "জনগণের সঙ্গে")
    assert programme.partnerships.count() == 2
    assert programme.phases.get().title_en == "First phase"
    assert "first@example.org is invited" in answer.text
    assert "The first coordinator is invited and not here yet." in answer.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": ""}, "This field is required."),
        ({"code": "SHETU"}, "There is a programme with this code."),
        ({"code": "shetu"}, "There is a programme with this code."),
        ({"title_bn": ""}, "This field is required."),
        ({"ends_on": "2025-01-01"}, "The end is before the start."),
        ({"coordinator": "nobody"}, "does not look like an e-mail"),
        ({"country": ""}, "This field is required."),
        ({"phases-0-title_en": ""}, "Name at least one phase"),
        ({"phases-1-title_bn": "পর্যায়"}, "Name the phase in English too."),
        ({"phases-1-title_en": "X", "phases-1-starts_on": "2020-01-01"}, "outside the dates"),
        ({"partners-0-role": "donor"}, "Choose an organisation or name a new one."),
        ({"partners-0-name_en": "A donor", "partners-0-kind": "donor"}, "Choose the role of this partner."),
        ({"partners-0-name_en": "A donor", "partners-0-role": "donor"}, "Choose what kind of organisation"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(client_of, programme, facts, wrong, sentence):
    answer = client_of.post(NEW, facts | wrong)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert Programme.objects.count() == 1
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("damaged", ["x", "-1", "9" * 30, ""])
def test_a_damaged_count_of_lines_loses_nothing(client_of, facts, damaged):
    assert (
        client_of.post(NEW, facts | {"phases-TOTAL_FORMS": damaged, "phases-INITIAL_FORMS": damaged}).status_code == 302
    )
    assert Programme.objects.get().phases.get().title_en == "First phase"


def test_more_lines_keep_what_was_typed(client_of, facts):
    page = client_of.post(NEW, facts | {"more": "phases"})
    assert 'name="phases-5-title_en"' in page.text
    assert 'value="First phase"' in page.text
    assert not Programme.objects.exists()
    assert client_of.post(NEW, facts | {"more": "phases", "phases-TOTAL_FORMS": "999999"}).status_code == 200


def test_a_second_administrator_is_invited_and_one_of_two_removed(client_of, administrator):
    answer = client_of.post(HOME + "administrators/invite/", {"email": "second@example.org"}, follow=True)
    assert "second@example.org is invited" in answer.text
    invitation = Invitation.objects.get()
    client_of.post(f"{HOME}invitations/{invitation.pk}/again/")
    client_of.post(f"{HOME}invitations/{invitation.pk}/take-back/")
    invitation.refresh_from_db()
    assert (invitation.letters, invitation.is_open) == (2, False)
    refused = client_of.post(f"{HOME}administrators/{administrator.pk}/remove/")
    assert "The last administrator cannot be removed." in refused.text
    second = AdministratorFactory()
    client_of.post(f"{HOME}administrators/{second.pk}/remove/")
    assert list(Administrator.objects.values_list("user", flat=True)) == [administrator.pk]


def test_a_coordinator_is_invited_into_a_programme(client_of, programme):
    client_of.post(f"{HOME}programmes/{programme.code}/invite/", {"email": "new@example.org"})
    assert programme.invitations.get().roles == "coordinator"
    assert client_of.post(f"{HOME}programmes/NONE/invite/", {"email": "n@example.org"}).status_code == 404


def test_invitations_of_coordinators_are_none_of_theirs(client_of, programme, coordinator):
    theirs = inviting.invite(programme, "new@example.org", "observer", by=coordinator)
    assert "new@example.org" not in client_of.get(HOME).text
    assert client_of.post(f"{HOME}invitations/{theirs.pk}/take-back/").status_code == 404


def test_an_account_is_closed_opened_and_named(client_of, programme, coordinator):
    address = f"{HOME}people/{coordinator.pk}/"
    assert "last coordinator of Community" in client_of.post(address, {"act": "close"}).text
    programme.team.create(user=UserFactory(), role="coordinator")
    client_of.post(address, {"act": "close"})
    assert not User.objects.get(pk=coordinator.pk).is_active
    client_of.post(address, {"act": "reopen"})
    client_of.post(address, {"act": "rename", "full_name": "Nusrat Jahan"})
    coordinator.refresh_from_db()
    assert (coordinator.is_active, coordinator.full_name) == (True, "Nusrat Jahan")
    assert client_of.post(address, {"act": "rename", "full_name": ""}).status_code == 200


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "outsider"])
def test_accounts_of_others_are_not_there(request, client_of, session, who):
    person = request.getfixturevalue(who)
    for act in ("close", "rename"):
        answer = client_of.post(f"{HOME}people/{person.pk}/", {"act": act, "full_name": "X"})
        assert answer.status_code == 404
    assert User.objects.get(pk=person.pk).is_active


def test_a_request_between_programmes_waits_for_a_decision_and_names_nobody(client_of, session, coordinator):
    officer = OfficerFactory(programme=ProgrammeFactory(), name_en="Canary Officer")
    assert "Nothing waits for you" in client_of.get(HOME).text
    OfficerRequest.objects.create(
        session=session,
        officer=officer,
        number_given=officer.service_number,
        name_given="Somebody Given",
        asked_by=coordinator,
    )
    for address in ("/admin/", HOME):
        text = client_of.get(address).text
        assert "1 request between programmes waits for an answer" in text
        assert "/admin/officer-requests/?show=decide" in text
        assert [word for word in ("Canary", "Somebody Given", officer.service_number) if word in text] == []


@pytest.mark.parametrize("address", [HOME, HOME + "people/"])
def test_the_pages_cost_the_same_with_one_and_with_many(client_of, administrator, address):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client_of.get(address).status_code == 200
        return len(queries)

    def one_more(number):
        programme = ProgrammeFactory(coordinators=[UserFactory()])
        inviting.invite(programme, f"new{number}@example.org", "coordinator", by=administrator)
        AdministratorFactory()

    one_more(0)
    before = cost()
    for number in range(1, 4):
        one_more(number)
    assert cost() == before


def test_someone_without_a_part_reads_who_can_help(signed_in, administrator, outsider):
    page = signed_in(outsider).get("/").text
    assert "Tahmina Administrator" in page
    assert administrator.email in page
