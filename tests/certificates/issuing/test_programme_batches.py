"""Issuing for a whole programme: one request, a batch per session, shared by all workers."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.issuing import batches as issuing
from certificates.issuing import programme_batches
from certificates.issuing.programme_eligibility import ProgrammeCheck
from certificates.models import Certificate, CertificateBatch, ProgrammeRequest
from jobs.models import Job
from jobs.requesting import run_now
from tests.certificates.conftest import completes, issued
from tests.factories import DesignFactory, EnrolmentFactory, ProgrammeFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


def another(programme, code, **facts):
    """A further closed session of the programme."""
    facts = {"state": "closed", "closed_at": timezone.now()} | facts
    return SessionFactory(programme=programme, code=code, **facts)


@pytest.fixture
def three(programme, closed, two):
    """Three closed sessions: two officers ready, one ready, and one whose only officer missed too much."""
    second, third = another(programme, "TOT-RAJ-03"), another(programme, "TOT-CTG-04")
    completes(second, name_en="Rokeya Sultana")
    EnrolmentFactory(session=third, state="not_completed", half_days_attended=2, half_days_held=6)
    return [closed, second, third]


def test_every_session_with_somebody_ready_gets_a_batch_and_a_job(programme, three, coordinator):
    asked = programme_batches.request(programme, by=coordinator)
    batches = asked.batches.order_by("session__code")
    assert [batch.session.code for batch in batches] == ["TOT-KHU-02", "TOT-RAJ-03"]
    for job in Job.objects.all():
        assert run_now(job).state == "done"
    assert Certificate.objects.count() == 3
    entry = AuditEntry.objects.get(verb="certificate_request.made")
    assert (entry.actor, entry.details) == (coordinator, {"programme": programme.pk, "sessions": 2})


def test_sessions_can_be_chosen(programme, three, coordinator):
    asked = programme_batches.request(programme, by=coordinator, sessions=[three[1].pk, three[2].pk])
    assert [batch.session for batch in asked.batches.all()] == [three[1]]


def test_a_session_under_way_is_left_out_and_its_work_goes_on(programme, three, coordinator):
    under_way = issuing.request(three[0], by=coordinator)
    asked = programme_batches.request(programme, by=coordinator)
    assert [batch.session for batch in asked.batches.all()] == [three[1]]
    assert CertificateBatch.objects.get(session=three[0]) == under_way


def test_where_nobody_is_ready_it_is_a_sentence_and_nothing_is_left_behind(programme, three, coordinator):
    programme_batches.request(programme, by=coordinator)
    with pytest.raises(Refused, match="Nobody in the closed sessions"):
        programme_batches.request(programme, by=coordinator)
    assert (ProgrammeRequest.objects.count(), CertificateBatch.objects.count()) == (1, 2)


def test_open_sessions_and_other_programmes_stay_out(programme, session, two, coordinator):
    elsewhere = ProgrammeFactory(coordinators=[coordinator])
    DesignFactory(programme=elsewhere)
    completes(another(elsewhere, "TOT-XXX-01"))
    completes(session)
    asked = programme_batches.request(programme, by=coordinator)
    assert [batch.session.code for batch in asked.batches.all()] == ["TOT-KHU-02"]


def test_only_its_coordinators_may_ask(programme, three, trainer):
    elsewhere = UserFactory()
    ProgrammeFactory(coordinators=[elsewhere])
    for user in (trainer, elsewhere):
        with pytest.raises(Refused, match="Only a coordinator"):
            programme_batches.request(programme, by=user)
    assert not ProgrammeRequest.objects.exists()


def test_stopping_and_resuming_concern_all_its_sessions(programme, three, coordinator):
    asked = programme_batches.request(programme, by=coordinator)
    assert programme_batches.stop(asked, by=coordinator) == 2
    assert set(Job.objects.values_list("state", flat=True)) == {"cancelled"}
    assert programme_batches.resume(asked, by=coordinator) == 2
    assert set(Job.objects.values_list("state", flat=True)) == {"queued"}


def test_progress_is_that_of_all_sessions_together(programme, three, coordinator):
    asked = programme_batches.request(programme, by=coordinator)
    jobs = [batch.job for batch in asked.batches.select_related("job").order_by("session__code")]
    run_now(jobs[0])
    jobs = [batch.job for batch in asked.batches.select_related("job")]
    now = programme_batches.progress(jobs)
    assert (now.done, now.total, now.percent, now.finished) == (2, 3, 66, False)


def test_two_workers_share_a_request_and_nobody_gets_two(transactional_db):
    coordinator = UserFactory()
    programme = ProgrammeFactory(coordinators=[coordinator])
    DesignFactory(programme=programme)
    for number in range(4):
        for _officer in range(2):
            completes(another(programme, f"TOT-SES-0{number}") if _officer == 0 else programme_session(number))
    asked = programme_batches.request(programme, by=coordinator)
    jobs = [batch.job for batch in asked.batches.all()]

    def work(mine):
        try:
            for job in mine:
                run_now(job)
        finally:
            connection.close()

    # Each begins at another end, so in the middle they meet.
    threads = [threading.Thread(target=work, args=[mine]) for mine in (jobs, jobs[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    serials = sorted(Certificate.objects.values_list("serial", flat=True))
    assert [serial[-5:] for serial in serials] == [f"{number:05d}" for number in range(1, 9)]
    assert len(set(Certificate.objects.values_list("enrolment", flat=True))) == 8


def programme_session(number):
    from trainings.models import TrainingSession  # noqa: PLC0415 -- the one test that looks a session up

    return TrainingSession.objects.get(code=f"TOT-SES-0{number}")


# The check list


def test_the_check_list_counts_every_reason_of_every_closed_session(programme, three, coordinator):
    completes(three[0], name_en="Alim", name_bn="")
    completes(three[1], name_en="Very Long " * 15)
    EnrolmentFactory(session=three[1], state="withdrawn")
    issued(three[0], by=coordinator)
    found = ProgrammeCheck(programme)
    assert {kind.value: number for kind, number in found.counts.items() if number} == {
        "issued": 2,
        "ready": 1,
        "name_missing": 1,
        "does_not_fit": 1,
        "withdrawn": 1,
        "not_completed": 1,
    }
    assert {line.session.code: (line.ready, line.issued, line.others) for line in found.lines} == {
        "TOT-KHU-02": (0, 2, 1),
        "TOT-RAJ-03": (1, 0, 2),
        "TOT-CTG-04": (0, 0, 1),
    }
    rows = found.check_lines(found.why_not())
    assert {row.kind.value for row in rows} == {"name_missing", "does_not_fit", "withdrawn", "not_completed"}
    assert "The name in Bangla is missing." in [row.why for row in rows]
    assert found.why_not(session=three[2]).count() == 1


def test_without_a_design_the_list_says_so(programme, three, design):
    design.is_default = False
    design.save()
    found = ProgrammeCheck(programme)
    assert {kind.value: number for kind, number in found.counts.items() if number} == {
        "no_design": 3,
        "not_completed": 1,
    }


def test_more_officers_than_are_tried_at_once_are_counted_by_the_database(programme, three, monkeypatch):
    completes(three[1], name_en="Very Long " * 15)
    monkeypatch.setattr("certificates.issuing.programme_eligibility.TEXTS_TRIED", 1)
    found = ProgrammeCheck(programme)
    assert (found.texts_tried, found.counts["ready"]) == (False, 4)


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_for_many(programme, three, more, django_assert_num_queries):
    for number in range(more):
        session = another(programme, f"TOT-MORE-{number}")
        completes(session), completes(session, name_bn="")
    completes(three[0], name_bn="")
    with django_assert_num_queries(17):
        found = ProgrammeCheck(programme)
        assert len(found.check_lines(found.why_not())) == 2 + more
