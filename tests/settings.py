"""The product's settings, with what only tests need: own state per worker process, quick passwords, no throttle left over."""

import gc
import os
import sys
from pathlib import Path

from tests import drawn_once

if "pytest" in sys.modules:
    gc.disable()  # until all tests are collected (tests/garbage.py); programs that read these settings do look for it
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_given = Path(os.environ.get("VAR_DIR", Path(__file__).parent.parent / "var" / "test"))
# The process that deals sets it for all whom it starts; they inherit its VAR_DIR too, which is no longer the one given.
os.environ.setdefault("KEPT_TABLES", str(_given / "tables"))
os.environ["VAR_DIR"] = str(_given / _worker)
if os.environ.get("REDIS_URL") and _worker != "main":
    # A database for each process, so that no worker answers a bell of another process's test.
    _server, _first = os.environ["REDIS_URL"].rsplit("/", 1)
    os.environ["REDIS_URL"] = f"{_server}/{int(_first) + int(_worker.removeprefix('gw'))}"
drawn_once.share(os.environ["VAR_DIR"])
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from config.settings import *  # noqa: E402, F403 -- the environment above must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A file, because threads cannot share a database in memory.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 -- from the settings above
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405 -- from the settings above
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
