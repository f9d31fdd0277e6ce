"""Production does not start on a missing or unsafe value, and says which one it is."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

REFUSED_IN_PRODUCTION = [
    ("SECRET_KEY", None),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 64),
    ("SECRET_KEY", environment.DEVELOPMENT_KEY),
    ("ALLOWED_HOSTS", None),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "shetu.example,*"),
    ("ALLOWED_HOSTS", "another.example"),
    ("SITE_URL", None),
    ("SITE_URL", "http://shetu.example"),
    ("SITE_URL", "shetu.example"),
    ("SITE_URL", "https://shetu.example/path"),
    ("DEMO", "yes"),
    ("EMAIL_URL", None),
    ("EMAIL_URL", "pigeon://roof"),
    ("EMAIL_URL", "smtp://mail.example:often"),
    ("DATABASE_URL", "mysql://shetu@db.example/shetu"),
    ("DATABASE_URL", "not an address"),
    ("REDIS_URL", "amqp://cache.example"),
    ("STORAGE_URL", "ftp://files.example/"),
    ("STORAGE_URL", "s3://"),
    ("SIGNING_KEY_URL", "https://keys.example/"),
    ("SIGNING_KEY_URL", "pkcs11:token=shetu;object=signing"),
    ("SIGNING_KEY_FILE", "/nowhere/key.pem"),
    ("SIGNING_KEY_FILE", "key.pem"),
    ("LOG_LEVEL", "LOUD"),
    ("CONTACT_EMAIL", "Shetu <training@shetu.example>"),
    ("CONTACT_EMAIL", "training"),
    ("TRUSTED_PROXIES", "some"),
    ("REQUIRE_SECOND_FACTOR", "perhaps"),
]


@pytest.mark.filterwarnings("ignore:Engine not recognized")
@pytest.mark.parametrize(("name", "value"), REFUSED_IN_PRODUCTION)
def test_production_refuses_and_names_the_value(production, name, value):
    production(**{name: value})
    with pytest.raises(ImproperlyConfigured, match=name):
        environment.load()


def test_a_good_production_environment_is_accepted(production):
    production()
    read = environment.load()
    assert read.production
    assert not read.demo
    assert read.require_second_factor
    assert read.allowed_hosts == ("shetu.example",)
    assert read.database["ENGINE"] == "django.db.backends.postgresql"


def test_an_empty_value_counts_as_none(only):
    only(DATABASE_URL="", ALLOWED_HOSTS="", REDIS_URL="", EMAIL_URL="", SECRET_KEY="", LOG_LEVEL="")
    read = environment.load()
    assert read.database["NAME"].endswith("shetu.sqlite3")
    assert "localhost" in read.allowed_hosts
    assert read.secret_key == environment.DEVELOPMENT_KEY


def test_dollar_signs_in_a_secret_are_part_of_it(production):
    key = "$HOME" + "k7Qw-2mZt$9xLpR4vB8sNc1yHdG6fJ3aE5uT0iOoWqXrYbMnK8jV" + "\\"
    production(SECRET_KEY=key, SIGNING_KEY_PASSPHRASE="$SECRET_KEY")
    read = environment.load()
    assert (read.secret_key, read.signing_key_passphrase) == (key, "$SECRET_KEY")


def test_a_refusal_does_not_repeat_the_secret_key(production):
    production(SECRET_KEY="hunter2-hunter2")
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.load()
    assert "hunter2" not in str(refusal.value)


def test_a_refusal_does_not_repeat_the_password_of_the_database(production):
    production(DATABASE_URL="mysql://shetu:hunter2@db.example/shetu")
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.load()
    assert "hunter2" not in str(refusal.value)


def test_an_unknown_environment_is_refused_by_name(only):
    only(ENVIRONMENT="staging")
    with pytest.raises(ImproperlyConfigured, match="ENVIRONMENT"):
        environment.load()


def test_development_needs_nothing(only):
    only()
    read = environment.load()
    assert not read.production
    assert read.site_url == "http://localhost:8000"
    assert read.database["NAME"] == str(environment.BASE_DIR / "var" / "shetu.sqlite3")
    assert read.redis_url == ""


def test_the_port_of_make_run_is_the_port_of_the_address_that_is_printed(only):
    only(PORT="8123")
    assert environment.load().site_url == "http://localhost:8123"


def test_the_demo_never_sends_mail_to_anyone(only):
    only(DEMO="yes", EMAIL_URL="smtp://mail.example")
    assert environment.load().email["EMAIL_BACKEND"] == "accounts.ops.mail_folder.EmailBackend"


@pytest.mark.processes
def test_a_command_on_unsafe_production_settings_ends_with_the_reason(root, tmp_path):
    unsafe = {"PATH": os.environ["PATH"], "ENVIRONMENT": "production", "VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=root, env=unsafe, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "SITE_URL is missing" in done.stderr


@pytest.mark.parametrize(("address", "folder"), [("filemail://", "mail"), ("filemail:///srv/outbox/", "/srv/outbox")])
def test_mail_may_become_files_in_a_folder(only, address, folder):
    only(EMAIL_URL=address)
    loaded = environment.load()
    assert loaded.email == {
        "EMAIL_BACKEND": "accounts.ops.mail_folder.EmailBackend",
        "EMAIL_FILE_PATH": loaded.var_dir / folder,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("AUDIT_KEY", "short"), ("AUDIT_KEY", "a" * 64), ("AUDIT_FOLDER", "heads"), ("STATIC_ROOT", "here")],
)
def test_keys_and_folders_that_make_no_sense_are_refused_by_name(only, name, value):
    only(**{name: value})
    with pytest.raises(ImproperlyConfigured, match=name):
        environment.load()
