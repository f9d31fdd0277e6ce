"""Workbooks that are ZIP files of XML parts (XLSX, ODS): opened with all limits, and without trust in their metadata."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.sentences import numbers
from programmes.workbooks import limits
from programmes.workbooks.sheets import damaged

_OnStart = Callable[[str, dict[str, str]], Any]
_OnText = Callable[[str], Any]
_CHUNK = 64 * 1024
_END_RECORD = struct.Struct("<4s4H2LH")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, struct.error)


class Archive:
    """An open workbook. Raises `Refused` where the file exceeds a limit or is damaged."""

    def __init__(self, path):
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as broken:
            raise damaged() from broken
        try:
            self._check_shape(path)
        except Refused:
            self._zip.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """The names of the parts."""
        return self._zip.namelist()

    def _check_shape(self, path):
        entries = self._zip.infolist()
        if len(entries) > limits.ENTRIES:
            raise Refused(
                _(
                    "The workbook holds more than %(limit)s parts, far more than a list needs. "
                    "Copy the list into a new workbook and upload that."
                )
                % numbers(limit=limits.ENTRIES)
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise locked()
        if sum(entry.file_size for entry in entries) > limits.UNPACKED_BYTES:
            raise _too_large_inside()
        names = {entry.filename for entry in entries}
        offsets = {entry.header_offset for entry in entries}
        usual = all(entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries)
        # Data before, after or within the ZIP: two programs could read two different files.
        if not entries or len(names) < len(entries) or len(offsets) < len(entries) or min(offsets) or not usual:
            raise damaged()
        if not _ends_with_its_index(path, len(entries)):
            raise damaged()

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yields the bytes of a part; raises `Refused` where all parts together exceed the limit on unpacked bytes."""
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(_CHUNK):
                    self._unpacked += len(chunk)
                    if self._unpacked > limits.UNPACKED_BYTES:
                        raise _too_large_inside()
                    yield chunk
        except KeyError as missing:
            raise damaged() from missing
        except _BROKEN as broken:
            raise damaged() from broken

    def parse(
        self, name: str, *, start: _OnStart | None = None, end: _OnText | None = None, text: _OnText | None = None
    ) -> None:
        """Runs an XML part through three callbacks: start(name, attributes), end(name), text(characters).

        Names keep the prefix the file gives them. A document type is refused everywhere, because it can define entities.
        """
        for _step in self.parse_in_steps(name, start=start, end=end, text=text):
            pass

    def parse_in_steps(
        self, name: str, *, start: _OnStart | None = None, end: _OnText | None = None, text: _OnText | None = None
    ) -> Iterator[None]:
        """Like `parse`, as an iterator that pauses after every piece of the file, so that a caller need not store all of it."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_document_type
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk)
                yield
            parser.Parse(b"", True)
        except expat.ExpatError as broken:
            raise damaged() from broken

    def check_other_parts(self, read: Collection[str]) -> None:
        """Refuses document types in the XML parts that were not read. read: the names of the parts that were."""
        for name in self.names:
            if name not in read and name.lower().endswith((".xml", ".rels", ".rdf")):
                self._check_document_type(name)

    def _check_document_type(self, name):
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_document_type
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk)
        except expat.ExpatError:
            # This part is not used, so that its damage does not matter.
            return


def _refuse_document_type(*_declaration):
    raise Refused(
        _(
            "The workbook holds a document type declaration, which a list never needs. "
            "Copy the list into a new workbook and upload that."
        )
    )


def _too_large_inside():
    return Refused(
        _("The workbook unpacks to more than %(limit)s MB. Copy only the list into a new workbook and upload that.")
        % numbers(limit=limits.UNPACKED_BYTES // 1024**2)
    )


def locked() -> Refused:
    """Returns the refusal of a workbook that asks for a password."""
    return Refused(
        _("The workbook is protected with a password. Remove the password in Excel, save it and upload it again.")
    )


def _ends_with_its_index(path, entries):
    """Whether the index of the ZIP is at the end of the file and has as many parts as were found."""
    with Path(path).open("rb") as file:
        file.seek(0, 2)
        size = file.tell()
        if size < _END_RECORD.size:
            return False
        file.seek(-_END_RECORD.size, 2)
        mark, _disk, _start, here, total, length, offset, comment = _END_RECORD.unpack(file.read())
    is_small = mark == b"PK\x05\x06" and comment == 0 and here == total == entries
    return is_small and offset + length <= size - _END_RECORD.size
