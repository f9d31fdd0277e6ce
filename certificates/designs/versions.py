"""Which design a certificate gets, how the drawing reads it, and how it changes: a used version never does."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from certificates.designs import logo_images, signature_images
from certificates.designs.levels import level_of, why_not_issuable
from certificates.designs.printed_facts import made_up_facts
from certificates.drawing import Design, Logo, SignatoryFacts, Wording, draw_ahead, problems
from certificates.models import CertificateDesign, DesignPartner, DesignSignatory, FrozenDesign, Level, Signatory
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.models import Organisation, Programme
from trainings.models import TrainingSession

ARTWORK_JOB = "certificates.artwork"


def default_design(programme: Programme | int, level: str) -> CertificateDesign | None:
    """Returns the CertificateDesign that new certificates of that level get, or None."""
    designs = CertificateDesign.objects.select_related("frozen")
    return designs.filter(programme=programme, level=level, is_default=True).first()


def design_for(session: TrainingSession, level: Level | None = None) -> CertificateDesign:
    """Returns the CertificateDesign for the certificates of a session; raises Refused when nobody has made one.

    level: by default what completing the course earns.
    """
    level = level or level_of(session.course)
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
                signature=signature_images.for_print(logo_images.read(one.signature, what=one))
                if one.signature
                else None,
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

    Raises Refused when `by` does not coordinate the programme, nothing issues certificates of its level, the wording is not complete
    in both scripts, or it does not fit.
    """
    only_coordinators(by, design.programme)
    if why := why_not_issuable(design.level):
        raise Refused(why)
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
    request_artwork(design, by=by)
    return design


def request_artwork(design: CertificateDesign, *, by: User) -> Job:
    """Requests that the artwork of a design in use is drawn, in the caller's transaction: so the first batch need not wait for it.

    Nothing depends on it: whoever issues draws what is not there. While the work waits or runs, the same Job is returned.
    Raises Refused unless `by` coordinates the programme.
    """
    only_coordinators(by, design.programme)
    page = reverse("certificates:compose", args=[design.pk])
    return requesting.request(
        ARTWORK_JOB,
        by=by,
        params={"design": design.pk, "back": page, "next": page},
        scope=f"programme:{design.programme_id}",
        total=1,
        key=f"artwork:{design.pk}",
    )


@performs(
    ARTWORK_JOB,
    title=gettext_lazy("Artwork of a certificate design"),
    unit=gettext_lazy("drawn"),
    after=gettext_lazy("See the design"),
)
def draw_artwork(job: Job, lease: Lease) -> dict[str, int]:
    """Draws the artwork of a design that is in use. Returns {"drawn": int}. Again, it finds what was kept and draws nothing."""
    design = CertificateDesign.objects.select_related("frozen").filter(pk=job.params["design"], is_default=True).first()
    if design is not None:
        # Outside of a chunk: no transaction waits for a drawing.
        draw_ahead(drawn(design))
    with lease.chunk(done=1):
        return {"drawn": int(design is not None)}
