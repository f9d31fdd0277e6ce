"""Parses service numbers and mobile numbers in all formats of Excel and of people."""

import re

from participants.roster.base.problems import Problem, problem
from participants.roster.base.text import digits_of, is_placeholder
from programmes.workbooks.cell_text import as_text

_PREFIX = re.compile(
    r"^\s*(?P<word>b\.?\s*p\.?|বিপি|বি\.?\s*পি\.?)\s*(?:no|number|id|নং|নম্বর|আইডি)?\s*[-–—.:/#ঃ\s]*(?=[0-9])",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"^(\d+)\.0+$")
# Groups of three, or of three and two: 9,900,801,822 and 9,90,08,01,822.
_GROUPED = re.compile(r"^\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.0+)?$")
_TEN_DIGITS, _ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{10}(?!\d)"), re.compile(r"(?<!\d)01[3-9]\d{8}(?!\d)")
_SEPARATORS = re.compile(r"[\s\-–—/._]+")
_SCIENTIFIC = re.compile(r"^(?P<digits>\d+(?:[.,]\d*)?)\s*e\s*(?P<exponent>[+\-]?\s*\d{1,3})$", re.IGNORECASE)
_LOOKALIKES = str.maketrans("OoIl", "0011")
_SERVICE_DIGITS = 10

_BETWEEN_PHONES = re.compile(r"[;,/|\n&]+|(?=\+)|\b(?:or|and)\b|ও|এবং|অথবা", re.IGNORECASE)
_MOBILE = re.compile(r"^01[3-9][0-9]{8}$")
_NO_DIGIT = re.compile("[^0-9]")
_FEWEST_DIGITS = 7


def service_number(value: object) -> tuple[str | None, list[Problem]]:
    """Returns (ten digits or None, problems) for a cell. An empty cell gives (None, [])."""
    text, had_bangla = digits_of(value)
    if not text or is_placeholder(text):
        return None, []
    problems = [problem("BN_DIGITS", "service_number")] if had_bangla else []
    seen = as_text(value).strip()[:40]
    prefix = _PREFIX.match(text)
    if prefix:
        is_english = prefix.group("word").isascii()
        problems.append(problem("BP_PREFIX" if is_english else "BP_PREFIX_BN", "service_number"))
        text = text[prefix.end() :]
    if _SCIENTIFIC.match(text):
        whole = _whole(text)
        if whole is None:
            return None, [*problems, problem("BP_SCIENTIFIC", "service_number", seen=seen)]
        problems.append(problem("EXPONENT_WHOLE", "service_number"))
        text = whole
    if _GROUPED.match(text):
        problems.append(problem("BP_SEPARATORS", "service_number"))
        text = text.replace(",", "")
    if decimals := _DECIMALS.match(text):
        problems.append(problem("BP_FLOAT_TAIL", "service_number"))
        text = decimals.group(1)
    digits = _SEPARATORS.sub("", text)
    if digits != text:
        problems.append(problem("BP_SEPARATORS", "service_number"))
    if not (digits.isascii() and digits.isdigit()):
        meant = digits.translate(_LOOKALIKES)
        is_clear = meant.isascii() and meant.isdigit() and len(meant) == _SERVICE_DIGITS
        return None, [
            *problems,
            problem("BP_NOT_UNDERSTOOD", "service_number", suggestion=meant if is_clear else None, seen=seen),
        ]
    if len(digits) != _SERVICE_DIGITS:
        return None, [
            *problems,
            problem("BP_WRONG_LENGTH", "service_number", suggestion=_beside_a_mobile(text), digits=len(digits)),
        ]
    return digits, problems


def _beside_a_mobile(text):
    """Returns the one number of ten digits of a text that holds a mobile number as well, or None."""
    found = set(_TEN_DIGITS.findall(text))
    return found.pop() if len(found) == 1 and _ELEVEN_DIGITS.search(text) else None


def phones(value: object) -> tuple[str | None, str | None, list[Problem]]:
    """Returns (mobile or None, another mobile or None, problems) for a cell; numbers are written +8801…"""
    text, had_bangla = digits_of(value)
    if not text or is_placeholder(text) or not text.strip("0 "):
        return None, None, []
    problems = [problem("BN_DIGITS", "mobile")] if had_bangla else []
    seen = as_text(value).strip()[:40]
    if _SCIENTIFIC.match(text):
        whole = _whole(text)
        if whole is None:
            return None, None, [*problems, problem("PHONE_SCIENTIFIC", "mobile", seen=seen)]
        problems.append(problem("EXPONENT_WHOLE", "mobile"))
        text = whole
    found: list[str] = []
    notes: list[Problem] = []
    parts = _parts(text)
    for part in parts:
        number, part_notes = _mobile(part)
        if number and number not in found:
            found.append(number)
            notes = notes or part_notes
    if not found:
        digits = _NO_DIGIT.sub("", text)
        is_short = len(parts) == 1 and digits.startswith(("01", "1", "8801", "008801"))
        code = "PHONE_WRONG_LENGTH" if is_short else "PHONE_NOT_MOBILE"
        facts = {"digits": len(digits)} if is_short else {"seen": seen}
        return None, None, [*problems, problem(code, "mobile", **facts)]
    problems.extend(notes)
    other = found[1] if len(found) > 1 else None
    if other:
        problems.append(problem("PHONE_TWO_NUMBERS", "mobile", other=other))
    return found[0], other, problems


def _whole(text):
    """Returns the digits of a number with an exponent, such as 9.900815101E9; None where some of them are not there."""
    found = _SCIENTIFIC.match(text)
    whole, _point, decimals = found.group("digits").replace(",", ".").partition(".")
    places = int(found.group("exponent").replace(" ", "")) - len(decimals)
    digits = (whole + decimals).lstrip("0")
    # Zeros behind the digits that are written may be what is left of others.
    if places < 0 and digits[places:].strip("0") == "":
        return digits[:places] or None
    return digits if places == 0 else None


def _parts(text):
    """Returns the pieces that may be numbers of their own."""
    if _mobile(text)[0]:
        return [text]
    pieces = [piece for piece in _BETWEEN_PHONES.split(text) if len(_NO_DIGIT.sub("", piece)) >= _FEWEST_DIGITS]
    if len(pieces) <= 1:
        words = text.split()
        if len(words) > 1 and all(_mobile(word)[0] for word in words):
            return words
    return pieces or [text]


def _mobile(text):
    """Returns (number or None, problems) for a text with at most one number."""
    text = text.strip()
    # A numeric cell that was saved as text.
    if decimals := _DECIMALS.match(text):
        text = decimals.group(1)
    digits = _NO_DIGIT.sub("", text).removeprefix("00")
    problems = []
    if digits.startswith("880"):
        local = "0" + digits[3:].removeprefix("0")
        if not text.lstrip(" (").startswith("+"):
            problems.append(problem("PHONE_NO_PLUS", "mobile"))
    elif not digits.startswith("0") and _MOBILE.match("0" + digits):
        local = "0" + digits
        problems.append(problem("PHONE_LOST_LEADING_ZERO", "mobile"))
    else:
        # removeprefix above may have eaten the zeros of a badly typed 001…
        local = "0" + digits.lstrip("0")
    if not _MOBILE.match(local):
        return None, []
    if "-" in text or "–" in text:
        problems.append(problem("PHONE_HYPHEN", "mobile"))
    if " " in text:
        problems.append(problem("PHONE_SPACES", "mobile"))
    return f"+88{local}", problems
