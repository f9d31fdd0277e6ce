"""The printed lines of a certificate, for the pages that show it."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.drawing import grouped
from certificates.models import Certificate


class PrintedLine(NamedTuple):
    """One line of a certificate: which fact it is, and its texts in the language of the page and in the other one (() without)."""

    fact: str
    texts: tuple[str, ...]
    other_texts: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(LABELS[self.fact])


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


def printed_lines(certificate: Certificate, language: str) -> list[PrintedLine]:
    """Returns the PrintedLines of a certificate in the order of the paper, from its snapshot alone. language: "en" or "bn"."""
    facts = {**certificate.facts.get("wording", {}), **certificate.facts}
    this, other = ("bn", "en") if language.startswith("bn") else ("en", "bn")
    lines = [
        PrintedLine(fact, _texts(facts.get(f"{fact}_{this}")), _texts(facts.get(f"{fact}_{other}"))) for fact in FACTS
    ]
    lines.append(PrintedLine("serial", (facts["serial"],), ()))
    lines.append(PrintedLine("code", (grouped(facts["code"]),), ()))
    signatories, partners = facts.get("signatories", []), facts.get("partners", [])
    lines.append(PrintedLine("signatories", _signatories(signatories, this), _signatories(signatories, other)))
    lines.append(PrintedLine("partners", _partners(partners, this), _partners(partners, other)))
    return [line for line in lines if line.texts or line.other_texts]


def _texts(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _signatories(signatories: list[dict[str, str]], language: str) -> tuple[str, ...]:
    parts = ("name", "post", "organisation")
    written = (", ".join(filter(None, (one.get(f"{part}_{language}") for part in parts))) for one in signatories)
    return tuple(filter(None, written))


def _partners(partners: list[dict[str, str]], language: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.get(f"name_{language}") for one in partners)))


def reason_text(certificate: Certificate, language: str) -> str:
    """Returns why a certificate is not valid any more: in the language of the page where it was written in it, else in English."""
    return (language.startswith("bn") and certificate.reason_bn) or certificate.reason
