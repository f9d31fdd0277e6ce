"""Checking a certificate by its code, and keeping strangers from trying codes.

A code that is mistyped and one that never existed get the same answer for the same work. Misses are counted
(accounts/access/miss_throttle.py), and 128 bits (accounts/access/secret_codes.py) keep their secret either way. Nothing else is kept
about who checked what.
"""

import hashlib
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.miss_throttle import MissThrottle
from certificates.drawing import grouped, read_code
from certificates.models import Certificate

# No code has these letters, so looking for it is a miss that costs what any other miss costs.
NO_CODE = "U" * 26
THROTTLE = MissThrottle("verify")


def look_up(typed):
    """Returns the Certificate of a code as typed, pasted or scanned, whatever its state; None when there is none."""
    code = read_code(typed) or NO_CODE
    return Certificate.objects.select_related("superseded_by").filter(code=code).first()


def look_up_file(sha256):
    """Returns the Certificate whose file has this SHA-256 (64 hexadecimal digits), whatever its state; None without one.

    Only the very bytes that were issued have it: a file that was changed, saved anew or scanned is not found.
    """
    return Certificate.objects.select_related("superseded_by").filter(sha256=sha256.lower()).first()


def digest_of(file):
    """Returns the SHA-256 (hexadecimal) of an uploaded file; nothing of it is parsed or kept."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def reason(certificate, language):
    """Returns why a certificate no longer holds, in the language of the page as far as it was written in it."""
    return (language.startswith("bn") and certificate.reason_bn) or certificate.reason


class Printed(NamedTuple):
    """One line of the paper: what it is, and its text in the script of the page and in the other one ("" without)."""

    fact: str
    here: tuple[str, ...]
    there: tuple[str, ...]

    @property
    def label(self):
        return LABELS[self.fact]


FACTS = ("title", "statement", "name", "rank", "course", "dates", "place", "hours")
LABELS = {
    "title": _("Certificate"),
    "statement": _("Statement"),
    "name": _("Name"),
    "rank": _("Rank and unit"),
    "course": _("Course"),
    "dates": pgettext_lazy("dates of a certificate", "Held"),
    "place": _("Place"),
    "hours": _("Length"),
    "serial": _("Serial"),
    "code": _("Code"),
    "signatories": _("Signed by"),
    "partners": _("Partners"),
}


def printed(certificate, language):
    """Returns [Printed] for every fact on the paper, in its order, from the snapshot alone. language: "en" or "bn"."""
    facts = {**certificate.facts.get("wording", {}), **certificate.facts}
    here, there = ("bn", "en") if language.startswith("bn") else ("en", "bn")
    lines = [Printed(fact, _texts(facts.get(f"{fact}_{here}")), _texts(facts.get(f"{fact}_{there}"))) for fact in FACTS]
    lines.append(Printed("serial", (facts["serial"],), ()))
    lines.append(Printed("code", (grouped(facts["code"]),), ()))
    signatories, partners = facts.get("signatories", []), facts.get("partners", [])
    lines.append(Printed("signatories", _signatories(signatories, here), _signatories(signatories, there)))
    lines.append(Printed("partners", _partners(partners, here), _partners(partners, there)))
    return [line for line in lines if line.here or line.there]


def _texts(text):
    return (text,) if text else ()


def _signatories(signatories, language):
    parts = ("name", "post", "organisation")
    written = (", ".join(filter(None, (one.get(f"{part}_{language}") for part in parts))) for one in signatories)
    return tuple(filter(None, written))


def _partners(partners, language):
    return tuple(filter(None, (one.get(f"name_{language}") for one in partners)))
