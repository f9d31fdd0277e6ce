"""The matrix as a PDF: long work, kept for a day, for the one who asked."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.models import Job, State
from jobs.requesting import run_now
from reports.exports import documents, expiring_files
from reports.matrix import pdf
from tests.aging import aged
from tests.certificates.drawing.pages import fonts, information
from tests.factories import OfficerFactory, ProgrammeFactory, UserFactory
from tests.reports.threads import answers, course, finding, module, session


@pytest.fixture
def ready(programme, coordinator):
    """A job that has drawn the matrix of two findings."""
    trust = module("A")
    session(course(programme, trust), OfficerFactory())
    answers(finding(programme, "Trust is thin", text_bn="আস্থার ঘাটতি"), trust)
    finding(programme)
    return run_now(pdf.ask(programme, {}, by=coordinator))


def fetch(client, programme, job):
    return client.get(f"/admin/programme/{programme.code}/matrix/print/{job.params['token']}/")


def test_asking_writes_a_job_that_leads_to_the_file(signed_in, coordinator, programme):
    finding(programme, theme="media")
    answer = signed_in(coordinator).post(f"/admin/programme/{programme.code}/matrix/print/", {"theme": "media"})
    job = Job.objects.get()
    assert answer.headers["Location"] == job.get_absolute_url()
    assert job.params["choice"] == {"theme": "media"}
    assert job.back_url == f"/admin/programme/{programme.code}/matrix/?theme=media"
    assert job.next_url.endswith(f"/matrix/print/{job.params['token']}/")


def test_asking_twice_leads_to_the_same_work(coordinator, programme):
    assert pdf.ask(programme, {}, by=coordinator) == pdf.ask(programme, {}, by=coordinator)
    pdf.ask(programme, {"theme": "media"}, by=coordinator)
    assert AuditEntry.objects.filter(verb="matrix.print_requested").count() == Job.objects.count() == 2


def stored(job):
    with default_storage.open(f"exports/{job.params['token']}.pdf") as file:
        return file.read()


def test_the_work_stores_the_file_before_it_is_done(ready):
    assert (ready.state, ready.result) == (State.DONE, {"pages": 1})
    assert stored(ready).startswith(b"%PDF")


def test_thirteen_findings_and_nine_modules_are_four_landscape_pages(programme, coordinator, tmp_path):
    course(programme, *(module(f"M{number}") for number in range(9)))
    for _number in range(13):
        finding(programme)
    job = run_now(pdf.ask(programme, {}, by=coordinator))
    told = information(stored(job), tmp_path)
    assert job.result == {"pages": 4}
    assert (told["Pages"], told["Page size"], told["Tagged"]) == ("4", "841.89 x 595.276 pts (A4)", "yes")


def test_only_the_bundled_fonts_are_in_it(ready, tmp_path):
    families = {name for name, *_rest in fonts(stored(ready), tmp_path)}
    assert families
    assert all(family.startswith(("NotoSansBengali-", "Inter-")) for family in families)


def test_done_twice_it_is_the_same_file(ready):
    Job.objects.filter(pk=ready.pk).update(state=State.QUEUED, finished_at=None)
    assert run_now(ready).state == State.DONE
    assert default_storage.listdir("exports")[1] == [f"{ready.params['token']}.pdf"]


def test_the_one_who_asked_downloads_it_and_that_is_on_record(signed_in, coordinator, programme, ready):
    answer = fetch(signed_in(coordinator), programme, ready)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert AuditEntry.objects.get(verb="matrix.downloaded").actor == coordinator


def test_another_coordinator_of_the_programme_does_not(signed_in, programme, ready):
    other = UserFactory()
    programme.team.create(user=other, role="coordinator")
    assert fetch(signed_in(other), programme, ready).status_code == 404


def test_it_belongs_to_its_programme(signed_in, coordinator, ready):
    other = ProgrammeFactory(coordinators=[coordinator])
    assert fetch(signed_in(coordinator), other, ready).status_code == 404


def test_after_a_day_it_is_gone(signed_in, coordinator, programme, ready):
    Job.objects.filter(pk=ready.pk).update(finished_at=timezone.now() - timedelta(days=1, minutes=1))
    assert fetch(signed_in(coordinator), programme, ready).status_code == 404


def test_files_whose_day_is_over_are_removed(ready):
    [file] = Path(default_storage.path("exports")).iterdir()
    aged(file, hours=23, minutes=59)
    assert expiring_files.remove_expired() == 0
    aged(file, hours=24, minutes=1)
    assert expiring_files.remove_expired() == 1
    assert default_storage.listdir("exports")[1] == []


def test_the_day_of_a_file_goes_by_the_clock_that_dated_it(ready, monkeypatch):
    in_a_year = timezone.now() + timedelta(days=365)
    monkeypatch.setattr(timezone, "now", lambda: in_a_year)
    assert expiring_files.remove_expired() == 0


def test_a_page_that_reaches_elsewhere_is_refused():
    library = documents.weasyprint()
    with pytest.raises(library.urls.FatalURLFetchingError):
        library.HTML(
            string='<img src="file:///etc/hostname">', base_url="shetu:/", url_fetcher=documents.fetcher({})
        ).write_pdf(io.BytesIO())


def test_texts_of_findings_stay_texts(programme, coordinator):
    finding(programme, '<img src="http://127.0.0.1/x">')
    assert run_now(pdf.ask(programme, {}, by=coordinator)).state == State.DONE


def test_without_pango_the_work_says_so(programme, coordinator, monkeypatch):
    def missing():
        raise Refused("The Pango library is missing.")

    monkeypatch.setattr(documents, "weasyprint", missing)
    job = run_now(pdf.ask(programme, {}, by=coordinator))
    assert (job.state, job.reason) == (State.FAILED, "The Pango library is missing.")
