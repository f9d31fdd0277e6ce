"""The encoding of a text file: found by its marks and its bytes, never mixed within one file without a word."""

import codecs
import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from accounts.refusal import Refused

_AS_IT_IS = "roster.as_it_is"
_SAMPLE = 4_000
_UTF_8_MARK = b"\xef\xbb\xbf"
# A letter of Bangla, or a quotation mark or dash of printers, in UTF-8; old Bangla fonts never have these bytes in a row.
_SURELY_UTF_8 = re.compile(rb"\xe0[\xa6\xa7][\x80-\xbf]|\xe2\x80[\x90-\xa6]")
# Bytes with the shape of UTF-8, whether or not they are a letter: also "overlong" forms that hide a plain character.
_SHAPED_LIKE_UTF_8 = re.compile(rb"[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}")
_OUTSIDE_ASCII = re.compile(rb"[\x80-\xff]")
_READ = 1024 * 1024
# The one half of the bytes has at least so many times the zeros of the other, and these are at least one byte in ten.
_TIMES_THE_ZEROS, _BYTES_WITH_A_ZERO = 4, 10


def _unchanged(error: UnicodeError) -> tuple[str, int]:
    """Error handler of a codec: decodes an undefined byte to the character with the same number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return chr(error.object[error.start]), error.start + 1


codecs.register_error(_AS_IT_IS, _unchanged)


def encoding_of(file: BinaryIO) -> tuple[str, str]:
    """Returns (encoding, name of the error handler) for an open file of text; raises `Refused` where it is none.

    By its mark, else UTF-16 by zero bytes, else UTF-8, else ANSI (cp1252). Bytes that are no text in a file of UTF-8 become U+FFFD,
    so that their rows wait for a person; they are not read as ANSI, because nobody wrote them so.
    """
    start = file.read(_SAMPLE)
    file.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "strict"
    if b"\x00" in start and not start.startswith(_UTF_8_MARK):
        odd, even = start[1::2].count(0), start[::2].count(0)
        # In UTF-16 the spaces, digits and separators have a zero byte, all of them in the same half.
        if max(odd, even) * _BYTES_WITH_A_ZERO > len(start):
            if max(odd, even) < _TIMES_THE_ZEROS * min(odd, even):
                raise not_text()
            return "utf-16-le" if odd > even else "utf-16-be", "strict"
    return _eight_bit_encoding(file, has_mark=start.startswith(_UTF_8_MARK))


def _eight_bit_encoding(file, *, has_mark):
    """Returns ("utf-8" or "cp1252", name of the error handler)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_sure, are_shaped, is_broken, has_zero, rest = has_mark, True, False, False, b""
    while True:
        chunk = file.read(_READ)
        if not is_broken:
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                is_broken = True
        has_zero = has_zero or b"\x00" in chunk
        content = rest + chunk
        is_sure = is_sure or bool(_SURELY_UTF_8.search(content))
        # The last three bytes may be the beginning of a letter that the next piece ends.
        content, rest = (content[:-3], content[-3:]) if chunk else (content, b"")
        if is_broken:
            are_shaped = are_shaped and not _OUTSIDE_ASCII.search(_SHAPED_LIKE_UTF_8.sub(b"", content))
        if not chunk:
            break
    file.seek(0)
    if not is_broken:
        return "utf-8", "strict"
    if is_sure or are_shaped:
        return "utf-8", "replace"
    if has_zero:
        raise not_text()
    # cp1252 has no character for five byte values; they stay, to be reported with their cells.
    return "cp1252", _AS_IT_IS


def not_text() -> Refused:
    """Returns the refusal of a file named .csv that is not text."""
    return Refused(
        _(
            "The file is named .csv but does not hold readable text. "
            "Open it in Excel, save it as .xlsx and upload that file."
        )
    )
