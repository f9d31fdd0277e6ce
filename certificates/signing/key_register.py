"""Which key signs, and the public record of it. Exchanging the file of the key is all that a rotation takes."""

from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from accounts.audit.trail import record
from accounts.models import User
from certificates import signing
from certificates.models import SigningCertificate
from certificates.signing.jwk import base64url, jwk_of

KEY_ID_DIGITS = 16  # eight bytes


@transaction.atomic
def signer_in_use(*, by: User | None) -> tuple[signing.Signer, SigningCertificate]:
    """Returns (Signer, SigningCertificate): the key of this installation and its public record, made when it is new.

    by: User who issues. Raises Refused when there is no usable key.
    """
    signer = signing.current()
    known, is_new = SigningCertificate.objects.get_or_create(
        fingerprint=signer.fingerprint,
        defaults={
            "name": signer.certificate.subject.rfc4514_string()[:200],
            "issuer": signer.certificate.issuer.rfc4514_string()[:200],
            "pem": b"".join(one.public_bytes(Encoding.PEM) for one in (signer.certificate, *signer.chain)).decode(),
            "not_before": signer.certificate.not_valid_before_utc,
            "not_after": signer.certificate.not_valid_after_utc,
        },
    )
    if is_new:
        record(by, "signing_certificate.first_used", known, fingerprint=signer.fingerprint)
    return signer, known


def public_list() -> str:
    """Returns the certificates of all keys that ever signed, newest first, as one PEM text."""
    return "\n".join(f"# {one.name}\n{one.pem}" for one in SigningCertificate.objects.all())


def public_keys() -> list[dict[str, Any]]:
    """Returns the keys as JSON Web Keys (RFC 7517), newest first, each with a name and the time its certificate is valid."""
    return [public_key(one) for one in SigningCertificate.objects.all()]


def public_key(known: SigningCertificate) -> dict[str, Any]:
    """Returns the JSON Web Key of a SigningCertificate; `kid` is what QR codes call it."""
    return {
        **jwk_of(x509.load_pem_x509_certificate(known.pem.encode()).public_key()),
        "use": "sig",
        "kid": known.fingerprint[:KEY_ID_DIGITS],
        "x5t#S256": base64url(bytes.fromhex(known.fingerprint)),
        "name": known.name,
        "valid_from": known.not_before.isoformat(),
        "valid_until": known.not_after.isoformat(),
    }
