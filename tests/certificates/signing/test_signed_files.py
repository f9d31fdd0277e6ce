"""A signed certificate as independent judges see it."""

import io
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.errors import SignatureValidationError

from certificates.drawing import draw
from certificates.signing import authority
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import HERITAGE, MODERN, PLAIN, SHORTEST, TYPICAL
from tests.certificates.signing.judging import judged, pdfsig
from tests.certificates.signing.making import keys_of, self_signed

AT = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)


@pytest.fixture(params=[HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)
def signed(request, signer):
    return draw(TYPICAL, request.param, seal=signer, at=AT)


def test_a_signed_certificate_is_intact_trusted_and_covered_to_its_last_byte(signed, signer):
    verdict = judged(signed, signer.chain[-1])
    assert (verdict.intact, verdict.valid, verdict.trusted, verdict.bottom_line) == (True, True, True, True)
    assert verdict.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert verdict.signer_reported_dt == AT


def test_it_is_a_certification_that_allows_no_change(signed):
    [signature] = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert signature.docmdp_level == MDPPerm.NO_CHANGES
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_poppler_and_qpdf_agree(signed, tmp_path):
    answer = pdfsig(signed, tmp_path)
    assert "Signature is Valid" in answer
    assert "Total document signed" in answer
    pages.check(signed, tmp_path)


def test_its_text_is_found_as_in_an_unsigned_one(signed, tmp_path):
    lines = pages.text_of(signed, tmp_path)
    assert {TYPICAL.name_bn, TYPICAL.serial} <= set(lines)


@pytest.mark.parametrize("where", ["head", "text of the holder", "signature"])
def test_one_changed_bit_is_found(signer, where):
    pdf = bytearray(draw(TYPICAL, HERITAGE, seal=signer, at=AT))
    at = {"head": 5000, "text of the holder": pdf.rindex(b"/Title") + 20, "signature": pdf.rindex(b"/Contents<") + 400}
    pdf[at[where]] ^= 1
    assert not _passes(bytes(pdf), signer.chain[-1])


def test_anything_added_is_found(signer):
    pdf = draw(TYPICAL, HERITAGE, seal=signer, at=AT)
    verdict = judged(pdf + b"\n% more", signer.chain[-1])
    assert verdict.coverage != SignatureCoverageLevel.ENTIRE_FILE


def test_the_signature_of_another_authority_of_the_same_name_is_not_trusted(signer, tmp_path):
    authority.make(tmp_path / "other.p12")
    from_elsewhere = keys_of(tmp_path / "other.p12")
    pdf = draw(TYPICAL, HERITAGE, seal=from_elsewhere, at=AT)
    verdict = judged(pdf, signer.chain[-1])
    assert (verdict.valid, verdict.trusted) == (True, False)


def test_an_rsa_key_signs_as_well():
    key = rsa.generate_private_key(65537, 2048)
    signer = self_signed(key)
    verdict = judged(draw(TYPICAL, HERITAGE, seal=signer, at=AT), signer.certificate)
    assert (verdict.intact, verdict.valid, verdict.coverage) == (True, True, SignatureCoverageLevel.ENTIRE_FILE)


def test_the_files_of_two_holders_share_nothing_but_the_head(signer):
    one, other = (draw(facts, HERITAGE, seal=signer, at=AT) for facts in (TYPICAL, SHORTEST))
    assert TYPICAL.code.encode() not in other
    assert one[-4000:] != other[-4000:]


def test_an_unsigned_drawing_has_no_place_for_a_signature():
    assert b"/ByteRange" not in draw(TYPICAL, HERITAGE)


def _passes(pdf, root):
    try:
        return judged(pdf, root).bottom_line
    except (ValueError, OSError, PdfError, SignatureValidationError):
        return False
