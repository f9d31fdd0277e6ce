"""Sends a letter of a session by e-mail: once per recipient and letter, as long work (programmes/deliveries/sending.py)."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.deliveries import sending
from trainings.letters.emails import SessionLetters
from trainings.letters.recipients import had_already, recipients
from trainings.letters.wording import OFFERED, OwnWords
from trainings.letters.writing import why_not, write
from trainings.models import (
    RECIPIENTS,
    EnrolmentState,
    LetterDelivery,
    LetterKind,
    LetterSending,
    LetterTo,
    LetterWay,
    TrainingSession,
)

JOB_KIND = "trainings.send_letters"


@transaction.atomic
def request(
    session: TrainingSession,
    kind: str,
    own: OwnWords,
    *,
    seen: str,
    by: User,
    to: Collection[str] = (LetterTo.OFFICER,),
) -> LetterSending:
    """Requests the job that sends a letter to all whom it concerns and who have an address. Returns the LetterSending.

    own, seen: as `write`. to: which LetterTo get it. Whoever had this version of the letter does not get it again; whoever had an
    older one does. Raises Refused as `write`, for nobody chosen or one whom this kind of letter has no words for, and where
    nobody is left to write to.
    """
    session = TrainingSession.objects.locked(session.pk, "course", "place", "phase__programme")
    require(by, coordinates_session, session)
    letter = write(session, kind, own, seen=seen, by=by)
    rows = _to_write_to(letter, to)
    page = reverse("sessions:letters", args=[session.code])
    job = requesting.request(
        JOB_KIND,
        by=by,
        params={"session": session.code, "letter": letter.pk, "back": page, "next": page},
        scope=f"programme:{session.phase.programme_id}",
        total=len(rows),
    )
    made = LetterSending.objects.create(
        letter=letter, way=LetterWay.EMAIL, total=len(rows), job=job, asked_by=by, asked_at=timezone.now()
    )
    LetterDelivery.objects.bulk_create(
        (
            LetterDelivery(
                letter=letter, sending=made, language=recipient.language, **{f"{RECIPIENTS[one]}_id": recipient.pk}
            )
            for one, recipient in rows
        ),
        batch_size=500,
    )
    numbers = {f"{one.value}s": sum(whom == one for whom, _recipient in rows) for one in OFFERED[LetterKind(kind)]}
    record(by, "session_letter.sending_requested", letter, **numbers, job=job.pk)
    return made


def _to_write_to(letter, to):
    """Returns [(LetterTo, Recipient)] of those who have an address and had no e-mail of this version. Raises Refused."""
    chosen = [one for one in OFFERED[LetterKind(letter.kind)] if one in to]
    if not chosen or len(chosen) < len(set(to)):
        raise Refused(_("Choose who gets the letter."))
    found = {one: recipients(letter.session, letter.kind, one) for one in chosen}
    had = {one: had_already(letter, one) for one in chosen}
    rows = [
        (one, recipient)
        for one in chosen
        for recipient in sorted(found[one], key=lambda recipient: recipient.pk)
        if recipient.address and recipient.pk not in had[one]
    ]
    if not rows:
        raise Refused(_nobody([recipient for one in chosen for recipient in found[one]]))
    return rows


def _nobody(everyone):
    if not everyone:
        return _("There is nobody in the session whom this letter concerns.")
    if not any(recipient.address for recipient in everyone):
        return _("Nobody of those you chose has an e-mail address. Print the letter, or call them.")
    return _("Everybody with an e-mail address had this letter already. It is sent again once its words change.")


@performs(
    JOB_KIND,
    title=lambda job: _("Letters of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("sent"),
    after=gettext_lazy("Back to the letters"),
)
def perform(job: Job, lease: Lease) -> dict[str, int] | None:
    """Sends the e-mails that are not sent yet; may run again at any time. Returns the counts of `sending.outcome`."""
    made = LetterSending.objects.select_related("letter__session__phase__programme").get(job=job)
    return sending.send_all(LetterMailing(made), job, lease)


class LetterMailing:
    """A sending and its deliveries, for programmes/deliveries/sending.py."""

    def __init__(self, made: LetterSending) -> None:
        self.made = made
        self._addresses: dict[LetterTo, dict[int, str]] = {}
        self._letters = SessionLetters(made.letter, self.address_of)

    def rows(self) -> QuerySet[LetterDelivery]:
        """The deliveries of this sending, with the officers they go to."""
        return LetterDelivery.objects.filter(sending=self.made).select_related("enrolment__officer")

    def refuse_if_called_off(self) -> None:
        """Raises Refused once the session can have this letter no more: it was cancelled, or is over."""
        self._addresses = {}  # asked anew for each batch
        letter = self.made.letter
        if no := why_not(TrainingSession.objects.get(pk=letter.session_id), letter.kind):
            raise Refused(_("%(why)s Those who have not had the letter yet do not get it.") % {"why": no})

    def is_wanted(self, row: LetterDelivery) -> bool:
        """Whether the letter still concerns the recipient, and there is still an address that is ours to use."""
        return bool(self.address_of(row))

    def address_of(self, row: LetterDelivery) -> str:
        """Returns the address of a delivery as it is now; "" for who has none, or is no longer in the session."""
        if row.enrolment:
            of_session = row.enrolment.state != EnrolmentState.WITHDRAWN and not row.enrolment.is_shared
            return row.enrolment.officer.email if of_session else ""
        if row.to not in self._addresses:
            found = recipients(self.made.letter.session, self.made.letter.kind, row.to)
            self._addresses[row.to] = {recipient.pk: recipient.address for recipient in found}
        return self._addresses[row.to].get(getattr(row, f"{RECIPIENTS[row.to]}_id"), "")

    def letters(self) -> SessionLetters:
        """What draws the e-mails; the words are those that were stored."""
        return self._letters
