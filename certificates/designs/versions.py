"""Which design a certificate gets, how the drawing reads it, and how it changes: a used version never does."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from certificates.designs import logo_images
from certificates.designs.printed_facts import made_up_facts
from certificates.drawing import Design, Logo, SignatoryFacts, Wording, problems
from certificates.models import CertificateDesign, DesignPartner, DesignSignatory, FrozenDesign, Level, Signatory
from programmes.models import Organisation, Programme
from trainings.models import Course, CourseKind, TrainingSession


def level_of(course: Course) -> Level:
    """Returns the Level a completed course earns."""
    return Level.TOT if course.kind == CourseKind.TOT else Level.COMPLETION


def default_design(programme: Programme | int, level: str) -> CertificateDesign | None:
    """Returns the CertificateDesign that new certificates of that level get, or None."""
    designs = CertificateDesign.objects.select_related("frozen")
    return designs.filter(programme=programme, level=level, is_default=True).first()


def design_for(session: TrainingSession) -> CertificateDesign:
    """Returns the CertificateDesign for the certificates of a session; raises Refused when nobody has made one."""
    level = level_of(session.course)
    design = default_design(session.phase.programme_id, level)
    if design is None:
        raise Refused(
            _("There is no design for certificates of the level “%(level)s” yet. Make one first.")
            % {"level": level.label}
        )
    return design


def drawn(design: CertificateDesign) -> Design:
    """Returns the design as the drawing takes it (certificates.drawing.Design): plain values, in three queries.

    A version that was used is as it was then. Raises Refused for more signatories or partners than a certificate has room
    for, and for a picture that cannot be read.
    """
    stored = getattr(design, "frozen", None)
    return Design.from_dict(stored.content) if stored else _of_today(design)


@transaction.atomic
def frozen(design: CertificateDesign) -> Design:
    """Returns the design as `drawn` does, and stores it so that it never changes: for what is printed with it from now on."""
    stored = FrozenDesign.objects.filter(design=design).first()
    if stored is None:
        CertificateDesign.objects.select_for_update().get(pk=design.pk)
        of_today = _of_today(design)
        stored, _made = FrozenDesign.objects.get_or_create(
            design=design, defaults={"content": of_today.as_dict(), "fingerprint": of_today.fingerprint}
        )
    return Design.from_dict(stored.content)


def _of_today(design):
    signatories = [placed.signatory for placed in design.design_signatories.select_related("signatory")]
    partners = [placed.organisation for placed in design.design_partners.select_related("organisation")]
    return as_drawn(design, signatories, partners)


def as_drawn(design: CertificateDesign, signatories: Iterable[Signatory], partners: Iterable[Organisation]) -> Design:
    """Returns the drawing's Design of a CertificateDesign, saved or not, with these Signatories and Organisations."""
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
        signatories=tuple(
            SignatoryFacts(
                name_bn=one.name_bn,
                name_en=one.name_en,
                post_bn=one.post_bn,
                post_en=one.post_en,
                organisation_bn=one.organisation_bn,
                organisation_en=one.organisation_en,
                signature=logo_images.read(one.signature, what=one) if one.signature else None,
            )
            for one in signatories
        ),
        logos=tuple(
            Logo(
                name_bn=one.name_bn,
                name_en=one.name_en,
                image=logo_images.for_print(logo_images.read(one.logo, what=one)) if one.logo else None,
            )
            for one in partners
        ),
        shows_rank=design.shows_rank,
        shows_hours=design.shows_hours,
        paper=design.paper,
        palette=design.palette,
    )


def only_coordinators(by: User, programme: Programme) -> None:
    """Raises Refused unless `by` coordinates the programme."""
    if not coordinates(by, programme):
        raise Refused(_("Only a coordinator of the programme may change its certificate designs."))


def locked(design: CertificateDesign) -> CertificateDesign:
    """Returns the design, locked after its programme, as all who change designs do. Raises Refused when it was deleted."""
    Programme.objects.select_for_update(no_key=True).get(pk=design.programme_id)
    found = CertificateDesign.objects.select_for_update().filter(pk=design.pk).first()
    if found is None:
        raise Refused(_("This version was deleted meanwhile."))
    return found


@transaction.atomic
def next_version(design: CertificateDesign, *, by: User) -> CertificateDesign:
    """Copies a design into its next version, to be changed and then used; returns the copy, which is not the default yet.

    Raises Refused when `by` does not coordinate the programme.
    """
    only_coordinators(by, design.programme)
    programme = locked(design).programme
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
def use(design: CertificateDesign, *, by: User) -> CertificateDesign:
    """Makes this design the one for new certificates of its level, in place of the one before. Returns it.

    Raises Refused when `by` does not coordinate the programme, the wording is not complete in both scripts, or it does not fit.
    """
    only_coordinators(by, design.programme)
    if not design.is_complete:
        raise Refused(
            _("“%(design)s” lacks its wording in Bangla, so nothing can be issued with it yet. Write it first.")
            % {"design": design.name}
        )
    for problem in problems(made_up_facts(design), drawn(design)):
        raise problem
    # Two requests at the same time wait for each other at the row of the programme: they share no other row.
    locked(design)
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
