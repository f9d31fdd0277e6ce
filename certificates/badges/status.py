"""The list that says which badges are not valid any more (Bitstring Status List 1.0). Plain values, no database.

One bit for each of 131,072 places, taken at random: whoever fetches the list does not tell which badge he looks at, and
nobody learns from it how many badges there are, or who holds them.
"""

import datetime
import gzip
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any

SIZE = 131_072  # bits; the least that the standard allows
PURPOSE = "revocation"
FRESH_FOR = timedelta(minutes=5)  # how long others may cache their copy
VALID_FOR = timedelta(days=7)
CONTEXT = ["https://www.w3.org/ns/credentials/v2"]


def entry(address: str, index: int) -> dict[str, str]:
    """Returns the credentialStatus of the badge at this place (int) of the list at this address."""
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def bits(ended: Iterable[int]) -> bytes:
    """Returns the list as bytes, with a 1 for each place (int) in `ended`; the first place is the highest bit."""
    content = bytearray(SIZE // 8)
    for index in ended:
        content[index // 8] |= 0x80 >> index % 8
    return bytes(content)


def digest(content: bytes) -> str:
    """Returns the checksum of a state of the list (hexadecimal)."""
    return hashlib.sha256(content).hexdigest()


def status_list(content: bytes, address: str, issuer: str, *, at: datetime.datetime) -> dict[str, Any]:
    """Returns the BitstringStatusListCredential with the claims of its token. at: when it is made, aware datetime."""
    at = at.astimezone(UTC).replace(microsecond=0)
    until = at + VALID_FOR
    # The time inside gzip would make the same list look different.
    encoded = "u" + urlsafe_b64encode(gzip.compress(content, mtime=0)).rstrip(b"=").decode()
    return {
        "@context": CONTEXT,
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": at.isoformat().replace("+00:00", "Z"),
        "validUntil": until.isoformat().replace("+00:00", "Z"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encoded,
            "ttl": int(FRESH_FOR.total_seconds() * 1000),
        },
        "iss": issuer,
        "jti": address,
        "sub": f"{address}#list",
        "nbf": int(at.timestamp()),
        "exp": int(until.timestamp()),
    }
