import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as django_settings

from certificates.signing import authority, keys
from tests.certificates.signing.making import under_an_authority


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


@pytest.fixture(scope="session")
def authority_chain():
    """A P-256 key under an authority of two levels: (key, certificate, [the one between, the root])."""
    return under_an_authority(ec.generate_private_key(ec.SECP256R1()))
