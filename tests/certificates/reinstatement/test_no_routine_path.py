"""No routine path gives a new certificate to somebody of whom one was revoked for the same training."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from certificates.ceremonies import handover_order
from certificates.ceremonies.planning import create
from certificates.issuing import batches, eligibility, programme_batches, records
from certificates.issuing.programme_eligibility import ProgrammeCheck
from certificates.lifecycle import corrections, reissues
from certificates.models import Certificate, CertificateState
from jobs.requesting import resume, run_now
from participants.merging.merges import merge
from reports.pages.session import page as session_page
from reports.pages.today import attention
from tests.certificates.ceremonies.conftest import FACTS
from tests.certificates.conftest import completes, issued
from tests.certificates.reinstatement.conftest import decided, live
from tests.certificates.superseding import supersede
from tests.factories import DistrictFactory, EnrolmentFactory, OfficerFactory
from trainings.enrolment.enrolment import enrol
from trainings.models import Enrolment

pytestmark = pytest.mark.django_db


def row_of(session, enrolment):
    return next(row for row in eligibility.check_list(session) if row.enrolment.pk == enrolment.pk)


def test_the_check_list_says_when_it_was_revoked_and_what_alone_gives_a_new_one(closed, revoked):
    row = row_of(closed, revoked.enrolment)
    assert (row.kind, row.ready, row.revoked, row.reinstatement) == ("revoked", False, revoked, None)
    day = date_text(revoked.state_changed_at, "en")
    assert row.why == f"Revoked on {day}: only a deliberate re-issue gives a new one."


def test_no_count_holds_it(closed, revoked, coordinator, programme):
    assert eligibility.ready_count(closed) == 0
    assert list(eligibility.candidates(closed)) == []
    counts = ProgrammeCheck(programme).counts
    assert (counts["ready"], counts["revoked"]) == (0, 1)
    assert "can be issued" not in str(attention(coordinator, closed.ends_on))
    assert "ssue 1 certificate" not in str(session_page(closed))


def test_the_list_of_the_programme_says_so_too(revoked, programme):
    found = ProgrammeCheck(programme)
    [row] = found.check_lines(list(found.why_not()))
    assert (row.kind, row.revoked) == ("revoked", revoked)


def test_the_session_issues_none(closed, revoked, coordinator):
    with pytest.raises(Refused, match="Nobody"):
        batches.request(closed, by=coordinator)
    with pytest.raises(Refused, match="Nobody"):
        batches.request(closed, by=coordinator, only=[revoked.enrolment_id], try_texts=False)
    assert live() == []


def test_nor_does_it_among_others(closed, revoked, coordinator):
    other = completes(closed, name_en="Rahima Khatun")
    assert [one.enrolment for one in issued(closed, by=coordinator)] == [other]


def test_the_programme_issues_none(programme, closed, revoked, coordinator):
    with pytest.raises(Refused, match="Nobody"):
        programme_batches.request(programme, by=coordinator)
    completes(closed, name_en="Rahima Khatun")
    for batch in programme_batches.request(programme, by=coordinator).batches.all():
        assert run_now(batch.job).result == {"issued": 1, "set_aside": 0}
    assert not revoked.enrolment.certificates.live().exists()


def test_the_command_issues_none(closed, revoked, coordinator, capsys):
    with pytest.raises(CommandError, match="Nobody"):
        call_command("issue_certificates", session=closed.code, by=coordinator.email)
    completes(closed, name_en="Rahima Khatun")
    call_command("issue_certificates", session=closed.code, by=coordinator.email)
    said = capsys.readouterr().out
    assert "1 issued" in said
    assert "1 left out: a certificate of theirs was revoked" in said


def test_the_ceremony_names_why_and_offers_no_issuing(closed, revoked, coordinator, programme, signed_in):
    facts = FACTS | {"date": timezone.localdate(closed.closed_at)}
    ceremony = create(programme, by=coordinator, sessions=[closed], place=DistrictFactory(), **facts)
    [row] = handover_order.WithoutCertificate(ceremony)
    assert row.kind == "revoked"
    page = signed_in(coordinator).get(f"/admin/ceremonies/{ceremony.pk}/order/").content.decode()
    assert "only a deliberate re-issue gives a new one" in page
    assert "Issue it" not in page
    assert f"/admin/certificates/{revoked.serial}/new-one/" in page


def test_a_correction_puts_the_record_right_and_issues_none(closed, revoked, coordinator, officer_user):
    waits = corrections.file(revoked.enrolment, by=officer_user, asked={"name_en": "Sabina Yesmin"})
    corrections.approve(waits, by=coordinator, changes={"name_en": "Sabina Yesmin"}, reason="Spelling.")
    revoked.enrolment.officer.refresh_from_db()
    assert (revoked.enrolment.officer.name_en, live()) == ("Sabina Yesmin", [])


def test_issuing_many_anew_leaves_it_out(closed, revoked, coordinator, programme):
    choice = reissues.Choice(programme=programme, session=closed)
    assert reissues.preview(choice, by=coordinator) == []


def test_a_second_enrolment_in_the_same_session_is_not_to_be_had(closed, revoked, coordinator):
    type(closed).objects.filter(pk=closed.pk).update(state="running")
    closed.refresh_from_db()
    enrol(closed, [revoked.enrolment.officer], by=coordinator)
    assert Enrolment.objects.filter(session=closed).count() == 1


def test_a_record_merged_into_another_brings_its_revocation_along(closed, revoked, coordinator):
    other = OfficerFactory(name_en="Sabina Yasmin", name_bn="সাবিনা ইয়াসমিন", sex="female")
    twin = EnrolmentFactory(session=closed, officer=other, state="completed", half_days_attended=6, half_days_held=6)
    merge(other, revoked.enrolment.officer, by=coordinator)
    [stays] = Enrolment.objects.filter(session=closed, double_of=None)
    assert stays.officer == other
    assert twin.pk == stays.pk or not Enrolment.objects.filter(pk=twin.pk).exists()
    assert row_of(closed, stays).kind == "revoked"
    assert list(eligibility.candidates(closed)) == []


def test_what_hangs_on_a_double_counts_for_the_person(closed, revoked, coordinator):
    counts = completes(closed, name_en="Sabina Yasmin")
    Enrolment.objects.filter(pk=revoked.enrolment_id).update(
        double_of=counts, state="withdrawn", officer=counts.officer
    )
    row = row_of(closed, counts)
    assert (row.kind, row.revoked) == ("revoked", revoked)
    assert list(eligibility.candidates(closed)) == []
    assert eligibility.ready_count(closed) == 0
    with pytest.raises(Refused, match="Nobody"):
        batches.request(closed, by=coordinator)


# While a batch runs


def test_one_that_is_revoked_while_a_batch_runs_is_not_made_again(closed, two, coordinator, monkeypatch):
    batch, keep = batches.request(closed, by=coordinator), batches._save_chunk

    def keep_after_another_was_revoked(drawn, batch):
        reservation = type(drawn[0].reservation)(
            enrolment_id=drawn[0].reservation.enrolment_id, serial="SHETU-2026-90001", code="7" * 26
        )
        with transaction.atomic():
            [other] = records.write_rows(
                [drawn[0]._replace(reservation=reservation)], design=batch.design, by=coordinator
            )
        records.revoke(other, by=coordinator, reason="Issued in error.")
        return keep(drawn, batch)

    monkeypatch.setattr(batches, "_save_chunk", keep_after_another_was_revoked)
    job = run_now(batch.job)
    assert (job.state, job.set_aside, job.result["issued"]) == ("done", 1, 1)
    assert [one.state for one in two[0].certificates.all()] == ["revoked"]


def test_a_batch_that_stopped_and_goes_on_does_not_make_again_what_was_revoked_meanwhile(
    closed, two, coordinator, monkeypatch
):
    monkeypatch.setattr(batches, "CHUNK_MOST", 1)
    batch, draw = batches.request(closed, by=coordinator), records.draw

    def dies_at_the_second(facts, design, **seal):
        if facts.name_en == "Lailun Niazi":
            raise RuntimeError
        return draw(facts, design, **seal)

    with monkeypatch.context() as patch:
        patch.setattr(records, "draw", dies_at_the_second)
        assert run_now(batch.job).state == "failed"
    records.revoke(Certificate.objects.get(), by=coordinator, reason="Issued in error.")
    assert run_now(resume(batch.job, by=coordinator)).state == "done"
    assert [one.state for one in two[0].certificates.all()] == ["revoked"]
    assert [one.state for one in two[1].certificates.all()] == ["issued"]


# The database holds it too


def copy_of(certificate, **facts):
    copied = {
        field.attname: getattr(certificate, field.attname)
        for field in Certificate._meta.concrete_fields
        if not field.primary_key
    }
    fresh = {"state": "issued", "reason": "", "reason_bn": "", "state_changed_at": None}
    return Certificate(**copied | fresh | {"serial": "SHETU-2026-99999", "code": "Z" * 26} | facts)


def test_the_database_refuses_a_new_one_whoever_writes_it(revoked):
    with pytest.raises(DatabaseError), transaction.atomic():
        copy_of(revoked).save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.bulk_create([copy_of(revoked, supersedes=revoked)])


def test_the_database_refuses_it_for_the_person_behind_a_double_too(closed, revoked):
    counts = completes(closed)
    Enrolment.objects.filter(pk=revoked.enrolment_id).update(
        double_of=counts, state="withdrawn", officer=counts.officer
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        copy_of(revoked, enrolment_id=counts.pk).save()


def test_the_database_takes_what_was_only_asked_for_as_no_decision(asked, revoked):
    with pytest.raises(DatabaseError), transaction.atomic():
        copy_of(revoked).save()


def test_one_decision_gives_one_certificate(revoked, coordinator, colleague):
    new = decided(revoked, by=coordinator, second=colleague)
    records.revoke(new, by=coordinator, reason="Again.")
    with pytest.raises(DatabaseError), transaction.atomic():
        copy_of(revoked).save()


def test_what_was_decided_on_is_corrected_like_any_other(revoked, coordinator, colleague):
    new = decided(revoked, by=coordinator, second=colleague)
    officer = new.enrolment.officer
    officer.name_en = "Sabina Yesmin"
    officer.save()
    corrected = supersede(new, by=coordinator, reason="The name was misspelt.")
    new.refresh_from_db()
    assert (corrected.state, new.state) == (CertificateState.ISSUED, CertificateState.SUPERSEDED)
    records.revoke(corrected, by=coordinator, reason="Obtained by fraud.")
    assert eligibility.ready(new.enrolment.session) == []


@pytest.mark.parametrize("officers", [1, 3])
def test_the_check_list_asks_as_often_for_many(closed, design, coordinator, officers, django_assert_num_queries):
    for _number in range(officers):
        completes(closed)
    for one in issued(closed, by=coordinator):
        records.revoke(one, by=coordinator, reason="Issued in error.")
    with django_assert_num_queries(5):
        assert {row.kind for row in eligibility.check_list(closed)} == {"revoked"}
