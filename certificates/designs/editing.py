"""Composing a design: a new one, a change of one that nobody has used, or the next version of one that was used."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from certificates.designs import versions
from certificates.drawing.base.facts import normalised
from certificates.drawing.text import placeholders
from certificates.models import CertificateDesign, DesignPartner, DesignSignatory, Signatory
from programmes.models import Organisation, Programme

MOST_SIGNATORIES = 4
MOST_PARTNERS = 5
WORDING = ("title_en", "title_bn", "statement_en", "statement_bn")


@dataclass(frozen=True)
class Composition:
    """What somebody composed: the values of CertificateDesign.PRINTED, Signatories and Organisations in their order."""

    values: dict
    signatories: tuple = ()
    partners: tuple = ()

    def unsaved(self, programme: Programme, *, name: str = "") -> CertificateDesign:
        """Returns it as a CertificateDesign that is not in the database, to try it."""
        return CertificateDesign(programme=programme, name=name, **self.values)


def signatories_of(programme: Programme) -> QuerySet[Signatory]:
    """Returns the signatories that a design of the programme can have."""
    return Signatory.objects.filter(programme=programme)


def partners_of(programme: Programme) -> QuerySet[Organisation]:
    """Returns the organisations that a design of the programme can show: its partners."""
    return Organisation.objects.filter(partnerships__programme=programme).distinct()


@transaction.atomic
def begin(programme: Programme, name: str, composed: Composition, *, by: User) -> CertificateDesign:
    """Makes the first version of a design; returns it, not yet used for new certificates. Raises Refused."""
    versions.only_coordinators(by, programme)
    composed = _checked(programme, composed)
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if CertificateDesign.objects.filter(programme=programme, name__iexact=normalised(name)).exists():
        raise Refused(_("There is a design of this name already. Give this one another name, or change that one."))
    design = _full(CertificateDesign(programme=programme, name=normalised(name), **composed.values))
    design.save()
    _place(design, composed)
    record(by, "certificate_design.added", design, version=design.version)
    return design


@transaction.atomic
def change(
    design: CertificateDesign, composed: Composition, *, by: User, expected: datetime.datetime | None = None
) -> CertificateDesign:
    """Changes a design, or makes its next version when it was used; returns the one that has what was composed.

    expected: `changed_at` of the design when the page was opened. Raises Refused when somebody changed it since.
    """
    versions.only_coordinators(by, design.programme)
    composed = _checked(design.programme, composed)
    design = versions.locked(design)
    if expected is not None and design.changed_at != expected:
        raise Refused(
            _(
                "Somebody else changed this design meanwhile. Your values are still here: saving once more replaces theirs."
            )
        )
    if composition(design) == composed:
        return design
    if design.is_used:
        return _next(design, composed, by=by)
    if design.is_default and design.level != composed.values["level"]:
        raise Refused(
            _(
                "This design is used for new certificates of the level “%(level)s”. Choose another one for that level first."
            )
            % {"level": design.get_level_display()}
        )
    _set(design, composed)
    record(by, "certificate_design.changed", design)
    if design.is_default:
        versions.request_artwork(design, by=by)
    return design


def why_not_discard(design: CertificateDesign) -> str:
    """Returns the sentence that says why a version of a design has to stay, or ""."""
    if design.is_default:
        return _(
            "This version is used for new certificates of the level “%(level)s”. Choose another one for that level first."
        ) % {"level": design.get_level_display()}
    if not CertificateDesign.objects.with_can_be_deleted().get(pk=design.pk).can_be_deleted:
        return _("Certificates were asked for with this version, so it stays on record.")
    return ""


@transaction.atomic
def discard(design: CertificateDesign, *, by: User) -> None:
    """Deletes a draft that was never used; its number is free for the next one. Raises Refused for any other version."""
    versions.only_coordinators(by, design.programme)
    design = versions.locked(design)
    if why := why_not_discard(design):
        raise Refused(why)
    record(by, "certificate_design.deleted", design, version=design.version)
    design.delete()


def _next(design, composed, *, by):
    """Returns the next version with what was composed; the one that is there already when it was sent twice."""
    newest = (
        CertificateDesign.objects.filter(programme=design.programme_id, name=design.name).order_by("version").last()
    )
    if newest != design and not newest.is_used and composition(newest) == composed:
        return newest
    copy = versions.next_version(design, by=by)
    _set(copy, composed)
    return copy


def _set(design, composed):
    for field, value in composed.values.items():
        setattr(design, field, value)
    _full(design).save()
    design.design_signatories.all().delete()
    design.design_partners.all().delete()
    _place(design, composed)


def _place(design, composed):
    DesignSignatory.objects.bulk_create(
        DesignSignatory(design=design, signatory=one, order=order)
        for order, one in enumerate(composed.signatories, start=1)
    )
    DesignPartner.objects.bulk_create(
        DesignPartner(design=design, organisation=one, order=order)
        for order, one in enumerate(composed.partners, start=1)
    )


def _full(design):
    """Returns the design when its fields are valid; raises Refused with the first error otherwise."""
    unbound = [one.name for one in design._meta.fields if one.name not in ("name", *CertificateDesign.PRINTED)]
    try:
        design.clean_fields(exclude=unbound)
    except ValidationError as wrong:
        raise Refused(wrong.messages[0]) from wrong
    return design


def composition(design: CertificateDesign) -> Composition:
    """Returns what a stored design is composed of."""
    return Composition(
        {field: getattr(design, field) for field in CertificateDesign.PRINTED},
        tuple(placed.signatory for placed in design.design_signatories.select_related("signatory")),
        tuple(placed.organisation for placed in design.design_partners.select_related("organisation")),
    )


def _checked(programme, composed):
    values = dict(composed.values)
    for field in WORDING:
        values[field] = normalised(values[field])
        placeholders.check(values[field])
    for ones, most, known in (
        (composed.signatories, MOST_SIGNATORIES, signatories_of(programme)),
        (composed.partners, MOST_PARTNERS, partners_of(programme)),
    ):
        if len(ones) > most:
            raise Refused(_("There is room for %(most)s here, not for more.") % numbers(most=most))
        if len(set(ones)) < len(ones):
            raise Refused(_("The same one is chosen twice."))
        if set(ones) - set(known):
            raise Refused(_("Choose signatories and partners of this programme."))
    return Composition(values, tuple(composed.signatories), tuple(composed.partners))
