"""Which design a certificate gets, how it is handed to the drawing, and how it changes: never in place once it was used."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.refusal import Refused
from certificates.drawing import Design, Logo, SignatoryFacts, Wording
from certificates.models import CertificateDesign, DesignPartner, DesignSignatory, Level
from programmes.models import Programme
from trainings.models import CourseKind


def level_of(course):
    """Returns the Level a completed course earns."""
    return Level.TOT if course.kind == CourseKind.TOT else Level.COMPLETION


def default_design(programme, level):
    """Returns the CertificateDesign that new certificates of that level get, or None."""
    return CertificateDesign.objects.filter(programme=programme, level=level, is_default=True).first()


def design_for(session):
    """Returns the CertificateDesign for the certificates of a session; raises Refused when nobody has made one."""
    level = level_of(session.course)
    design = default_design(session.phase.programme_id, level)
    if design is None:
        raise Refused(
            _("There is no design for certificates of the level “%(level)s” yet. Make one first.")
            % {"level": level.label}
        )
    return design


def drawn(design):
    """Returns the design as the drawing takes it (certificates.drawing.Design): plain values, in two queries.

    Raises Refused for more signatories or partners than a certificate has room for.
    """
    signatories = [placed.signatory for placed in design.design_signatories.select_related("signatory")]
    partners = [placed.organisation for placed in design.design_partners.select_related("organisation")]
    return Design(
        layout=design.layout,
        wordings={
            design.level: Wording(
                title_bn=design.title_bn,
                title_en=design.title_en,
                statement_bn=design.statement_bn,
                statement_en=design.statement_en,
            )
        },
        signatories=[
            SignatoryFacts(
                name_bn=one.name_bn,
                name_en=one.name_en,
                post_bn=one.post_bn,
                post_en=one.post_en,
                organisation_bn=one.organisation_bn,
                organisation_en=one.organisation_en,
            )
            for one in signatories
        ],
        logos=[Logo(name_bn=one.name_bn, name_en=one.name_en) for one in partners],
        shows_rank=design.shows_rank,
    )


@transaction.atomic
def next_version(design, *, by):
    """Copies a design into its next version, to be changed and then used; returns the copy, which is not the default yet."""
    programme = Programme.objects.select_for_update().get(pk=design.programme_id)
    versions = CertificateDesign.objects.filter(programme=programme, name=design.name)
    copy = CertificateDesign.objects.create(
        programme=programme,
        name=design.name,
        version=versions.aggregate(newest=Max("version"))["newest"] + 1,
        **{field: getattr(design, field) for field in CertificateDesign.PRINTED},
    )
    DesignSignatory.objects.bulk_create(
        DesignSignatory(design=copy, signatory_id=placed.signatory_id, order=placed.order)
        for placed in design.design_signatories.all()
    )
    DesignPartner.objects.bulk_create(
        DesignPartner(design=copy, organisation_id=placed.organisation_id, order=placed.order)
        for placed in design.design_partners.all()
    )
    record(by, "certificate_design.copied", copy, copy_of=design.pk, version=copy.version)
    return copy


@transaction.atomic
def use(design, *, by):
    """Makes this design the one for new certificates of its level, in place of the one before. Returns it."""
    others = CertificateDesign.objects.select_for_update().filter(programme=design.programme_id, level=design.level)
    before = next((one for one in others if one.is_default), None)
    if before == design:
        return before
    if before:
        before.is_default = False
        before.save(update_fields=["is_default"])
    design.is_default = True
    design.save(update_fields=["is_default"])
    record(by, "certificate_design.used", design, before=before and before.pk, after=design.pk)
    return design
