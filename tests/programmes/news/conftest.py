"""What the tests of news share."""

import pytest

from programmes.news import publishing
from tests.programmes.news.factories import NewsUpdateFactory


@pytest.fixture
def programme(programme):
    """The coordinator's programme, which speaks in public."""
    programme.is_public = True
    programme.save()
    return programme


@pytest.fixture
def draft(programme):
    """A draft of the coordinator's programme that could be published."""
    return NewsUpdateFactory(programme=programme, title_en="Graduates teach in their districts")


@pytest.fixture
def published(draft, coordinator):
    """The same, published at /updates/graduates-teach-in-their-districts/."""
    return publishing.publish(draft, by=coordinator)


@pytest.fixture
def mailbox(settings, tmp_path):
    """A folder that letters go to; `mailbox()` returns them as {file name: bytes}."""
    settings.EMAIL_BACKEND = "accounts.ops.mail_folder.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    def letters():
        return {path.name: path.read_bytes() for path in sorted(settings.EMAIL_FILE_PATH.glob("*.eml"))}

    return letters
