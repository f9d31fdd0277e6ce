"""Issuing many valid certificates anew, when a key was lost or a design has changed.

Everybody on the list gets a new certificate from the record of today in place of the old one, under a new number; both
stay and name each other. The list is fixed when the work is requested. The work draws outside of transactions and writes in
short ones, as a batch does (issuing/batches.py): it may be killed and run again at any point, and an old certificate gets at
most one new one.
"""

from time import monotonic
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from certificates.designs import versions
from certificates.designs.levels import replacing_level
from certificates.issuing import eligibility, records, serials
from certificates.models import (
    Certificate,
    CertificateBatch,
    CertificateDesign,
    Reissue,
    ReissueItem,
    SigningCertificate,
)
from certificates.signing import CannotSign, key_register
from certificates.storage import stored_files
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from participants.officers.same_person import person_of
from programmes.models import Programme
from trainings.models import Enrolment, TrainingSession

JOB_KIND = "certificates.reissue"
CHUNK_SECONDS = 1.0
CHUNK_MOST = 50
INSERTED_AT_ONCE = 1000


class Choice(NamedTuple):
    """Which certificates of a programme are issued anew: those that match every limit that is given. At least one is needed."""

    programme: Programme
    session: TrainingSession | None = None
    batch: CertificateBatch | None = None
    key: SigningCertificate | None = None
    old_design: CertificateDesign | None = None
    certificate: Certificate | None = None
    new_design: CertificateDesign | None = None

    @property
    def filters(self) -> dict[str, Any]:
        """The given limits as keywords of a query."""
        given = {
            "enrolment__session": self.session,
            "batch": self.batch,
            "signed_with": self.key,
            "design": self.old_design,
            "pk": self.certificate and self.certificate.pk,
        }
        return {field: value for field, value in given.items() if value is not None}


def chosen(choice: Choice, *, by: User) -> QuerySet[Certificate]:
    """Returns the valid certificates of a Choice, in the order of their serials. Raises Refused for a choice that is not allowed."""
    if not coordinates(by, choice.programme):
        raise Refused(_("Only a coordinator of the programme may issue its certificates."))
    if not choice.filters:
        raise Refused(
            _("Choose a session, a batch, a key or a design. A whole programme is issued anew in these parts.")
        )
    if choice.new_design and choice.new_design == choice.old_design:
        raise Refused(_("These have the design already that you chose for the new ones."))
    if choice.key and key_register.signer_in_use(by=by)[1] == choice.key:
        raise Refused(_("This is the key that signs now. Exchange it first; then issue anew what it signed."))
    live = Certificate.objects.live().filter(enrolment__session__phase__programme=choice.programme, **choice.filters)
    return live.order_by("serial")


class Line(NamedTuple):
    """A certificate that is meant, and the sentence on why it stays as it is, "" when it is issued anew."""

    certificate: Certificate
    why: str


def preview(choice: Choice, *, by: User) -> list[Line]:
    """Returns [Line] for every certificate that is meant. A constant number of queries.

    Texts that do not fit on the paper are found while drawing.
    """
    rows = chosen(choice, by=by).select_related(
        "enrolment__officer", "enrolment__session__course", "enrolment__session__phase", "design"
    )
    known: dict[tuple[int, str], str] = {}
    own = person_of(by).officers
    return [Line(one, _why_not(one, choice, own, known)) for one in rows]


def _why_not(certificate, choice, own, known):
    enrolment = certificate.enrolment
    officer = enrolment.officer
    if officer.pk in own:
        return _("This is your own certificate. Another coordinator has to do this.")
    level = replacing_level(enrolment, certificate.level)
    if level is None:
        return _("This officer has no completed training in a closed session any more.")
    if wrong := eligibility.name_problem(officer):
        return wrong.why
    if choice.new_design:
        return _other_level(choice.new_design, level)
    earned = enrolment.session.course_id, level
    if earned not in known:
        known[earned] = _no_design(enrolment.session, level)
    return known[earned]


def _other_level(design, level):
    """Nothing but the earned level is printed."""
    if design.level == level:
        return ""
    return _("This officer earned a certificate of another level than that of the chosen design.")


def _no_design(session, level):
    try:
        versions.design_for(session, level)
    except Refused as no:
        return str(no)
    return ""


