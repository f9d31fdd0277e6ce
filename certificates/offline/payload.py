"""What a QR code carries for those without a network, and how it is written (format 1).

    body      = 1 byte format (1), 8 bytes key id, then bits: first day and last day (16 bits each, days since 2000-01-01) and
                the texts serial, level, name in English and Bangla, course in English and Bangla (coding.py), filled up with 0
    signature = ECDSA P-256 with SHA-256, r and s of 32 bytes each, over DOMAIN, the verification code and the body
    payload   = body and signature as one number in decimal digits, as many as that number of bytes takes

The code itself is not repeated: it stands in the address, and the signature binds the two. Digits cost 3⅓ bits each in a QR
code and may stand in the fragment of an address, which no browser sends anywhere. Whether a certificate is still valid is not
in it: nothing that is printed can know.
"""

import math
from datetime import date
from typing import NamedTuple, Protocol

from certificates.offline.coding import ended, within

FORMAT = 1
DOMAIN = b"shetu-offline-1\x00"
FIRST_DAY = date(2000, 1, 1).toordinal()
KEY_ID, SIGNATURE, DAY_BITS = 8, 64, 16
DIGITS_PER_BYTE = 8 * math.log10(2)


class PayloadSigner(Protocol):
    """What this module needs of a certificates.signing.Signer, which it cannot import."""

    fingerprint: str

    @property
    def is_p256(self) -> bool: ...

    def raw_signature(self, data: bytes) -> bytes: ...


class Content(NamedTuple):
    """What the payload says of a certificate; days are datetime.date, `level` is a key of the wordings, the rest is as printed."""

    starts_on: date
    ends_on: date
    serial: str
    level: str
    name_en: str
    name_bn: str
    course_en: str
    course_bn: str


def digits_of(content: bytes) -> str:
    """Returns bytes as decimal digits; their number tells how many bytes they are."""
    return f"{int.from_bytes(content, 'big'):0{math.ceil(len(content) * DIGITS_PER_BYTE)}d}"


def room_for(digits: int) -> int:
    """Returns how many bytes of body fit, with their signature, into so many digits (int); may be negative."""
    return math.floor(digits / DIGITS_PER_BYTE) - SIGNATURE


def body_of(content: Content, key_id: bytes, room: int) -> bytes | None:
    """Returns the body (bytes, at most `room`), or None when there is no room for what tells one certificate from another.

    Texts are given room in their order; one that does not fit is shortened to whole words, and says so.
    """
    days = [(day.toordinal() - FIRST_DAY) for day in (content.starts_on, content.ends_on)]
    if not all(0 <= day < 1 << DAY_BITS for day in days):
        return None
    bits = "".join(f"{day:0{DAY_BITS}b}" for day in days) + ended(content.serial) + ended(content.level)
    names = (content.name_en, content.name_bn, content.course_en, content.course_bn)
    free = 8 * (room - 1 - KEY_ID) - len(bits)
    for number, text in enumerate(names):
        reserved = sum(len(ended("", shortened=bool(later))) for later in names[number + 1 :])
        written = within(text, free - reserved)
        if written is None:
            return None
        bits += written
        free -= len(written)
    bits += "0" * (-len(bits) % 8)
    return bytes([FORMAT]) + key_id + int(bits, 2).to_bytes(len(bits) // 8, "big")


def signed_digits(content: Content, *, code: str, signer: PayloadSigner, room: int) -> str:
    """Returns the payload as digits, at most `room` (int) of them; "" when it does not fit or the key is none for it.

    code: the verification code in the address; signer: certificates.signing.Signer.
    """
    body = body_of(content, bytes.fromhex(signer.fingerprint)[:KEY_ID], room_for(room)) if signer.is_p256 else None
    if body is None:
        return ""
    return digits_of(body + signer.raw_signature(DOMAIN + code.encode() + body))
