"""The QR code: what is printed is what is read."""

import random
import secrets
import shutil
import subprocess
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from accounts.refusal import Refused
from certificates.drawing import draw, new_code, read_code
from certificates.drawing.pdf import qr
from certificates.drawing.text.fitting import layout
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import HERITAGE, MODERN, PLAIN, TYPICAL

# As long as the payload of a usual certificate, and the longest that the box of the default layout holds.
SIGNED, LONGEST = "#" + "0123456789" * 34, "#" + "9876543210" * 54


def read_from(pdf, folder):
    return [found.text for found in zxingcpp.read_barcodes(pages.picture(pdf, folder, dpi=150))]


@pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)
def test_the_code_is_read_from_the_page(design, tmp_path):
    assert read_from(pages.drawn(TYPICAL, design), tmp_path) == [TYPICAL.verify_url]
    assert read_code(TYPICAL.verify_url) == TYPICAL.code


@pytest.mark.parametrize("more", [SIGNED, LONGEST], ids=["usual", "longest"])
@pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)
def test_a_signed_address_is_read_too(design, more, tmp_path):
    facts = replace(TYPICAL, verify_url=TYPICAL.verify_url + more)
    assert read_from(draw(facts, design), tmp_path) == [facts.verify_url]


@pytest.mark.parametrize("more", [SIGNED, LONGEST], ids=["usual", "longest"])
def test_a_worn_copy_scanned_badly_is_read_by_a_simple_reader(more, tmp_path):
    if not shutil.which("zbarimg"):
        pytest.skip("zbarimg is missing: apt-get install zbar-tools")
    facts = replace(TYPICAL, verify_url=TYPICAL.verify_url + more)
    page = pages.picture(draw(facts, HERITAGE), tmp_path, dpi=150)  # two or three dots to a module
    box, scale = layout("heritage")["slots"]["qr"], 150 / 25.4
    corners = (box["x"] - 3, box["y"] - 3, box["x"] + box["w"] + 3, box["y"] + box["h"] + 3)
    copy = page.crop([round(corner * scale) for corner in corners])
    # Laid on the glass askew, out of focus, grey on grey, with grain.
    copy = copy.rotate(2, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    copy = copy.filter(ImageFilter.GaussianBlur(0.5)).point(lambda grey: 45 + grey * 150 // 255)
    grain = random.Random(7)  # noqa: S311 -- the same grain in every run
    copy.putdata([max(0, min(255, round(grey + grain.gauss(0, 10)))) for grey in copy.tobytes()])
    copy.resize([side * 3 for side in copy.size], Image.Resampling.BICUBIC).save(tmp_path / "copy.png")
    command = ["zbarimg", "--quiet", "--raw", tmp_path / "copy.png"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == facts.verify_url


@pytest.mark.parametrize("digits", [0, 1, 2, 3, 100, 101, 341, 402, 545, 654])
def test_the_quick_way_draws_bit_for_bit_what_segno_draws(digits):
    for _ in range(5):
        address = f"https://shetu.example/verify/{new_code()}/"
        if digits:
            address += f"#{secrets.randbelow(10**digits):0{digits}d}"
        count, rows = qr.packed_rows(address)
        width = (count + 7) // 8 * 8
        drawn = [f"{int(rows[at : at + width // 4], 16):0{width}b}"[:count] for at in range(0, len(rows), width // 4)]
        assert drawn == ["".join(map(str, row)) for row in qr.modules(address)]


@pytest.mark.parametrize("length", [1, 14, 40, 62, 122, 180, 251])
def test_other_lengths_too(length):
    text = "x" * length
    count, rows = qr.packed_rows(text)
    matrix = qr.modules(text)
    assert (count, int(rows, 16)) == (len(matrix), qr._packed(matrix))


@pytest.mark.parametrize("name", ["heritage", "modern", "plain"])
def test_modules_are_large_enough_for_a_phone_and_the_quiet_zone_is_inside(name):
    size = layout(name)["slots"]["qr"]["w"]
    assert qr.checked_side(len(qr.modules(TYPICAL.verify_url + SIGNED)), size) >= 0.43
    room = qr.room_for_digits(f"{TYPICAL.verify_url}#", size)
    longest = qr.packed_rows(f"{TYPICAL.verify_url}#{'7' * room}")[0]
    assert qr.checked_side(longest, size) >= 0.38
    with pytest.raises(Refused):
        qr.checked_side(qr.packed_rows(f"{TYPICAL.verify_url}#{'7' * (room + 1)}")[0], size)


def test_a_small_box_has_room_for_nothing():
    assert qr.room_for_digits(f"{TYPICAL.verify_url}#", 12) == 0
    assert qr.room_for_digits("x#", 5) == 0


def test_what_no_code_can_hold_is_refused():
    with pytest.raises(Refused):
        qr.packed_rows("x" * 2000)
