"""The printed lines of a certificate, for the pages that show it."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.drawing import grouped
from certificates.models import Certificate
from certificates.verification.lookup import Checked


class PrintedLine(NamedTuple):
    """One line of a certificate: which fact it is, and its texts in the language of the page and in the other one (() without)."""

    fact: str
    texts: tuple[str, ...]
    other_texts: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(LABELS[self.fact])


FACTS = ("title", "statement", "name", "rank", "course", "dates", "place", "hours")
# Of each fact its key in the language of the page, and in the other one.
_KEYS_EN = tuple((fact, f"{fact}_en", f"{fact}_bn") for fact in FACTS)
_KEYS_BN = tuple((fact, f"{fact}_bn", f"{fact}_en") for fact in FACTS)
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


def printed_lines(certificate: Certificate | Checked, language: str) -> list[PrintedLine]:
    """Returns the PrintedLines of a certificate in the order of the paper, from its snapshot alone. language: "en" or "bn"."""
    facts = {**certificate.facts.get("wording", {}), **certificate.facts}
    keys, this, other = (_KEYS_BN, "bn", "en") if language.startswith("bn") else (_KEYS_EN, "en", "bn")
    lines = []
    for fact, its, others in keys:
        text, other_text = facts.get(its), facts.get(others)
        if text or other_text:
            lines.append(PrintedLine(fact, (text,) if text else (), (other_text,) if other_text else ()))
    lines.append(PrintedLine("serial", (facts["serial"],), ()))
    lines.append(PrintedLine("code", (grouped(facts["code"]),), ()))
    for fact, texts_of in (("signatories", _signatories), ("partners", _partners)):
        if listed := facts.get(fact):
            texts, other_texts = texts_of(listed, this), texts_of(listed, other)
            if texts or other_texts:
                lines.append(PrintedLine(fact, texts, other_texts))
    return lines


def _signatories(signatories: list[dict[str, str]], language: str) -> tuple[str, ...]:
    parts = ("name", "post", "organisation")
    written = (", ".join(filter(None, (one.get(f"{part}_{language}") for part in parts))) for one in signatories)
    return tuple(filter(None, written))


def _partners(partners: list[dict[str, str]], language: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.get(f"name_{language}") for one in partners)))


def reason_text(certificate: Certificate | Checked, language: str) -> str:
    """Returns why a certificate is not valid any more: in the language of the page where it was written in it, else in English."""
    return (language.startswith("bn") and certificate.reason_bn) or certificate.reason
