"""Files of certificates in an S3-compatible service: the same order, the same sentences as on a disk."""

import io
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils import timezone

from accounts.refusal import Refused
from certificates.issuing import batches
from certificates.models import Certificate, SerialReservation
from certificates.storage import stored_files
from config.object_storage import object_storage
from jobs.requesting import resume, run_now
from tests.certificates.conftest import issued

pytestmark = pytest.mark.django_db


class Service(Storage):
    """A storage that is no disk: no paths, and it can be away."""

    kept, away_from = {}, None

    def _open(self, name, mode="rb"):
        self._reached()
        return File(io.BytesIO(self.kept[name][0]), name)

    def _save(self, name, content):
        self._reached()
        self.kept[name] = (content.read(), timezone.now())
        return name

    def _reached(self):
        if Service.away_from is not None and len(self.kept) >= Service.away_from:
            raise ConnectionError("the service is away")

    def exists(self, name):
        return name in self.kept

    def delete(self, name):
        self._reached()
        self.kept.pop(name, None)

    def listdir(self, path):
        below = [name.removeprefix(f"{path}/").split("/") for name in self.kept if name.startswith(f"{path}/")]
        return sorted({one[0] for one in below if len(one) > 1}), [one[0] for one in below if len(one) == 1]

    def get_modified_time(self, name):
        return self.kept[name][1]


@pytest.fixture
def service(settings):
    Service.kept, Service.away_from = {}, None
    settings.STORAGES = {**settings.STORAGES, "certificates": {"BACKEND": f"{__name__}.Service"}}
    return Service


def test_certificates_are_issued_into_the_service_and_read_from_it(service, closed, two, coordinator):
    for certificate in issued(closed, by=coordinator):
        content, _at = service.kept[certificate.pdf.name]
        assert content.startswith(b"%PDF-")
        assert stored_files.open_stored(certificate).read() == content
    assert len(service.kept) == 2


def test_a_service_that_fails_in_mid_batch_is_a_sentence_and_the_work_goes_on_later(
    service, closed, two, coordinator, monkeypatch
):
    monkeypatch.setattr(batches, "CHUNK_MOST", 1)
    service.away_from = 1
    batch = batches.request(closed, by=coordinator)
    job = run_now(batch.job)
    assert job.state == "failed"
    assert "The files cannot be stored just now." in job.reason
    # No row speaks of a file that the service does not hold.
    assert set(Certificate.objects.values_list("pdf", flat=True)) == set(service.kept)
    assert SerialReservation.objects.count() == 1
    service.away_from = None
    assert run_now(resume(job, by=coordinator)).state == "done"
    assert set(Certificate.objects.values_list("pdf", flat=True)) == set(service.kept)
    assert [serial[-5:] for serial in Certificate.objects.order_by("serial").values_list("serial", flat=True)] == [
        "00001",
        "00002",
    ]


def test_a_file_that_cannot_be_fetched_is_a_sentence(service, closed, two, coordinator):
    certificate = issued(closed, by=coordinator)[0]
    service.away_from = 0
    with pytest.raises(Refused, match="cannot be opened just now"):
        stored_files.open_stored(certificate)


def test_what_was_changed_in_the_service_is_not_handed_out(service, closed, two, coordinator):
    certificate = issued(closed, by=coordinator)[0]
    service.kept[certificate.pdf.name] = (b"%PDF- forged", timezone.now())
    with pytest.raises(stored_files.NotAsIssued, match="not the one that was issued"):
        stored_files.open_stored(certificate)


def test_the_sweep_works_there_too(service, closed, two, coordinator):
    certificate = issued(closed, by=coordinator)[0]
    orphan = stored_files.store(b"orphan")
    long_ago = timezone.now() - stored_files.CLAIM_DEADLINE * 2
    service.kept = {name: (content, long_ago) for name, (content, _at) in service.kept.items()}
    Service.kept = service.kept
    assert stored_files.sweep_orphans() == {"set_aside": 1, "removed": 0}
    assert certificate.pdf.name in service.kept
    assert orphan.name not in service.kept
    aside = next(name for name in service.kept if name.startswith("unclaimed/"))
    assert service.kept[aside][0] == b"orphan"
    service.kept[aside] = (b"orphan", timezone.now() - stored_files.UNCLAIMED_FOR * 2)
    assert stored_files.sweep_orphans() == {"set_aside": 0, "removed": 1}
    assert aside not in service.kept


