"""What the work leaves behind: a row, a file, a number and a line of the audit trail for each officer."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from certificates.drawing import read_code
from certificates.issuing import batches, eligibility, records
from certificates.models import Certificate, SerialCounter, SerialReservation
from jobs.requesting import run_now
from tests.certificates.conftest import completes, issued
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db


def test_everyone_who_completed_gets_one_and_nobody_else(closed, two, coordinator):
    EnrolmentFactory(session=closed, state="not_completed", half_days_attended=4, half_days_held=6)
    certificates = issued(closed, by=coordinator)
    assert [certificate.enrolment for certificate in certificates] == two
    assert Certificate.objects.count() == 2


def test_numbers_follow_the_roster_and_codes_are_secrets(closed, two, coordinator):
    first, second = issued(closed, by=coordinator)
    year = timezone.localdate(first.issued_at).year
    assert [first.serial, second.serial] == [f"SHETU-{year}-00001", f"SHETU-{year}-00002"]
    assert first.code != second.code
    assert all(read_code(one.code) == one.code for one in (first, second))
    assert str(SerialCounter.objects.get()) == second.serial
    assert not SerialReservation.objects.exists()


def test_the_file_is_there_and_is_what_the_row_says(closed, two, coordinator):
    for certificate in issued(closed, by=coordinator):
        pdf = Path(certificate.pdf.path).read_bytes()
        assert pdf.startswith(b"%PDF-")
        assert hashlib.sha256(pdf).hexdigest() == certificate.sha256
        assert len(pdf) == certificate.size
        assert Path(certificate.pdf.path).stat().st_mode & 0o777 == 0o600
        # Neither the number nor the code nor the person helps to find it.
        assert certificate.serial not in certificate.pdf.name
        assert certificate.code not in certificate.pdf.name


def test_the_facts_are_written_in_both_scripts(closed, coordinator, settings):
    settings.SITE_URL = "https://shetu.example"
    completes(closed, name_en="Ferdousi Mandal", name_bn="ফেরদৌসী মন্ডল")
    [certificate] = issued(closed, by=coordinator)
    printed = {key: certificate.facts[key] for key in certificate.facts if key.endswith(("_bn", "_en"))}
    assert printed == {
        "name_en": "Ferdousi Mandal",
        "name_bn": "ফেরদৌসী মন্ডল",
        "rank_en": "Inspector, Khulna District Police",
        "rank_bn": "পরিদর্শক, খুলনা জেলা পুলিশ",
        "course_en": "Training of Trainers on Community and Beat Policing",
        "course_bn": "কমিউনিটি ও বিট পুলিশিং বিষয়ক প্রশিক্ষক প্রশিক্ষণ",
        "dates_en": "21–23 November 2026",
        "dates_bn": "২১–২৩ নভেম্বর ২০২৬",
        "place_en": "Police Lines Auditorium, Khulna",
        "place_bn": "পুলিশ লাইন্স মিলনায়তন, খুলনা",
        "hours_en": "18 hours",
        "hours_bn": "১৮ ঘণ্টা",
    }
    assert certificate.facts["verify_url"].startswith(f"https://shetu.example/verify/{certificate.code}/#")
    assert certificate.facts["verify_address"] == "shetu.example/verify"
    assert certificate.facts["wording"]["title_en"] == "Training of Trainers Graduate"
    assert [one["post_en"] for one in certificate.facts["signatories"]] == ["DIG (Administration)"] * 2


def test_nothing_sensitive_is_printed_or_stored_with_it(closed, coordinator):
    officer = completes(closed, mobile="+8801711223344", email="officer@example.org").officer
    [certificate] = issued(closed, by=coordinator)
    assert not any(
        secret in str(certificate.facts) for secret in (officer.service_number, officer.mobile, officer.email)
    )


def test_rank_and_unit_are_those_of_the_enrolment(closed, coordinator):
    enrolment = completes(closed)
    enrolment.rank = enrolment.unit = None
    enrolment.save()
    [certificate] = issued(closed, by=coordinator)
    assert (certificate.facts["rank_en"], certificate.facts["rank_bn"]) == ("", "")


def test_a_design_may_leave_the_rank_out(closed, coordinator, design):
    design.shows_rank = False
    design.save()
    completes(closed)
    [certificate] = issued(closed, by=coordinator)
    assert certificate.facts["rank_en"] == ""


def test_later_changes_of_the_officer_or_the_session_do_not_touch_it(certificate, officer, closed):
    officer.name_en = "Somebody Else"
    officer.save()
    closed.venue_en = "Elsewhere"
    closed.save()
    certificate.refresh_from_db()
    assert certificate.facts["name_en"] == "Sabina Yasmin"
    assert certificate.facts["place_en"] == "Police Lines Auditorium, Khulna"


def test_each_certificate_has_its_line_in_the_audit_trail(closed, two, coordinator):
    certificates = issued(closed, by=coordinator)
    entries = AuditEntry.objects.filter(verb="certificate.issued").order_by("pk")
    assert [(entry.actor, entry.target_id, entry.details["sha256"]) for entry in entries] == [
        (coordinator, str(one.pk), one.sha256) for one in certificates
    ]
    assert not any(enrolment.officer.name_en in str(entry.details) for entry in entries for enrolment in two)


def test_doing_the_work_again_changes_nothing(closed, two, coordinator):
    certificates = issued(closed, by=coordinator)
    job = certificates[0].batch.job
    type(job).objects.filter(pk=job.pk).update(state="queued")
    job = run_now(job)
    assert (job.state, job.done, job.total, job.result) == ("done", 2, 2, {"issued": 2, "set_aside": 0})
    assert list(Certificate.objects.order_by("serial")) == certificates
    assert len(list((Path(default_storage.path("certificates"))).glob("*/*"))) == 2


def test_a_later_batch_makes_only_what_is_missing_and_counts_on(closed, two, coordinator):
    issued(closed, by=coordinator)
    late = completes(closed, name_en="Lovely Banu")
    [certificate] = issued(closed, by=coordinator)
    assert (certificate.enrolment, certificate.serial[-5:]) == (late, "00003")


def test_an_officer_who_changed_meanwhile_is_set_aside_and_the_number_kept(closed, two, coordinator, monkeypatch):
    batch = batches.request(closed, by=coordinator)
    draw = records.draw

    def withdrawn_while_drawing(facts, design, **seal):
        if facts.name_en == "Abul Hashem":
            type(two[0]).objects.filter(pk=two[0].pk).update(state="withdrawn")
        return draw(facts, design, **seal)

    monkeypatch.setattr(records, "draw", withdrawn_while_drawing)
    job = run_now(batch.job)
    assert (job.state, job.done, job.set_aside) == ("done", 2, 1)
    assert [one.enrolment for one in batch.certificates.all()] == [two[1]]
    reservation = SerialReservation.objects.get()
    assert (reservation.enrolment, reservation.serial[-5:]) == (two[0], "00001")


def test_the_database_allows_one_live_certificate_per_enrolment(certificate):
    twin = {
        field.attname: getattr(certificate, field.attname)
        for field in Certificate._meta.concrete_fields
        if not field.primary_key
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.create(**twin | {"serial": "SHETU-2026-99999", "code": "Z" * 26})


def test_who_got_one_another_way_while_the_batch_was_drawn_gets_no_second(closed, two, coordinator, monkeypatch):
    batch, keep = batches.request(closed, by=coordinator), batches._save_chunk

    def keep_after_another_was_faster(drawn, batch):
        faster = drawn[0]
        with transaction.atomic():
            records.write_rows([another_number(faster)], design=batch.design, by=coordinator)
        return keep(drawn, batch)

    monkeypatch.setattr(batches, "_save_chunk", keep_after_another_was_faster)
    job = run_now(batch.job)
    assert (job.state, job.done, job.set_aside, job.result["issued"]) == ("done", 2, 1, 1)
    assert [one.certificates.count() for one in two] == [1, 1]


def another_number(drawn):
    """The same certificate under a serial and a code of its own."""
    reservation = SerialReservation(
        enrolment_id=drawn.reservation.enrolment_id, serial="SHETU-2026-90001", code="7" * 26
    )
    return drawn._replace(reservation=reservation)


def test_nobody_gets_one_once_the_session_was_reopened_while_drawing(closed, two, coordinator, monkeypatch):
    batch, draw = batches.request(closed, by=coordinator), records.draw

    def reopened_while_drawing(facts, design, **seal):
        type(closed).objects.filter(pk=closed.pk).update(state="held")
        return draw(facts, design, **seal)

    monkeypatch.setattr(records, "draw", reopened_while_drawing)
    job = run_now(batch.job)
    assert (job.state, job.set_aside, Certificate.objects.count()) == ("done", 2, 0)


def test_each_text_is_tried_once_before_it_is_drawn_and_one_more_for_who_asks(closed, coordinator, monkeypatch):
    for _number in range(4):
        completes(closed)
    tried, problems = [], eligibility.problems
    monkeypatch.setattr(eligibility, "problems", lambda facts, *more: tried.append(facts) or problems(facts, *more))
    run_now(batches.request(closed, by=coordinator).job)
    assert (Certificate.objects.count(), len(tried)) == (4, 1 + 4)


def test_a_machine_that_draws_few_in_time_does_not_read_all_for_each_of_them(closed, coordinator, monkeypatch):
    for _number in range(6):
        completes(closed)
    monkeypatch.setattr(batches, "CHUNK_SECONDS", 0)
    read, to_print = [], eligibility.to_print
    monkeypatch.setattr(
        eligibility, "to_print", lambda session, ids, level: read.append(len(ids)) or to_print(session, ids, level)
    )
    run_now(batches.request(closed, by=coordinator).job)
    assert Certificate.objects.count() == 6
    # All once, to try their texts and for the first chunk; later chunks drew one each before.
    assert read == [6, 3, 3, 3, 2, 1]
