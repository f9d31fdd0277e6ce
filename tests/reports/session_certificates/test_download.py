"""All certificates of a session in one download: the signed files in a ZIP, or one PDF to print."""

import hashlib
import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from certificates.issuing import records
from jobs.models import Job, State
from jobs.requesting import run_now
from reports.session_certificates import download
from tests.built_once import built_once, provide
from tests.certificates.conftest import completes, issued
from tests.certificates.superseding import supersede
from tests.factories import DesignFactory, SessionFactory


@pytest.fixture(autouse=True)
def _built_once(request, tmp_path_factory, _quiet_start):
    provide(request, tmp_path_factory)


@pytest.fixture
@built_once
def three(programme, trainer, coordinator):
    """The certificates of a closed session of three officers, by serial."""
    DesignFactory(programme=programme)
    session = SessionFactory(
        programme=programme, led_by=trainer, code="TOT-KHU-02", state="closed", closed_at=timezone.now()
    )
    for name in ("Abul Hashem", "Lailun Niazi", "Moriom Begum"):
        completes(session, name_en=name)
    return issued(session, by=coordinator)


def session_of(certificates):
    return certificates[0].enrolment.session


def made(certificates, form, by):
    job = run_now(download.ask(session_of(certificates), form, by=by))
    assert job.state == State.DONE, job.reason
    with default_storage.open(f"exports/{job.params['token']}.{form}") as file:
        return job, file.read()


def files_in(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_zip_has_the_signed_files_as_they_were_issued_named_by_serial(three, coordinator):
    job, content = made(three, "zip", coordinator)
    files = files_in(content)
    assert list(files) == [f"{one.serial}.pdf" for one in three]
    assert [hashlib.sha256(pdf).hexdigest() for pdf in files.values()] == [one.sha256 for one in three]
    assert job.result == {"certificates": 3, "left_out": []}


def test_the_pdf_has_a_page_for_each_and_says_that_it_is_not_signed(three, coordinator, tmp_path):
    _job, content = made(three, "pdf", coordinator)
    path = tmp_path / "all.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
    pages = text.split("\f")[:-1]
    assert [one.serial in page for one, page in zip(three, pages, strict=True)] == [True, True, True]
    facts = subprocess.run(["pdfinfo", path], capture_output=True, check=True).stdout.decode()
    assert "joined without their signatures" in facts


def test_what_was_replaced_or_revoked_stays_out(three, coordinator):
    supersede(three[0], by=coordinator, reason="The name was wrong.")
    _job, content = made(three, "zip", coordinator)
    names = list(files_in(content))
    assert f"{three[0].serial}.pdf" not in names
    assert len(names) == 3


def test_a_stored_file_that_was_changed_is_left_out_and_named(three, coordinator):
    stored = Path(three[1].pdf.path)
    stored.chmod(0o600)
    stored.write_bytes(stored.read_bytes() + b"x")
    job, content = made(three, "zip", coordinator)
    assert len(files_in(content)) == 2
    assert job.result == {"certificates": 2, "left_out": [three[1].serial]}


@pytest.mark.parametrize("form", ["zip", "pdf"])
def test_no_file_is_offered_when_none_can_be_read(three, coordinator, form):
    for one in three:
        Path(one.pdf.path).unlink()
    job = run_now(download.ask(session_of(three), form, by=coordinator))
    assert job.state == State.FAILED
    assert "None of the stored certificates can be read." in job.reason
    assert not default_storage.exists(f"exports/{job.params['token']}.{form}")


def test_a_session_without_certificates_and_an_unknown_form_are_refused(three, coordinator, programme):
    empty = SessionFactory(programme=programme)
    with pytest.raises(Refused, match="No valid certificate"):
        download.ask(empty, "zip", by=coordinator)
    with pytest.raises(Refused, match="listed values"):
        download.ask(session_of(three), "rar", by=coordinator)


def test_only_who_coordinates_the_session_may_ask(three, trainer):
    with pytest.raises(NotAllowed):
        download.ask(session_of(three), "zip", by=trainer)
    assert not Job.objects.filter(kind=download.JOB_KIND).exists()


@pytest.mark.parametrize(("form", "media"), [("zip", "application/zip"), ("pdf", "application/pdf")])
def test_the_page_of_the_session_leads_to_the_file_for_the_one_who_asked(signed_in, three, coordinator, form, media):
    client, session = signed_in(coordinator), session_of(three)
    page = client.get(f"/admin/sessions/{session.code}/").content.decode()
    address = f"/admin/sessions/{session.code}/certificate-files/{form}/"
    assert f'action="{address}"' in page
    client.post(address)
    job = run_now(Job.objects.get(kind=download.JOB_KIND))
    answer = client.get(job.params["next"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media)
    assert f"certificates-{session.code}.{form}" in answer.headers["Content-Disposition"]
    verbs = list(AuditEntry.objects.filter(verb__startswith="session_certificates.").values_list("verb", flat=True))
    assert sorted(verbs) == ["session_certificates.downloaded", "session_certificates.requested"]


def test_nobody_else_opens_the_file(signed_in, three, coordinator, trainer, observer):
    job, _content = made(three, "zip", coordinator)
    for other in (trainer, observer):
        assert signed_in(other).get(job.params["next"]).status_code == 404
    wrong = job.params["next"].replace("/zip/", "/pdf/")
    assert signed_in(coordinator).get(wrong).status_code == 404


@pytest.mark.parametrize("form", ["zip", "pdf"])
def test_a_file_with_a_certificate_that_was_revoked_since_is_not_handed_out(signed_in, three, coordinator, form):
    job, _content = made(three, form, coordinator)
    client = signed_in(coordinator)
    assert client.get(job.params["next"]).status_code == 200
    records.revoke(three[0], by=coordinator, reason="Somebody else sat there.")
    answer = client.get(job.params["next"], follow=True)
    assert answer.redirect_chain == [("/admin/sessions/TOT-KHU-02/", 302)]
    assert "revoked or replaced since" in answer.content.decode()
    anew, _content = made(three, form, coordinator)
    assert client.get(anew.params["next"]).status_code == 200
    assert anew.result["certificates"] == 2
