"""Settings of Shetu. What a deployment may decide is read in config/environment.py; everything else is fixed here."""

import os
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.files.storage import FileSystemStorage
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.ops import garbage, state_folders
from config import environment
from config.unfold import UNFOLD  # noqa: F401 -- the look of the admin

# Until `AccountsConfig.ready`.
garbage.pause_while_starting()

ENV = environment.load()
BASE_DIR = environment.BASE_DIR
VAR_DIR = ENV.var_dir
# Of every process that loads these settings: commands, web server, workers, scheduler.
os.umask(state_folders.UMASK)
for folder in ("", "media", "queue", "queue/in", "queue/done", "control", "mail", "run", "keys", "cache"):
    state_folders.keep_private(VAR_DIR / folder)
state_folders.keep_private(ENV.audit_folder)
state_folders.keep_database_private(ENV.database)

PRODUCTION = ENV.production
DEMO = ENV.demo
DEBUG = False
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = list(ENV.secret_key_fallbacks)
ALLOWED_HOSTS = list(ENV.allowed_hosts)
SITE_URL = ENV.site_url
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "accounts.access.admin_config.ShetuAdminConfig",
    # Before django.contrib.auth, whose command createsuperuser it closes.
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "import_export",
    "simple_history",
    "jobs",
    "programmes",
    "participants",
    "trainings",
    "certificates",
    "reports",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.access.middleware.CompressTextMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.access.middleware.BrowserPolicyMiddleware",
    "accounts.access.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.access.middleware.LanguageOfUserMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.access.middleware.SecondFactorMiddleware",
    "accounts.access.middleware.NoStoreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "accounts.access.middleware.ImpossibleValuesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "accounts.ui.template_loading.FilesystemLoader",
                        "accounts.ui.template_loading.AppDirectoriesLoader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.ui.context_processors.shell",
            ],
        },
    },
]

DATABASES = {"default": ENV.database}

# Throttling of sign-in and verification counts in the cache, so it is one cache for all processes; while it is away each
# process counts for itself (accounts/ops/fallback_cache.py).
if ENV.redis_url:
    # A page waits less than a second for a Redis that is silent, and does not ask it twice.
    REDIS_TIMES = {"socket_connect_timeout": 0.3, "socket_timeout": 0.5}
    CACHE = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "OPTIONS": REDIS_TIMES,
    }
else:
    # Past the usual 300 it would drop counts at random, and with them what keeps guessing out.
    CACHE = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
