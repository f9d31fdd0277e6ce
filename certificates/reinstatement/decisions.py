"""A new certificate after a revocation: one coordinator asks for it and says why, another one of the programme confirms.

However few there are, each officer is one act of two people. Nothing else gives a new certificate to somebody of whom one was
revoked for the same training: not a batch, a programme, a correction or a re-issue of many (eligibility.py leaves them out, and
so does the database, triggers.py). The revoked certificate stays revoked; the new one does not take its place.
"""

import datetime
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record, record_many
from accounts.models import User
from accounts.permissions import coordinates_session
from accounts.refusal import Refused
from certificates.designs import versions
from certificates.designs.levels import earned_level
from certificates.issuing import records, serials
from certificates.issuing.eligibility import PREFETCHED, Checker, last_revoked
from certificates.lifecycle.corrections import refuse_own
from certificates.models import Certificate, CertificateState, Reinstatement, ReinstatementState
from certificates.storage import stored_files
from participants.officers.same_person import is_own, is_same_person, person_of, person_of_officer
from programmes.models import TeamMember
from programmes.models.programme import TeamRole
from trainings.models import Enrolment

WAITS = timedelta(days=7)
_WITH = (
    "officer__user", "rank", "unit", "double_of", "session__course", "session__place", "session__phase__programme",
)  # fmt: skip


def target_enrolment(certificate: Certificate) -> Enrolment:
    """Returns the Enrolment that a new certificate would be for: that of the certificate, or the one it is a double of."""
    enrolment = certificate.enrolment
    return fetch_enrolment(enrolment.double_of_id or enrolment.pk)


def fetch_enrolment(pk: int) -> Enrolment:
    """Returns an Enrolment (id) with everything that is printed and that the check asks for."""
    return Enrolment.objects.select_related(*_WITH).prefetch_related(*PREFETCHED).get(pk=pk)


def possible_second_persons(enrolment: Enrolment, by: User) -> QuerySet[TeamMember]:
    """Returns the coordinators (QuerySet of TeamMember) of the programme who are other people than this User and the
    officer, and whose account is open."""
    team = enrolment.session.phase.programme.team.filter(role=TeamRole.COORDINATOR, user__is_active=True)
    return team.exclude(user__in=person_of(by).accounts | person_of_officer(enrolment.officer).accounts)


def why_not_propose(enrolment: Enrolment, by: User) -> str:
    """Returns the sentence that says why this User may not ask for a new certificate of an Enrolment, or ""."""
    try:
        _refuse_proposing(enrolment, by)
    except Refused as no:
        return str(no)
    return ""


@transaction.atomic
def propose(certificate: Certificate, *, by: User, reason: str, now: datetime.datetime | None = None) -> Reinstatement:
    """Asks for a new certificate for the holder of a revoked one. Returns the Reinstatement that waits for a second person.

    Raises Refused for who does not coordinate the programme, for the own certificate, without a reason, while another request
    waits, and when something else than the revocation keeps the officer from a certificate.
    """
    now = now or timezone.now()
    target = certificate.enrolment.double_of_id or certificate.enrolment_id
    Enrolment.objects.select_for_update().get(pk=target)
    enrolment = fetch_enrolment(target)
    _refuse_proposing(enrolment, by)
    if Certificate.objects.get(pk=certificate.pk).state != CertificateState.REVOKED:
        raise Refused(
            _("A new certificate takes a second person only after a revocation. Issue this one anew instead.")
        )
    if not reason.strip():
        raise Refused(
            _("Say why there is to be a new certificate. The second person reads it, and it stays on record.")
        )
    _expire_overdue(enrolment, now, by=by)
    try:
        with transaction.atomic():
            made = Reinstatement.objects.create(
                enrolment=enrolment,
                revoked=last_revoked(enrolment) or certificate,
                reason=reason.strip(),
                proposed_by=by,
                expires_at=now + WAITS,
            )
    except IntegrityError as waiting:
        raise Refused(_("This was asked for already and waits for a second person.")) from waiting
    record(by, "reinstatement.proposed", made, enrolment=enrolment.pk, revoked=made.revoked_id)
    return made


def _refuse_proposing(enrolment, by):
    if not coordinates_session(by, enrolment.session):
        raise Refused(_("Only a coordinator of the programme may ask for a new certificate."))
    refuse_own(enrolment, by)
    if why := _obstacle(enrolment):
        raise Refused(why)


def _obstacle(enrolment):
    if last_revoked(enrolment) is None:
        return _("No certificate of this officer was revoked for this session.")
    return Checker(enrolment.session, None).obstacle_besides_revocation(enrolment)


