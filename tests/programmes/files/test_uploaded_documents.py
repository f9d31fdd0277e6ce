"""Files: of a kind we keep, what their name says, not too large, under names nobody guesses, for those who may."""

import io
import re

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.files import uploaded_documents
from programmes.models import CaseStudy
from tests.factories import CountryFactory
from tests.programmes.factories import PDF, CaseStudyFactory, archive, upload, word_file


def picture(kind):
    made = io.BytesIO()
    Image.new("RGB", (2, 2)).save(made, kind)
    return made.getvalue()


def office(main):
    return archive(**{"[Content_Types].xml": "<Types/>", main: "<x/>"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("a.docx", word_file()),
        ("a.xlsx", office("xl/workbook.xml")),
        ("a.pptx", office("ppt/presentation.xml")),
        ("a.png", picture("PNG")),
        ("a.jpg", picture("JPEG")),
        ("a.jpeg", picture("JPEG")),
    ],
)
def test_a_file_that_is_what_it_says_is_kept(name, content):
    assert uploaded_documents.check(upload(name, content)) is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "The file is empty"),
        ("a.exe", b"MZ", "This kind of file is not stored"),
        ("a", PDF, "This kind of file is not stored"),
        (".pdf", PDF, "This kind of file is not stored"),
        ("a.mp4", b"\x00\x00\x00 ftypisom", "This kind of file is not stored"),
        ("a.svg", b"<svg/>", "This kind of file is not stored"),
        ("a.pdf", b"<html>", "The name says PDF, but the file is something else"),
        ("a.pdf", b"%PDF-1.7 cut short", "something else, or damaged"),
        ("a.pdf", word_file(), "The name says PDF, but the file is Word"),
        ("a.docx", office("xl/workbook.xml"), "The name says Word, but the file is Excel"),
        ("a.docx", archive(**{"hello.txt": "x"}), "something else"),
        ("a.docx", b"PK\x03\x04 broken", "something else, or damaged"),
        ("a.docx", word_file(**{"word/vbaProject.bin": "x"}), "carries macros"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office kind"),
        ("a.png", picture("JPEG"), "The name says PNG, but the file is JPEG"),
        ("a.pdf.exe", PDF, "This kind of file is not stored"),
    ],
)
def test_a_file_that_lies_is_refused_in_a_sentence(name, content, sentence):
    with pytest.raises(Refused, match=sentence):
        uploaded_documents.check(upload(name, content))


def test_200_mb_are_refused_without_being_read():
    class Huge(TemporaryUploadedFile):
        def read(self, *_args):
            raise AssertionError("read")

    with pytest.raises(Refused, match="has 200 MB; at most 25 MB"):
        uploaded_documents.check(Huge("a.pdf", "application/pdf", 200 * 1024**2, None))


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(uploaded_documents, "MOST_UNPACKED", 1000)
    with pytest.raises(Refused, match="damaged"):
        uploaded_documents.check(upload("a.docx", word_file(**{"word/media": " " * 5000})))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\reports\\a b.pdf", "a b.pdf"),
        ("প্রতিবেদন.pdf", "প্রতিবেদন.pdf"),
        ("x" * 300 + ".pdf", "x" * 156 + ".pdf"),
        ("a\u202eb\x00.pdf", "ab.pdf"),
        ("..", ""),
    ],
)
def test_a_download_gets_a_harmless_name(name, shown):
    assert uploaded_documents.shown_name(name) == shown


def test_the_name_on_the_disk_tells_nothing(consultation):
    study = CaseStudy(consultation=consultation, country=CountryFactory(), title_en="x")
    study.attach(upload("secret names.pdf"))
    study.save()
    assert re.fullmatch(r"documents/[0-9a-f]{32}", study.file.name)
    assert (study.file_name, study.file_size) == ("secret names.pdf", len(PDF))


# Handing out


@pytest.fixture
def study(consultation):
    made = CaseStudyFactory.build(consultation=consultation, country=CountryFactory())
    made.attach(upload("liaison.pdf"))
    made.save()
    return made


def test_a_coordinator_gets_the_file_as_a_download(signed_in, coordinator, study):
    answer = signed_in(coordinator).get(study.file.url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="liaison.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.get(verb="document.opened").actor == coordinator


def test_others_find_nothing(signed_in, stranger, observer, trainer, session, study):
    for user in (stranger, observer, trainer):
        assert signed_in(user).get(study.file.url).status_code == 404


def test_someone_not_signed_in_is_sent_to_sign_in(client, study):
    assert client.get(study.file.url).status_code == 302


@pytest.mark.parametrize("address", ["casestudy/999", "finding/1", "user/1"])
def test_only_papers_of_records_are_handed_out(signed_in, coordinator, programme, address):
    assert signed_in(coordinator).get(f"/admin/programme/documents/{address}/").status_code == 404


def test_a_record_without_a_file_has_nothing_to_hand_out(signed_in, coordinator, consultation):
    study = CaseStudyFactory(consultation=consultation)
    assert signed_in(coordinator).get(f"/admin/programme/documents/casestudy/{study.pk}/").status_code == 404
