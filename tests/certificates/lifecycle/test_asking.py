"""Who may say what is wrong on a certificate, and how."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.lifecycle import corrections
from certificates.models import CorrectionRequest, CorrectionState
from participants.models import Rank
from programmes.files import evidence as checked_papers
from tests.certificates.conftest import completes
from tests.certificates.lifecycle.conftest import ASKED, photo
from tests.factories import EnrolmentFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_an_officer_asks_and_nothing_else_changes(certificate, officer_user, officer):
    made = corrections.file(certificate.enrolment, by=officer_user, asked=ASKED | {"note": "As in my service book."})
    assert (made.state, made.certificate, made.filed_by) == (CorrectionState.FILED, certificate, officer_user)
    assert (made.name_en, made.name_bn, made.note) == ("Sabina Yesmin", "", "As in my service book.")
    officer.refresh_from_db()
    certificate.refresh_from_db()
    assert (officer.name_en, certificate.state) == ("Sabina Yasmin", "issued")


def test_the_audit_trail_keeps_which_lines_and_no_words(correction):
    entry = AuditEntry.objects.get(verb="correction.filed")
    assert entry.details == {
        "enrolment": correction.enrolment_id,
        "certificate": correction.certificate_id,
        "fields": [1],
    }


def test_a_coordinator_asks_for_an_officer(certificate, coordinator):
    assert corrections.file(certificate.enrolment, by=coordinator, asked=ASKED).filed_by == coordinator


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider", "stranger"])
def test_nobody_else_does(certificate, who, request):
    with pytest.raises(Refused, match="Only the officer and the coordinators"):
        corrections.file(certificate.enrolment, by=request.getfixturevalue(who), asked=ASKED)


def test_an_officer_does_not_ask_for_another(certificate, closed, officer_user):
    with pytest.raises(Refused, match="Only the officer and the coordinators"):
        corrections.file(completes(closed), by=officer_user, asked=ASKED)


def test_one_request_waits_at_a_time(correction, coordinator):
    with pytest.raises(Refused, match="asked for already"):
        corrections.file(correction.enrolment, by=coordinator, asked={"other": "The date is wrong."})
    assert CorrectionRequest.objects.count() == 1


def test_the_database_holds_that_too(correction, coordinator):
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.create(enrolment=correction.enrolment, filed_by=coordinator, other="Again")


def test_after_it_is_taken_back_another_may_follow(correction, officer_user):
    corrections.withdraw(correction, by=officer_user)
    assert corrections.file(correction.enrolment, by=officer_user, asked=ASKED).is_open


@pytest.mark.parametrize("asked", [{}, {"note": "Something is wrong."}, {"name_en": ""}])
def test_it_has_to_say_what_is_wrong(certificate, officer_user, asked):
    with pytest.raises(Refused, match="Say what is wrong"):
        corrections.file(certificate.enrolment, by=officer_user, asked=asked)


def test_before_there_is_a_certificate_it_is_about_the_record(closed, officer, officer_user):
    enrolment = EnrolmentFactory(session=closed, officer=officer, state="completed")
    made = corrections.file(enrolment, by=officer_user, asked={"rank": Rank.objects.first()})
    assert (made.certificate, made.enrolment) == (None, enrolment)


def test_who_was_only_proposed_has_nothing_to_correct(programme, officer, officer_user):
    nominated = EnrolmentFactory(
        session=SessionFactory(programme=programme), officer=officer, state="nominated", was_confirmed=False
    )
    with pytest.raises(Refused, match="took no part"):
        corrections.file(nominated, by=officer_user, asked=ASKED)


def test_evidence_is_kept_under_a_name_that_says_nothing(certificate, officer_user):
    made = corrections.file(certificate.enrolment, by=officer_user, asked=ASKED, evidence=photo("../Sabina.jpg"))
    assert made.evidence_name == "paper.webp"
    assert "abina" not in made.evidence.name
    assert made.evidence.read().startswith(b"RIFF")


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (SimpleUploadedFile("card.exe", b"MZ"), "Take a photo"),
        (SimpleUploadedFile("card.docx", b"PK\x03\x04"), "Take a photo"),
        (SimpleUploadedFile("card.jpg", b"<script>"), "something else, or damaged"),
        (photo(side=8), "too small to read"),
        (SimpleUploadedFile("card.pdf", b"%PDF-1.7 cut off"), "something else, or damaged"),
        (SimpleUploadedFile("card.png", b""), "empty"),
        (photo(more=checked_papers.MOST_BYTES), "larger than 10 MB"),
    ],
)
def test_evidence_is_a_picture_or_a_pdf(certificate, officer_user, upload, why):
    with pytest.raises(Refused, match=why):
        corrections.file(certificate.enrolment, by=officer_user, asked=ASKED, evidence=upload)
    assert not CorrectionRequest.objects.exists()


def test_only_who_asked_or_the_officer_takes_it_back(certificate, coordinator, colleague, officer_user):
    made = corrections.file(certificate.enrolment, by=coordinator, asked=ASKED)
    with pytest.raises(Refused, match="Only the person who asked"):
        corrections.withdraw(made, by=colleague)
    assert corrections.withdraw(made, by=officer_user).state == CorrectionState.WITHDRAWN
    with pytest.raises(Refused, match="decided already: withdrawn"):
        corrections.withdraw(made, by=coordinator)
