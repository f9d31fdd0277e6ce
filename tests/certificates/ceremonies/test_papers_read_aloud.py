"""The papers of a ceremony for those who search them, copy from them or have them read aloud."""

import re
import zlib
from pathlib import Path

import pytest

from certificates.ceremonies import handover_marks, running_order
from participants.models import Officer
from reports.ceremony.papers import PAPERS
from reports.ceremony.print_pack import Choice
from tests.certificates.ceremonies.test_pack import kept, packed
from tests.certificates.ceremonies.test_papers import printed
from tests.certificates.drawing.readers import READERS, tidy

NAME = "মোঃ স্বপন দ্বীপ বিশ্বাস"


def unpacked(pdf):
    """The bytes of a file with all its streams unpacked."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_has_a_heading_headed_tables_words_for_pictures_and_languages(ceremony, coordinator, paper):
    running_order.suggest(ceremony, by=coordinator)
    handover_marks.mark(ceremony.hand_overs.first(), "absent", expected="pending", by=coordinator)
    pdf = unpacked(printed(ceremony, paper, coordinator))
    assert b"/S /H1" in pdf
    assert pdf.count(b"/S /TH") >= pdf.count(b"/S /Table")
    assert pdf.count(b"/Alt") == pdf.count(b"/S /Figure") > 0
    assert b"/Lang (bn)" in pdf
    assert b"/Span <</Lang (en)>> BDC" in pdf


def test_every_picture_of_a_printed_page_has_words():
    pages = [
        path for path in (Path(__file__).parents[3] / "templates").rglob("print/*.html") if "<svg" in path.read_text()
    ]
    assert len(pages) > 4
    mute = [path.name for path in pages if re.search(r"<svg[^>]*>\s*(?!<title>)<", path.read_text())]
    assert mute == []


@pytest.mark.parametrize("paper", ["seating", "name-tags"])
def test_a_name_in_bangla_is_found_in_every_reader(ceremony, coordinator, tmp_path, paper):
    Officer.objects.update(name_bn=NAME)
    pdf = printed(ceremony, paper, coordinator)
    assert [reader.__name__ for reader in READERS[:2] if tidy(NAME) not in tidy(reader(pdf, tmp_path))] == []


def test_subsets_in_a_pack_have_names_of_their_own_and_its_colours_are_said(ceremony, coordinator):
    pdf = kept(packed(ceremony, coordinator, Choice(separators=True)))
    descriptors = re.findall(rb"/FontName/([A-Z]{6}\+[\w-]+).*?/FontFile2 (\d+) 0 R", pdf)
    files = dict(descriptors)
    assert len(files) == len({number for _name, number in descriptors}) > 4
    assert re.search(rb"/Type/Catalog.*/OutputIntents", pdf)
