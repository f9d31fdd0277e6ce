"""Files that were really tampered with, dropped on the check page. What other judges say of them stands beside."""

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.validation import SignatureCoverageLevel

from accounts.models import AuditEntry
from certificates.designs import versions
from certificates.drawing import PrintedFacts, draw
from certificates.models import Certificate
from certificates.signing import authority, key_register
from tests.certificates.signing.judging import judged, pdfsig
from tests.certificates.signing.making import keys_of
from tests.certificates.verification.test_verify_file import sent, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf(certificate):
    with certificate.pdf.open() as file:
        return file.read()


def painted_over(pdf, _certificate, _folder):
    """Another name painted on the page by an incremental update: the signed bytes are all still there."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.find_page_for_modification(0)[0].get_object()
    painted = generic.StreamObject(stream_data=b"q 1 1 1 rg 100 300 400 60 re f Q")
    page["/Contents"].append(writer.add_object(painted))
    writer.update_container(page["/Contents"])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def junk_behind(pdf, _certificate, _folder):
    return pdf + b"\n% and more\n"


def cut_in_the_middle(pdf, _certificate, _folder):
    return pdf[: len(pdf) // 2]


def cut_at_the_end(pdf, _certificate, _folder):
    return pdf[: pdf.rindex(b"%%EOF")]


def signed_anew(_pdf, certificate, folder):
    """Another name, signed with a key of the forger's own under a certificate of the very same name."""
    authority.make(folder / "forger.p12")
    facts = replace(PrintedFacts.from_dict(certificate.facts), name_en="Forged Name")
    design = versions.drawn(certificate.design)
    return draw(facts, design, seal=keys_of(folder / "forger.p12"), at=datetime(2026, 3, 7, tzinfo=UTC))


def drawn_again_with_our_key(_pdf, certificate, _folder):
    """The same facts, our own key, another moment: still not the file that was issued."""
    signer, _known = key_register.signer_in_use(by=certificate.issued_by)
    facts = PrintedFacts.from_dict(certificate.facts)
    return draw(facts, versions.drawn(certificate.design), seal=signer, at=timezone.now())


def bit_in_the_signature(pdf, _certificate, _folder):
    at = pdf.rindex(b"/Contents<") + 400
    digit = b"0" if pdf[at : at + 1] != b"0" else b"1"
    return pdf[:at] + digit + pdf[at + 1 :]


def signature_emptied(pdf, _certificate, _folder):
    start = pdf.rindex(b"/Contents<") + len(b"/Contents<")
    end = pdf.index(b">", start)
    return pdf[:start] + b"0" * (end - start) + pdf[end:]


def saved_anew_by_a_program(pdf, _certificate, folder):
    (folder / "in.pdf").write_bytes(pdf)
    subprocess.run(["qpdf", "--object-streams=generate", folder / "in.pdf", folder / "out.pdf"], check=True)
    return (folder / "out.pdf").read_bytes()


def copied_without_the_signature(pdf, _certificate, _folder):
    out = io.BytesIO()
    copy_into_new_writer(PdfFileReader(io.BytesIO(pdf))).write(out)
    return out.getvalue()


FORGERIES = [
    painted_over,
    junk_behind,
    cut_in_the_middle,
    cut_at_the_end,
    signed_anew,
    drawn_again_with_our_key,
    bit_in_the_signature,
    signature_emptied,
    saved_anew_by_a_program,
    copied_without_the_signature,
]


@pytest.fixture(params=FORGERIES, ids=lambda forge: forge.__name__.replace("_", " "))
def forged(request, pdf, certificate, tmp_path):
    forged = request.param(pdf, certificate, tmp_path)
    assert forged != pdf
    return forged


def test_it_is_said_plainly_that_we_did_not_issue_it(client, forged, writes_nothing):
    with writes_nothing():
        answer = sent(client, forged)
    text = text_of(answer)
    assert answer.status_code == 404
    assert "This is not a file that we issued" in text
    assert "Do not trust what it says." in text
    assert "A PDF viewer may still call its signature valid" in text
    assert "Check the code that is printed on it" in text
    assert "is valid" not in text.replace("signature valid", "")


def test_the_answer_tells_nothing_of_the_certificate_it_was_made_from(client, forged, certificate):
    page = sent(client, forged).content.decode()
    facts = certificate.facts
    assert not any(fact in page for fact in (facts["serial"], facts["code"], facts["name_en"], facts["name_bn"]))
    assert Certificate.objects.get().is_valid
    assert not AuditEntry.objects.filter(verb__contains="verif").exists()


def test_in_bangla_too(client, forged):
    file = SimpleUploadedFile("certificate.pdf", forged, content_type="application/pdf")
    answer = client.post("/verify/file/?language=bn", {"file": file}, follow=True)
    assert answer.status_code == 404
    assert '<html lang="bn"' in answer.content.decode()


def test_other_judges_are_fooled_by_some_of_them(pdf, certificate, tmp_path):
    """Why a hash decides and not a signature: what people's viewers say of these files."""
    root = key_register.signer_in_use(by=certificate.issued_by)[0].chain[-1]
    anew = signed_anew(pdf, certificate, tmp_path)
    assert "Signature is Valid" in pdfsig(anew, tmp_path)
    assert "Total document signed" in pdfsig(anew, tmp_path)
    assert not judged(anew, root).trusted
    assert "Signature is Valid" in pdfsig(painted_over(pdf, certificate, tmp_path), tmp_path)
    behind = judged(junk_behind(pdf, certificate, tmp_path), root)
    assert (behind.bottom_line, behind.coverage == SignatureCoverageLevel.ENTIRE_FILE) == (True, False)


def test_the_file_itself_is_known_whatever_its_name(client, pdf, certificate):
    for name in ("x.pdf", "চিঠি.PDF", "../../etc/passwd", "a" * 300 + ".txt"):
        answer = client.post("/verify/file/", {"file": SimpleUploadedFile(name, pdf)}, follow=True)
        assert "This certificate is valid" in text_of(answer)
    assert Path(certificate.pdf.path).read_bytes() == pdf