@transaction.atomic
def request(choice: Choice, *, by: User, reason: str, reason_bn: str = "") -> Reissue:
    """Asks for new certificates in place of those that are meant. Returns the Reissue, whose `job` does the work.

    reason: what everyone reads who checks an old one. Raises Refused where nobody would get a new one, where the new design is of
    another programme, and while another re-issue of the programme is under way.
    """
    reason = records.require_reason(reason)
    type(choice.programme).objects.select_for_update(no_key=True).get(pk=choice.programme.pk)
    if choice.new_design and choice.new_design.programme_id != choice.programme.pk:
        raise Refused(_("This design belongs to another programme."))
    if Reissue.objects.unfinished().filter(programme=choice.programme).exists():
        raise Refused(_("Certificates of this programme are being issued anew already. Wait until that is done."))
    lines = preview(choice, by=by)
    ready = [line for line in lines if not line.why]
    if not ready:
        raise Refused(_("Nobody would get a new certificate. The list says why."))
    made = Reissue.objects.create(
        programme=choice.programme,
        design=choice.new_design,
        reason=reason,
        reason_bn=reason_bn.strip(),
        requested_by=by,
    )
    page = reverse("certificates:reissued", args=[made.pk])
    made.job = requesting.request(
        JOB_KIND,
        by=by,
        params={"reissue": made.pk, "back": page, "next": page},
        scope=f"programme:{choice.programme.pk}",
        total=len(lines),
        key=f"reissue:{choice.programme.pk}",
    )
    made.save(update_fields=["job"])
    ReissueItem.objects.bulk_create(
        (ReissueItem(reissue=made, old=line.certificate, why=line.why) for line in lines), batch_size=INSERTED_AT_ONCE
    )
    limits = {name: value.pk for name, value in choice._asdict().items() if value is not None}
    record(by, "reissue.requested", made, ready=len(ready), **limits)
    return made


def _title(job):
    count = job.total
    return ngettext("Issuing %(count)s certificate anew", "Issuing %(count)s certificates anew", count) % numbers(
        count=count
    )


@performs(
    JOB_KIND, title=_title, unit=gettext_lazy("made"), after=gettext_lazy("See the new certificates")
)  # fmt: skip
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Issues the list of a Reissue anew; may be run again at any time. Returns {"issued": int, "set_aside": int}."""
    reissue = Reissue.objects.select_related("design", "programme", "requested_by").get(job=job)
    contexts = _Contexts(reissue)
    items = reissue.items.filter(new=None, why="").order_by("pk")
    while waiting := list(items[:CHUNK_MOST]):
        enrolments = _enrolments([item.old_id for item in waiting])
        with transaction.atomic():
            reservations = serials.reserve(list(enrolments.values()), programme=reissue.programme)
        drawn = _draw_chunk(waiting, enrolments, reservations, contexts)
        with lease.chunk() as progress:
            for item, result in drawn:
                _save_item(item, result, reissue, contexts)
            progress.set_aside = reissue.items.exclude(why="").count()
            progress.done = progress.set_aside + reissue.items.exclude(new=None).count()
    return {"issued": job.done - job.set_aside, "set_aside": job.set_aside}


class _Contexts:
    """The design and key for the certificates of each level, prepared once."""

    def __init__(self, reissue):
        self._reissue, self._made = reissue, {}

    def of(self, enrolment, old):
        """Returns the IssuingContext for what takes the place of a Certificate; raises Refused without a design."""
        level = replacing_level(enrolment, old.level)
        design = self._reissue.design or versions.design_for(enrolment.session, level)
        if design.pk not in self._made:
            self._made[design.pk] = records.issuing_context(design, by=self._reissue.requested_by)
        return self._made[design.pk]


def _enrolments(certificate_ids):
    """Returns {certificate id: Enrolment} with all that is printed, for those certificates that are still valid."""
    holding = Certificate.objects.live().filter(pk__in=certificate_ids)
    rows = Enrolment.objects.filter(Exists(holding.filter(enrolment=OuterRef("pk")))).select_related(
        "officer", "rank", "unit", "session__course", "session__place", "session__phase__programme"
    )
    by_pk = {enrolment.pk: enrolment for enrolment in rows}
    # In the order of the old serials, so that the new numbers follow it.
    pairs = holding.order_by("serial").values_list("pk", "enrolment")
    return {pk: by_pk[enrolment] for pk, enrolment in pairs if enrolment in by_pk}


def _draw_chunk(waiting, enrolments, reservations, contexts):
    """Draws and stores for about a second, outside of any transaction. Returns [(item, DrawnCertificate or the sentence why not)]."""
    until = monotonic() + CHUNK_SECONDS
    results = []
    for item in waiting:
        if results and monotonic() >= until:
            break
        enrolment = enrolments.get(item.old_id)
        if enrolment is None:
            results.append((item, _("It is not valid any more.")))
            continue
        try:
            context = contexts.of(enrolment, item.old)
            results.append((item, records.draw_and_store(enrolment, reservations[enrolment.pk], context)))
        except CannotSign:
            raise
        except Refused as no:
            results.append((item, str(no)))
    return results


def _save_item(item, result, reissue, contexts):
    """Writes the result of one line, in the transaction of the chunk."""
    if isinstance(result, str):
        item.why = result
    else:
        try:
            with transaction.atomic():
                old = records.lock_valid(item.old)
                design = contexts.of(old.enrolment, old).design
                item.new = records.write_replacement(
                    result,
                    old,
                    design=design,
                    by=reissue.requested_by,
                    reason=reissue.reason,
                    reason_bn=reissue.reason_bn,
                )
        except Refused as no:
            item.why = str(no)
            name = result.stored.name
            transaction.on_commit(lambda: stored_files.discard(name))
    item.save(update_fields=["new", "why"])
