"""The signed message inside a PDF (CMS, RFC 5652, with the attributes that PAdES B-B asks for, ETSI EN 319 142-1).

Of everything in it, only the digest and the signature differ from file to file. The rest is encoded once; pyHanko, which
encodes it anew for each file, takes a hundred times as long.
"""

import hashlib

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

DIGEST = "sha256"
_ANY_DIGEST = b"\xab" * 32
_SET, _SEQUENCE, _OCTETS, _VERSION_1 = 0x31, 0x30, 0x04, b"\x02\x01\x01"
_ALGORITHMS = {"ec": "sha256_ecdsa", "rsa": "sha256_rsa"}


def encoded(tag: int, *parts: bytes) -> bytes:
    """Returns one DER element of the given tag."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


class MessageForm:
    """What all messages of one key share."""

    def __init__(self, kind, certificate, chain):
        """kind: "ec" or "rsa"; certificate, chain: of the `cryptography` package.

        A root of the chain, which vouches for itself, stays out: who trusts it has it, who has not trusts nothing that it came
        with (RFC 5652, 10.2.3), and each byte of a message takes two in every file.
        """
        own = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [_ANY_DIGEST]}),
                cms.CMSAttribute({"type": "signing_certificate_v2", "values": [_signing_certificate(own)]}),
            ]
        ).dump(force=True)
        self._before, self._after = attributes.split(_ANY_DIGEST)
        self._signer = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number}).dump()
        self._digest = algos.DigestAlgorithm({"algorithm": DIGEST}).dump()
        self._signature = algos.SignedDigestAlgorithm({"algorithm": _ALGORITHMS[kind]}).dump()
        self._certificates = encoded(0xA0, *_without_roots(certificate, chain))
        self._content = encoded(_SEQUENCE, core.ObjectIdentifier("1.2.840.113549.1.7.1").dump())
        self._signed_data = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()

    def to_sign(self, digest: bytes) -> bytes:
        """Returns the bytes that are signed for a file with this SHA-256 (32 bytes)."""
        return self._before + digest + self._after

    def message(self, digest: bytes, signature: bytes, timestamp: bytes = b"") -> bytes:
        """Returns the message (DER). timestamp: a time-stamp token (DER) over the signature, or nothing."""
        unsigned = _unsigned_attributes(timestamp) if timestamp else b""
        # Inside the message the attributes carry the tag of their place; they are signed as a set.
        attributes = b"\xa0" + self.to_sign(digest)[1:]
        signer = encoded(
            _SEQUENCE,
            _VERSION_1,
            self._signer,
            self._digest,
            attributes,
            self._signature,
            encoded(_OCTETS, signature),
            unsigned,
        )
        data = encoded(
            _SEQUENCE,
            _VERSION_1,
            encoded(_SET, self._digest),
            self._content,
            self._certificates,
            encoded(_SET, signer),
        )
        return encoded(_SEQUENCE, self._signed_data, encoded(0xA0, data))


def _without_roots(certificate, chain):
    """Returns the certificates of a message (DER), each once."""
    vouching = (one.public_bytes(Encoding.DER) for one in chain if one.issuer != one.subject)
    return dict.fromkeys((certificate.public_bytes(Encoding.DER), *vouching))


def _signing_certificate(own):
    # Whose it is and its number stand in the message beside it; here they would be a hint at most (ETSI EN 319 122-1, 5.2.2.3).
    of_certificate = {"hash_algorithm": {"algorithm": DIGEST}, "cert_hash": hashlib.sha256(own.dump()).digest()}
    return tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2(of_certificate)]})


def _unsigned_attributes(timestamp):
    token = cms.ContentInfo.load(timestamp)
    attribute = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})
    return b"\xa1" + cms.CMSAttributes([attribute]).dump()[1:]