# The address


def test_a_folder_on_the_disk_is_no_service():
    assert object_storage("", access_key="", secret_key="") == {}
    assert object_storage("file:///srv/files", access_key="", secret_key="") == {}


@pytest.mark.parametrize("address", ["file://", "s3://", "s3:bucket", "ftp://x/y", "s3://key:secret@bucket"])
def test_an_address_that_makes_no_sense_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        object_storage(address, access_key="", secret_key="")


def test_half_a_pair_of_keys_is_refused():
    with pytest.raises(ImproperlyConfigured, match="belong together"):
        object_storage("s3://bucket", access_key="key", secret_key="")


def test_without_the_package_the_sentence_says_which(monkeypatch):
    monkeypatch.setattr("config.object_storage.find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match="django-storages"):
        object_storage("s3://bucket", access_key="", secret_key="")


# The real package against a service on this machine


class Bucket(BaseHTTPRequestHandler):
    """The few requests of S3 that are needed, answered from a dictionary."""

    kept, away = {}, False
    protocol_version = "HTTP/1.1"

    def _answer(self, status, content=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_PUT(self):
        if self.headers.get("Expect", "").lower() == "100-continue":
            pass  # answered by the server class already
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if Bucket.away:
            self._answer(503)
            return
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            content = _dechunked(content)
        self.kept[self.path.split("?")[0]] = content
        self._answer(200, ETag='"0"')

    def do_GET(self):
        content = self.kept.get(self.path.split("?")[0])
        found = {"ETag": '"0"', "Last_Modified": "Sat, 21 Nov 2026 08:00:00 GMT"}
        self._answer(404) if content is None else self._answer(200, content, **found)

    do_HEAD = do_GET  # noqa: N815 -- the server class asks for this name

    def do_DELETE(self):
        self.kept.pop(self.path.split("?")[0], None)
        self._answer(204)

    def log_message(self, *_arguments):
        pass


def _dechunked(content):
    parts = b""
    while content:
        size, _sep, rest = content.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if not length:
            break
        parts, content = parts + rest[:length], rest[length + 2 :]
    return parts


@pytest.fixture
def bucket(settings):
    pytest.importorskip("storages.backends.s3", reason="django-storages[s3] is not installed")
    Bucket.kept, Bucket.away = {}, False
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"s3://certificates/shetu?endpoint=http://127.0.0.1:{server.server_port}&region=us-east-1"
    entry = object_storage(address, access_key="key", secret_key=os.urandom(8).hex())
    settings.STORAGES, settings.STORAGE_URL = {**settings.STORAGES, "certificates": entry}, address
    try:
        yield Bucket
    finally:
        server.shutdown()
        server.server_close()


def test_a_batch_goes_into_a_bucket_and_comes_back(bucket, closed, two, coordinator):
    for certificate in issued(closed, by=coordinator):
        assert bucket.kept[f"/certificates/shetu/{certificate.pdf.name}"].startswith(b"%PDF-")
        assert stored_files.open_stored(certificate).read().startswith(b"%PDF-")
        assert stored_files.location_of(certificate) == f"s3://certificates/shetu/{certificate.pdf.name}"


def test_a_bucket_that_is_away_is_a_sentence_and_the_work_goes_on_later(bucket, closed, two, coordinator):
    bucket.away = True
    job = run_now(batches.request(closed, by=coordinator).job)
    assert (job.state, Certificate.objects.count()) == ("failed", 0)
    assert "The files cannot be stored just now." in job.reason
    bucket.away = False
    assert run_now(resume(job, by=coordinator)).state == "done"
    assert Certificate.objects.count() == 2
