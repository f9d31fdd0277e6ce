"""A signing key on a token (PKCS #11): the sentences, and signatures of a real SoftHSM where it is installed."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from accounts.refusal import Refused
from certificates.drawing import draw
from certificates.signing import CannotSign, Signer, keys
from certificates.signing.tokens import TokenKey, open_token
from tests.certificates.drawing.samples import HERITAGE, TYPICAL
from tests.certificates.signing.judging import judged
from tests.certificates.signing.making import certificate_of

AT = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)
MECHANISMS = SimpleNamespace(ECDSA="ecdsa", SHA256_RSA_PKCS="rsa")
PIN = "1234567"
MODULES = [
    os.environ.get("SOFTHSM2_MODULE", ""),
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
]


class Gone(Exception):  # noqa: N818 -- what a token's library raises
    pass


class Held:
    """A key as python-pkcs11 offers it: raw signatures, by mechanism."""

    def __init__(self, key):
        self.key, self.gone = key, False

    def sign(self, data, *, mechanism):
        if self.gone:
            raise Gone
        if mechanism == "rsa":
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        from cryptography.hazmat.primitives.asymmetric.utils import Prehashed  # noqa: PLC0415 -- for this line

        parts = decode_dss_signature(self.key.sign(data, ec.ECDSA(Prehashed(hashes.SHA256()))))
        return b"".join(part.to_bytes(32, "big") for part in parts)


def token_key(key, forgotten=None):
    return TokenKey(
        Held(key),
        MECHANISMS,
        is_rsa=isinstance(key, rsa.RSAPrivateKey),
        faults=(Gone,),
        forget=lambda: forgotten is not None and forgotten.append(True),
    )


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)],
    ids=["curve", "rsa"],
)
def test_a_certificate_signed_by_a_token_is_intact_and_trusted(key):
    signer = Signer(token_key(key), certificate_of(key))
    verdict = judged(draw(TYPICAL, HERITAGE, seal=signer, at=AT), signer.certificate)
    assert (verdict.intact, verdict.valid) == (True, True)


def test_a_token_that_holds_the_key_of_another_certificate_is_refused():
    one, other = (ec.generate_private_key(ec.SECP256R1()) for _number in range(2))
    with pytest.raises(Refused, match="do not belong together"):
        Signer(token_key(one), certificate_of(other))


def test_a_token_that_is_pulled_out_is_a_sentence_and_is_opened_anew_next_time():
    key, forgotten = ec.generate_private_key(ec.SECP256R1()), []
    on_token = token_key(key, forgotten)
    signer = Signer(on_token, certificate_of(key))
    on_token._key.gone = True
    with pytest.raises(CannotSign, match="does not answer"):
        draw(TYPICAL, HERITAGE, seal=signer, at=AT)
    assert forgotten == [True]


def test_without_the_package_the_sentence_says_which(monkeypatch):
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(CannotSign, match="pip install python-pkcs11"):
        open_token("pkcs11:token=a;object=b?module-path=/c", PIN, forget=list)


def test_the_address_must_name_everything(monkeypatch):
    monkeypatch.setitem(sys.modules, "pkcs11", SimpleNamespace(exceptions=SimpleNamespace()))
    monkeypatch.setitem(sys.modules, "pkcs11.exceptions", SimpleNamespace())
    with pytest.raises(CannotSign, match="must name the token"):
        open_token("pkcs11:token=a?module-path=/c", PIN, forget=list)


# A real one


@pytest.fixture(scope="module")
def softhsm(tmp_path_factory):
    """Returns a function that puts a key of `cryptography` on a fresh token and returns its address."""
    pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    module = next((path for path in MODULES if path and Path(path).exists()), None)
    tool = os.environ.get("SOFTHSM2_UTIL") or shutil.which("softhsm2-util")
    if not module or not tool:
        pytest.skip("SoftHSM is not installed.")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    subprocess.run(
        [tool, "--module", module, "--init-token", "--free", "--label", "shetu", "--pin", PIN, "--so-pin", PIN],
        check=True,
        capture_output=True,
    )

    def put(label, key, certificate):
        from pkcs11.util import ec as token_ec  # noqa: PLC0415 -- only where it is installed
        from pkcs11.util import rsa as token_rsa  # noqa: PLC0415
        from pkcs11.util import x509 as token_x509  # noqa: PLC0415

        is_rsa = isinstance(key, rsa.RSAPrivateKey)
        form = PrivateFormat.TraditionalOpenSSL
        secret = key.private_bytes(Encoding.DER, form, NoEncryption())
        decoded = token_rsa.decode_rsa_private_key(secret) if is_rsa else token_ec.decode_ec_private_key(secret)
        attributes = {pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True}
        der = certificate.public_bytes(Encoding.DER)
        token = pkcs11.lib(module).get_token(token_label="shetu")
        try:
            session = token.open(rw=True, user_pin=PIN)
        except pkcs11.exceptions.UserAlreadyLoggedIn:
            session = token.open(rw=True)
        session.create_object({**decoded, **attributes})
        session.create_object({**token_x509.decode_x509_certificate(der), **attributes})
        session.close()
        return f"pkcs11:token=shetu;object={label}?module-path={module}"

    return put


@pytest.mark.processes
@pytest.mark.parametrize("kind", ["curve", "rsa"])
def test_softhsm_signs_and_the_key_stays_inside(softhsm, settings, kind):
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "curve" else rsa.generate_private_key(65537, 2048)
    settings.SIGNING_KEY_URL = softhsm(kind, key, certificate_of(key))
    settings.SIGNING_KEY_FILE, settings.SIGNING_KEY_PASSPHRASE = "", PIN
    signer = keys.current()
    assert signer.certificate.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    ) == key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    verdict = judged(draw(TYPICAL, HERITAGE, seal=signer, at=AT), signer.certificate)
    assert (verdict.intact, verdict.valid) == (True, True)


@pytest.mark.processes
def test_a_wrong_pin_is_a_sentence(softhsm):
    key = ec.generate_private_key(ec.SECP256R1())
    address = softhsm("pin", key, certificate_of(key))
    code = (
        "import django; django.setup()\n"
        "from certificates.signing.tokens import open_token\n"
        f"try: open_token({address!r}, '7654321', forget=list)\n"
        "except Exception as no: print(type(no).__name__, no)"
    )
    # A process of its own: this one may be signed in already.
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "CannotSign The PIN of the token with the signing key is wrong."


@pytest.mark.processes
def test_a_missing_object_a_missing_token_and_a_missing_module_are_sentences(softhsm):
    key = ec.generate_private_key(ec.SECP256R1())
    address = softhsm("sentences", key, certificate_of(key))
    for wrong, sentence in (
        (address.replace("object=sentences", "object=nothing"), "does not hold one signing key"),
        (address.replace("token=shetu", "token=lost"), "cannot be opened"),
        (f"{address}.gone", "cannot be opened"),
    ):
        with pytest.raises(CannotSign, match=sentence):
            open_token(wrong, PIN, forget=list)


@pytest.mark.processes
def test_a_token_is_opened_again_after_it_failed(softhsm):
    key = ec.generate_private_key(ec.SECP256R1())
    address = softhsm("again", key, certificate_of(key))
    for _time in range(2):
        made, certificate, chain = open_token(address, PIN, forget=list)
        assert Signer(made, certificate, chain).fingerprint
