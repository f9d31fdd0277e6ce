"""Which files may be stored with a record, and how to find out what a file really is.

The name and media type from the browser are not trusted: the first bytes and the structure of the file must match its name.
Archives are not unpacked beyond their table of contents. Films are refused: a link is better for slow connections.
"""

import re
import unicodedata
import zipfile
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusal import Refused
from accounts.text.sentences import numbers

MOST_BYTES = 25 * 1024**2
MOST_UNPACKED = 400 * 1024**2
MOST_PARTS = 5_000
HEAD = 1024
HELP = gettext_lazy("PDF, Word, Excel, PowerPoint, PNG or JPEG; at most 25 MB.")

_OFFICE = "application/vnd.openxmlformats-officedocument."
# The media type of Excel workbooks.
XLSX = _OFFICE + "spreadsheetml.sheet"
# Ending → (what the answer says it is, what it is called).
TYPES = {
    "pdf": ("application/pdf", "PDF"),
    "docx": (_OFFICE + "wordprocessingml.document", "Word"),
    "xlsx": (XLSX, "Excel"),
    "pptx": (_OFFICE + "presentationml.presentation", "PowerPoint"),
    "png": ("image/png", "PNG"),
    "jpg": ("image/jpeg", "JPEG"),
    "jpeg": ("image/jpeg", "JPEG"),
}
_JOINERS = "\u200c\u200d"
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The part that makes an Office file what it is.
_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def ending_of(name: str) -> str:
    """Returns the ending of a file's name in small letters, without the dot."""
    stem, dot, ending = (name or "").rpartition(".")
    return ending.lower() if dot and stem else ""


def media_type_of(name: str) -> str:
    """Returns the media type of a stored file by its stored name."""
    return TYPES.get(ending_of(name), ("application/octet-stream", ""))[0]


def shown_name(name: str) -> str:
    """Returns the name a download gets: that of the upload without paths and what no name needs, at most 160 letters."""
    name = unicodedata.normalize("NFC", (name or "").replace("\\", "/").rsplit("/", 1)[-1])
    # Control characters, and those that turn the direction of writing around; Bangla needs its joiners.
    visible = "".join(c for c in name if unicodedata.category(c)[0] != "C" or c in _JOINERS)
    name = " ".join(_NOT_IN_NAMES.sub("", visible).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: 160 - len(ending) - 1]}{dot}{ending}" if dot else name[:160]


def check(upload: Any) -> None:
    """Raises Refused, with a sentence, unless the content of the uploaded file matches its name and its kind is allowed."""
    if upload.size > MOST_BYTES:
        raise Refused(
            _(
                "The file has %(size)s MB; at most %(most)s MB are stored. Save it smaller, or store it elsewhere and give its link."
            )
            % numbers(size=-(-upload.size // 1024**2), most=MOST_BYTES // 1024**2)
        )
    ending = ending_of(upload.name)
    if ending not in TYPES:
        raise Refused(_("This kind of file is not stored here. Take PDF, Word, Excel, PowerPoint, PNG or JPEG."))
    if not upload.size:
        raise Refused(_("The file is empty. Choose another one."))
    found = _kind_of(upload)
    if TYPES.get(found, (None,))[0] == TYPES[ending][0]:
        return
    raise Refused(_about_what_it_is(found, TYPES[ending][1]))


def validate(file: Any) -> None:
    """As `check`, for a model field: raises ValidationError. Skips a file that is stored already."""
    if file and not getattr(file, "_committed", False):
        try:
            check(file)
        except Refused as no:
            raise ValidationError(str(no), code="document") from no


def _about_what_it_is(found: str, named: str) -> str:
    if found == "macros":
        return _("The file carries macros. Save it without macros and choose it again.")
    if found == "locked":
        return _("The file is protected with a password. Save it without one and choose it again.")
    if found == "old office":
        return _("The file is of an old Office kind. Save it as DOCX, XLSX or PPTX and choose it again.")
    if found in TYPES:
        return _("The name says %(named)s, but the file is %(found)s. Give it its right ending.") % {
            "named": named,
            "found": TYPES[found][1],
        }
    return _("The name says %(named)s, but the file is something else, or damaged.") % {"named": named}


def _kind_of(upload: Any) -> str:
    """Returns an ending of TYPES, or "macros", "locked", "old office", or "" for anything else."""
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf" if _ends_as_pdf(upload) else ""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(_OLD_OFFICE):
        return "old office"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(upload)
    return ""


def _ends_as_pdf(upload: Any) -> bool:
    upload.seek(max(0, upload.size - HEAD))
    tail = upload.read(HEAD)
    upload.seek(0)
    return b"%%EOF" in tail


def _kind_of_archive(upload: Any) -> str:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return ""
    finally:
        upload.seek(0)
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return ""
    if any(part.flag_bits & 1 for part in parts):
        return "locked"
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "macros"
    if "[Content_Types].xml" not in names:
        return ""
    return next((ending for ending, main in _MAIN_PART.items() if main in names), "")
