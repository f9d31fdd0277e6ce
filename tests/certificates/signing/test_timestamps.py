"""Signatures witnessed by a time-stamp authority."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp, x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper

from accounts.refusal import Refused
from certificates.drawing import draw
from certificates.signing import Signer
from certificates.signing.timestamps import timestamper
from tests.certificates.drawing.samples import HERITAGE, TYPICAL
from tests.certificates.signing.judging import judged
from tests.certificates.signing.making import certificate_of

AT = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)


@contextmanager
def authority(answer):
    """A time-stamp authority on this machine; `answer` turns a request (bytes) into a response (bytes)."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _witness():
    key = rsa.generate_private_key(65537, 2048)  # pyHanko's own witness for tests knows no other kind
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    own = x509.Certificate.load(certificate_of(key).public_bytes(Encoding.DER))
    return DummyTimeStamper(tsa_cert=own, tsa_key=asn1_keys.PrivateKeyInfo.load(secret))


def _signer(url):
    key = ec.generate_private_key(ec.SECP256R1())
    return Signer(key, certificate_of(key), timestamper=timestamper(url))


def test_the_token_of_the_authority_stands_in_the_file():
    witness = _witness()

    def answer(content):
        return witness.request_tsa_response(tsp.TimeStampReq.load(content)).dump()

    with authority(answer) as url:
        signer = _signer(url)
        pdf = draw(TYPICAL, HERITAGE, seal=signer, at=AT)
    verdict = judged(pdf, signer.certificate)
    assert (verdict.intact, verdict.valid) == (True, True)
    assert (verdict.timestamp_validity.intact, verdict.timestamp_validity.valid) == (True, True)


@pytest.mark.parametrize("nonsense", [b"", b"<html>busy</html>", b"\x30\x03\x02\x01\x02"])
def test_nonsense_from_the_authority_is_a_sentence(nonsense):
    with authority(lambda _content: nonsense) as url, pytest.raises(Refused, match="did not answer as it should"):
        draw(TYPICAL, HERITAGE, seal=_signer(url), at=AT)


def test_an_authority_that_is_away_is_a_sentence():
    with authority(bytes) as url:
        pass
    with pytest.raises(Refused, match="did not answer as it should"):
        draw(TYPICAL, HERITAGE, seal=_signer(url), at=AT)
