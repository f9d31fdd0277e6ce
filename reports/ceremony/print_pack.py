"""The print pack of a ceremony: its certificates in hand-over order, imposed for the printer, as one file.

The stored bytes are the source, their hash is checked while reading, nothing is drawn anew. The pack itself is unsigned and
says so; certificates that were replaced or revoked stay out and are named. One certificate is read at a time, so the pack may
have any length.
"""

from itertools import groupby
from typing import Any, NamedTuple

from django.core.files import File
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from accounts.text.localised_text import date_text, digits, number_text
from accounts.text.sentences import numbers
from certificates.drawing.design.packaged import SCHEME
from certificates.drawing.engines.readable_text import make_readable
from certificates.drawing.engines.rendering import fetcher, weasyprint
from certificates.drawing.joining.pdf_joiner import SHEETS, Joiner
from certificates.drawing.joining.pdf_reader import NotUnderstood
from certificates.models import Ceremony, CeremonyState, Certificate, CertificateState, Dignitary, Layout
from certificates.storage import stored_files
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from reports.exports import expiring_files
from reports.exports.documents import in_both_languages

JOB_KIND = "reports.ceremony_pack"
AT_A_TIME = 50  # certificates; well under a second of reading and writing
NAMED = 5  # serials in a sentence
SHOWN = 40  # serials on the cover sheet; the page of the ceremony has all

SHEET_NAMES = {
    "a4": gettext_lazy("A4, one certificate each, as they are"),
    "sra4": gettext_lazy("SRA4, one each, with cutting marks"),
    "a3": gettext_lazy("A3, two each at full size, to be cut in the middle"),
    "sra3": gettext_lazy("SRA3, two each at full size, with cutting marks"),
}


class Choice(NamedTuple):
    """How a pack is made. first, last: places in the order (last None: to the end)."""

    sheet: str = "a4"
    cover: bool = True
    separators: bool = False
    stacked: bool = True
    first: int = 1
    last: int | None = None


@transaction.atomic
def ask(ceremony: Ceremony, choice: Choice, *, by: User) -> Job:
    """Requests the pack of a Ceremony for a Choice; returns the Job. The same request returns the unfinished Job.

    Raises Refused for somebody who does not coordinate the programme, a cancelled ceremony, one without an order, and a
    sheet that is not listed.
    """
    if not coordinates(by, ceremony.programme):
        raise Refused(_("Only a coordinator of the programme may print its certificates."))
    if ceremony.state == CeremonyState.CANCELLED:
        raise Refused(_("The ceremony was cancelled; nothing of it is printed."))
    if choice.sheet not in SHEETS:
        raise Refused(_("Choose one of the listed sheets."))
    if not _lines(ceremony, choice).exists():
        raise Refused(_("There is no certificate to print: arrange the officers first."))
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"ceremony": ceremony.pk, "choice": choice._asdict()},
        key=f"{ceremony.pk}:{':'.join(str(one) for one in choice)}",
        back=reverse("reports:ceremony_papers", args=[ceremony.pk]),
        file_page=lambda token: reverse("reports:ceremony_pack_file", args=[ceremony.pk, token]),
    )
    if is_new:
        record(by, "ceremony_pack.requested", ceremony, job=job.pk, sheet=choice.sheet)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("Certificates of a ceremony to print"),
    unit=gettext_lazy("certificates added"),
    steps={"read": gettext_lazy("Reading the order"), "join": gettext_lazy("Joining the stored certificates")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job: Job, lease: Lease) -> dict[str, Any]:
    """Writes and stores the pack; safe to run again.

    Returns {"certificates": int, "sheets": int, "left_out": [[serial, why], …], "laid": [ids of the certificates in it]}.
    """
    expiring_files.remove_expired()
    lease.step("read")
    ceremony = Ceremony.objects.select_related("programme").get(pk=job.params["ceremony"])
    if ceremony.state == CeremonyState.CANCELLED:
        raise Refused(_("The ceremony was cancelled; nothing of it is printed."))
    choice = Choice(**job.params["choice"])
    pack = _Pack(ceremony, choice)
    if not pack.count:
        raise Refused(_("None of these officers has a valid certificate."))
    lease.step("join")
    with expiring_files.writing(job.params["token"]) as file:
        joiner = Joiner(file, SHEETS[choice.sheet], title=pack.title)
        for done in pack.lay(joiner):
            with lease.chunk(done=done, total=pack.count):
                pass
        joiner.finish()
    with lease.chunk(done=pack.count, total=pack.count, set_aside=len(pack.broken)):
        pass
    laid = pack.laid
    return {"certificates": len(laid), "sheets": joiner.sheets, "left_out": pack.left_out, "laid": laid}


