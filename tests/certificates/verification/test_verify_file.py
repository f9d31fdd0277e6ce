"""A certificate's PDF on the check page: the very file that was issued, or not."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.access.miss_throttle import MissThrottle
from certificates.issuing import records
from certificates.models import Certificate, SigningCertificate
from certificates.verification import throttle

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf(certificate):
    with certificate.pdf.open() as file:
        return file.read()


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(client, content, **extra):
    file = SimpleUploadedFile("certificate.pdf", content, content_type="application/pdf")
    return client.post("/verify/file/", {"file": file}, follow=True, **extra)


def test_the_file_that_was_issued_is_recognised(client, certificate, pdf):
    answer = sent(client, pdf)
    assert answer.redirect_chain == [(f"/verify/file/{certificate.sha256}/", 302)]
    text = text_of(answer)
    assert "This certificate is valid" in text
    assert "The file is exactly the one that was issued" in text
    assert certificate.facts["name_en"] in text


def test_the_hash_alone_is_enough_and_may_be_written_in_capitals(client, certificate):
    answer = client.get(f"/verify/file/{certificate.sha256.upper()}/")
    assert "The file is exactly the one that was issued" in text_of(answer)


def test_the_file_of_a_revoked_one_is_whole_and_still_does_not_hold(client, certificate, pdf, coordinator):
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    text = text_of(sent(client, pdf))
    assert "This certificate was revoked" in text
    assert "Why: Issued in error." in text


@pytest.mark.parametrize(
    "forge",
    [
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf[:-1],
        lambda pdf: pdf[:400] + bytes([pdf[400] ^ 1]) + pdf[401:],
        lambda _pdf: b"%PDF-1.7 made at home",
    ],
    ids=["appended to", "cut short", "one bit", "another"],
)
def test_any_other_file_is_not_ours_and_the_page_says_what_that_means(client, pdf, forge):
    answer = sent(client, forge(pdf))
    assert answer.status_code == 404
    text = text_of(answer)
    assert "This is not a file that we issued" in text
    assert text.index("A scan, a photograph, or a copy") < text.index("Somebody may also have changed it")


def test_no_two_misses_look_different(client, certificate, pdf):
    answers = {re.sub(rb"[0-9a-f]{64}", b"", sent(client, forged).content) for forged in (pdf + b" ", b"x")}
    assert len(answers) == 1


def test_every_miss_costs_the_same_work(client, certificate, django_assert_num_queries):
    almost = certificate.sha256[:-1] + ("0" if certificate.sha256[-1] != "0" else "1")
    for miss in ("0" * 64, "f" * 64, almost):
        with django_assert_num_queries(1):
            client.get(f"/verify/file/{miss}/")


@pytest.mark.parametrize(("content", "sentence"), [(b"", "The file is empty"), (None, "Choose the PDF file")])
def test_no_file_is_said_next_to_the_field(client, content, sentence):
    files = {} if content is None else {"file": SimpleUploadedFile("a.pdf", content)}
    answer = client.post("/verify/file/", files)
    assert answer.status_code == 422
    assert sentence in text_of(answer)


@pytest.mark.parametrize(
    "picture", [b"\xff\xd8\xff\xe0\0\x10JFIF", b"\x89PNG\r\n", b"\0\0\0\x18ftypheic", b"RIFF\0\0\0\0WEBP"]
)
def test_a_picture_that_reaches_the_server_is_told_what_to_type_and_is_no_miss(
    client, picture, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(throttle, "THROTTLE", MissThrottle("verify", per_address=1))
    for _time in range(2):
        file = SimpleUploadedFile("photo", picture + b"x" * 6_000_000, content_type="image/jpeg")
        with django_assert_num_queries(0):
            answer = client.post("/verify/file/", {"file": file})
        assert answer.status_code == 422
        assert "A picture proves nothing by itself: type the code" in text_of(answer)


def test_a_record_reached_from_a_picture_says_that_the_picture_proves_nothing(client, certificate):
    page = f"/verify/{certificate.code}/"
    assert "A picture proves nothing by itself" in text_of(client.get(page, {"from": "picture"}))
    assert "A picture proves nothing" not in text_of(client.get(page))


def test_a_huge_file_is_none_of_ours(client, monkeypatch):
    monkeypatch.setattr("certificates.verification.forms.FileForm.MOST_BYTES", 10)
    answer = client.post("/verify/file/", {"file": SimpleUploadedFile("a.pdf", b"%PDF" * 10)})
    assert "never larger than 5 MB" in text_of(answer)


def test_files_that_are_not_found_count_as_misses(client, monkeypatch):
    monkeypatch.setattr(throttle, "THROTTLE", MissThrottle("verify", per_address=2))
    statuses = [client.get(f"/verify/file/{number:064x}/").status_code for number in range(3)]
    assert statuses == [404, 404, 429]


def test_the_answer_goes_to_no_search_engine_and_no_cache(client, certificate):
    answer = client.get(f"/verify/file/{certificate.sha256}/")
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_language_of_the_page_is_kept(client, certificate, pdf, language):
    file = SimpleUploadedFile("certificate.pdf", pdf)
    answer = client.post(f"/verify/file/?language={language}", {"file": file}, follow=True)
    assert f'lang="{language}"' in answer.content.decode()[:200]


def test_what_is_issued_is_signed_and_the_key_is_published(client, certificate, pdf):
    assert b"/ETSI.CAdES.detached" in pdf
    assert hashlib.sha256(pdf).hexdigest() == certificate.sha256
    key = SigningCertificate.objects.get()
    assert certificate.signed_with == key
    assert key.grouped_fingerprint in text_of(client.get("/verify/keys/"))
    assert key.pem in client.get("/verify/keys/certificates.pem").content.decode()


def test_before_anything_is_signed_the_list_of_keys_says_so(client):
    assert "No certificate has been signed yet." in text_of(client.get("/verify/keys/"))
    assert Certificate.objects.count() == 0
