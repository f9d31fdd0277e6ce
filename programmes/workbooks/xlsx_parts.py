"""Where the parts of an XLSX workbook are: found by its relationships and types, in whatever folders and under whatever names.

The standard fixes only [Content_Types].xml and _rels/.rels; names of parts are compared without regard to capitals.
"""

import posixpath
from urllib.parse import unquote

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from programmes.workbooks.archive import Archive
from programmes.workbooks.sheets import damaged

_TYPES = "[content_types].xml"
_BOOKS = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
        "application/vnd.ms-excel.sheet.macroenabled.main+xml",
        "application/vnd.ms-excel.template.macroenabled.main+xml",
    }
)
# Programs in a workbook: Visual Basic, and the macro sheets of before.
_MACROS = ("vbaproject", "macrosheet")


class Parts:
    """The parts of an open workbook. Raises `Refused` where two have one name, and where the workbook holds macros."""

    def __init__(self, archive: Archive):
        self._archive = archive
        self._names: dict[str, str] = {}
        for name in archive.names:
            if self._names.setdefault(_plain(name), name) != name:
                # Two programs could read two different parts.
                raise damaged()
        if _TYPES not in self._names:
            raise damaged()
        self._types, self._types_of_endings = self._content_types()
        self._refuse_macros()

    def _content_types(self):
        """Returns ({part: type}, {ending: type})."""
        parts, endings = {}, {}

        def start(_name, attributes):
            kind = attributes.get("ContentType", "").lower()
            if "PartName" in attributes:
                parts[_plain(unquote(attributes["PartName"]))] = kind
            elif "Extension" in attributes:
                endings[attributes["Extension"].lower()] = kind

        self._archive.parse(self._names[_TYPES], start=start)
        return parts, endings

    def _type_of(self, part):
        return self._types.get(part) or self._types_of_endings.get(part.rpartition(".")[2], "")

    def _refuse_macros(self):
        for part in self._names:
            if any(word in self._type_of(part) or word in part for word in _MACROS):
                raise with_macros()

    def book(self) -> str:
        """Returns the name of the part that lists the sheets. Refuses files of another type."""
        found = [part for kind, _id, part in self._relations("") if kind == "officeDocument"]
        # Some programs write no relationships of the whole, only types.
        books = [part for part in dict.fromkeys(found or self._types) if self._type_of(part) in _BOOKS]
        if len(books) != 1 or books[0] not in self._names:
            raise Refused(
                _(
                    "This is not an Excel workbook with a list in it. "
                    "Save the list as .xlsx in Excel and upload that file."
                )
            )
        return self._names[books[0]]

    def related(self, book: str) -> dict[str, dict[str, str]]:
        """Returns {kind of relationship: {id: part}} of the part `book`, for the parts that exist: worksheet, styles, sharedStrings."""
        found: dict[str, dict[str, str]] = {}
        for kind, identity, part in self._relations(_plain(book)):
            if part in self._names:
                found.setdefault(kind, {})[identity] = self._names[part]
        for kind in ("styles", "sharedStrings"):
            if kind not in found and (part := self._of_type(f"spreadsheetml.{kind}+xml".lower())):
                found[kind] = {"": part}
        return found

    def _of_type(self, ending):
        return next((self._names[part] for part in self._names if self._type_of(part).endswith(ending)), None)

    def _relations(self, part):
        """Returns [(kind, id, part)] of the relationships of a part ("" for the whole file) within the file."""
        folder, name = posixpath.split(part)
        listing = self._names.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = []

        def start(element, attributes):
            if element.rpartition(":")[2] == "Relationship" and attributes.get("TargetMode") != "External":
                target = unquote(attributes.get("Target", "")).replace("\\", "/").partition("#")[0]
                place = target if target.startswith("/") else posixpath.join("/", folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.append((kind, attributes.get("Id", ""), _plain(posixpath.normpath(place))))

        if listing:
            self._archive.parse(listing, start=start)
        return found


def _plain(name):
    """Returns the name of a part as it is compared."""
    return name.replace("\\", "/").lstrip("/").lower()


def with_macros() -> Refused:
    """Returns the refusal of a workbook with macros."""
    return Refused(
        _(
            "The workbook holds macros, which are not accepted. "
            "Save it in Excel as “Excel Workbook (.xlsx)” and upload that file."
        )
    )
