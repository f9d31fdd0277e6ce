"""Sends a letter of a session by e-mail: once per officer and letter, as long work (programmes/deliveries/sending.py)."""

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
from trainings.letters.addressees import concerned, language_of, with_address
from trainings.letters.emails import SessionLetters
from trainings.letters.wording import OwnWords
from trainings.letters.writing import why_not, write
from trainings.models import (
    Enrolment,
    EnrolmentState,
    LetterDelivery,
    LetterSending,
    LetterWay,
    SessionLetter,
    TrainingSession,
)

JOB_KIND = "trainings.send_letters"


@transaction.atomic
def request(session: TrainingSession, kind: str, own: OwnWords, *, seen: str, by: User) -> LetterSending:
    """Requests the job that sends a letter to all whom it concerns and who have an address. Returns the LetterSending.

    own, seen: as `write`. Whoever had this version of the letter does not get it again; whoever had an older one does. Raises
    Refused as `write`, and where nobody is left to write to.
    """
    session = TrainingSession.objects.locked(session.pk, "course", "place", "phase__programme")
    require(by, coordinates_session, session)
    letter = write(session, kind, own, seen=seen, by=by)
    rows = [
        (enrolment, language_of(language))
        for enrolment, language in with_address(to_write_to(letter))
        .select_related(None)
        .order_by("pk")
        .values_list("pk", "officer__user__language")
    ]
    if not rows:
        raise Refused(_nobody(session, kind))
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
            LetterDelivery(letter=letter, sending=made, enrolment_id=enrolment, language=language)
            for enrolment, language in rows
        ),
        batch_size=500,
    )
    record(by, "session_letter.sending_requested", letter, officers=len(rows), job=job.pk)
    return made


def to_write_to(letter: SessionLetter) -> QuerySet[Enrolment]:
    """Returns those whom a letter concerns and who had no e-mail of it, nor wait for one.

    An address that was refused may have been corrected since: it is among them.
    """
    had = letter.deliveries.exclude(state__in=sending.SET_ASIDE)
    return concerned(letter.session, letter.kind).exclude(pk__in=had.values("enrolment"))


def _nobody(session, kind):
    enrolments = concerned(session, kind)
    if not enrolments.exists():
        return _("There is nobody in the session whom this letter concerns.")
    if not with_address(enrolments).exists():
        return _("Nobody in the session has an e-mail address. Print the letters for the offices of the units instead.")
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
        self._letters = SessionLetters(made.letter)

    def rows(self) -> QuerySet[LetterDelivery]:
        """The deliveries of this sending, with the officers they go to."""
        return LetterDelivery.objects.filter(sending=self.made).select_related("enrolment__officer")

    def refuse_if_called_off(self) -> None:
        """Raises Refused once the session can have this letter no more: it was cancelled, or is over."""
        letter = self.made.letter
        if no := why_not(TrainingSession.objects.get(pk=letter.session_id), letter.kind):
            raise Refused(_("%(why)s Those who have not had the letter yet do not get it.") % {"why": no})

    def is_wanted(self, row: LetterDelivery) -> bool:
        """Whether the letter still concerns the officer, and there is still an address that is ours to use."""
        return (
            bool(row.enrolment.officer.email)
            and not row.enrolment.is_shared
            and row.enrolment.state != EnrolmentState.WITHDRAWN
        )

    def letters(self) -> SessionLetters:
        """What draws the e-mails; the words are those that were stored."""
        return self._letters