def _expire_overdue(enrolment, now, *, by):
    expired = list(enrolment.reinstatements.filter(state=ReinstatementState.PROPOSED, expires_at__lte=now))
    Reinstatement.objects.filter(pk__in=[one.pk for one in expired]).update(state=ReinstatementState.EXPIRED)
    record_many(by, "reinstatement.expired", [(one, {"before": "proposed", "after": "expired"}) for one in expired])


# The second person


def why_not_confirm(reinstatement: Reinstatement, by: User) -> str:  # noqa: PLR0911 -- one answer per obstacle
    """Returns the sentence that says why this User may not confirm a Reinstatement, or ""."""
    session = reinstatement.enrolment.session
    if reinstatement.has_expired:
        return _("This request waited too long and has expired. Ask again.")
    if reinstatement.state != ReinstatementState.PROPOSED:
        return _("This request is decided already: %(state)s.") % {"state": reinstatement.get_state_display().lower()}
    if not coordinates_session(by, session):
        return _("Only a coordinator of the programme may decide on this.")
    if is_same_person(by, reinstatement.proposed_by):
        return _("Somebody else has to confirm what you ask for.")
    if not coordinates_session(reinstatement.proposed_by, session):
        return _("The person who asked for this does not coordinate the programme any more. Decline it.")
    if is_own(reinstatement.enrolment.officer, by):
        return _("This is your own certificate. Another coordinator has to do this.")
    return ""


def confirm(reinstatement: Reinstatement, *, by: User) -> Certificate:
    """Confirms what somebody else asked for, and issues the new certificate. Returns the Certificate; raises Refused.

    It is drawn before anything is decided; the decision, the certificate and their audit lines are written together.
    """
    reinstatement = _with_all(Reinstatement.objects.all()).get(pk=reinstatement.pk)
    _refuse_confirming(reinstatement, by)
    enrolment = fetch_enrolment(reinstatement.enrolment_id)
    if why := _obstacle(enrolment):
        raise Refused(why)
    design = versions.design_for(enrolment.session, earned_level(enrolment))
    context = records.issuing_context(design, by=by)
    with transaction.atomic():
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        reservation = serials.reserve([enrolment], programme=enrolment.session.phase.programme)[enrolment.pk]
    drawn = records.draw_and_store(enrolment, reservation, context)
    try:
        with transaction.atomic():
            return _decide(reinstatement.pk, drawn, context, by=by)
    except Refused:
        # Only after a refusal: after any other error the row may have been written. The sweep finds files without a row.
        stored_files.discard(drawn.stored.name)
        raise


def _decide(pk, drawn, context, *, by):
    reinstatement = _with_all(Reinstatement.objects.select_for_update(of=("self",))).get(pk=pk)
    _refuse_confirming(reinstatement, by)
    _close(reinstatement, ReinstatementState.CONFIRMED, by=by)
    reinstatement.certificate = records.write_after_revocation(drawn, design=context.design, by=by)
    reinstatement.save(update_fields=["certificate"])
    record(
        by,
        "reinstatement.confirmed",
        reinstatement,
        before="proposed",
        after=reinstatement.state,
        certificate=reinstatement.certificate_id,
    )
    return reinstatement.certificate


@transaction.atomic
def decline(reinstatement: Reinstatement, *, by: User, reason: str = "") -> Reinstatement:
    """Declines a request, with a reason; who asked for it takes it back in the same way. Returns it; raises Refused."""
    reinstatement = _with_all(Reinstatement.objects.select_for_update(of=("self",))).get(pk=reinstatement.pk)
    if not coordinates_session(by, reinstatement.enrolment.session):
        raise Refused(_("Only a coordinator of the programme may decide on this."))
    if reinstatement.state != ReinstatementState.PROPOSED:
        raise Refused(why_not_confirm(reinstatement, by))
    takes_back = by.pk == reinstatement.proposed_by_id
    if not takes_back:
        refuse_own(reinstatement.enrolment, by)
        if not reason.strip():
            raise Refused(_("Say why, for whoever asked for it."))
    reinstatement.decline_reason = reason.strip()
    _close(reinstatement, ReinstatementState.WITHDRAWN if takes_back else ReinstatementState.DECLINED, by=by)
    record(by, f"reinstatement.{reinstatement.state}", reinstatement, before="proposed", after=reinstatement.state)
    return reinstatement


def _refuse_confirming(reinstatement, by):
    if why := why_not_confirm(reinstatement, by):
        raise Refused(why)


def _close(reinstatement, state, *, by):
    reinstatement.state, reinstatement.decided_by, reinstatement.decided_at = state, by, timezone.now()
    reinstatement.save(update_fields=["state", "decided_by", "decided_at", "decline_reason"])


def _with_all(rows):
    return rows.select_related("enrolment__officer", "enrolment__session__phase", "proposed_by")
