"""Signs the certificates that Shetu draws. No other file can be signed: the message is made while a certificate is stamped."""

import hashlib
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _

from certificates.signing.messages import MessageForm
from certificates.signing.refusing import CannotSign

# A token holds the authority's own certificates.
TIMESTAMP_ROOM = 12_288
# A signature of a curve is a few bytes longer or shorter from time to time.
SPARE = 12
_ECDSA = ec.ECDSA(hashes.SHA256())


class Signer:
    """A private key with its X.509 certificate, ready to sign many files.

    `fingerprint` is the SHA-256 (hexadecimal) of the X.509 certificate, `room` how many bytes a message may take.
    """

    def __init__(self, key, certificate, chain=(), *, timestamper=None):
        """key: of the `cryptography` package, or whatever signs with `sign_sha256(data)` (a TokenKey); certificate: its X.509
        certificate, chain: those that vouch for it; timestamper: returns a token (DER) for a SHA-256, or None without one.

        Raises CannotSign for a key of another kind than elliptic curve P-256 (or larger) and RSA of 2048 bits (or more),
        and for a key that does not belong to the certificate.
        """
        self._key, self._timestamper = key, timestamper
        self.certificate, self.chain = certificate, tuple(chain)
        self._public = certificate.public_key()  # read once: a batch asks for each certificate
        self._form = MessageForm(_kind(self._public), certificate, chain)
        if not self._belongs():
            raise CannotSign(_("The signing key and its certificate do not belong together."))
        self.fingerprint = hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
        sample = self._form.message(bytes(32), self._signature(b""))
        self.room = len(sample) + SPARE + (TIMESTAMP_ROOM if timestamper else 0)

    def refuse_out_of_date(self, now: datetime | None = None) -> None:
        """Raises CannotSign when the certificate of the key is not valid now (datetime, UTC by default)."""
        now = now or datetime.now(UTC)
        if now > self.certificate.not_valid_after_utc:
            raise CannotSign(
                _(
                    "The certificate of the signing key expired on %(date)s. Install a new key; what it signed stays valid."
                )
                % {"date": self.certificate.not_valid_after_utc.date().isoformat()}
            )
        if now < self.certificate.not_valid_before_utc:
            raise CannotSign(
                _("The certificate of the signing key is valid from %(date)s only. Look at the clock of this machine.")
                % {"date": self.certificate.not_valid_before_utc.date().isoformat()}
            )

    def message(self, digest: bytes) -> bytes:
        """Returns the signed message (DER, at most `room` bytes) for a file with this SHA-256 (32 bytes)."""
        signature = self._signature(self._form.to_sign(digest))
        token = self._timestamper(hashlib.sha256(signature).digest()) if self._timestamper else b""
        message = self._form.message(digest, signature, token)
        if len(message) > self.room:
            raise CannotSign(_("The answer of the time-stamp authority is too long for the file."))
        return message

    @property
    def is_p256(self) -> bool:
        """Whether the key makes the short signatures that a QR code has room for."""
        key = self._public
        return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)

    def raw_signature(self, data: bytes) -> bytes:
        """Returns a signature as JOSE and WebCrypto write it: r and s side by side for an elliptic curve, else as it is.

        What is signed says itself what it is for: a PDF's attributes begin with the byte 0x31, a QR payload with
        "shetu-offline", a badge with "ey". So none can pass for another.
        """
        signature = self._signature(data)
        key = self._public
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return signature
        size = (key.curve.key_size + 7) // 8
        return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(signature))

    def _signature(self, data):
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, _ECDSA)
        return self._key.sign_sha256(data)

    def _belongs(self):
        """Whether the certificate confirms what the key signs."""
        public, sample = self.certificate.public_key(), b"belongs"
        how = (padding.PKCS1v15(), hashes.SHA256()) if isinstance(public, rsa.RSAPublicKey) else (_ECDSA,)
        try:
            public.verify(self._signature(sample), sample, *how)
        except InvalidSignature:
            return False
        return True


def _kind(public_key):
    if isinstance(public_key, ec.EllipticCurvePublicKey) and public_key.curve.key_size >= 256:
        return "ec"
    if isinstance(public_key, rsa.RSAPublicKey) and public_key.key_size >= 2048:
        return "rsa"
    raise CannotSign(_("The signing key must be an elliptic curve key (P-256 or larger) or RSA of 2048 bits or more."))
