"""Where a second factor is required: who is asked for it, before which pages, and where it is set up and shown."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import InvalidToken
from django.urls import resolve

from accounts.access import second_factor
from accounts.models import Administrator, AuditEntry
from programmes.models import Programme
from tests import factories
from tests.factories import PASSWORD
from tests.programmes.factories import ResourceFactory
from tests.test_house import addresses

SECRET = "JBSWY3DPEHPK3PXP"
AUDIT_TRAIL = "/admin/accounts/auditentry/"
SET_UP = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def administrator(db):
    user = factories.UserFactory(email="administrator@example.org")
    Administrator.objects.create(user=user)
    return user


@pytest.fixture
def colleague(programme):
    """A coordinator; the programme keeps her colleague."""
    user = factories.UserFactory(email="colleague@example.org")
    programme.team.create(user=user, role="coordinator")
    return user


def code_now():
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def sign_in(client, user):
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def sent_to(client, path):
    return client.get(path).headers.get("Location", "")


# Administrators and coordinators: everywhere


@pytest.mark.parametrize("who", ["administrator", "colleague"])
@pytest.mark.parametrize(
    "path", ["/admin/", "/accounts/sessions/", "/accounts/password/change/", "/training/", "/reports/", AUDIT_TRAIL]
)
def test_whoever_opens_whole_programmes_gets_nowhere_without_one(signed_in, request, who, path):
    assert sent_to(signed_in(request.getfixturevalue(who)), path) == SET_UP


def test_the_account_that_keeps_the_system_running_is_no_exception(signed_in, colleague):
    colleague.is_superuser = colleague.is_staff = True
    colleague.save()
    assert sent_to(signed_in(colleague), AUDIT_TRAIL) == SET_UP


def test_no_page_whose_name_begins_like_the_set_up_is_open(signed_in, colleague):
    colleague.is_superuser = colleague.is_staff = True
    colleague.save()
    client = signed_in(colleague)
    for path in ("/admin/mfa/authenticator/", "/admin/mfa/authenticator/1/delete/", "/accounts/2fa/recovery-codes/"):
        assert sent_to(client, path) in (SET_UP, "")


def test_setting_up_signing_out_and_public_pages_stay_open(signed_in, colleague):
    client = signed_in(colleague)
    assert client.get("/healthz").status_code == 200
    assert client.get(SET_UP).status_code == 200
    assert sent_to(client, "/accounts/2fa/totp/activate/").startswith("/accounts/reauthenticate/")
    assert client.post("/switch/language/", {"language": "bn"}).headers["Location"] == "/"
    assert client.post("/switch/theme/", {"theme": "dark"}).headers["Location"] == "/"
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"


def test_without_one_these_names_are_open_and_no_others(signed_in, colleague):
    """Walks every address: a coordinator without a second factor comes no further than the list says."""
    client = signed_in(colleague)
    let_in = set()
    for name, path, view in addresses():
        if path is None or getattr(view, "allowed", "") == "public" or not getattr(view, "login_required", True):
            continue
        if resolve(path).func is not view:
            continue  # another page stands before it at this address
        if sent_to(client, path) != SET_UP:
            let_in.add(name)
    # Signing out needs no more than a GET to see its page, and signs out by POST only.
    assert let_in - second_factor.SETTING_UP == set()


# Trainers: not for attendance and what leads to it

WITHOUT = {
    # Attendance and the pages that lead to it
    "trainings:today",
    "trainings:session",
    "trainings:attendance",
    "trainings:tap",
    "trainings:undo",
    "trainings:acts",
    "trainings:manifest",
    "trainings:decide_mark",
    "trainings:walk_in",
    "trainings:undo_walk_in",
    "trainings:correct",
    "trainings:scan",
    "trainings:key_in",
    "trainings:add_sheet_photographs",
    "trainings:sheet_photograph",
    "trainings:small_sheet_photograph",
    # When and where, without a name of an officer
    "reports:trainer_calendar",
    "reports:print_trainer_timetable",
    "reports:trainer_timetable_file",
    # What concerns nobody but oneself
    "accounts:switch_theme",
    "certificates:mine",
    "certificates:download",
    "certificates:badge",
    "certificates:ask_for_badge",
    "certificates:ask_correction",
    "certificates:withdraw_correction",
    "certificates:read_correction",
    "certificates:evidence",
    "my_attendance:attendance",
    "my_attendance:paper",
    "my_attendance:withdraw",
    "my_excuses:mine",
    "my_excuses:paper",
    "my_excuses:withdraw",
}


def test_these_pages_do_not_wait_for_a_trainers_second_factor_and_no_others():
    open_to_trainers = {name for name, _path, view in addresses() if getattr(view, "second_factor", None) is False}
    assert open_to_trainers == WITHOUT


@pytest.mark.parametrize("path", ["", "TOT-KHU-03/", "TOT-KHU-03/attendance/"])
def test_attendance_never_waits_for_a_trainer(signed_in, session, trainer, path):
    assert signed_in(trainer).get(f"/training/{path}").status_code == 200


def test_attendance_does_not_wait_in_a_session_from_before_the_second_factor_either(client, session, trainer):
    sign_in(client, trainer)
    TOTP.activate(trainer, SECRET)
    assert client.get("/training/TOT-KHU-03/attendance/").status_code == 200


def test_results_wait_for_it_and_open_once_it_is_set_up(client, session, trainer):
    sign_in(client, trainer)
    assert sent_to(client, "/training/TOT-KHU-03/close/") == SET_UP
    page = client.get(SET_UP).content.decode()
    assert "A second step is needed" in page
    TOTP.activate(trainer, SECRET)
    assert sent_to(client, "/training/TOT-KHU-03/close/").startswith("/accounts/2fa/reauthenticate/")
    answer = client.post("/accounts/2fa/reauthenticate/", {"code": code_now(), "next": "/training/TOT-KHU-03/close/"})
    assert answer.headers["Location"] == "/training/TOT-KHU-03/close/"
    assert client.get("/training/TOT-KHU-03/close/").status_code == 200


def test_a_trainers_own_account_does_not_wait(signed_in, session, trainer):
    client = signed_in(trainer)
    for path in ("/accounts/sessions/", "/accounts/password/change/", SET_UP):
        assert client.get(path).status_code == 200


def test_a_trainer_who_coordinates_too_is_asked_as_a_coordinator(signed_in, session, programme, trainer):
    programme.team.create(user=trainer, role="coordinator")
    assert sent_to(signed_in(trainer), "/training/TOT-KHU-03/attendance/") == SET_UP


# Officers and observers


def test_officers_and_observers_need_none(signed_in, officer_user, observer, outsider):
    assert signed_in(officer_user).get("/me/").status_code == 200
    assert signed_in(observer).get("/reports/").status_code == 200
    assert signed_in(outsider).get("/accounts/sessions/").status_code == 200


def test_officers_may_have_one_and_are_asked_for_it_at_sign_in(client, officer_user):
    TOTP.activate(officer_user, SECRET)
    answer = client.post("/accounts/login/", {"login": officer_user.service_number, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"


# Setting up and showing


def test_setting_up_the_app_counts_as_shown_and_leaves_an_audit_line(client, colleague):
    sign_in(client, colleague)
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get(AUDIT_TRAIL).status_code == 200
    entry = AuditEntry.objects.get(verb="account.second_factor_added")
    assert (entry.actor, entry.details) == (colleague, {"kind": "totp"})


def test_after_the_set_up_the_page_that_was_wanted_is_one_step_away(client, colleague):
    sign_in(client, colleague)
    client.get("/reports/?programme=1")
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert 'href="/reports/?programme=1"' in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert 'href="/reports/?programme=1"' in client.get(SET_UP).content.decode()
    client.get("/reports/?programme=1")
    assert 'href="/reports/?programme=1"' not in client.get(SET_UP).content.decode()


def test_a_session_from_before_the_second_factor_is_asked_for_it(client, colleague):
    sign_in(client, colleague)
    TOTP.activate(colleague, SECRET)
    asked = sent_to(client, "/admin/")
    assert asked == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"
    assert client.post("/accounts/2fa/reauthenticate/", {"code": code_now(), "next": "/admin/"}).status_code == 302
    assert client.get(AUDIT_TRAIL).status_code == 200


def test_whoever_has_a_key_only_is_asked_for_the_key(client, colleague):
    sign_in(client, colleague)
    Authenticator.objects.create(user=colleague, type=Authenticator.Type.WEBAUTHN, data={})
    assert sent_to(client, "/admin/").startswith("/accounts/2fa/webauthn/reauthenticate/")


@pytest.mark.parametrize("who", ["colleague", "trainer", "officer_user"])
@pytest.mark.parametrize("strict", [True, False])
def test_nobody_changes_the_factors_in_a_session_that_showed_none(client, session, request, settings, who, strict):
    """Else a stolen password would add a factor of its own beside the one that it lacks."""
    settings.REQUIRE_SECOND_FACTOR = strict
    user = request.getfixturevalue(who)
    client.post("/accounts/login/", {"login": user.email or user.service_number, "password": PASSWORD})
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    TOTP.activate(user, SECRET)
    for path in (
        "totp/activate/",
        "totp/deactivate/",
        "webauthn/",
        "webauthn/add/",
        f"webauthn/keys/{key.pk}/remove/",
        f"webauthn/keys/{key.pk}/edit/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "recovery-codes/download/",
    ):
        assert sent_to(client, SET_UP + path).startswith("/accounts/2fa/reauthenticate/"), path
        client.post(SET_UP + path)
    assert Authenticator.objects.filter(user=user).count() == 2


def test_the_password_is_not_offered_in_place_of_the_factor(client, colleague):
    sign_in(client, colleague)
    TOTP.activate(colleague, SECRET)
    page = client.get("/accounts/2fa/reauthenticate/?next=/admin/")
    assert [way["id"] for way in page.context["reauthentication_alternatives"]] == []


def test_signing_in_with_password_and_code_opens_the_admin(client, colleague):
    TOTP.activate(colleague, SECRET)
    assert sign_in(client, colleague).headers["Location"] == "/accounts/2fa/authenticate/"
    assert sent_to(client, "/admin/").startswith("/admin/login/")
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert client.get(AUDIT_TRAIL).status_code == 200


def test_recovery_codes_alone_are_not_a_second_factor(signed_in, colleague):
    Authenticator.objects.create(user=colleague, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert sent_to(signed_in(colleague), "/admin/") == SET_UP


def test_where_it_is_not_required_nobody_is_sent_away(signed_in, colleague, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    assert signed_in(colleague).get(AUDIT_TRAIL).status_code == 200


# Secrets, and taking it off


def test_the_secret_is_not_readable_in_the_database(colleague):
    TOTP.activate(colleague, SECRET)
    stored = Authenticator.objects.get().data["secret"]
    assert SECRET not in stored
    assert get_adapter().decrypt(stored) == SECRET


def test_the_secret_survives_a_new_secret_key(settings, db):
    stored = get_adapter().encrypt(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key", [settings.SECRET_KEY]
    assert get_adapter().decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(stored)


def test_the_last_second_factor_is_not_given_up(colleague, settings):
    authenticator = TOTP.activate(colleague, SECRET).instance
    assert not get_adapter().can_delete_authenticator(authenticator)
    Authenticator.objects.create(user=colleague, type=Authenticator.Type.WEBAUTHN, data={})
    assert get_adapter().can_delete_authenticator(authenticator)
    settings.REQUIRE_SECOND_FACTOR = False
    Authenticator.objects.exclude(pk=authenticator.pk).delete()
    assert get_adapter().can_delete_authenticator(authenticator)


def test_long_after_signing_in_the_password_is_asked_once_more_before_a_factor_is_set_up(client, colleague, settings):
    sign_in(client, colleague)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert sent_to(client, "/accounts/2fa/totp/activate/").startswith("/accounts/reauthenticate/")


def test_the_last_key_is_kept_like_the_last_app(client, colleague):
    """The library asks for the app only."""
    TOTP.activate(colleague, SECRET)
    sign_in(client, colleague)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    key = Authenticator.objects.create(user=colleague, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    assert Authenticator.objects.filter(pk=key.pk).exists()
    second = Authenticator.objects.create(user=colleague, type=Authenticator.Type.WEBAUTHN, data={"name": "other"})
    client.post(f"/accounts/2fa/webauthn/keys/{second.pk}/remove/")
    assert list(Authenticator.objects.filter(type="webauthn")) == [key]
    assert AuditEntry.objects.filter(verb="account.second_factor_removed").count() == 1


# Public pages


@pytest.fixture
def shelf(programme):
    """One document for each audience; the library that anybody opens."""
    Programme.objects.update(is_public=True)
    shelf = {audience: ResourceFactory(programme=programme, audience=audience) for audience in ("trainers", "public")}
    for one in shelf.values():
        one.versions.create(number=1, link="https://example.org/", added_by=programme.team.get(role="coordinator").user)
    return shelf


@pytest.mark.parametrize("who", ["coordinator", "trainer"])
@pytest.mark.parametrize("audience", ["trainers", "public"])
def test_the_library_gives_nothing_by_part_without_one(signed_in, request, session, shelf, who, audience):
    client = signed_in(request.getfixturevalue(who))
    for path in ("/library/", f"/library/{shelf[audience].public_id}/"):
        assert sent_to(client, path) == SET_UP


def test_a_stranger_reads_what_is_public(client, shelf):
    assert client.get("/library/").status_code == 200
    assert sent_to(client, f"/library/{shelf['public'].public_id}/") == "https://example.org/"


def test_a_public_page_takes_whoever_owes_one_for_a_stranger(signed_in, programme, coordinator, officer_user):
    owing = signed_in(coordinator).get("/updates/")
    assert (owing.status_code, owing.context["request"].user, owing["Cache-Control"]) == (200, coordinator, "no-store")
    assert not owing.context["user"].is_authenticated
    assert signed_in(officer_user).get("/updates/").context["user"].is_authenticated


def test_public_views_that_know_the_account_are_few():
    """Each of them was looked at: it shows nothing by a part."""
    keep = {name for name, _path, view in addresses() if getattr(view, "keeps_account", False)}
    assert keep == {"accounts:home", "accounts:switch_language", "invitations:accept"}
