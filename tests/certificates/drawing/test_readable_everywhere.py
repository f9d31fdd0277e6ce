"""Every Bangla word is found and copied in every reader, by the letters of its codes, whichever engine wrote it."""

import re
import zlib
from functools import cache

import pytest

from certificates.drawing.engines import weasyprint_engine
from certificates.drawing.text.faces import face
from tests.certificates.drawing import pages, words
from tests.certificates.drawing.readers import each_reader, lines_of, tidy
from tests.certificates.drawing.samples import CONJUNCTS, HERITAGE, MODERN

WRITERS = {"stamped": words.stamped, "weasyprint": words.by_weasyprint}


@cache
def sheet(writer, font):
    return WRITERS[writer](font)


def streams(pdf):
    """The streams of a file, unpacked."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


@each_reader
@pytest.mark.parametrize("font", ["serif_bn", "sans_bn", "semi_bn"])
@pytest.mark.parametrize("writer", WRITERS)
def test_every_word_is_read_as_it_is_written(writer, font, reader, tmp_path):
    found = lines_of(reader(sheet(writer, font), tmp_path))
    wanted = words.words() if writer == "stamped" else words.some()
    assert [word for word in wanted if word not in found] == []


@each_reader
@pytest.mark.parametrize("draw", [pages.drawn, weasyprint_engine.draw], ids=["stamped", "weasyprint"])
@pytest.mark.parametrize("design", [HERITAGE, MODERN], ids=lambda design: design.layout)
def test_every_fact_of_a_certificate_is_found_in_every_reader(design, draw, reader, tmp_path):
    text = tidy(reader(draw(CONJUNCTS, design), tmp_path))
    facts = (CONJUNCTS.name_bn, CONJUNCTS.name_en, CONJUNCTS.course_bn, CONJUNCTS.dates_bn, CONJUNCTS.serial)
    assert [fact for fact in facts if fact not in text] == []
    for part in CONJUNCTS.rank_bn.split(", "):
        assert part in text


@pytest.mark.parametrize("writer", WRITERS)
def test_no_code_stands_for_letters_that_nobody_wrote(writer):
    pdf = sheet(writer, "serif_bn")
    tables = [one.decode() for one in streams(pdf) if b"beginbfrange" in one]
    texts = [
        one for table in tables for texts in re.findall(r"\[(.+?)\]", table) for one in re.findall(r"<(\w+)>", texts)
    ]
    letters = {bytes.fromhex(one).decode("utf-16-be") for one in texts}
    assert {"ন্ব", "ক্ষ"} & letters
    assert not set("".join(letters)) & set("\u09f0\u09f1\u200b\ufeff\ufffd")
    assert not any(b"ActualText" in one for one in streams(pdf))


@pytest.mark.parametrize("word", ["আক্কেলপুর", "কার্যক্রম", "কাঙ্ক্ষিত", "জুঁই"])
@pytest.mark.parametrize("name", ["noto-sans-bengali-bengali-400-normal", "tiro-bangla-bengali-400-normal"])
def test_what_is_read_is_the_word_and_nothing_moves_it_apart(name, word):
    shown = face(name).word(word).shown
    assert "".join(code[1] for code, _more in shown) == word
    assert max(abs(more) for _code, more in shown) < face(name).upem / 10
