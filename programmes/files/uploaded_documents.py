"""Which files may be kept with a record, and how to tell what a file really is.

The name and the type a browser gives mean nothing by themselves: what the file begins with and how it is built must fit
its name. Nothing is unpacked beyond its table of contents. Films are not taken: a link serves people on slow lines better.
"""

import re
import unicodedata
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import number_text

MOST_BYTES = 25 * 1024**2
MOST_UNPACKED = 400 * 1024**2
MOST_PARTS = 5_000
HEAD = 1024
HELP = gettext_lazy("PDF, Word, Excel, PowerPoint, PNG or JPEG; at most 25 MB.")

_OFFICE = "application/vnd.openxmlformats-officedocument."
# Ending → (what the answer says it is, what it is called).
TYPES = {
    "pdf": ("application/pdf", "PDF"),
    "docx": (_OFFICE + "wordprocessingml.document", "Word"),
    "xlsx": (_OFFICE + "spreadsheetml.sheet", "Excel"),
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


def ending_of(name):
    """Returns the ending of a file's name in small letters, without the dot."""
    stem, dot, ending = (name or "").rpartition(".")
    return ending.lower() if dot and stem else ""


def media_type_of(name):
    """Returns the media type a kept file is sent with, by the name it is kept with."""
    return TYPES.get(ending_of(name), ("application/octet-stream", ""))[0]


def shown_name(name):
    """Returns the name a download gets: that of the upload without paths and what no name needs, at most 160 letters."""
    name = unicodedata.normalize("NFC", (name or "").replace("\\", "/").rsplit("/", 1)[-1])
    # Control characters, and those that turn the direction of writing around; Bangla needs its joiners.
    kept = "".join(c for c in name if unicodedata.category(c)[0] != "C" or c in _JOINERS)
    name = " ".join(_NOT_IN_NAMES.sub("", kept).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: 160 - len(ending) - 1]}{dot}{ending}" if dot else name[:160]


def check(upload):
    """Raises Refused, with a sentence, unless the uploaded file is what its name says and of a kind we keep."""
    if upload.size > MOST_BYTES:
        raise Refused(
            _(
                "The file has %(size)s MB; at most %(most)s MB are kept. Save it smaller, or put it elsewhere and give its link."
            )
            % {
                "size": number_text(-(-upload.size // 1024**2), get_language()),
                "most": number_text(MOST_BYTES // 1024**2, get_language()),
            }
        )
    ending = ending_of(upload.name)
    if ending not in TYPES:
        raise Refused(_("This kind of file is not kept here. Take PDF, Word, Excel, PowerPoint, PNG or JPEG."))
    if not upload.size:
        raise Refused(_("The file is empty. Choose another one."))
    found = _kind_of(upload)
    if TYPES.get(found, (None,))[0] == TYPES[ending][0]:
        return
    raise Refused(_about_what_it_is(found, TYPES[ending][1]))


def validate(file):
    """As `check`, for a model field: raises ValidationError; leaves a file alone that is kept already."""
    if file and not getattr(file, "_committed", False):
        try:
            check(file)
        except Refused as no:
            raise ValidationError(str(no), code="document") from no


def _about_what_it_is(found, named):
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


def _kind_of(upload):
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


def _ends_as_pdf(upload):
    upload.seek(max(0, upload.size - HEAD))
    tail = upload.read(HEAD)
    upload.seek(0)
    return b"%%EOF" in tail


def _kind_of_archive(upload):
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
