"""The workbooks of a roster that go out: the rows that were left out, and a roster to fill in."""

import io
from typing import IO

from django.utils.translation import get_language

from participants.models import RosterImport
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.check.returning import template_workbook
from participants.roster_import import stored_rows


def workbook_of_returned(roster: RosterImport) -> IO[bytes] | None:
    """Returns the rows that were, or would be, left out as an open XLSX file with a column of reasons; None without any."""
    if roster.returned:
        return roster.returned.open()
    content = stored_rows.workbook_of_returned(roster, get_language()[:2])
    return io.BytesIO(content) if content else None


def empty_workbook() -> io.BytesIO:
    """Returns a roster to fill in, as an open XLSX file: headings in both languages, lists for rank, unit and sex."""
    return io.BytesIO(template_workbook(reference_for_rosters()))