class _Entry(NamedTuple):
    """A page of the pack: a certificate by its id, or a separator sheet."""

    certificate: int | None
    is_tall: bool
    separator: Dignitary | None = None
    is_cover: bool = False


class _Pack:
    def __init__(self, ceremony, choice):
        self.ceremony, self.choice = ceremony, choice
        self.title = _("%(title)s: certificates for printing, unsigned") % {"title": ceremony.title_en}
        lines = list(_lines(ceremony, choice).order_by("place", "pk").values_list("enrolment_id", "dignitary_id"))
        wanted = [enrolment for enrolment, _dignitary in lines]
        certificates = Certificate.objects.filter(enrolment__in=_enrolments(ceremony, choice))
        live = {
            enrolment: (pk, layout == Layout.PLAIN)
            for enrolment, pk, layout in certificates.live().values_list("enrolment_id", "pk", "design__layout")
        }
        ended = certificates.exclude(state=CertificateState.ISSUED).order_by("serial")
        states = dict(CertificateState.choices)
        self._ended = list(ended.values_list("serial", "state"))
        self.left_out = [[serial, str(states[state])] for serial, state in self._ended]
        self.broken = []
        self.count = sum(enrolment in live for enrolment in wanted)
        self.laid = []
        self._entries = list(self._in_order(lines, live))

    def _in_order(self, lines, live):
        dignitaries = {one.pk: one for one in self.ceremony.dignitaries.all()}
        before = None
        held = [(live[enrolment], dignitary) for enrolment, dignitary in lines if enrolment in live]
        if self.choice.cover and held:
            yield _Entry(None, held[0][0][1], is_cover=True)
        for (pk, is_tall), dignitary in held:
            if self.choice.separators and dignitary != before and dignitary in dignitaries:
                yield _Entry(None, is_tall, separator=dignitaries[dignitary])
            before = dignitary
            yield _Entry(pk, is_tall)

    def lay(self, joiner):
        """Lays all sheets; yields how many certificates were read so far, every AT_A_TIME."""
        up, read, reported = SHEETS[self.choice.sheet].up, 0, 0
        for entries in self._sheets(up):
            files = [self._taken(joiner, entry) for entry in entries]
            if any(files):
                joiner.lay(*files)
            read += sum(entry is not None and entry.certificate is not None for entry in entries)
            if read - reported >= AT_A_TIME:
                reported = read
                yield read

    def _sheets(self, up):
        """Yields the entries of each sheet, None for an empty place. Pages of one shape only share a sheet."""
        for _shape, same in groupby(self._entries, key=lambda entry: entry.is_tall):
            run = list(same)
            count = -(-len(run) // up)
            for index in range(count):
                # Cut and stacked: the piles laid on each other are in order. Else two that follow share a sheet.
                places = range(index, up * count, count) if self.choice.stacked else range(index * up, index * up + up)
                yield [run[place] if place < len(run) else None for place in places]

    def _taken(self, joiner, entry):
        """Returns the Placed of an entry; None, and its serial among those left out, where the file cannot be used."""
        if entry is None:
            return None
        if entry.certificate is None:
            return joiner.take(_sheet(self._words(entry), entry.is_tall))
        certificate = Certificate.objects.only("pdf", "sha256", "serial").get(pk=entry.certificate)
        try:
            with stored_files.open_stored(certificate) as file:
                placed = joiner.take(file.read())
        except (Refused, NotUnderstood):
            self.broken.append(certificate.pk)
            self.left_out.append([certificate.serial, str(_("Its stored file cannot be read."))])
            return None
        self.laid.append(entry.certificate)
        return placed

    def _words(self, entry):
        ceremony = self.ceremony
        dates = [date_text(timezone.localdate(), language) for language in ("bn", "en")]
        return {
            "ceremony": ceremony,
            "programme": ceremony.programme,
            "is_tall": entry.is_tall,
            "is_cover": entry.is_cover,
            "dignitary": entry.separator,
            "dates": dates,
            "held_on": [date_text(ceremony.date, language) for language in ("bn", "en")],
            "count": number_text(self.count, "en"),
            "count_bn": number_text(self.count, "bn"),
            "is_stacked": self.choice.stacked and SHEETS[self.choice.sheet].up > 1,
            "sheet": SHEETS[self.choice.sheet],
            "first": self.choice.first,
            "first_bn": digits(self.choice.first, "bn"),
            "left_out": [(serial, *_in_words(state)) for serial, state in self._ended[:SHOWN]],
            "more_left_out": max(0, len(self._ended) - SHOWN),
            "more_left_out_bn": digits(max(0, len(self._ended) - SHOWN), "bn"),
        }


def file_for(user: User, ceremony: Ceremony, token: str) -> File | None:
    """Returns the open PDF that this user asked for, or None when there is none or its day is over.

    Raises Refused once the ceremony was cancelled, or a certificate in it was revoked or replaced: nothing that holds no more
    is printed.
    """
    found = expiring_files.opened(JOB_KIND, user, token, ceremony=ceremony.pk)
    if found is None:
        return None
    why_not = _why_not_print(ceremony, Job.objects.get(kind=JOB_KIND, requested_by=user, params__token=token))
    if why_not:
        found.close()
        raise Refused(why_not)
    return found


def _why_not_print(ceremony, job):
    if ceremony.state == CeremonyState.CANCELLED:
        return _("The ceremony was cancelled; nothing of it is printed.")
    # By day and programme, not by id: a pack may have more certificates than a statement takes values.
    changed = Certificate.objects.filter(enrolment__session__phase__programme=ceremony.programme_id)
    changed = changed.exclude(state=CertificateState.ISSUED).filter(state_changed_at__gte=job.created_at)
    ended = dict(changed.order_by("serial").values_list("pk", "serial"))
    # A file of a version that did not store what it laid goes by all that ended since.
    laid = (job.result or {}).get("laid", ended)
    serials = [serial for pk, serial in ended.items() if pk in set(laid)]
    if not serials:
        return ""
    words = {"serials": ", ".join(serials[:NAMED])} | numbers(count=len(serials))
    return (
        ngettext(
            "%(count)s certificate in this file was revoked or replaced since: %(serials)s. Ask for the file again.",
            "%(count)s certificates in this file were revoked or replaced since, such as %(serials)s. Ask for the file again.",
            len(serials),
        )
        % words
    )


def count_to_print(ceremony: Ceremony) -> int:
    """Returns how many certificates a pack has: those in the order that are valid. One query."""
    return Certificate.objects.live().filter(enrolment__hand_overs__ceremony=ceremony).count()


def _lines(ceremony, choice):
    lines = ceremony.hand_overs.filter(place__gte=choice.first)
    return lines if choice.last is None else lines.filter(place__lte=choice.last)


def _enrolments(ceremony, choice):
    return _lines(ceremony, choice).order_by().values("enrolment")


def _in_words(state):
    return in_both_languages(lambda: CertificateState(state).label)


def _sheet(words, is_tall):
    """Returns a cover or separator sheet as the bytes of a PDF of one page."""
    html = render_to_string("reports/print/ceremony_pack_sheet.html", {**words, "is_tall": is_tall})
    page = weasyprint().HTML(string=html, base_url=f"{SCHEME}/", url_fetcher=fetcher({}))
    return page.write_pdf(finisher=make_readable, uncompressed_pdf=True)
