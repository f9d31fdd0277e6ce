"""The scripts of the set-up import each other as neighbours, outside any package."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k7Qw-2mZt_9xLpR4vB8sNc1yHdG6fJ3aE5uT0iOoWqXrYbMnK8jV",
    "SITE_URL": "https://shetu.example",
    "ALLOWED_HOSTS": "shetu.example",
    "DATABASE_URL": "postgres://shetu:secret@db.example/shetu",
    "REDIS_URL": "redis://cache.example:6379/0",
    "EMAIL_URL": "smtp+tls://shetu:secret@mail.example:587",
}


@pytest.fixture
def root():
    """The root folder of the project."""
    return ROOT


@pytest.fixture
def only(monkeypatch):
    """A function: `only(NAME="value", …)` makes these the whole environment."""

    def replace(**variables):
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return replace


@pytest.fixture
def production(only):
    """A function: `production(NAME="value", …)` makes a good production environment so changed; None leaves one out."""

    def replace(**changes):
        only(**{name: value for name, value in {**PRODUCTION, **changes}.items() if value is not None})

    return replace
