"""Prints the letters of a session: a page each, in Bangla and English, drawn by a job."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_text
from accounts.text.sentences import numbers
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from participants.officers.unit_addresses import head_of
from reports.exports import expiring_files
from reports.exports.documents import document, draw_in_chunks, joined
from reports.pages.nomination_letters import Part, letter
from trainings.letters.addressees import concerned, offices
from trainings.letters.wording import LANGUAGES, OwnWords
from trainings.letters.writing import write
from trainings.models import Enrolment, LetterSending, LetterWay, SessionLetter, TrainingSession

JOB_KIND = "reports.session_letters"
LETTERS_PER_CHUNK = 6  # about a second of drawing
MOST_LETTERS = 400  # pages are held in memory until the file is written
WAYS = {"units": LetterWay.TO_UNITS, "officers": LetterWay.TO_OFFICERS}


@transaction.atomic
def ask(session: TrainingSession, kind: str, own: OwnWords, *, to: str, seen: str, by: User) -> Job:
    """Requests the PDF of a letter, to the offices of units or to each officer (`to`: a key of WAYS). Returns the Job.

    own, seen: as `write` of trainings/letters/writing.py, which raises Refused, too. Also Refused where there is nobody to write
    to, and for more letters than one file takes. The same request while it is under way returns that Job.
    """
    session = TrainingSession.objects.locked(session.pk, "course", "place", "phase__programme")
    require(by, coordinates_session, session)
    written = write(session, kind, own, seen=seen, by=by)
    addressees = _addressees(session, kind, WAYS[to])
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"session": session.pk, "code": session.code, "letter": written.pk, "to": to},
        key=f"{written.pk}:{to}",
        back=reverse("sessions:letters", args=[session.code]),
        file_page=lambda token: reverse("reports:letter_file", args=[session.code, token]),
    )
    if is_new:
        LetterSending.objects.create(
            letter=written,
            way=WAYS[to],
            addressees=addressees,
            total=len(addressees),
            job=job,
            asked_by=by,
            asked_at=timezone.now(),
        )
        record(by, "session_letter.print_requested", written, letters=len(addressees), job=job.pk)
    return job


def _addressees(session, kind, way):
    """Returns the ids of the units or enrolments that get a letter. Raises Refused."""
    if way == LetterWay.TO_UNITS:
        found = [office.unit.pk for office in offices(session, kind)[0]]
        nobody = _("No officer in the session has a unit, so there is no office to write to.")
    else:
        found = list(concerned(session, kind).values_list("pk", flat=True))
        nobody = _("There is nobody in the session whom this letter concerns.")
    if not found:
        raise Refused(nobody)
    if len(found) > MOST_LETTERS:
        raise Refused(
            _("These are %(count)s letters; one file takes %(most)s. Write to the offices of the units, or by e-mail.")
            % numbers(count=len(found), most=MOST_LETTERS)
        )
    return found


@performs(
    JOB_KIND,
    title=lambda job: _("Letters of %(session)s on paper") % {"session": job.params["code"]},
    unit=gettext_lazy("letters drawn"),
    steps={"read": gettext_lazy("Reading the list"), "draw": gettext_lazy("Drawing the letters")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Draws and stores the PDF; safe to run again. Returns {"letters": int}."""
    expiring_files.remove_expired()
    lease.step("read")
    sending = LetterSending.objects.select_related(
        "letter__session__course", "letter__session__place", "letter__session__phase__programme"
    ).get(job=job)
    found = list(_to_whom(sending))
    if not found:
        raise Refused(_("Nobody is left in the session whom this letter concerns."))
    lease.step("draw")
    drawn = draw_in_chunks(
        found, lambda some, _first: letters_document(sending.letter, some), lease, size=LETTERS_PER_CHUNK
    )
    expiring_files.store(job.params["token"], joined(drawn), folder=expiring_files.SHORT_FOLDER)
    return {"letters": len(found)}


class Addressee(NamedTuple):
    """Whom a letter goes to: the officer of an enrolment, or the office of a unit with its officers."""

    unit: Any = None
    enrolment: Enrolment | None = None
    officers: tuple[Enrolment, ...] = ()


def _to_whom(sending: LetterSending) -> Iterator[Addressee]:
    """Yields the Addressees of a sending; whoever left the session meanwhile is left out."""
    session, kind, wanted = sending.letter.session, sending.letter.kind, set(sending.addressees)
    if sending.way == LetterWay.TO_UNITS:
        for office in offices(session, kind)[0]:
            if office.unit.pk in wanted:
                yield Addressee(unit=office.unit, officers=tuple(office.enrolments))
    else:
        for enrolment in concerned(session, kind).filter(pk__in=wanted):
            yield Addressee(unit=enrolment.unit, enrolment=enrolment)


def letters_document(written: SessionLetter, addressees: Sequence[Addressee]) -> Any:
    """Returns the WeasyPrint document of a letter to some Addressees. Raises Refused as `document`.

    written: with session, course, place and programme.
    """
    return document(
        "reports/print/session_letters.html",
        {
            "programme": written.session.phase.programme,
            "session": written.session,
            "dates": [date_text(timezone.localdate(), language) for language in LANGUAGES],
            "letters": [
                {
                    "letter": letter([_part(written, one, language) for language in LANGUAGES]),
                    "own": _own(written),
                    "officers": [[_line(enrolment, language) for language in LANGUAGES] for enrolment in one.officers],
                }
                for one in addressees
            ],
            "language": LANGUAGES[0],
            "is_bilingual": True,
        },
    )


def _part(written, addressee, language):
    """Returns the Part of a letter in one language."""
    words = written.words[language]
    with translation.override(language):
        to = [pgettext("letter", "To")]
        if addressee.enrolment:
            to.append(_line(addressee.enrolment, language))
        else:
            to.append(head_of(addressee.unit))
        if addressee.unit:
            to.append(localised_field(addressee.unit, "name"))
        return Part(
            language=language,
            to=tuple(to),
            subject=pgettext("letter", "Subject: %(subject)s") % {"subject": words["subject"]},
            request=words["for_units"] if addressee.officers else words["opening"],
            facts=tuple((label, value, False) for label, value in words["facts"]),
            closing=words["closing"],
        )


def _own(written):
    """Returns [(language, text)] of what the coordinator added; one text that stands for both languages stands once."""
    found = {written.words[language]["own"]: language for language in reversed(LANGUAGES)}
    return [(language, text) for text, language in reversed(found.items()) if text]


def _line(enrolment, language):
    """Returns rank and name of an officer, in one line."""
    rank = localised_field(enrolment.rank, "name", language) if enrolment.rank else ""
    return f"{rank} {localised_field(enrolment.officer, 'name', language)}".strip()
