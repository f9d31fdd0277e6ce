"""The admin as a place: coordinators come in, through the one sign-in; for others it is not there."""

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.admin_site import ShetuAdminSite
from accounts.audit import record
from accounts.models import AuditEntry, User
from programmes.models import Programme
from tests.factories import SessionFactory


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root@example.org", full_name="Root")


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


def test_the_admin_signs_out_through_the_one_door(signed_in, root):
    client = signed_in(root)
    assert client.post("/admin/logout/").headers["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session
    assert signed_in(root).get("/admin/password_change/").headers["Location"] == "/accounts/password/change/"


def test_coordinators_read_the_audit_trail_and_nobody_writes_it(signed_in, programme, coordinator, root):
    entry = record(coordinator, "programme.changed", programme, state="running")
    for user in (coordinator, root):
        client = signed_in(user)
        page = client.get(f"/admin/accounts/auditentry/{entry.pk}/change/")
        assert page.status_code == 200
        assert "&quot;running&quot;" in page.text
        assert "_save" not in page.text
        assert client.post(f"/admin/accounts/auditentry/{entry.pk}/change/", {"verb": "x.y"}).status_code == 404
        assert client.get("/admin/accounts/auditentry/add/").status_code == 404
        assert client.post(f"/admin/accounts/auditentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 404
    assert AuditEntry.objects.get().verb == "programme.changed"


def test_the_audit_list_costs_the_same_with_more_entries(signed_in, root):
    client, costs = signed_in(root), []
    for number in range(3):
        record(User.objects.create_user(f"u{number}@example.org"), "a.done", None)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/accounts/auditentry/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[2]


def test_only_superusers_keep_accounts(signed_in, programme, coordinator, root):
    assert signed_in(coordinator).get("/admin/accounts/user/").status_code == 404
    assert signed_in(root).get("/admin/accounts/user/").status_code == 200


def test_making_an_account_leaves_an_entry_without_personal_data(signed_in, root):
    answer = signed_in(root).post(
        "/admin/accounts/user/add/",
        {
            "full_name": "Sabina",
            "email": "",
            "service_number": "বিপি ৯৯০০১০০০০১",
            "language": "bn",
            "usable_password": "true",
            "password1": "bridge-over-river-9",
            "password2": "bridge-over-river-9",
        },
    )
    assert answer.status_code == 302
    made = User.objects.get(service_number="9900100001")
    assert (made.email, made.check_password("bridge-over-river-9")) == (None, True)
    entry = AuditEntry.objects.get(verb="account.created")
    assert (entry.actor, entry.target_id) == (root, str(made.pk))
    assert "Sabina" not in entry.canonical()


def test_an_account_without_a_sign_in_name_is_refused_in_a_sentence(signed_in, root):
    answer = signed_in(root).post(
        "/admin/accounts/user/add/", {"full_name": "Nobody", "language": "en", "usable_password": "false"}
    )
    assert "Give an e-mail or a service number to sign in with." in answer.text


def test_setting_a_password_leaves_an_entry(signed_in, root, outsider):
    password = "another-bridge-7"
    answer = signed_in(root).post(
        f"/admin/accounts/user/{outsider.pk}/password/",
        {"usable_password": "true", "password1": password, "password2": password, "set-password": "1"},
    )
    assert answer.status_code == 302
    outsider.refresh_from_db()
    assert outsider.check_password(password)
    assert [entry.verb for entry in AuditEntry.objects.filter(target_id=outsider.pk)] == ["account.password_set"]


def test_an_old_address_no_longer_signs_in(signed_in, client, root, outsider):
    outsider.emailaddress_set.create(email=outsider.email, primary=True, verified=True)
    signed_in(root).post(
        f"/admin/accounts/user/{outsider.pk}/change/",
        {"full_name": "Outsider", "email": "new@example.org", "language": "en", "theme": "light", "is_active": "on"},
    )
    outsider.refresh_from_db()
    assert outsider.email == "new@example.org"
    assert not outsider.emailaddress_set.exists()


def test_nobody_deletes_an_account(signed_in, root, outsider):
    assert signed_in(root).post(f"/admin/accounts/user/{outsider.pk}/delete/", {"post": "yes"}).status_code == 404


# What the admin takes in


def test_the_admins_that_libraries_bring_are_left_out():
    registered = {model._meta.app_label for model in admin.site._registry}
    assert registered <= {"accounts", "jobs", "programmes", "participants", "trainings", "certificates", "reports"}


@pytest.mark.parametrize(
    "path", ["mfa/authenticator", "account/emailaddress", "usersessions/usersession", "auth/group"]
)
def test_nobody_reaches_sign_in_names_sessions_or_second_factors_of_others(signed_in, root, path):
    client = signed_in(root)
    for page in ("", "add/", f"{root.pk}/change/", f"{root.pk}/delete/"):
        assert client.get(f"/admin/{path}/{page}").status_code == 404
        assert client.post(f"/admin/{path}/{page}", {"post": "yes"}).status_code == 404


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
