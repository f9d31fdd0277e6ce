"""A signing authority of our own making, for the demonstration and for development. Nobody outside of it trusts it.

Its name says what it is, because every viewer of a signed certificate shows that name.
"""

import os
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

AUTHORITY = "Shetu demonstration authority (not trusted)"
SIGNER = "Shetu demonstration certificates"
VALID_FOR = timedelta(days=3650)
# A clock that runs behind must not find its own authority "not valid yet".
EARLIER = timedelta(days=1)


def make(path: str | Path, *, now: datetime | None = None) -> None:
    """Writes a new authority and a signing key under it to `path` (PKCS#12, without passphrase, for its owner only).

    An existing file stays as it is, also when two processes come at once. now: aware datetime, by default the present.
    """
    path = Path(path)
    now = now or datetime.now(UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(AUTHORITY, root_key.public_key(), AUTHORITY, root_key, now, is_authority=True)
    own = _certificate(SIGNER, key.public_key(), AUTHORITY, root_key, now, is_authority=False)
    content = pkcs12.serialize_key_and_certificates(SIGNER.encode(), key, own, [root], NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{uuid.uuid4().hex}.part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        half.unlink()


def _certificate(name, public_key, issuer, issuer_key, now, *, is_authority):
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(_usage(is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _name(common_name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(is_authority):
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
