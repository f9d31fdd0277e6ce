"""Designs, certificates and what became of them, ceremonies, papers; the long work behind them."""

import hashlib
from datetime import time, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from certificates.ceremonies import dignitaries, planning
from certificates.designs import versions
from certificates.designs.printed_facts import facts_of
from certificates.drawing import snapshot
from certificates.issuing import records
from certificates.lifecycle import corrections
from certificates.models import (
    Certificate,
    HandOver,
    ProgrammeRequest,
    Reissue,
    ReissueItem,
    RevocationItem,
    RevocationRequest,
    RunningOrderItem,
)
from certificates.reinstatement import decisions
from jobs.models import Job, State
from reports.allowance_list import printing as printing_allowances
from reports.ceremony import papers as ceremony_papers
from reports.ceremony import print_pack
from reports.claim_slips import printing
from reports.exports import expiring_files
from reports.matrix import pdf
from reports.name_badges import printing as badge_printing
from reports.pages import nomination_letters
from reports.participations import choice as choosing
from reports.participations import workbook as participations_workbook
from reports.session_certificates import download
from reports.session_letters import printing as letters_printing
from reports.sign_in import printing as sign_in
from reports.timetable import printing as timetable_printing
from tests import factories
from tests.admin_walk.pictures import png
from tests.admin_walk.world_of_people import officer

PRINTABLE = {"name_en": "Sabina Yasmin", "name_bn": "সাবিনা ইয়াসমিন"}


def build(side):
    _certificates(side)
    _after_issuing(side)
    _after_revoking(side)
    _ceremony(side)
    _papers(side)


def _certificates(side):
    design = factories.DesignFactory(programme=side.programme, name=side.word("design.name"))
    draft = factories.DesignFactory(
        programme=side.programme, name=side.word("design.name"), is_default=False, version=2
    )
    asked = ProgrammeRequest.objects.create(programme=side.programme, requested_by=side.coordinator)
    side.keep(design=design, draft=draft, asked=asked)
    signatory = design.signatories.order_by("pk").first()
    signatory.signature.save("signature.png", ContentFile(png()))
    side.keep(signatory=signatory)
    for n, name in ((11, "certificate"), (12, "revoked"), (13, "other_certificate")):
        side.keep(**{name: _certificate(side, _completed(side, n))})
    # Names that can be printed, so that there is somebody to draw a specimen of.
    side.keep(completed=_completed(side, 14, **PRINTABLE))


def _completed(side, n, **facts):
    return factories.EnrolmentFactory(
        session=side.closed,
        officer=officer(side, n, **facts),
        state="completed",
        half_days_attended=6,
        half_days_held=6,
    )


def _certificate(side, enrolment):
    n = enrolment.officer.service_number[-2:]
    serial = side.code(f"{side.programme.code}-{side.today.year}-077{n}", "serial of a certificate")
    code = side.code(f"{side.number}ABCDEFGHJKMNPQRSTVWXYZ{n}7"[:26].ljust(26, "7"), "code of a certificate")
    content = f"{serial} {code}".encode()
    facts = snapshot(facts_of(enrolment, side.design, serial=serial, code=code), versions.frozen(side.design))
    return Certificate.objects.create(
        enrolment=enrolment,
        design=side.design,
        serial=serial,
        code=code,
        facts=facts,
        pdf=ContentFile(content, name=f"{serial}.pdf"),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        issued_at=timezone.now(),
        issued_by=side.coordinator,
    )


def _after_issuing(side):
    correction = corrections.file(
        side.certificate.enrolment, by=side.coordinator, asked={"name_en": side.word("correction.name_en")}
    )
    proposal = RevocationRequest.objects.create(
        programme=side.programme,
        reason=side.word("revocation.reason"),
        proposed_by=side.colleague,
        expires_at=timezone.now() + timedelta(days=5),
    )
    RevocationItem.objects.create(request=proposal, certificate=side.revoked)
    reissue = Reissue.objects.create(
        programme=side.programme, reason=side.word("reissue.reason"), requested_by=side.coordinator
    )
    ReissueItem.objects.create(reissue=reissue, old=side.other_certificate)
    side.keep(correction=correction, proposal=proposal, reissue=reissue)


