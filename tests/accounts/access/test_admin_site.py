"""The admin as a place: coordinators come in, through the one sign-in; for others it is not there."""

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access.admin_site import ShetuAdminSite
from accounts.audit.trail import record
from accounts.models import AuditEntry, User
from programmes.models import Programme
from tests.factories import SessionFactory


def test_our_site_is_the_admin():
    assert isinstance(admin.site._wrapped if hasattr(admin.site, "_wrapped") else admin.site, ShetuAdminSite)


def test_a_stranger_is_sent_to_the_one_sign_in_and_back(client, db):
    answer = client.get("/admin/accounts/auditentry/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/admin/accounts/auditentry/"


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/accounts/auditentry/", "/admin/login/", "/admin/search/", "/admin/nothing/"]
)
def test_for_someone_without_the_role_the_admin_is_not_there(signed_in, outsider, path):
    assert signed_in(outsider).get(path, follow=True).status_code == 404


def test_a_coordinator_comes_in_without_being_staff(signed_in, programme, coordinator):
    assert not coordinator.is_staff
    assert signed_in(coordinator).get("/admin/accounts/auditentry/").status_code == 200


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_the_admin_signs_out_through_the_one_door(signed_in, request, programme, who):
    person = request.getfixturevalue(who)
    client = signed_in(person)
    assert client.post("/admin/logout/").headers["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session
    assert signed_in(person).get("/admin/password_change/").headers["Location"] == "/accounts/password/change/"


def test_coordinators_read_the_audit_trail_and_nobody_writes_it(signed_in, programme, coordinator):
    entry = record(coordinator, "programme.changed", programme, state="running")
    client = signed_in(coordinator)
    page = client.get(f"/admin/accounts/auditentry/{entry.pk}/change/")
    assert page.status_code == 200
    assert "&quot;running&quot;" in page.text
    assert "_save" not in page.text
    assert client.post(f"/admin/accounts/auditentry/{entry.pk}/change/", {"verb": "x.y"}).status_code == 404
    assert client.get("/admin/accounts/auditentry/add/").status_code == 404
    assert client.post(f"/admin/accounts/auditentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 404
    assert AuditEntry.objects.get().verb == "programme.changed"


def test_the_audit_list_costs_the_same_with_more_entries(signed_in, programme, coordinator):
    client, costs = signed_in(coordinator), []
    for number in range(3):
        record(User.objects.create_user(f"u{number}@example.org"), "a.done", programme)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/accounts/auditentry/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[2]


@pytest.mark.parametrize(
    "path", ["/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/accounts/administrator/"]
)
def test_accounts_are_no_table_of_the_admin(signed_in, programme, coordinator, administrator, path):
    for user in (coordinator, administrator):
        assert signed_in(user).get(path).status_code == 404


def test_a_chooser_takes_names_by_post_alone(signed_in, programme, coordinator):
    asked = {"app_label": "participants", "model_name": "delegate", "field_name": "officer", "term": "Nusrat"}
    client = signed_in(coordinator)
    assert client.get("/admin/autocomplete/", asked).status_code == 405
    assert client.post("/admin/autocomplete/", asked).json()["results"] == []


def test_every_chooser_of_a_form_asks_by_post(signed_in, programme, coordinator):
    client = signed_in(coordinator)
    for path in ("participants/delegate", "trainings/trainingsession", "programmes/casestudy", "programmes/workstream"):
        text = client.get(f"/admin/{path}/add/").text
        assert text.count('data-ajax--type="POST"') == text.count("data-ajax--type") > 0, path


@pytest.mark.parametrize(
    "path",
    [
        "/admin/participants/officer/",
        "/admin/participants/rosterimport/",
        "/admin/trainings/trainingsession/",
        "/admin/certificates/certificate/",
        "/admin/jobs/job/",
        "/admin/programmes/programme/",
        "/admin/search/",
        "/admin/autocomplete/",
        "/admin/participants/",
    ],
)
def test_an_administrator_comes_in_and_finds_no_record(signed_in, programme, administrator, path):
    client = signed_in(administrator)
    assert client.get("/admin/").status_code == 200
    assert client.get(path).status_code == 404


def test_the_flags_of_django_open_nothing(signed_in, session):
    root = User.objects.create_user("root@example.org", full_name="Root", is_superuser=True, is_staff=True)
    assert not root.has_perm("participants.view_officer")
    assert not root.has_module_perms("participants")
    client = signed_in(root)
    assert client.get("/admin/").status_code == 404
    assert client.get(f"/admin/sessions/{session.code}/").status_code == 404
    assert client.get(f"/training/{session.code}/").status_code == 404


def test_the_admins_that_libraries_bring_are_left_out():
    registered = {model._meta.app_label for model in admin.site._registry}
    assert registered <= {"accounts", "jobs", "programmes", "participants", "trainings", "certificates", "reports"}


@pytest.mark.parametrize(
    "path", ["mfa/authenticator", "account/emailaddress", "usersessions/usersession", "auth/group"]
)
def test_nobody_reaches_sign_in_names_sessions_or_second_factors_of_others(
    signed_in, programme, coordinator, administrator, path
):
    for user in (coordinator, administrator):
        client = signed_in(user)
        for page in ("", "add/", f"{user.pk}/change/", f"{user.pk}/delete/"):
            assert client.get(f"/admin/{path}/{page}").status_code == 404
            assert client.post(f"/admin/{path}/{page}", {"post": "yes"}).status_code == 404


def test_the_list_of_all_models_is_worked_out_only_where_it_is_shown(signed_in, programme, coordinator, monkeypatch):
    worked_out, build = [], AdminSite._build_app_dict
    monkeypatch.setattr(AdminSite, "_build_app_dict", lambda *what: worked_out.append(what) or build(*what))
    client = signed_in(coordinator)
    assert client.get("/admin/accounts/auditentry/").status_code == 200
    assert worked_out == []
    assert "Programmes" in client.get("/admin/programmes/").text
    assert len(worked_out) == 1
    assert client.get("/admin/sessions/").status_code == 404  # an app of which nothing is shown


def test_an_admin_on_another_base_is_refused():
    site = ShetuAdminSite("another")
    site.register(Session, ModelAdmin)
    assert site._registry == {}
    with pytest.raises(ImproperlyConfigured, match="must be built on"):
        site.register(Programme, ModelAdmin)


def test_no_address_leads_to_any_object_of_any_model(signed_in, programme, coordinator):
    kind = ContentType.objects.get_for_model(Programme).pk
    assert signed_in(coordinator).get(f"/admin/r/{kind}/{programme.pk}/").status_code == 404


@pytest.mark.parametrize("query", ["s=mod&page=x", "s=mod&page=999", "s=mod&page=-1"])
def test_a_page_of_the_search_that_is_none_is_not_there(signed_in, programme, coordinator, query):
    client = signed_in(coordinator)
    assert client.get("/admin/search/?s=mod").status_code == 200
    assert client.get(f"/admin/search/?{query}").status_code == 404


def test_a_line_of_another_object_in_a_form_is_refused_in_a_sentence(signed_in, session, coordinator):
    """Ticked to be deleted, it would pass the library's checks and end in an error of the database."""
    other = SessionFactory(led_by=session.trainers.get().user)
    client, page = signed_in(coordinator), f"/admin/trainings/trainingsession/{session.pk}/change/"
    sent = {
        "phase": session.phase_id, "course": session.course_id, "starts_on": session.starts_on,
        "ends_on": session.ends_on, "place": session.place_id, "capacity": 50, "title_en": "Changed",
        "venue_en": "Hall", "venue_bn": "হল", "title_bn": "বদল",
        "trainers-TOTAL_FORMS": 1, "trainers-INITIAL_FORMS": 1, "trainers-0-id": other.trainers.get().pk,
        "trainers-0-session": session.pk, "trainers-0-user": session.trainers.get().user_id, "trainers-0-role": "lead",
        "trainers-0-DELETE": "on",
    }  # fmt: skip
    answer = client.post(page, sent)
    assert "One of the lines is not there any more. Open the page again." in answer.text
    assert other.trainers.count() == session.trainers.count() == 1
