"""The results as a workbook: the numbers of the page, and no more. Hidden is hidden here too."""

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from programmes.workbooks.guards import with_guard


def workbook(programmes: list[dict[str, Any]]) -> bytes:
    """Returns the entries of `page.of_programmes` as XLSX bytes: one sheet, a row per session."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Results"))
    heads = [_("Programme"), _("Session"), _("Title"), _("First day"), _("Last day"), _("Place")]
    sheet.append([*heads, _("Officers"), _("Women"), _("Men"), pgettext("count", "Completed")])
    for entry in programmes:
        for line in entry["sessions"]:
            session = line["session"]
            facts = (entry["programme"].short_title, session.code, session.title)
            days = (session.starts_on, session.ends_on)
            numbers = [_("hidden") if cell.hidden else cell.count for cell in line["cells"]]
            sheet.append([*map(with_guard, facts), *days, with_guard(session.place.name), *numbers])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