def _after_revoking(side):
    """Two that were revoked: for one of them somebody asked for a new certificate."""
    for n, name in ((15, "taken_back"), (16, "asked_again")):
        certificate = _certificate(side, _completed(side, n, **PRINTABLE))
        reasons = {"reason": side.word("certificate.reason"), "reason_bn": side.word("certificate.reason_bn")}
        side.keep(**{name: records.revoke(certificate, by=side.coordinator, **reasons)})
    side.keep(
        reinstatement=decisions.propose(side.asked_again, by=side.colleague, reason=side.word("reinstatement.reason"))
    )


def _ceremony(side):
    ceremony = planning.create(
        side.programme,
        by=side.coordinator,
        sessions=[side.closed],
        place=side.place,
        title_en=side.word("ceremony.title_en"),
        title_bn=side.word("ceremony.title_bn"),
        date=side.today,
        starts_at=time(10),
        venue_en=side.word("ceremony.venue_en"),
        venue_bn=side.word("ceremony.venue_bn"),
        seats_in_a_row=10,
    )
    guest = dignitaries.add(
        ceremony,
        by=side.coordinator,
        role="chief_guest",
        office_en=side.word("dignitary.office_en"),
        office_bn=side.word("dignitary.office_bn"),
        organisation_en="",
        organisation_bn="",
    )
    line = RunningOrderItem.objects.create(
        ceremony=ceremony, place=1, minutes=5, what_en=side.word("line.what_en"), what_bn=side.word("line.what_bn")
    )
    hand_over = HandOver.objects.create(
        ceremony=ceremony, enrolment=side.certificate.enrolment, place=1, dignitary=guest
    )
    side.keep(ceremony=ceremony, guest=guest, line=line, hand_over=hand_over)


def _papers(side):
    """PDFs that were drawn as long work, for the coordinator who asked."""
    session = {"session": side.scheduled.pk, "code": side.scheduled.code}
    papers = {
        "letters_token": (nomination_letters.JOB_KIND, {**session, "unit": None, "language": "both"}),
        "matrix_token": (pdf.JOB_KIND, {"programme": side.programme.pk, "code": side.programme.code}),
        "pack_token": (print_pack.JOB_KIND, {"ceremony": side.ceremony.pk}),
        "paper_token": (ceremony_papers.JOB_KIND, {"ceremony": side.ceremony.pk, "paper": "seating"}),
        "session_slips_token": (
            printing.JOB_KIND,
            {"group": "session", "row": side.scheduled.pk, "label": side.scheduled.code},
        ),
        "session_certificates_token": (download.JOB_KIND, {**session, "form": "pdf"}),
        "session_letters_token": (letters_printing.JOB_KIND, session),
        "allowance_list_token": (printing_allowances.JOB_KIND, {"session": side.scheduled.pk}),
        "name_badges_token": (badge_printing.JOB_KIND, {"session": side.scheduled.pk}),
        "participations_token": (
            participations_workbook.JOB_KIND,
            {"choice": choosing.stored(choosing.Choice()), "programmes": [side.programme.pk]},
        ),
        "sign_in_token": (sign_in.JOB_KIND, {"session": side.scheduled.pk, "day": None}),
        "timetable_token": (timetable_printing.JOB_KIND, {"session": side.scheduled.pk, "day": None}),
        "unit_slips_token": (printing.JOB_KIND, {"group": "unit", "row": side.unit.pk, "label": "unit"}),
    }
    for name, (kind, params) in papers.items():
        lives_shortly = kind in {printing.JOB_KIND, letters_printing.JOB_KIND}
        folder = expiring_files.SHORT_FOLDER if lives_shortly else expiring_files.FOLDER
        token = side.code(hashlib.sha256(f"{side.number}{name}".encode()).hexdigest()[:32], "token of a paper")
        now = timezone.now()
        Job.objects.create(
            kind=kind,
            params={**params, "token": token},
            scope=f"programme:{side.programme.pk}",
            requested_by=side.coordinator,
            state=State.DONE,
            due_at=now,
            next_bell_at=now,
            finished_at=now,
        )
        ending = participations_workbook.XLSX if kind == participations_workbook.JOB_KIND else "pdf"
        path = Path(default_storage.path(f"{folder}/{token}.{ending}"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.7 a paper " + side.word("paper").encode())
        side.keep(**{name: token})
