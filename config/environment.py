"""Reads the environment once, with types, and names a wrong value. docs/configuration.md explains each value."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from config.object_storage import object_storage

BASE_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEY = "development-only-key-never-used-in-production-0000000000000000"


@dataclass(frozen=True)
class Environment:
    """Everything the deployment may decide."""

    production: bool
    demo: bool
    secret_key: str
    secret_key_fallbacks: tuple
    allowed_hosts: tuple
    site_url: str
    var_dir: Path
    database: dict
    redis_url: str
    email: dict
    email_from: str
    contact_email: str
    require_second_factor: bool
    trusted_proxies: int
    static_root: Path
    storage_url: str
    object_storage: dict
    signing_key_file: str
    signing_key_url: str
    signing_key_passphrase: str
    signing_timestamp_url: str
    audit_key: str
    audit_key_fallbacks: tuple
    audit_folder: Path
    log_level: str


def _reader() -> Any:
    """Takes every value literally: an empty value counts as missing, and a leading $ does not name another variable."""
    read = environ.Env()
    read.ENVIRON = {name: value.replace("$", r"\$") for name, value in os.environ.items() if value}
    read.escape_proxy = True
    return read


def _choice(read: Any, name: str, default: Any, known: Any) -> Any:
    value = read.str(name, default=default)
    if value not in known:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(known)}, not {value!r}.")
    return value


def _yes_or_no(read: Any, name: str, default: Any) -> bool:
    value = read.str(name, default="yes" if default else "no").lower()
    if value not in ("yes", "no", "true", "false", "1", "0"):
        raise ImproperlyConfigured(f"{name} must be 'yes' or 'no', not {value!r}.")
    return value in ("yes", "true", "1")


def _whole_number(read: Any, name: str, default: Any) -> int:
    value = read.str(name, default=str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _site_url(read: Any, production: Any) -> Any:
    value = read.str("SITE_URL", default="" if production else f"http://localhost:{read.str('PORT', default='8000')}")
    parts = urlsplit(value)
    if not value:
        raise ImproperlyConfigured("SITE_URL is missing. Set the public address, for example https://shetu.example.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(f"SITE_URL must be an address such as https://shetu.example, not {value!r}.")
    if production and parts.scheme != "https":
        raise ImproperlyConfigured("SITE_URL must begin with https:// in production: certificates print this address.")
    return value.rstrip("/")


def _secret_key(read: Any, production: Any) -> Any:
    value = read.str("SECRET_KEY", default="" if production else DEVELOPMENT_KEY)
    if production and (len(value) < 50 or len(set(value)) < 5 or value == DEVELOPMENT_KEY):
        raise ImproperlyConfigured("SECRET_KEY is missing or unsafe. Set at least 50 random characters.")
    return value


def _allowed_hosts(read: Any, production: Any, site_url: Any) -> Any:
    hosts = tuple(read.list("ALLOWED_HOSTS", default=[] if production else ["localhost", "127.0.0.1", "[::1]"]))
    if production and not hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is missing. Name the host of SITE_URL, separated by commas if several."
        )
    if production and any(host.strip() in ("*", ".") for host in hosts):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; '*' would let anyone forge links in messages.")
    if production and urlsplit(site_url).hostname not in hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS must contain the host of SITE_URL.")
    return hosts


def _database(read: Any, var_dir: Any) -> Any:
    try:
        database = read.db("DATABASE_URL", default=f"sqlite:///{var_dir / 'shetu.sqlite3'}")
    except (ValueError, KeyError, environ.ImproperlyConfigured) as problem:
        raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:password@host/name.") from problem
    engine = database.get("ENGINE")
    if engine == "django.db.backends.sqlite3":
        # A transaction that reads and then writes fails with "database is locked" unless it takes the write lock first.
        database["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        }
    elif engine == "django.db.backends.postgresql":
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
        # Compiling a query of many conditions takes PostgreSQL a second; the query itself, where it knows the rows, milliseconds.
        database.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    else:
        raise ImproperlyConfigured("DATABASE_URL must name PostgreSQL or SQLite.")
    return database


def _signing_key_file(read: Any) -> Any:
    value = read.str("SIGNING_KEY_FILE", default="")
    if not value:
        return ""
    path = Path(value)
    if not path.is_absolute() or not path.is_file() or not os.access(path, os.R_OK):
        raise ImproperlyConfigured("SIGNING_KEY_FILE must be the full path of a file that can be read.")
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured("SIGNING_KEY_FILE may be read by others. Set its mode to 0400.")
    return value


def _signing_key_url(read: Any) -> Any:
    value = read.str("SIGNING_KEY_URL", default="")
    if value and (not value.startswith("pkcs11:") or "module-path=" not in value):
        raise ImproperlyConfigured(
            "SIGNING_KEY_URL must look like pkcs11:token=NAME;object=NAME?module-path=/usr/lib/softhsm/libsofthsm2.so."
        )
    if value and read.str("SIGNING_KEY_FILE", default=""):
        raise ImproperlyConfigured("SIGNING_KEY_URL and SIGNING_KEY_FILE are both set. Name one key.")
    return value


def _signing_timestamp_url(read: Any) -> Any:
    value = read.str("SIGNING_TIMESTAMP_URL", default="")
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise ImproperlyConfigured("SIGNING_TIMESTAMP_URL must look like https://timestamp.example/.")
    return value


def _audit_key(read: Any) -> Any:
    value = read.str("AUDIT_KEY", default="")
    if value and (len(value) < 32 or len(set(value)) < 5):
        raise ImproperlyConfigured("AUDIT_KEY is unsafe. Set at least 32 random characters, or leave it out.")
    return value


def _folder(read: Any, name: str, default: Any) -> Any:
    value = Path(read.str(name, default=str(default)))
    if not value.is_absolute():
        raise ImproperlyConfigured(f"{name} must be the full path of a folder.")
    return value


def _redis_url(read: Any) -> Any:
    value = read.str("REDIS_URL", default="")
    if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured("REDIS_URL must look like redis://host:6379/0.")
    return value


def _email(read: Any, var_dir: Any, production: Any, demo: Any) -> Any:
    address = read.str("EMAIL_URL", default="")
    if not address or demo:
        # The demo never sends to a real address: messages become files.
        if production and not demo:
            raise ImproperlyConfigured("EMAIL_URL is missing. Set smtp+tls://user:password@host:587 or filemail://.")
        return _mail_folder(var_dir / "mail")
    if address.startswith("filemail:"):
        # django-environ would take the leading slash from the folder.
        return _mail_folder(urlsplit(address).path.rstrip("/") or var_dir / "mail")
    try:
        return read.email_url("EMAIL_URL")
    except (ValueError, environ.ImproperlyConfigured) as problem:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp+tls://user:password@host:587.") from problem


def _mail_folder(folder: Path) -> Any:
    return {"EMAIL_BACKEND": "accounts.ops.mail_folder.EmailBackend", "EMAIL_FILE_PATH": Path(folder)}


def _contact_email(read: Any) -> Any:
    value = read.str("CONTACT_EMAIL", default="")
    if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", value):
        raise ImproperlyConfigured("CONTACT_EMAIL must be an address such as training@shetu.example, without a name.")
    return value


def _var_dir(read: Any) -> Any:
    return Path(read.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()


def load() -> Environment:
    """Returns the checked Environment; raises ImproperlyConfigured with the name of the value that is wrong."""
    read = _reader()
    production = _choice(read, "ENVIRONMENT", "development", ("development", "production")) == "production"
    demo = _yes_or_no(read, "DEMO", default=False)
    if production and demo:
        raise ImproperlyConfigured("DEMO must be 'no' in production: it opens accounts with known passwords.")
    var_dir = _var_dir(read)
    site_url = _site_url(read, production)
    storage_url = read.str("STORAGE_URL", default="")
    return Environment(
        production=production,
        demo=demo,
        secret_key=_secret_key(read, production),
        secret_key_fallbacks=tuple(read.list("SECRET_KEY_FALLBACKS", default=[])),
        allowed_hosts=_allowed_hosts(read, production, site_url),
        site_url=site_url,
        var_dir=var_dir,
        database=_database(read, var_dir),
        redis_url=_redis_url(read),
        email=_email(read, var_dir, production, demo),
        email_from=read.str("EMAIL_FROM", default="Shetu <no-reply@shetu.example>"),
        contact_email=_contact_email(read),
        require_second_factor=_yes_or_no(read, "REQUIRE_SECOND_FACTOR", default=production),
        trusted_proxies=_whole_number(read, "TRUSTED_PROXIES", 0),
        static_root=_folder(read, "STATIC_ROOT", var_dir / "static"),
        storage_url=storage_url,
        object_storage=object_storage(
            storage_url,
            access_key=read.str("STORAGE_ACCESS_KEY", default=""),
            secret_key=read.str("STORAGE_SECRET_KEY", default=""),
        ),
        signing_key_file=_signing_key_file(read),
        signing_key_url=_signing_key_url(read),
        signing_key_passphrase=read.str("SIGNING_KEY_PASSPHRASE", default=""),
        signing_timestamp_url=_signing_timestamp_url(read),
        audit_key=_audit_key(read),
        audit_key_fallbacks=tuple(read.list("AUDIT_KEY_FALLBACKS", default=[])),
        audit_folder=_folder(read, "AUDIT_FOLDER", var_dir / "audit"),
        log_level=_choice(read, "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    )
