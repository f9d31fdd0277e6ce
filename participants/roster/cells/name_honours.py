"""Separates medals and degrees from names: BPM, PPM (Bar), ndc, PhD, and the Bangla forms."""

import re

_HONOUR = (
    r"(?:b\.?p\.?m\.?|p\.?p\.?m\.?|বিপিএম|পিপিএম|বি পি এম|পি পি এম|n\.?d\.?c\.?|p\.?s\.?c\.?|a\.?f\.?w\.?c\.?|"
    r"এনডিসি|পিএসসি|এএফডব্লিউসি|ph\.?\s?d\.?|পিএইচডি|পি এইচ ডি|এফসিপিএস|m\.?phil\.?|এমফিল)"
    r"(?:\s*[-–]?\s*\(?\s*(?:bar|বার|seba|service|সেবা|bir|বীরত্ব|সাহসিকতা)\s*\)?)*"
)
_DEGREE = (
    r"(?:b\.?a\.?|m\.?a\.?|b\.?sc\.?|m\.?sc\.?|m\.?b\.?a\.?|ll\.?\s?[bm]\.?|b\.?s\.?s\.?|m\.?s\.?s\.?|b\.?com\.?|"
    r"m\.?com\.?|বিসিএস|এমএ|এলএলবি)"
)
_BEHIND = re.compile(rf"(?:\s*,\s*|\s+|\s*\(\s*)({_HONOUR}(?:[\s,]+(?:{_HONOUR}))*)\s*\)?\s*$", re.IGNORECASE)
_WHOLE = re.compile(rf"^\(?\s*(?:{_HONOUR}|{_DEGREE})\s*\)?$", re.IGNORECASE)
_SEPARATORS = re.compile(r"(\s*[,\n]\s*)")


def without_honours(text: str) -> tuple[str, str]:
    """Returns (the text without medals and degrees, the medals and degrees). Lines and commas of other parts stay."""
    found: list[str] = []
    left: list[str] = []
    parts = _SEPARATORS.split(text)
    for part, separator in zip(parts[::2], ["", *parts[1::2]], strict=True):
        if left and _WHOLE.match(part):
            found.append(part.strip("() ") if part.startswith("(") else part.strip())
            continue
        before_part = len(found)
        while (behind := _BEHIND.search(part)) and behind.start() > 0:
            found.insert(before_part, behind.group(1).strip())
            part = part[: behind.start()]  # noqa: PLW2901 -- what is left of it
        if part.strip(" ,-–"):
            left += [separator, part.strip(" ,")]
    return "".join(left[1:]), ", ".join(dict.fromkeys(found))
