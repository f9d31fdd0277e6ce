"""Every layout at every level, with signatures and logos, signed: what independent tools say of the file."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from certificates.drawing import WORDINGS, draw
from certificates.models import Layout, Level, Paper
from tests.certificates.composed import signature_picture, upload
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import HERITAGE, PARTNERS, SIGNATORIES, TYPICAL
from tests.certificates.drawing.test_designs import png
from tests.certificates.drawing.test_page import FAMILIES
from tests.certificates.signing.judging import pdfsig

AT = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)
PAPERS = dict(zip(Level, [Paper.A4, Paper.LETTER, Paper.A3, Paper.A4, Paper.LETTER], strict=True))


@pytest.fixture(scope="module")
def signature():
    from certificates.designs import signature_images  # noqa: PLC0415 -- Django is ready by now

    return signature_images.read(upload(signature_picture())).png


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("level", Level)
def test_all_tools_agree(layout, level, signer, signature, tmp_path):
    design = replace(
        HERITAGE,
        layout=layout,
        palette="",
        paper=PAPERS[level],
        signatories=[replace(one, signature=signature) for one in SIGNATORIES[:3]] + [SIGNATORIES[3]],
        logos=[replace(one, image=png(colour)) for one, colour in zip(PARTNERS, ("red", "navy", "green"), strict=True)],
    )
    facts = replace(TYPICAL, level=level)
    pdf = draw(facts, design, seal=signer, at=AT)
    assert len(pdf) < 150_000

    answer = pdfsig(pdf, tmp_path)
    assert "Signature is Valid" in answer
    assert "Total document signed" in answer
    pages.check(pdf, tmp_path)
    fonts = pages.fonts(pdf, tmp_path)
    assert {family for family, *_how in fonts} <= FAMILIES
    assert {tuple(how) for _family, *how in fonts} == {(True, True, True)}

    text = " ".join(pages.text_of(pdf, tmp_path))
    words = WORDINGS[level]
    printed = (facts.name_bn, facts.name_en, facts.serial, facts.dates_bn, words.title_bn, words.statement_bn)
    assert [fact for fact in printed if fact not in text] == []
    assert words.title_en.casefold() in text.casefold()
    assert pages.scanned(pdf, tmp_path) == facts.verify_url

    information = pages.information(pdf, tmp_path)
    assert (information["Pages"], information["Tagged"], information["Title"]) == ("1", "yes", facts.title)
    assert b"/Lang(bn)" in pdf
    assert b'pdfaid:part="3"' in pdf


@pytest.mark.parametrize("layout", Layout)
def test_a_file_with_pictures_holds_nothing_of_another_holder(layout, signer, signature, tmp_path):
    design = replace(
        HERITAGE, layout=layout, palette="", signatories=[replace(SIGNATORIES[0], signature=signature)], logos=PARTNERS
    )
    other = replace(TYPICAL, name_bn="আবুল হাশেম", name_en="Abul Hashem", serial="SHETU-TOT-2025-00043", code="0" * 26)
    alone = draw(TYPICAL, design)
    draw(other, design, seal=signer, at=AT)
    assert draw(TYPICAL, design) == alone
    text = " ".join(pages.text_of(alone, tmp_path))
    assert [fact for fact in (other.name_bn, other.name_en, other.serial) if fact in text] == []
    # A signature, what makes it see-through, and the code; nothing more, whoever was drawn before.
    assert pages.picture_count(alone, tmp_path) == 3
