"""What the stamper cannot draw exactly is drawn by WeasyPrint, and signed all the same."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import SignatureCoverageLevel

from certificates.drawing import Stamper, Wording, draw, grouped
from certificates.drawing.engines import drawing, rendering
from certificates.drawing.layout.composing import all_lines
from certificates.drawing.text.exactness import CannotStamp, inexact
from certificates.signing import authority
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import CONJUNCTS, HERITAGE, LONGEST, MODERN, PLAIN, TYPICAL
from tests.certificates.signing.judging import judged, pdfsig
from tests.certificates.signing.making import keys_of

AT = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)
# The English title of heritage has its letters set apart, which Bangla letters cannot bear.
SPACED = replace(HERITAGE, wordings={"tot": Wording("সনদ", "Certificate প্রশিক্ষণ", "উত্তীর্ণ হয়েছেন", "has graduated")})


@pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)
@pytest.mark.parametrize("facts", [TYPICAL, LONGEST, CONJUNCTS], ids=["typical", "longest", "conjuncts"])
def test_ordinary_certificates_are_stamped(facts, design):
    assert inexact(all_lines(facts, design)) == []


def test_joined_letters_set_apart_are_not_stamped_and_it_says_why():
    [why] = inexact(all_lines(TYPICAL, SPACED))
    assert why == "The title in English “CERTIFICATE প্রশিক্ষণ” has joined letters where letters are spaced apart."
    with pytest.raises(CannotStamp, match="joined letters"):
        Stamper(SPACED).stamp(TYPICAL)


def test_a_mark_apart_from_its_letter_is_not_stamped():
    facts = replace(TYPICAL, name_en="Ḻ\u0304ata Das")  # the letter stands in one font file, the mark in another
    [why] = inexact(all_lines(facts, HERITAGE))
    assert "has a mark whose letter is in another font" in why
    with pytest.raises(CannotStamp):
        Stamper(HERITAGE).stamp(facts)


def test_such_a_certificate_is_drawn_by_weasyprint(tmp_path):
    pdf = draw(TYPICAL, SPACED)
    pages.check(pdf, tmp_path)
    assert TYPICAL.name_en in "\n".join(pages.text_of(pdf, tmp_path))
    information = pages.information(pdf, tmp_path)
    assert (information["Pages"], information["Title"]) == ("1", TYPICAL.title)
    assert len(pdf) < 150_000


def test_such_a_certificate_can_be_searched_as_the_others_can(tmp_path):
    lines = pages.text_of(draw(TYPICAL, SPACED), tmp_path)
    text = " ".join(lines)
    printed = [
        *(TYPICAL.serial, TYPICAL.name_bn, TYPICAL.name_en, TYPICAL.rank_bn, TYPICAL.course_bn, TYPICAL.course_en),
        *(TYPICAL.dates_bn, TYPICAL.place_bn, TYPICAL.hours_bn, TYPICAL.verify_address, grouped(TYPICAL.code)),
        *("CERTIFICATE প্রশিক্ষণ", "উত্তীর্ণ হয়েছেন", "has graduated", "This is to certify that", "তারিখ · Dates"),
    ]
    assert [fact for fact in printed if fact not in text] == []


def test_the_letters_move_nothing_on_the_page(tmp_path):
    with_letters, without = draw(TYPICAL, SPACED), rendering.render(TYPICAL, SPACED)
    seen = [pages.picture(pdf, tmp_path) for pdf in (with_letters, without)]
    assert ImageChops.difference(*seen).getbbox() is None


def test_such_a_certificate_is_signed_as_the_others_are(tmp_path):
    authority.make(tmp_path / "key.p12")
    signer = keys_of(tmp_path / "key.p12")
    pdf = draw(TYPICAL, SPACED, seal=signer, at=AT)
    verdict = judged(pdf, signer.chain[-1])
    assert (verdict.intact, verdict.valid, verdict.trusted) == (True, True, True)
    assert verdict.coverage == SignatureCoverageLevel.ENTIRE_FILE
    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert signature.docmdp_level == MDPPerm.NO_CHANGES
    assert "Total document signed" in pdfsig(pdf, tmp_path)
    pages.check(pdf, tmp_path)


def test_stamped_certificates_never_meet_the_slow_engine(monkeypatch):
    monkeypatch.setattr(drawing.weasyprint_engine, "draw", None)
    assert draw(TYPICAL, HERITAGE).startswith(b"%PDF-1.7")
