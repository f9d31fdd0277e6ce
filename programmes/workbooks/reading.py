"""Reads a file into sheets of raw rows. Knows nothing of officers, and does not trust the metadata of the file."""

import re
import zipfile
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from programmes.workbooks import limits
from programmes.workbooks.archive import locked
from programmes.workbooks.delimited import read_delimited
from programmes.workbooks.ods import read_ods
from programmes.workbooks.old_excel import read_old_excel
from programmes.workbooks.sheets import Workbook, check_file_size, damaged
from programmes.workbooks.xlsx import read_xlsx

_KIND_OF_NAME = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm"), "xlsx"),
    **dict.fromkeys((".csv", ".tsv", ".txt"), "csv"),
    ".xls": "xls",
    ".ods": "ods",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"\s*<(?:!doctype|!--|html|table|head|body|\?xml|script|div|style|meta)", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_OTHER_BEGINNINGS = ((b"%PDF", "PDF"), (_PICTURES, "picture"), (b"{\\rtf", "Word"))
_AROUND_QUESTION_MARKS = frozenset(" \t\r\n?.,:;()-/")


def read(path: str | Path, original_name: object, *, most_rows: int = limits.DATA_ROWS) -> Workbook:
    """Reads an uploaded list.

    `path` (str or Path) is where the bytes are, `original_name` how the sender called the file: only its ending counts.
    `most_rows`: how many rows of data a sheet may have.
    Returns a `Workbook`. Raises `Refused` with one sentence where the file is not what its name says, is broken, or
    goes beyond a limit. Meant for a worker: it may take a second.
    """
    path = Path(path)
    named = _kind_of_name(original_name)
    check_file_size(path.stat().st_size)
    content = path.read_bytes()
    found = _kind_of_content(path, content)
    if found != named:
        raise _misnamed(named, found)
    if named == "xlsx":
        workbook = read_xlsx(path, most_rows=most_rows)
    elif named == "ods":
        workbook = read_ods(path, most_rows=most_rows)
    elif named == "xls":
        workbook = read_old_excel(path, content, most_rows=most_rows)
    else:
        workbook = read_delimited(content, most_rows=most_rows)
    _refuse_nothing_to_read(workbook)
    _refuse_question_marks(workbook)
    return workbook


def _kind_of_name(original_name):
    ending = PurePath(str(original_name).replace("\\", "/").replace("\x00", "")).suffix.lower().strip()
    if ending not in _KIND_OF_NAME:
        raise Refused(
            _(
                "This kind of file is not read. Upload the list as .xlsx, .xls, .ods or .csv; "
                "if unsure, save it in Excel as .xlsx."
            )
        )
    return _KIND_OF_NAME[ending]


def _kind_of_content(path, content):
    """Returns xlsx, ods, xls, csv or the name of something else."""
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(path)
    if content.startswith(_OLE):
        if _LOCKED_STREAM in content:
            raise locked()
        return "xls"
    for beginning, kind in _OTHER_BEGINNINGS:
        if content.startswith(beginning):
            return kind
    # Without byte order marks and zeros, so that UTF-16 is like the rest.
    plain = content[:2000].translate(None, b"\x00\xff\xfe\xef\xbb\xbf")
    return "web page" if _MARKUP.match(plain) else "csv"


def _kind_of_archive(path):
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as broken:
        raise damaged() from broken
    if "mimetype" in names and "content.xml" in names:
        return "ods"
    if any(name.startswith("word/") for name in names):
        return "Word"
    return "xlsx"


def _misnamed(named, found):
    sentences = {
        "csv": _("The file is named .%(named)s but holds plain text. Open it in Excel and save it as .xlsx."),
        "web page": _("The file is named .%(named)s but is a web page. Open it in Excel and save it as .xlsx."),
        "Word": _("This is a Word document. Copy its table into Excel, save it as .xlsx and upload that file."),
        "PDF": _("This is a PDF, which cannot be read as a list. Upload the list as .xlsx, .xls, .ods or .csv."),
        "picture": _(
            "This is a picture, which cannot be read as a list. Upload the list as .xlsx, .xls, .ods or .csv."
        ),
    }
    other = _("The file is named .%(named)s but is of the kind .%(found)s. Save it again in Excel as .xlsx.")
    return Refused(sentences.get(found, other) % {"named": named, "found": found})


def _refuse_nothing_to_read(workbook):
    """Raises the refusal of a sheet, where no visible sheet could be read."""
    seen = [sheet for sheet in workbook.sheets if not sheet.is_hidden] or workbook.sheets
    if not any(sheet.rows and not sheet.refusal for sheet in seen):
        for sheet in seen:
            if sheet.refusal:
                raise Refused(sheet.refusal)
    if not any(sheet.rows for sheet in workbook.sheets):
        raise Refused(_("The file has no rows. Choose the file with the list and upload it again."))


def _refuse_question_marks(workbook):
    """Refuses a list whose Bangla became ???? when it was saved in a Western encoding: it cannot be guessed."""
    for sheet in workbook.sheets:
        texts = [cell.value for _number, cells in sheet.rows for cell in cells if isinstance(cell.value, str)]
        words = [text for text in texts if any(letter.isalpha() or letter == "?" for letter in text)]
        lost = sum(1 for text in words if text.count("?") > 1 and _AROUND_QUESTION_MARKS.issuperset(text))
        if lost >= 3 and lost * 4 >= len(words):
            raise Refused(
                _(
                    "The Bangla letters of this file were replaced by question marks when it was saved. "
                    "Save the list again as .xlsx, or as “CSV UTF-8”, and upload that file."
                )
            )
