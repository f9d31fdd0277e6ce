"""A certificate is light enough to be sent by mobile: what weighs, border and letters, is stored once and as small as it can be."""

import io
import random
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter

from certificates.designs import signature_images
from certificates.drawing import draw
from certificates.drawing.base.palettes import PALETTES
from certificates.drawing.engines.artwork import artwork
from certificates.drawing.pdf.srgb import srgb_profile
from certificates.models import Layout
from certificates.signing import Signer
from tests.certificates.drawing.samples import HERITAGE, LONGEST, TYPICAL

AT = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)
MOST = 60_000
LONG_NAME = replace(TYPICAL, name_bn=LONGEST.name_bn, name_en=LONGEST.name_en)
# As many digits as the square code of the default layout holds.
PAYLOAD = "#" + "3141592653" * 54


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("facts", [TYPICAL, LONG_NAME, LONGEST], ids=["typical", "long name", "all long"])
def test_a_signed_certificate_weighs_at_most_60_kilobytes(facts, layout, palette, signer):
    design = replace(HERITAGE, layout=layout, palette=palette)
    pdf = draw(replace(facts, verify_url=facts.verify_url + PAYLOAD), design, seal=signer, at=AT)
    assert len(pdf) <= MOST


@pytest.fixture
def vouched(authority_chain):
    """A signer under an authority of two levels, whose certificates are as long as those of real ones."""
    return Signer(*authority_chain)


def scanned(seed):
    """A signature as it is stored: the line of a pen on grainy paper, photographed at the largest size that is kept."""
    chance = random.Random(seed)  # noqa: S311 -- the same line each time
    paper = Image.new("L", (1800, 600), 235)
    x, y, points = 40.0, 300.0, []
    while x < 1700:
        x, y = x + chance.uniform(-20, 110), min(max(y + chance.uniform(-200, 200), 30), 570)
        points.append((x, y))
    ImageDraw.Draw(paper).line(points, fill=40, width=12, joint="curve")
    grain = Image.effect_noise(paper.size, 20).point([at - 128 + 20 for at in range(256)])
    photograph = ImageChops.add(paper, grain, offset=-20).filter(ImageFilter.GaussianBlur(1.5))
    file = io.BytesIO()
    photograph.convert("RGB").save(file, "JPEG", quality=85)
    return signature_images.read(SimpleUploadedFile("signature.jpg", file.getvalue(), "image/jpeg")).png


def weight_with_scans(layout, seal):
    images = [signature_images.for_print(scanned(seed)) for seed in (1, 2)] + [None]
    signatories = [replace(one, signature=image) for one, image in zip(HERITAGE.signatories, images, strict=True)]
    design = replace(HERITAGE, layout=layout, signatories=tuple(signatories))
    return len(draw(replace(TYPICAL, verify_url=TYPICAL.verify_url + PAYLOAD), design, seal=seal, at=AT))


@pytest.mark.parametrize("layout", Layout)
def test_two_scanned_signatures_fit_into_60_kilobytes_too(layout, signer):
    assert weight_with_scans(layout, signer) <= MOST


@pytest.mark.parametrize("layout", Layout)
def test_an_authority_of_two_levels_with_rsa_keys_adds_no_more_than_its_certificates_weigh(
    layout, vouched, authority_chain
):
    _key, own, (between, _root) = authority_chain
    certificates = [one.public_bytes(Encoding.DER) for one in (own, between)]
    # A message is written in hexadecimal digits; who issued the certificate is said once more.
    most = MOST + 2 * (sum(map(len, certificates)) - 700)
    assert weight_with_scans(layout, vouched) <= most
    assert most < 64_500


def test_a_root_that_every_judge_has_is_not_in_every_file(authority_chain):
    key, own, (between, root) = authority_chain
    message = Signer(key, own, (between, root, own)).message(bytes(32))
    found = [cms.ContentInfo.load(message)["content"]["certificates"][at].chosen.dump() for at in (0, 1)]
    assert found == [one.public_bytes(Encoding.DER) for one in (own, between)]
    assert root.public_bytes(Encoding.DER) not in message


def test_the_small_profile_means_the_same_colours():
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    colours = Image.merge(
        "RGB", [Image.radial_gradient("L"), Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90)]
    )
    seen = ImageCms.profileToProfile(colours, profile, ImageCms.createProfile("sRGB"))
    assert max(most for _least, most in ImageChops.difference(colours, seen).getextrema()) <= 1


def test_what_is_drawn_several_times_is_in_the_file_once():
    once = zlib.decompress(artwork(HERITAGE).bodies[0].partition(b"stream\n")[2])
    placed = re.findall(rb"^/P\d+ Do$", once, re.MULTILINE)
    assert len(placed) >= 90
    assert len(set(placed)) < 10
    assert len(once) < 60_000
