"""Makes the font files of the pages: `npm pack @fontsource-variable/inter @fontsource-variable/noto-sans-bengali`, unpack both into
one folder, then `.venv/bin/python scripts/fonts.py FOLDER`.

One file for each script holds all weights from 400 to 700, the letters that pages write and the features that they use; hinting
is left out, which no screen of today needs. The licences (OFL-1.1) lie beside the files and allow this.
"""

import io
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).resolve().parent.parent / "static" / "vendor" / "fonts"
WEIGHTS = (400, 700)
PUNCTUATION = [
    0x2010,
    0x2011,
    0x2013,
    0x2014,
    0x2018,
    0x2019,
    0x201C,
    0x201D,
    0x2022,
    0x2026,
    0x2032,
    0x2033,
    0x2039,
    0x203A,
]
SIGNS = [0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265]
# (where the package has it, where it goes, letters, features)
FONTS = (
    (
        "inter-latin-wght-normal.woff2",
        "inter/inter-latin-400-700.woff2",
        [*range(0x20, 0x7F), *range(0xA0, 0x100), *PUNCTUATION, *SIGNS],
        ["kern", "ccmp", "locl", "mark", "mkmk", "tnum", "cv05", "ss03", "zero"],
    ),
    (
        "noto-sans-bengali-bengali-wght-normal.woff2",
        "noto-sans-bengali/noto-sans-bengali-400-700.woff2",
        # All of the script with its conjuncts: names are written in any of them.
        [0x20, *range(0x980, 0xA00), 0x964, 0x965, 0x200C, 0x200D, 0x25CC],
        ["*"],
    ),
)


def make(source: Path, target: Path, letters: list[int], features: list[str]) -> None:
    """Writes the part of a variable font that pages use."""
    options = subset.Options()
    options.hinting, options.layout_features, options.notdef_outline = False, features, True
    font = TTFont(source)
    part = subset.Subsetter(options)
    part.populate(unicodes=letters)
    part.subset(font)
    # Read again: what was left out still stands in tables that were not looked at.
    font.flavor, kept = None, io.BytesIO()
    font.save(kept)
    kept.seek(0)
    font = instantiateVariableFont(TTFont(kept, recalcTimestamp=False), {"wght": WEIGHTS})
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    for name, target, letters, features in FONTS:
        make(next(Path(sys.argv[1]).rglob(name)), TARGET / target, letters, features)
        print(target, (TARGET / target).stat().st_size)
