"""A signing key that never leaves its token (PKCS #11): a smart card, an HSM, or SoftHSM. Named by a URI (RFC 7512).

The package python-pkcs11 is needed only where such a key is named.
"""

import hashlib
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.utils.translation import gettext as _

from certificates.signing.refusing import CannotSign


class TokenKey:
    """A private key on a token. It signs as the keys of `cryptography` do, but for whole messages of SHA-256 only."""

    def __init__(self, key, mechanisms, *, is_rsa, faults, forget):
        """key: of python-pkcs11; mechanisms: its names; faults: its exceptions; forget: called when the token is gone."""
        self._key, self._mechanisms, self._is_rsa = key, mechanisms, is_rsa
        self._faults, self._forget = faults, forget

    def sign_sha256(self, data: bytes) -> bytes:
        """Returns the signature of data (bytes) as X.509 knows it; raises CannotSign when the token does not answer."""
        try:
            if self._is_rsa:
                return bytes(self._key.sign(data, mechanism=self._mechanisms.SHA256_RSA_PKCS))
            raw = bytes(self._key.sign(hashlib.sha256(data).digest(), mechanism=self._mechanisms.ECDSA))
        except self._faults as error:
            self._forget()
            raise CannotSign(
                _("The token with the signing key does not answer. Nothing is lost: the work can be resumed later.")
            ) from error
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


def open_token(
    address: str, pin: str | None, *, forget: Callable[[], None]
) -> tuple[TokenKey, x509.Certificate, list[x509.Certificate]]:
    """Returns (TokenKey, X.509 certificate, chain) of `pkcs11:token=…;object=…?module-path=…`; raises CannotSign.

    The certificate of the key is the one on the token with the same label; further ones, up to the authority, are the chain.
    """
    try:
        import pkcs11  # noqa: PLC0415 -- only where a token is named
        from pkcs11 import exceptions  # noqa: PLC0415
    except ImportError as missing:
        raise CannotSign(
            _("The signing key is on a token, for which a package is missing: pip install python-pkcs11.")
        ) from missing
    asked = _read(address)
    try:
        token = pkcs11.lib(asked["module-path"]).get_token(token_label=asked["token"])
        session = _session(token, pin, exceptions)
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=asked["object"])
        own, others = _certificates(session, pkcs11, asked["object"])
        is_rsa = key.key_type == pkcs11.KeyType.RSA
    except exceptions.PinIncorrect as wrong:
        raise CannotSign(_("The PIN of the token with the signing key is wrong.")) from wrong
    except (exceptions.NoSuchKey, exceptions.MultipleObjectsReturned) as none:
        raise CannotSign(_("The token does not hold one signing key of the name in SIGNING_KEY_URL.")) from none
    except (exceptions.PKCS11Error, RuntimeError, OSError) as error:
        raise CannotSign(
            _("The token with the signing key cannot be opened: it is missing, or its module is. Nothing was issued.")
        ) from error
    if own is None:
        raise CannotSign(_("The token holds the signing key but not its certificate."))
    made = TokenKey(key, pkcs11.Mechanism, is_rsa=is_rsa, faults=(exceptions.PKCS11Error, RuntimeError), forget=forget)
    return made, own, _chain(own, others)


def _session(token, pin, exceptions):
    try:
        return token.open(user_pin=pin or None)
    except exceptions.UserAlreadyLoggedIn:
        # Who is signed in is a matter of the whole process: a session opened before has done it for this one.
        return token.open()


def _read(address):
    path, _mark, query = address.removeprefix("pkcs11:").partition("?")
    asked = {name: unquote(value) for name, _is, value in (part.partition("=") for part in path.split(";")) if name}
    asked |= dict(parse_qsl(query))
    if not {"token", "object", "module-path"} <= asked.keys():
        raise CannotSign(_("SIGNING_KEY_URL must name the token, the object and the module-path."))
    return asked


def _certificates(session, pkcs11, label):
    own, others = None, []
    for found in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}):
        one = x509.load_der_x509_certificate(bytes(found[pkcs11.Attribute.VALUE]))
        if found[pkcs11.Attribute.LABEL] == label:
            own = one
        else:
            others.append(one)
    return own, others


def _chain(own, others):
    """The certificates that vouch for each other, from the one after `own` on."""
    chain, last = [], own
    by_subject = {one.subject: one for one in others}
    while last.issuer != last.subject and last.issuer in by_subject and by_subject[last.issuer] not in chain:
        last = by_subject[last.issuer]
        chain.append(last)
    return chain
