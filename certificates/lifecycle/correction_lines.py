"""What is printed, what is on record and what was requested, line by line: for the pages of corrections."""

from typing import Any, NamedTuple

from django.forms import Form
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from certificates.lifecycle.corrections import FIELDS, NAMES
from certificates.models import Certificate, CorrectionRequest
from trainings.models import Enrolment

LABELS = {
    "name_bn": _("Name in Bangla"),
    "name_en": _("Name in English"),
    "rank": _("Rank at that time"),
    "unit": _("Unit at that time"),
}


class Line(NamedTuple):
    """One line of a certificate: `printed` is "" where there is none yet, `field` the bound field, `take` that of its tick."""

    key: str
    printed: str
    on_record: str
    asked: str
    field: Any
    take: Any

    @property
    def label(self) -> str:
        return str(LABELS[self.key])

    @property
    def differs(self) -> bool:
        """Whether the record says something else than the certificate."""
        return bool(self.printed) and self.printed != self.on_record

    @property
    def lang(self) -> str:
        """The language of the values, for screen readers."""
        return {"name_bn": "bn", "name_en": "en"}.get(self.key, "")


def lines_of(
    enrolment: Enrolment, certificate: Certificate | None, form: Form, request: CorrectionRequest | None = None
) -> list[Line]:
    """Returns [Line] for what the form offers. certificate: the valid one, or None; request: a CorrectionRequest, or None."""
    return [
        Line(
            key,
            _printed(key, enrolment, certificate),
            _on_record(key, enrolment),
            _words(getattr(request, key)) if request else "",
            form[key],
            form[f"take_{key}"] if f"take_{key}" in form.fields else None,
        )
        for key in FIELDS
        if key in form.fields
    ]


def explain(lines: list[Line]) -> list[Line]:
    """Says below the field of each Line what is printed now, or what is on record where nothing is printed. Returns the lines."""
    for line in lines:
        if line.printed:
            line.field.help_text = gettext("Printed now: %(printed)s") % {"printed": line.printed}
        elif line.on_record:
            line.field.help_text = gettext("On record: %(on_record)s") % {"on_record": line.on_record}
    return lines


def form_arguments(enrolment: Enrolment, certificate: Certificate | None) -> dict[str, Any]:
    """Returns the keywords a CorrectionForm takes: what is printed, or on record where nothing is printed yet."""
    names = certificate.facts if certificate else {name: getattr(enrolment.officer, name) for name in NAMES}
    printed = {name: names.get(name, "") for name in NAMES}
    then = {} if certificate else {"rank": enrolment.rank_id, "unit": enrolment.unit_id}
    return {"printed": printed | then, "shows_rank": certificate is None or bool(certificate.facts.get("rank_en"))}


def _printed(key, enrolment, certificate):
    if certificate is None:
        return ""
    if key in NAMES:
        return certificate.facts.get(key, "")
    # Rank and unit are printed in one line, the rank first; no rank has a comma in its name.
    language = "bn" if (get_language() or "").startswith("bn") else "en"
    rank, _comma, unit = certificate.facts.get(f"rank_{language}", "").partition(", ")
    return rank if key == "rank" else unit


def _on_record(key, enrolment):
    if key in NAMES:
        return getattr(enrolment.officer, key)
    return _words(getattr(enrolment, key))


def _words(value):
    return str(value) if value else ""
