"""A coordinator decides on a correction request."""

import pytest
from django.core import mail

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.issuing import records
from certificates.lifecycle import correction_emails, corrections
from certificates.models import Certificate, CorrectionState, SerialReservation
from jobs.models import Job
from jobs.requesting import run_now
from participants.models import Rank, Unit
from tests.certificates.lifecycle.conftest import ASKED, WHY
from tests.certificates.superseding import supersede
from tests.factories import EnrolmentFactory, RankFactory

pytestmark = pytest.mark.django_db


def test_approving_corrects_the_record_and_issues_a_new_one(correction, certificate, officer, coordinator):
    done = corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    certificate.refresh_from_db()
    officer.refresh_from_db()
    new = certificate.superseded_by
    assert (done.state, done.result, done.handled_by) == (CorrectionState.APPROVED, new, coordinator)
    assert (certificate.state, certificate.reason) == ("superseded", WHY["reason"])
    assert (new.facts["name_en"], new.facts["name_bn"]) == ("Sabina Yesmin", "সাবিনা ইয়াসমিন")
    assert certificate.facts["name_en"] == "Sabina Yasmin"
    assert officer.name_en == "Sabina Yesmin"
    assert not SerialReservation.objects.exists()


def test_the_history_and_the_audit_trail_tell_of_it(correction, certificate, officer, coordinator):
    corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    version = officer.history.first()
    assert (version.name_en, version.history_user) == ("Sabina Yesmin", coordinator)
    verbs = AuditEntry.objects.order_by("-pk").values_list("verb", flat=True)[:4]
    told = ["officer.changed", "certificate.issued", "certificate.superseded", "correction.approved"]
    assert list(reversed(verbs)) == told
    assert all("Yesmin" not in str(entry.details) for entry in AuditEntry.objects.all())


def test_rank_and_unit_are_put_right_for_that_training_alone(certificate, officer, officer_user, coordinator):
    rank = RankFactory(code="SI", order=4, name_en="Sub-Inspector", name_bn="উপ-পরিদর্শক")
    asked = corrections.file(certificate.enrolment, by=officer_user, asked={"rank": rank})
    corrections.approve(asked, by=coordinator, changes={"rank": rank}, **WHY)
    certificate.refresh_from_db()
    officer.refresh_from_db()
    assert certificate.superseded_by.facts["rank_en"] == "Sub-Inspector, Khulna District Police"
    assert officer.rank == Rank.objects.get(code="INSP")
    assert certificate.enrolment.unit == Unit.objects.get(code="DP-4047")
    entry = AuditEntry.objects.get(verb="enrolment.corrected")
    assert entry.details == {"before": {"rank": officer.rank_id}, "after": {"rank": rank.pk}}


def test_a_coordinator_may_write_it_otherwise_than_asked(correction, officer, coordinator):
    corrections.approve(correction, by=coordinator, changes={"name_en": "Sabina Yeasmin"}, **WHY)
    officer.refresh_from_db()
    assert officer.name_en == "Sabina Yeasmin"


def test_a_record_that_was_corrected_already_needs_no_tick(correction, officer, coordinator):
    officer.name_en = "Sabina Yesmin"
    officer.save()
    done = corrections.approve(correction, by=coordinator, changes={}, **WHY)
    assert done.result.facts["name_en"] == "Sabina Yesmin"


def test_a_new_one_that_says_the_same_is_not_issued(correction, certificate, coordinator):
    with pytest.raises(Refused, match="would say the same"):
        corrections.approve(correction, by=coordinator, changes={}, **WHY)
    assert Certificate.objects.count() == 1
    assert not SerialReservation.objects.exists()


def test_without_a_certificate_the_record_alone_is_put_right(closed, officer, officer_user, coordinator, design):
    enrolment = EnrolmentFactory(session=closed, officer=officer, state="completed")
    asked = corrections.file(enrolment, by=officer_user, asked=ASKED)
    done = corrections.approve(asked, by=coordinator, changes=ASKED, **WHY)
    officer.refresh_from_db()
    assert (done.state, done.result, officer.name_en) == (CorrectionState.APPROVED, None, "Sabina Yesmin")
    assert not Certificate.objects.exists()


