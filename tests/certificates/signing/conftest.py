import pytest
from django.conf import settings as django_settings

from certificates.signing import authority, keys


@pytest.fixture
def demonstration(tmp_path, settings):
    """A signing authority of its own, in a folder of the test. Returns the path of its file."""
    settings.VAR_DIR = tmp_path
    settings.SIGNING_KEY_FILE = settings.SIGNING_KEY_PASSPHRASE = ""
    keys._loaded.cache_clear()
    yield tmp_path / keys.OWN
    keys._loaded.cache_clear()


@pytest.fixture
def signer(demonstration):
    """A signer with an elliptic curve key."""
    authority.make(demonstration)
    assert not django_settings.PRODUCTION
    return keys.current()
