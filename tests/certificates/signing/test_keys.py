"""Where the signing key comes from, and what is said when it cannot be used."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from accounts.refusal import Refused
from certificates.signing import Signer, authority, keys
from tests.certificates.signing.making import certificate_of, keys_of, pem, pkcs12_file, self_signed


@pytest.fixture
def key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def key_file(demonstration, tmp_path, settings):
    """Puts bytes into the file that SIGNING_KEY_FILE names."""

    def write(content, passphrase=""):
        path = tmp_path / "key"
        path.write_bytes(content)
        settings.SIGNING_KEY_FILE, settings.SIGNING_KEY_PASSPHRASE = str(path), passphrase
        return path

    return write


def test_the_demonstration_makes_an_authority_once_and_its_name_says_what_it_is(demonstration):
    first, again = keys.current(), keys.current()
    assert first.fingerprint == again.fingerprint
    assert "demonstration" in first.certificate.issuer.rfc4514_string()
    assert demonstration.stat().st_mode & 0o777 == 0o400


def test_two_processes_that_make_the_authority_at_once_end_with_one(tmp_path):
    path = tmp_path / "signing" / "own.p12"
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _number: authority.make(path), range(4)))
    assert [file.name for file in path.parent.iterdir()] == ["own.p12"]
    keys_of(path).refuse_out_of_date()


def test_production_makes_no_authority_of_its_own(demonstration, settings):
    settings.PRODUCTION = True
    with pytest.raises(Refused, match="There is no signing key"):
        keys.current()
    assert not demonstration.exists()


def test_a_key_may_be_pem_or_pkcs12_with_a_passphrase(key, key_file):
    certificate = certificate_of(key)
    key_file(pem(key, certificate))
    first = keys.current().fingerprint
    key_file(pkcs12_file(key, certificate, "open sesame"), "open sesame")
    assert keys.current().fingerprint == first


def test_an_exchanged_file_is_taken_at_the_next_look(key_file):
    one, other = (ec.generate_private_key(ec.SECP256R1()) for _number in range(2))
    key_file(pem(one, certificate_of(one)))
    first = keys.current()
    key_file(pem(other, certificate_of(other)))
    assert keys.current().fingerprint != first.fingerprint


@pytest.mark.parametrize("passphrase", ["", "wrong"])
def test_a_wrong_passphrase_is_said(key, key_file, passphrase):
    key_file(pkcs12_file(key, certificate_of(key), "right"), passphrase)
    with pytest.raises(Refused, match="its passphrase is wrong"):
        keys.current()


@pytest.mark.parametrize(
    "content", [b"", b"no key at all", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_a_file_that_is_no_key_is_said(key_file, content):
    key_file(content)
    with pytest.raises(Refused, match="cannot be opened"):
        keys.current()


def test_a_missing_file_is_said(key_file, key):
    key_file(pem(key, certificate_of(key))).unlink()
    with pytest.raises(Refused, match="is missing"):
        keys.current()


def test_a_key_of_another_certificate_is_refused(key):
    other = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(Refused, match="do not belong together"):
        Signer(key, certificate_of(other))


@pytest.mark.parametrize(
    "weak",
    [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP192R1())],  # noqa: S505 -- that is what is refused
    ids=["rsa", "curve"],
)
def test_a_weak_key_is_refused(weak):
    with pytest.raises(Refused, match="P-256 or larger"):
        self_signed(weak)


def test_an_expired_certificate_signs_nothing_more(key, key_file):
    began = datetime.now(UTC) - timedelta(days=20)
    key_file(pem(key, certificate_of(key, begins=began, ends=began + timedelta(days=10))))
    with pytest.raises(Refused, match="expired on"):
        keys.current()


def test_a_clock_that_runs_behind_is_named(key):
    signer = self_signed(key, begins=datetime(2026, 3, 1, tzinfo=UTC), ends=datetime(2027, 3, 1, tzinfo=UTC))
    with pytest.raises(Refused, match="Look at the clock"):
        signer.refuse_out_of_date(datetime(2026, 2, 28, 23, 49, tzinfo=UTC))


def test_a_clock_eleven_minutes_behind_does_not_stop_the_demonstration(tmp_path):
    authority.make(tmp_path / "own.p12")
    assert keys_of(tmp_path / "own.p12").refuse_out_of_date(datetime.now(UTC) - timedelta(minutes=11)) is None
