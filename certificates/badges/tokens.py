"""Signed JSON: a compact JWS (RFC 7515) as Open Badges 3.0 asks for (8.2, JSON Web Token Proof Format) and VC-JOSE-COSE.

Why this proof and not one inside the document: it signs with the key that signs the PDFs, elliptic curve or RSA, without
canonical RDF, and RS256 is what every verifier of Open Badges must know.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from certificates.signing import CannotSign
from certificates.signing.jwk import algorithm_of, base64url
from certificates.signing.signer import Signer

MEDIA_TYPE = "application/vc+jwt"


def token(document: Mapping[str, Any], signer: Signer, key_url: str) -> str:
    """Returns the document (dict) signed, as text. key_url: where the public key is found. Raises CannotSign."""
    algorithm = algorithm_of(signer.certificate.public_key())
    if not algorithm:
        raise CannotSign(_("The signing key cannot sign badges: that takes an elliptic curve key P-256 or RSA."))
    # No other header is allowed.
    header = {"alg": algorithm, "kid": key_url, "typ": "JWT"}
    signed = ".".join(base64url(_written(part)) for part in (header, document))
    return f"{signed}.{base64url(signer.raw_signature(signed.encode()))}"


def _written(part):
    return json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
