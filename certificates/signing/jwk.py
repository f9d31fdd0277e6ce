"""Public keys as JSON Web Keys (RFC 7517, RFC 7518), and the name of the algorithm they sign with."""

from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec


def base64url(content: bytes) -> str:
    """Returns bytes as base64url without padding (RFC 7515, 2)."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def jwk_of(key: Any) -> dict[str, str]:
    """Returns the JSON Web Key of a public key: elliptic curve or RSA, of the `cryptography` package."""
    numbers, algorithm = key.public_numbers(), algorithm_of(key)
    named = {"alg": algorithm} if algorithm else {}
    if isinstance(key, ec.EllipticCurvePublicKey):
        size = (key.curve.key_size + 7) // 8
        x, y = (base64url(number.to_bytes(size, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": f"P-{key.curve.key_size}", "x": x, "y": y, **named}
    return {"kty": "RSA", "n": base64url(_bytes(numbers.n)), "e": base64url(_bytes(numbers.e)), **named}


def algorithm_of(key: Any) -> str:
    """Returns "ES256" or "RS256": what Signer.raw_signature is called in JOSE. A larger curve has no name with SHA-256."""
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return "RS256"
    return "ES256" if isinstance(key.curve, ec.SECP256R1) else ""


def _bytes(number):
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
