"""Two coordinators press "Issue" in the same moment."""

import threading

from django.db import connection

from certificates.issuing import batches as issuing
from certificates.models import Certificate, CertificateBatch
from jobs.models import Job
from jobs.requesting import run_now
from tests.certificates.conftest import completes
from tests.factories import DesignFactory, ProgrammeFactory, SessionFactory, UserFactory
from tests.waiting import PATIENCE

PEOPLE = 4


def test_they_get_one_batch_and_every_officer_one_certificate(transactional_db):
    coordinators = [UserFactory() for _one in range(PEOPLE)]
    programme = ProgrammeFactory(coordinators=coordinators)
    DesignFactory(programme=programme)
    session = SessionFactory(programme=programme, state="closed", closed_at="2026-11-24T10:00+06:00")
    for _officer in range(3):
        completes(session)
    together, batches = threading.Barrier(PEOPLE, timeout=PATIENCE), []

    def ask(user):
        try:
            together.wait()
            batches.append(issuing.request(session, by=user).pk)
            # All have asked; now workers hear of it several times too.
            together.wait()
            run_now(Job.objects.get())
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[user]) for user in coordinators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(batches) == PEOPLE
    assert set(batches) == {CertificateBatch.objects.get().pk}
    assert Job.objects.get().state == "done"
    assert Certificate.objects.count() == 3
    assert len(set(Certificate.objects.values_list("enrolment", flat=True))) == 3


def test_who_asks_while_the_work_is_being_finished_gets_the_same_batch(closed, coordinator, monkeypatch):
    completes(closed)
    count, first = issuing._count_ready, []

    def count_while_another_asks_and_all_is_made(*asked):
        ready = count(*asked)
        monkeypatch.setattr(issuing, "_count_ready", count)
        first.append(issuing.request(closed, by=coordinator))
        run_now(first[0].job)
        return ready

    monkeypatch.setattr(issuing, "_count_ready", count_while_another_asks_and_all_is_made)
    assert issuing.request(closed, by=coordinator) == first[0]
    assert CertificateBatch.objects.count() == 1