def test_without_a_certificate_something_has_to_be_ticked(closed, officer, officer_user, coordinator):
    enrolment = EnrolmentFactory(session=closed, officer=officer, state="completed")
    asked = corrections.file(enrolment, by=officer_user, asked=ASKED)
    with pytest.raises(Refused, match="Tick what is to be corrected"):
        corrections.approve(asked, by=coordinator, changes={}, **WHY)


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "stranger"])
def test_only_coordinators_of_the_programme_decide(correction, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(Refused, match="Only a coordinator of the programme"):
        corrections.approve(correction, by=by, changes=ASKED, **WHY)
    with pytest.raises(Refused, match="Only a coordinator of the programme"):
        corrections.decline(correction, by=by, **WHY)


def test_nobody_decides_about_the_own_certificate(correction, coordinator_is_officer, colleague):
    with pytest.raises(Refused, match="your own certificate"):
        corrections.approve(correction, by=coordinator_is_officer, changes=ASKED, **WHY)
    with pytest.raises(Refused, match="your own certificate"):
        corrections.decline(correction, by=coordinator_is_officer, **WHY)
    assert corrections.approve(correction, by=colleague, changes=ASKED, **WHY).result


def test_it_is_decided_once(correction, coordinator, colleague):
    corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    with pytest.raises(Refused, match="decided already: corrected"):
        corrections.approve(correction, by=colleague, changes=ASKED, **WHY)
    with pytest.raises(Refused, match="decided already"):
        corrections.decline(correction, by=colleague, **WHY)
    assert Certificate.objects.count() == 2


def test_of_a_revoked_certificate_only_declining_is_left(correction, certificate, officer, coordinator):
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    with pytest.raises(Refused, match="is not valid any more"):
        corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    officer.refresh_from_db()
    assert officer.name_en == "Sabina Yasmin"
    assert corrections.decline(correction, by=coordinator, **WHY).state == CorrectionState.DECLINED


def test_a_request_follows_to_the_certificate_that_holds_now(correction, certificate, coordinator):
    newer = supersede(certificate, by=coordinator, reason="New design.")
    done = corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    newer.refresh_from_db()
    assert (done.certificate, done.result) == (newer, newer.superseded_by)


def test_a_certificate_revoked_while_the_new_one_was_drawn_stays_revoked(
    correction, certificate, officer, coordinator, monkeypatch
):
    store = records.stored_files.store

    def slowly(pdf):
        records.revoke(certificate, by=coordinator, reason="Issued in error.")
        return store(pdf)

    monkeypatch.setattr(records.stored_files, "store", slowly)
    with pytest.raises(Refused, match="it is revoked"):
        corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    officer.refresh_from_db()
    correction.refresh_from_db()
    assert (Certificate.objects.count(), correction.is_open, officer.name_en) == (1, True, "Sabina Yasmin")


def test_a_record_changed_while_the_new_one_was_drawn_is_looked_at_again(correction, officer, coordinator, monkeypatch):
    store = records.stored_files.store

    def slowly(pdf):
        officer.name_bn = "অন্য নাম"
        officer.save()
        return store(pdf)

    monkeypatch.setattr(records.stored_files, "store", slowly)
    with pytest.raises(Refused, match="changed while the new certificate was drawn"):
        corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    officer.refresh_from_db()
    assert (Certificate.objects.count(), officer.name_en) == (1, "Sabina Yasmin")


def test_a_crash_between_drawing_and_row_leaves_all_as_it_was_and_the_number_for_the_next_try(
    correction, certificate, officer, coordinator, monkeypatch
):
    class CrashError(RuntimeError):
        pass

    def crash(*args, **kwargs):
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(records, "write_replacement", crash)
        with pytest.raises(CrashError):
            corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    officer.refresh_from_db()
    correction.refresh_from_db()
    assert (Certificate.objects.count(), correction.is_open, officer.name_en) == (1, True, "Sabina Yasmin")
    reserved = SerialReservation.objects.get()
    done = corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    assert (done.result.serial, done.result.code) == (reserved.serial, reserved.code)


def test_a_name_that_does_not_fit_leaves_all_as_it_was(correction, certificate, officer, coordinator):
    with pytest.raises(Refused, match="too long"):
        corrections.approve(correction, by=coordinator, changes={"name_en": "Very Long " * 15}, **WHY)
    certificate.refresh_from_db()
    officer.refresh_from_db()
    assert (certificate.state, officer.name_en) == ("issued", "Sabina Yasmin")


@pytest.mark.parametrize("missing", ["reason", "reason_bn"])
def test_declining_needs_a_reason_in_both_languages(correction, coordinator, missing):
    with pytest.raises(Refused, match="both languages"):
        corrections.decline(correction, by=coordinator, **(WHY | {missing: " "}))
    correction.refresh_from_db()
    assert correction.is_open


# The letter


def test_an_officer_with_an_address_gets_a_letter_without_names(correction, officer, coordinator):
    officer.email = "sabina@example.org"
    officer.save()
    corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    job = run_now(Job.objects.get(kind=correction_emails.JOB_KIND))
    assert (job.state, job.result) == ("done", {"sent": 1})
    [letter] = mail.outbox
    assert letter.to == ["sabina@example.org"]
    assert "/me/" in letter.body
    assert "Sabina" not in letter.subject + letter.body


def test_an_officer_without_one_gets_none_and_no_work_is_asked_for(correction, coordinator):
    corrections.decline(correction, by=coordinator, **WHY)
    assert not Job.objects.filter(kind=correction_emails.JOB_KIND).exists()
