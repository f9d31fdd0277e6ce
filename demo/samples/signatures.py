"""Signatures of nobody: looping lines, drawn from a number, so that the demonstration's certificates look signed."""

from io import BytesIO
from itertools import pairwise
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

SIZE = (900, 260)
INK = (24, 38, 92)
TURNS = 4


def scribble(number: int) -> bytes:
    """Returns a PNG file (bytes) with a line like a pen's on a see-through ground; the same for the same number."""
    chance = Random(number)  # noqa: S311 -- a drawing
    ink = Image.new("L", SIZE)
    pen = ImageDraw.Draw(ink)
    slant, height, phase = chance.uniform(0.2, 0.5), chance.uniform(60, 85), chance.uniform(0, pi)
    swell = [chance.uniform(0.35, 1) for _turn in range(TURNS + 3)]
    points = []
    for step in range(900):
        along = step / 899
        turn = along * TURNS * 2 * pi + phase
        size = height * swell[int(along * TURNS)] * (1 - 0.55 * along)
        y = 130 - size * sin(turn)
        points.append((70 + along * 640 + 70 * cos(turn) * (1 - along) + slant * (130 - y), y))
    for index, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        pen.line((x, y, to_x, to_y), fill=255, width=5 + round(2 * sin(index / 37)))
    # The stroke under the name.
    pen.line([(90 + 7 * at, 225 - at * 0.5 + 6 * sin(at / 9 + phase)) for at in range(100)], fill=255, width=4)
    line = Image.new("RGB", SIZE, INK)
    line.putalpha(ink)
    file = BytesIO()
    line.crop(ink.getbbox()).save(file, "PNG", optimize=True)
    return file.getvalue()