CACHES = {
    "default": {
        "BACKEND": "accounts.ops.fallback_cache.FallbackCache",
        "LOCATION": ENV.redis_url or VAR_DIR / "cache",
        "KEY_PREFIX": "shetu",
        "OPTIONS": CACHE,
    }
}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.sign_in.password_rules.Length", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.sign_in.password_rules.NotYourself"},
    {"NAME": "accounts.sign_in.password_rules.NotCommon"},
    {"NAME": "accounts.sign_in.password_rules.NotOnlyDigits"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_ADAPTER = "accounts.sign_in.allauth_adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "service_number"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# A class of fifty signs in from one address within minutes; failed passwords are counted in accounts/sign_in/lockout.py.
# Whoever subscribes to news gets a letter: so many from one machine, so many to one address.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    # Codes of the second factor: they are asked only after a right password.
    "login_failed": "60/m/ip,5/5m/key",
    # By address only: counted per account, a stranger could keep the page shut for a person. Letters: sign_in/resets.py.
    "reset_password": "20/m/ip",
    "subscribe": "60/h/ip",
    "subscription_letter": "3/d/key",
    # Links of invitations that open nothing; a secret has 256 bits, so this only keeps noise away.
    "invitation": "30/5m/ip",
    # Lines that a unit types by a nomination link; wrong links are counted in trainings/views/nominate.py.
    "nominate": "120/5m/ip",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.PasswordResetForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondStepForm",
    "reauthenticate": "accounts.forms.SecondStepAgainForm",
    "activate_totp": "accounts.forms.AuthenticatorAppForm",
    "add_webauthn": "accounts.forms.PasskeyForm",
    "edit_webauthn": "accounts.forms.KeyNameForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
MFA_ADAPTER = "accounts.sign_in.allauth_adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Only where the site itself has no encrypted connection; a browser makes passkeys there on this very machine only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = urlsplit(SITE_URL).scheme != "https"
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_TOTP_ISSUER = "Shetu"
REQUIRE_SECOND_FACTOR = ENV.require_second_factor
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_ENGINE = "accounts.access.session_store"
# What the next page says names officers. A cookie, which Django would take, is signed, but whoever has the device reads it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = int(timedelta(hours=8).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# Transport and headers
_https = urlsplit(SITE_URL).scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # monitors ask the process itself, over plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Languages, dates
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("bn", _("Bangla"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Dhaka"
FORMAT_MODULE_PATH = ["config.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_root
state_folders.keep_public(STATIC_ROOT)
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGE_URL = ENV.storage_url
MEDIA_ROOT = urlsplit(STORAGE_URL).path if STORAGE_URL.startswith("file:") else VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "accounts.ops.static_storage.StaticFilesStorage",
        # What is public may be read by a web server of another account. The list of all files is not for the public.
        "OPTIONS": {
            "file_permissions_mode": 0o644,
            "directory_permissions_mode": 0o755,
            "manifest_storage": FileSystemStorage(location=VAR_DIR / "manifest"),
        },
    },
}
if ENV.object_storage:
    # What is issued lasts, and lies in the service; files that are worked on (rosters, tables) stay on the disk.
    STORAGES["certificates"] = ENV.object_storage
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
ROSTER_MAX_BYTES = 10 * 1024 * 1024

# E-mail
for _name, _value in ENV.email.items():
    if _name.startswith("EMAIL_"):
        globals()[_name] = _value
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from
CONTACT_EMAIL = ENV.contact_email
# A mail server that is silent must not hold a worker; half of what JOB_LEASE is.
EMAIL_TIMEOUT = 15

# Long work: the Job row holds the state, a message to the broker only wakes a worker.
CELERY_BROKER_URL = ENV.redis_url or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if ENV.redis_url:
    # A request sends a message: without max_retries 0 it would wait six seconds for a broker that is down.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        **REDIS_TIMES,
        "max_retries": 0,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue" / "in"),
        "data_folder_out": str(VAR_DIR / "queue" / "in"),
        "control_folder": str(VAR_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# On the file broker the reply queues of remote control are never cleaned up; the Job rows say what workers do.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BEAT_SCHEDULE = {
    # The page wakes a worker itself; this is for the day the broker was down.
    "send-password-letters": {"task": "accounts.tasks.send_password_letters", "schedule": timedelta(minutes=1)},
    # Who closes the browser leaves a session behind, and in it what the next page would have said of somebody.
    "forget-ended-sessions": {"task": "accounts.tasks.forget_ended_sessions", "schedule": timedelta(days=1)},
    # One query when nothing is due; a machine that was off in the night catches up soon after it is on.
    "advance-sessions": {"task": "trainings.tasks.advance_sessions", "schedule": timedelta(minutes=15)},
    "forget-old-acts": {"task": "trainings.tasks.forget_old_acts", "schedule": timedelta(days=1)},
    "forget-old-excuses": {"task": "trainings.tasks.forget_old_excuses", "schedule": timedelta(days=1)},
    "sweep-papers": {"task": "trainings.tasks.sweep_papers", "schedule": timedelta(days=1)},
    "forget-typed-people": {"task": "trainings.tasks.forget_typed_people", "schedule": timedelta(days=1)},
    # Imports look at their own officers at once; this finds what was typed by hand.
    "find-duplicates": {"task": "participants.tasks.look_for_duplicates", "schedule": timedelta(days=1)},
    # Lists of a large programme are read in another way; a day late they are only slower.
    "note-large-programmes": {"task": "participants.tasks.note_large_programmes", "schedule": timedelta(days=1)},
    "sweep-certificate-files": {"task": "certificates.tasks.sweep_files", "schedule": timedelta(hours=6)},
    # A certificate that was revoked a moment ago: whoever checks its badge reads it soon.
    "publish-badge-status": {"task": "certificates.tasks.publish_badge_status", "schedule": timedelta(minutes=1)},
    "remove-unfinished-files": {"task": "jobs.tasks.remove_unfinished_files", "schedule": timedelta(hours=1)},
    "remove-expired-exports": {"task": "reports.tasks.remove_expired_files", "schedule": timedelta(minutes=15)},
    # They open nothing from the moment on at which they are over; this writes it down, with its audit line.
    "end-dead-slips": {"task": "participants.tasks.end_dead_slips", "schedule": timedelta(minutes=15)},
}
# The lease: after this time another worker may claim the job of a killed one. A live worker renews it three times as often.
JOB_LEASE = timedelta(seconds=30)
JOB_MAX_ATTEMPTS = 5
JOB_BELL_GRACE = timedelta(seconds=10)

# Forms
# Our own pack is templates/shetu; the admin's skin brings another one and names it where it needs it.
CRISPY_ALLOWED_TEMPLATE_PACKS = ("shetu", "unfold_crispy")
CRISPY_TEMPLATE_PACK = "shetu"
# A layout that names a field its form does not have is an error, not a gap in the page.
CRISPY_FAIL_SILENTLY = False

# History and import-export
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# Certificates
SIGNING_KEY_FILE = ENV.signing_key_file
SIGNING_KEY_URL = ENV.signing_key_url
SIGNING_KEY_PASSPHRASE = ENV.signing_key_passphrase
SIGNING_TIMESTAMP_URL = ENV.signing_timestamp_url

# Audit trail: the key that seals it and the folder of its heads, neither of them in the database.
AUDIT_KEY = ENV.audit_key
AUDIT_KEY_FALLBACKS = list(ENV.audit_key_fallbacks)
AUDIT_FOLDER = ENV.audit_folder
# What is recorded within so long before somebody cuts the trail in the database could go unseen.
AUDIT_SEAL_EVERY = timedelta(seconds=10)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "accounts.ops.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
    },
}
