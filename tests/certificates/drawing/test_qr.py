"""The QR code: what is printed is what is read."""

from dataclasses import replace

import pytest
import segno
import zxingcpp

from certificates.drawing import draw, new_code, qr, read_code
from certificates.drawing.fitting import layout
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import HERITAGE, MODERN, PLAIN, TYPICAL

SIGNED = "#1." + "o2FuZkxha3NobWkgVGFuY2hhbmd5YWFjY0NUUEJQYWRqMTctMTku" * 3


def read_from(pdf, folder):
    return [found.text for found in zxingcpp.read_barcodes(pages.picture(pdf, folder, dpi=150))]


@pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)
def test_the_code_is_read_from_the_page(design, tmp_path):
    assert read_from(pages.drawn(TYPICAL, design), tmp_path) == [TYPICAL.verify_url]
    assert read_code(TYPICAL.verify_url) == TYPICAL.code


def test_a_longer_signed_address_is_read_too(tmp_path):
    facts = replace(TYPICAL, verify_url=TYPICAL.verify_url + SIGNED)
    assert read_from(draw(facts, HERITAGE), tmp_path) == [facts.verify_url]


def test_the_quick_way_draws_bit_for_bit_what_segno_draws():
    for _ in range(25):
        code = new_code()
        address = f"https://shetu.example/verify/{code}/"
        count, rows = qr.packed_rows(address, code)
        plain = segno.make(address, mode="byte", error="m", mask=qr.MASK, micro=False, boost_error=False)
        width = (count + 7) // 8 * 8
        drawn = [f"{int(rows[at : at + width // 4], 16):0{width}b}"[:count] for at in range(0, len(rows), width // 4)]
        assert drawn == ["".join(str(module & 1) for module in row) for row in plain.matrix]


def test_an_address_without_the_code_is_encoded_all_the_same():
    count, rows = qr.packed_rows("https://shetu.example/", "K7QM")
    assert len(rows) == count * ((count + 7) // 8) * 2


@pytest.mark.parametrize("name", ["heritage", "modern", "plain"])
def test_modules_are_large_enough_for_a_phone_and_the_quiet_zone_is_inside(name):
    count = len(qr.modules(TYPICAL.verify_url + SIGNED))
    assert qr.checked_side(count, layout(name)["slots"]["qr"]["w"]) >= 0.38


def test_a_damaged_table_is_learnt_again(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    good = qr._Table(b"https://a.example/verify/", 4, b"/").hexadecimal(b"K7QM")
    for file in (tmp_path / "cache" / "qr").iterdir():
        file.write_text('[["not", "a", "table"]]')
    assert qr._Table(b"https://a.example/verify/", 4, b"/").hexadecimal(b"K7QM") == good
