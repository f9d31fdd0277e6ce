"""The file of a certificate: one sheet, our fonts, its title and language, small, and sound."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from certificates.drawing import SignatoryFacts, Stamper, draw
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import CONJUNCTS, HERITAGE, LONGEST, MODERN, PARTNERS, PLAIN, SHORTEST, TYPICAL
from tests.certificates.drawing.test_designs import png

FAMILIES = {
    "TiroBangla-Regular",
    "NotoSansBengali-Regular",
    "NotoSansBengali-SemiBold",
    "Inter-Regular",
    "Inter-SemiBold",
}
each_layout = pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)
each_sample = pytest.mark.parametrize(
    "facts", [TYPICAL, LONGEST, SHORTEST, CONJUNCTS], ids=["typical", "longest", "shortest", "conjuncts"]
)


@each_layout
@each_sample
def test_the_file_is_sound_and_small(facts, design, tmp_path):
    pdf = pages.drawn(facts, design)
    pages.check(pdf, tmp_path)
    assert len(pdf) < 150_000


@each_layout
@each_sample
def test_only_our_fonts_are_in_it_all_embedded_with_their_letters(facts, design, tmp_path):
    found = pages.fonts(pages.drawn(facts, design), tmp_path)
    assert {family for family, *_how in found} <= FAMILIES
    assert {tuple(how) for _family, *how in found} == {(True, True, True)}


def test_heritage_is_one_sheet_of_a4_landscape(tmp_path):
    information = pages.information(pages.drawn(LONGEST, HERITAGE), tmp_path)
    assert (information["Pages"], information["Page size"]) == ("1", "841.89 x 595.276 pts (A4)")


def test_plain_is_one_sheet_of_a4_portrait(tmp_path):
    information = pages.information(pages.drawn(LONGEST, PLAIN), tmp_path)
    assert (information["Pages"], information["Page size"]) == ("1", "595.276 x 841.89 pts (A4)")


def test_title_language_structure_and_archive_marks_are_kept(tmp_path):
    pdf = pages.drawn(TYPICAL, HERITAGE)
    information = pages.information(pdf, tmp_path)
    assert information["Title"] == "SHETU-TOT-2025-00042 · Lakshmi Tanchangya"
    assert information["Tagged"] == "yes"
    assert information["Metadata Stream"] == "yes"
    assert b"/Lang(bn)" in pdf
    assert b'pdfaid:part="3" pdfaid:conformance="A"' in pdf
    assert "SHETU-TOT-2025-00042 · Lakshmi Tanchangya</rdf:li>".encode() in pdf
    assert b"/OutputIntents[" in pdf
    assert b"/Interpolate true" not in pdf


def test_a_name_with_markup_stays_a_name(tmp_path):
    name = "<b>Rahim</b> & Sons ]]> \\(x) {{ 7 }}"
    pdf = draw(replace(TYPICAL, name_en=name), HERITAGE)
    pages.check(pdf, tmp_path)
    assert name in pages.text_of(pdf, tmp_path)
    assert pages.information(pdf, tmp_path)["Title"] == f"SHETU-TOT-2025-00042 · {name}"
    assert b"&lt;b&gt;Rahim&lt;/b&gt; &amp; Sons" in pdf


@pytest.mark.processes
def test_the_same_facts_give_the_same_bytes_in_any_process(settings, tmp_path):
    script = (
        "import sys, hashlib; from pathlib import Path; from django.conf import settings\n"
        "settings.configure(USE_I18N=False, VAR_DIR=Path(sys.argv[1]))\n"
        "from dataclasses import replace\n"
        "from certificates.drawing import draw, Logo\n"
        "from tests.certificates.drawing.samples import TYPICAL, HERITAGE\n"
        "from tests.certificates.drawing.test_designs import png\n"
        "design = replace(HERITAGE, logos=(Logo('ক', 'A', png('red')), Logo('খ', 'B', png('blue'))))\n"
        "print(hashlib.sha256(draw(TYPICAL, design)).hexdigest())"
    )
    root = Path(__file__).resolve().parents[3]
    found = {
        subprocess.run(
            # The first one fills the cache that the second one finds.
            [sys.executable, "-c", script, str(tmp_path)],
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_pictures_of_the_design_are_in_the_file(tmp_path):
    signed = SignatoryFacts("", "", "পরিচালক", "Director", signature=png("navy"))
    design = replace(HERITAGE, signatories=(signed,), logos=(replace(PARTNERS[0], image=png("red")),))
    pdf = draw(TYPICAL, design)
    pages.check(pdf, tmp_path)
    # Each picture has its transparency beside it.
    assert pages.picture_count(pdf, tmp_path) == 5
    assert pages.picture_count(draw(TYPICAL, replace(design, logos=())), tmp_path) == 3


def test_a_file_holds_nothing_of_another_holder():
    alone = Stamper(HERITAGE).stamp(SHORTEST)
    stamper = Stamper(HERITAGE)
    stamper.stamp(replace(SHORTEST, name_bn="ঌৡ ক্ত্র", name_en="Žāneta Ñī", serial="SHETU-P-2025-00002", code="0" * 26))
    assert stamper.stamp(SHORTEST) == alone
