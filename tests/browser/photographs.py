"""Photographs of a paper with a square code, as phones make them: turned, tilted, noisy, small, as JPEG."""

import io
import random

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter

MM = 12  # pixels
PAPER = (297 * MM, 210 * MM)
TABLE = 82  # dark


def photograph(text: str, *, turned: float = 9, width: int = 3000, quality: int = 60, tilted: float = 0.05) -> bytes:
    """A JPEG (bytes) of a whole paper on a table; `text` stands in the square code of 31 mm, in the corner."""
    return _jpeg(_shot(_paper(text), turned=turned, width=width, tilted=tilted), quality)


def scan(text: str) -> bytes:
    """A PDF (bytes) with one page that is a JPEG, as an office scanner makes it."""
    file = io.BytesIO()
    _paper(text).save(file, "PDF", resolution=25.4 * MM, quality=75)
    return file.getvalue()


def _paper(text):
    luck = random.Random(4)  # noqa: S311 -- the words of the paper, no secret
    paper = Image.new("RGB", PAPER, (250, 248, 240))
    pen = ImageDraw.Draw(paper)
    for _line in range(30):
        x, y = luck.randrange(10, 190) * MM, luck.randrange(10, 190) * MM
        pen.rectangle((x, y, x + luck.randrange(5, 60) * MM, y + MM), fill=(50, 60, 60))
    if text:
        drawn = io.BytesIO()
        segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
        paper.paste(
            Image.open(drawn).convert("RGB").resize((31 * MM, 31 * MM), Image.Resampling.LANCZOS), (255 * MM, 168 * MM)
        )
    return paper.convert("L")  # paper, ink and table have no colour that a reader looks at, and cost a third without


def _shot(paper, *, turned, width, tilted):
    across, down = paper.size
    corner = (across * tilted, down * tilted)
    tilt = (-corner[0], 0, 0, down + corner[1], across + corner[0], down, across, 0)
    shot = paper.transform(paper.size, Image.Transform.QUAD, tilt, Image.Resampling.BICUBIC, fillcolor=TABLE)
    shot = shot.resize((width, width * down // across), Image.Resampling.LANCZOS)
    shot = shot.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    return shot.filter(ImageFilter.GaussianBlur(0.5))


def _jpeg(shot, quality):
    noise = Image.effect_noise(shot.size, 12)
    file = io.BytesIO()
    ImageChops.add(shot, noise, scale=1, offset=-128).convert("RGB").save(file, "JPEG", quality=quality)
    return file.getvalue()
