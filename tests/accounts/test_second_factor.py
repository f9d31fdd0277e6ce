"""Where a second factor is required, coordinators and trainers get nowhere without one."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import InvalidToken

from accounts.models import User
from tests.factories import PASSWORD

SECRET = "JBSWY3DPEHPK3PXP"
AUDIT_TRAIL = "/admin/accounts/auditentry/"


@pytest.fixture
def root(programme, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    root = User.objects.create_user("root@example.org", full_name="Root")
    programme.team.create(user=root, role="coordinator")
    return root


def code_now():
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def test_without_one_every_way_leads_to_its_set_up(signed_in, root):
    client = signed_in(root)
    for path in ("/admin/", "/accounts/sessions/", "/accounts/password/change/"):
        assert client.get(path).headers["Location"] == "/accounts/2fa/"


def test_setting_up_signing_out_and_public_pages_stay_open(signed_in, root):
    client = signed_in(root)
    assert client.get("/healthz").status_code == 200
    assert "2fa/" not in client.get("/accounts/2fa/totp/activate/").headers.get("Location", "").split("next=")[0]
    assert client.post("/switch/language/", {"language": "bn"}).headers["Location"] == "/"
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"


def test_a_session_from_before_the_second_factor_is_asked_for_it(client, root):
    root.set_password(PASSWORD)
    root.save()
    client.post("/accounts/login/", {"login": root.email, "password": PASSWORD})
    TOTP.activate(root, SECRET)
    assert client.get("/admin/").headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert client.post("/accounts/2fa/reauthenticate/", {"code": code_now()}).headers["Location"] == "/"
    assert client.get(AUDIT_TRAIL).status_code == 200


def test_signing_in_with_password_and_code_opens_the_admin(client, root):
    root.set_password(PASSWORD)
    root.save()
    TOTP.activate(root, SECRET)
    answer = client.post("/accounts/login/", {"login": root.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert client.get(AUDIT_TRAIL).status_code == 200


def test_recovery_codes_alone_are_not_a_second_factor(signed_in, root):
    client = signed_in(root)
    Authenticator.objects.create(user=root, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/"


def test_where_it_is_not_required_nobody_is_sent_away(signed_in, root, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    assert signed_in(root).get(AUDIT_TRAIL).status_code == 200


def test_people_who_see_only_their_own_record_need_none(signed_in, outsider, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    assert signed_in(outsider).get("/accounts/sessions/").status_code == 200


def test_a_trainer_needs_one(signed_in, session, trainer, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    assert signed_in(trainer).get("/accounts/sessions/").headers["Location"] == "/accounts/2fa/"


def test_the_secret_is_not_readable_in_the_database(root):
    TOTP.activate(root, SECRET)
    stored = Authenticator.objects.get().data["secret"]
    assert SECRET not in stored
    assert get_adapter().decrypt(stored) == SECRET


def test_the_secret_survives_a_new_secret_key(settings, root):
    stored = get_adapter().encrypt(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key", [settings.SECRET_KEY]
    assert get_adapter().decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(stored)


def test_the_last_second_factor_is_not_given_up(root, settings):
    authenticator = TOTP.activate(root, SECRET).instance
    assert not get_adapter().can_delete_authenticator(authenticator)
    Authenticator.objects.create(user=root, type=Authenticator.Type.WEBAUTHN, data={})
    assert get_adapter().can_delete_authenticator(authenticator)
    settings.REQUIRE_SECOND_FACTOR = False
    Authenticator.objects.exclude(pk=authenticator.pk).delete()
    assert get_adapter().can_delete_authenticator(authenticator)
