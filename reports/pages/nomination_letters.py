"""Letters to units that nominated too few officers, or no women: a page each, drawn by a job, available for a day.

A letter goes to an office, never to a person, and names nobody.
"""

from collections.abc import Sequence
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
from accounts.text.localised_text import date_range_text, date_text, number_text
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from participants.claim_slips.codes import qr_path
from participants.officers.unit_addresses import head_of
from reports.exports import expiring_files
from reports.exports.documents import document, draw_in_chunks, joined
from trainings.enrolment.quotas import QuotaLine, tally_of
from trainings.models import NominationLink, TrainingSession
from trainings.nomination_links import making
from trainings.nomination_links.addresses import address_of
from trainings.nomination_links.page_facts import live_links

JOB_KIND = "reports.nomination_letters"
LETTERS_PER_CHUNK = 6  # about a second of drawing
LANGUAGES = {"both": ("bn", "en"), "bn": ("bn",), "en": ("en",)}


@transaction.atomic
def ask(
    session: TrainingSession, *, unit: int | None = None, language: str = "both", with_links: bool = False, by: User
) -> Job:
    """Requests the letters to all units under quota, or to the one whose id is `unit`. Returns the Job.

    language: a key of LANGUAGES; anything else means both. with_links: units that have no link to nominate get one first; a
    letter carries the link of its unit wherever there is one. The same request returns the unfinished Job. Raises Refused
    where no letter is due.
    """
    require(by, coordinates_session, session)
    language = language if language in LANGUAGES else "both"
    lines = _short_lines(session, unit)
    if not lines:
        raise Refused(
            _("This unit filled its quota; no letter is due.")
            if unit is not None
            else _("Every unit filled its quota; no letter is due.")
        )
    if with_links:
        making.make(session, units=[line.quota.unit_id for line in lines if line.quota.unit_id], by=by)
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"session": session.pk, "code": session.code, "unit": unit, "language": language},
        key=f"{session.pk}:{unit or 'all'}:{language}",
        back=reverse("sessions:nominations", args=[session.code]),
        file_page=lambda token: reverse("reports:nomination_letters_file", args=[session.code, token]),
    )
    if is_new:
        record(by, "nomination_letters.requested", session, job=job.pk, unit=unit)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("Letters on nominations for %(session)s") % {"session": job.params["code"]},
    unit=gettext_lazy("letters drawn"),
    steps={"read": gettext_lazy("Counting the nominations"), "draw": gettext_lazy("Drawing the letters")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Draws and stores the PDF with the current numbers; safe to run again. Returns {"letters": int}."""
    expiring_files.remove_expired()
    lease.step("read")
    session = _sessions().get(pk=job.params["session"])
    lines = _short_lines(session, job.params["unit"])
    if not lines:
        raise Refused(_("The quotas were filled meanwhile; no letter is due any more."))
    lease.step("draw")
    language = job.params["language"]
    drawn = draw_in_chunks(
        lines, lambda some, _first: letters_document(session, some, language), lease, size=LETTERS_PER_CHUNK
    )
    expiring_files.store(job.params["token"], joined(drawn))
    return {"letters": len(lines)}


def letters_document(session: TrainingSession, lines: Sequence[QuotaLine], language: str) -> Any:
    """Returns the WeasyPrint document of the letters to the units of some QuotaLines. Raises Refused as `document`.

    session: TrainingSession with course, place and programme. language: a key of LANGUAGES.
    """
    languages = LANGUAGES[language]
    links = live_links(session)
    return document(
        "reports/print/nomination_letters.html",
        {
            "programme": session.phase.programme,
            "session": session,
            "dates": [date_text(timezone.localdate(), one) for one in languages],
            "letters": [
                letter([part(session, line, one) for one in languages], links.get(line.quota.unit_id or 0))
                for line in lines
            ],
            "language": languages[0],
            "is_bilingual": len(languages) > 1,
        },
    )


class Part(NamedTuple):
    """A letter in one language. Names and numbers follow labels and are never part of a sentence: Bangla endings would change."""

    language: str
    to: tuple[str, ...]
    subject: str
    request: str
    facts: tuple[tuple[str, str, bool], ...]
    closing: str


class PrintedLink(NamedTuple):
    """A link to nominate as it stands on paper: what to do with it in each language, the address, its QR code and its side."""

    sentences: tuple[tuple[str, str], ...]
    address: str
    qr: str
    side: int


class Letter(NamedTuple):
    """The Parts of a letter, and its facts as lines of ((language, label), …), ((language, value), …), is important."""

    parts: tuple[Part, ...]
    lines: tuple[tuple, ...]
    link: PrintedLink | None


def letter(parts: Sequence[Part], link: NominationLink | None = None) -> Any:
    """Returns the Letter of one Part per language. What both languages write alike stands once. link: of the unit, if it has one."""
    lines = []
    for facts in zip(*(part.facts for part in parts), strict=True):
        labels = [(part.language, label) for part, (label, _value, _strong) in zip(parts, facts, strict=True)]
        values = {value: part.language for part, (_label, value, _strong) in zip(parts, facts, strict=True)}
        lines.append((labels, [(language, value) for value, language in values.items()], facts[0][2]))
    return Letter(tuple(parts), tuple(lines), _printed(link, [part.language for part in parts]))


def _printed(link, languages):
    address = address_of(link) if link else ""
    if not address:
        return None
    sentences = []
    for language in languages:
        with translation.override(language):
            until = date_text(timezone.localdate(link.expires_at), language)
            sentence = _(
                "Or type the officers on this page, without an account, until %(date)s. Scan the code, or type the address. "
                "The link is for your office only."
            )
            sentences.append((language, sentence % {"date": until}))
    return PrintedLink(tuple(sentences), address, *qr_path(address))


def part(session: TrainingSession, line: QuotaLine, language: str) -> Part:
    """Returns the Part of the letter to the unit of a QuotaLine, in one language. Facts are (label, value, is important)."""
    unit = line.quota.unit
    if unit is None:
        raise ValueError("Letters go to units; this quota is of a region.")
    with translation.override(language):
        course = localised_field(session.course, "title")
        return Part(
            language=language,
            to=(pgettext("letter", "To"), head_of(unit), localised_field(unit, "name")),
            subject=pgettext("letter", "Subject: %(course)s – nomination of officers") % {"course": course},
            request=_request_of(line),
            facts=tuple((label, value, strong) for label, value, strong in _facts(session, line, language) if value),
            closing=_("Please send rank, service number, name in Bangla and English, unit and mobile of each officer."),
        )


def _request_of(line):
    if line.open and line.women_missing:
        return _(
            "Officers, women among them, are still missing for the training below. You are asked to nominate them."
        )
    if line.open:
        return _("Officers are still missing for the training below. You are asked to nominate them.")
    return _("Women are still missing for the training below. You are asked to nominate women officers.")


def _facts(session, line, language):
    def formatted(number):
        return number_text(number, language)

    due_on = session.nominations_due_on
    yield _("Session"), session.code, False
    yield _("Dates"), date_range_text(session.starts_on, session.ends_on, language), False
    yield (
        pgettext("letter", "Place"),
        f"{localised_field(session, 'venue')}, {localised_field(session.place, 'name')}",
        False,
    )
    yield _("Seats for your unit"), formatted(line.quota.seats), False
    yield _("Women wanted among them, at least"), formatted(line.women_wanted) if line.women_wanted else "", False
    yield _("Nominated so far"), formatted(line.held), False
    yield _("Women among these"), formatted(line.women) if line.women_wanted else "", False
    yield _("Still missing"), formatted(line.open) if line.open else "", True
    yield _("Women still missing"), formatted(line.women_missing) if line.women_missing else "", True
    yield _("Please nominate by"), date_text(due_on, language) if due_on else "", True
    yield _("Send nominations to"), session.nominations_to, True


def _short_lines(session, unit):
    return [line for line in tally_of(session).short_units if unit is None or line.quota.unit_id == unit]


def _sessions():
    return TrainingSession.objects.select_related("course", "place", "phase__programme")
