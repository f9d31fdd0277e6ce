"""File formats of officer tables: read row by row from a stored file; exported cells can never run as formulas."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, XLSX
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from accounts.refusal import Refused
from participants.roster.tables.table_streams import rows_of


class StreamedTable:
    """Replaces the tablib Dataset that the library expects: reads the headings at once and the rows while they are used."""

    def __init__(self, path, kind):
        self.path, self._kind = path, kind
        first = next(self._rows(), None)
        if first is None:
            raise Refused(_("The file is empty. Choose the file with the table and upload it again."))
        self.headers = [str(cell or "").strip() for cell in first[1]]

    def _rows(self):
        return rows_of(self.path, self._kind)

    def numbered(self) -> Iterator[tuple[int, list[Any]]]:
        """Yields (row number in the file, cells) below the headings; reads the file anew each time."""
        rows = self._rows()
        next(rows, None)
        yield from rows

    def __iter__(self):
        return (cells for _number, cells in self.numbered())

    def __len__(self):
        return sum(1 for _row in self.numbered())

    def __bool__(self):
        return True


class StreamedCSV(CSV):
    """CSV in UTF-8, UTF-16 or ANSI; exported with a byte order mark, so that Excel recognises UTF-8."""

    def create_dataset(self, in_stream: str | Path, **kwargs: Any) -> StreamedTable:
        """Returns the table in a file; `in_stream` is its path."""
        return StreamedTable(in_stream, "csv")

    def export_data(self, dataset: Any, **kwargs: Any) -> str:
        """Returns the text of a Dataset. Its cells must already be safe (`with_guard`)."""
        text = io.StringIO()
        text.write("\ufeff")
        writer = csv.writer(text)
        writer.writerow(dataset.headers)
        writer.writerows(dataset)
        return text.getvalue()


class StreamedXLSX(XLSX):
    """XLSX by our own reader, with its limits."""

    def create_dataset(self, in_stream: str | Path) -> StreamedTable:
        """Returns the table in a file; `in_stream` is its path."""
        return StreamedTable(in_stream, "xlsx")

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        """Returns the workbook (bytes) of a Dataset; every cell is text, also when it is edited."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Officers")
        for row in (dataset.headers, *dataset):
            sheet.append([_text(sheet, value) for value in row])
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()


def _text(sheet, value):
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.quotePrefix, cell.number_format = "s", True, "@"
    return cell


FORMATS: dict[str, type[StreamedCSV | StreamedXLSX]] = {"csv": StreamedCSV, "xlsx": StreamedXLSX}
