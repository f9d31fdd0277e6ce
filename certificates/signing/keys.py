"""The signing key of this installation. It lives in a file that only the workers read, or on a token, never in the database."""

import os
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from django.conf import settings
from django.utils.translation import gettext as _

from certificates.signing import authority
from certificates.signing.refusing import CannotSign
from certificates.signing.signer import Signer
from certificates.signing.tokens import open_token

OWN = "signing/demonstration.p12"


def current() -> Signer:
    """Returns the Signer of this installation. Raises CannotSign with a sentence for its administrator when there is none.

    Without SIGNING_KEY_FILE and SIGNING_KEY_URL the demonstration makes an authority of its own; production never does. A file
    that is exchanged (a rotated key) is taken from the next batch on; a token is asked anew after it failed.
    """
    signer = _of_token() if settings.SIGNING_KEY_URL else _of_file()
    signer.refuse_out_of_date()
    return signer


def _of_token():
    # A child process must open the token for itself.
    return _opened(
        settings.SIGNING_KEY_URL, settings.SIGNING_KEY_PASSPHRASE, settings.SIGNING_TIMESTAMP_URL, os.getpid()
    )


@lru_cache(maxsize=2)
def _opened(address, pin, timestamp_url, _process):
    key, certificate, chain = open_token(address, pin, forget=_opened.cache_clear)
    return Signer(key, certificate, chain, timestamper=_timestamper(timestamp_url))


def _of_file():
    path = Path(settings.SIGNING_KEY_FILE or settings.VAR_DIR / OWN)
    if not settings.SIGNING_KEY_FILE:
        if settings.PRODUCTION:
            raise CannotSign(
                _(
                    "There is no signing key. An administrator has to name its file in SIGNING_KEY_FILE. Nothing was issued."
                )
            )
        if not path.exists():
            authority.make(path)
    try:
        changed_at = path.stat().st_mtime_ns
    except OSError as gone:
        raise CannotSign(_("The file of the signing key is missing. Nothing was issued.")) from gone
    return _loaded(path, changed_at, settings.SIGNING_KEY_PASSPHRASE, settings.SIGNING_TIMESTAMP_URL)


@lru_cache(maxsize=2)
def _loaded(path, _changed_at, passphrase, timestamp_url):
    try:
        key, certificate, chain = _read(path.read_bytes(), passphrase.encode() or None)
    except OSError as gone:
        raise CannotSign(_("The file of the signing key cannot be read. Nothing was issued.")) from gone
    except (ValueError, TypeError) as wrong:
        raise CannotSign(
            _("The signing key cannot be opened: its passphrase is wrong, or the file is not PKCS#12 or PEM.")
        ) from wrong
    if key is None or certificate is None:
        raise CannotSign(_("The file of the signing key must hold the key and its certificate."))
    return Signer(key, certificate, chain, timestamper=_timestamper(timestamp_url))


def _timestamper(url):
    if not url:
        return None
    # pyHanko brings an HTTP stack along: a fifth of a worker's memory, for nothing where no authority is asked.
    from certificates.signing.timestamps import timestamper  # noqa: PLC0415 -- see above

    return timestamper(url)


def _read(content, passphrase):
    if b"-----BEGIN" not in content:
        return pkcs12.load_key_and_certificates(content, passphrase)
    first, *chain = x509.load_pem_x509_certificates(content)
    return load_pem_private_key(content, passphrase), first, chain
