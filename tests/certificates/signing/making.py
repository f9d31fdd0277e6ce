"""Keys for tests."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from certificates.signing import Signer


def keys_of(path):
    """A signer from a PKCS#12 file without passphrase."""
    return Signer(*pkcs12.load_key_and_certificates(path.read_bytes(), None))


def certificate_of(key, *, begins=None, ends=None):
    """A self-signed certificate of a key."""
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test signer")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now - timedelta(days=1))
        .not_valid_after(ends or now + timedelta(days=30))
    )
    return builder.sign(key, hashes.SHA256())


def self_signed(key, **dates):
    """A signer whose certificate nobody else vouches for."""
    return Signer(key, certificate_of(key, **dates))


def pem(key, certificate):
    """Both in one PEM file."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)


def pkcs12_file(key, certificate, passphrase):
    """Both in one PKCS#12 file with a passphrase."""
    protection = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"signer", key, certificate, None, protection)
