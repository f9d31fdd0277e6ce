"""What the preview says about the file as a whole: warnings beside the count, its tables, notes, lines that are no people."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.text.localised_text import digits, number_text
from participants.models import RosterImport
from participants.roster.base.problems import Problem, problem_from_json

# Said by the list of tables, where there is one, with a button for each.
_ABOUT_TABLES = {"FILE_OTHER_SHEETS", "FILE_TABLE_BESIDE", "FILE_TABLE_NOT_READ"}
_UNUSED = {"FILE_UNKNOWN_COLUMN", "FILE_DUPLICATE_HEADING"}
# The tables say it.
_OF_OTHER_TABLES = "other_table"
_MOST_TABLES, _MOST_NUMBERS = 20, 8
_REASONS = {
    "total": gettext_lazy("Totals and signatures"),
    "note": gettext_lazy("Notes"),
    "section": gettext_lazy("Lines that divide the list"),
    "heading": gettext_lazy("Repeated headings"),
    "column_numbers": gettext_lazy("Numbers of the columns"),
    "example": gettext_lazy("Examples"),
    "second_line": gettext_lazy("Second lines of the people above"),
}


@dataclass
class ShownTable:
    """A table of the file. number: its place in the file, from 0. where: sheet and columns in words."""

    number: int
    title: str
    where: str
    people: str
    is_read: bool


@dataclass
class ShownFile:
    """What the preview says about the file as a whole, in sentences of the active language.

    warnings: what changes who gets in; to be shown beside the count. unread: a sentence about tables that were not read, or "".
    tables: only where there are several. later_tables: how many more there are. notes, unused, ignored: what else there is to say.
    """

    warnings: list[str] = field(default_factory=list)
    unread: str = ""
    tables: list[ShownTable] = field(default_factory=list)
    later_tables: int = 0
    notes: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def details(self) -> int:
        """How many notes there are that change nothing."""
        return len(self.notes) + len(self.unused) + len(self.ignored)


def shown_file(roster: RosterImport) -> ShownFile:
    """Returns the ShownFile of a RosterImport. No queries."""
    shown = ShownFile(ignored=[_ignored(one) for one in roster.ignored if one["reason"] != _OF_OTHER_TABLES])
    if len(roster.tables) > 1:
        shown.tables = [_table(number, one) for number, one in enumerate(roster.tables[:_MOST_TABLES])]
        shown.later_tables = len(roster.tables) - len(shown.tables)
        shown.unread = _unread(roster.tables)
    for found in map(problem_from_json, roster.notes):
        if found.is_quiet or (shown.unread and found.code in _ABOUT_TABLES):
            continue
        _place_of(found, shown).append(found.message)
    return shown


def _place_of(found: Problem, shown: ShownFile) -> list[str]:
    if found.changes_who_gets_in:
        return shown.warnings
    return shown.unused if found.code in _UNUSED else shown.notes


def _table(number: int, table: dict[str, Any]) -> ShownTable:
    language = get_language()
    facts = {
        "sheet": table["sheet"],
        "columns": table["columns"],
        "row": digits(table["header_row"] or 1, language),
    }
    place = _("sheet “%(sheet)s”, columns %(columns)s, from row %(row)s") % facts
    people = ngettext("%(n)s person", "%(n)s people", table["people"]) % {"n": number_text(table["people"], language)}
    return ShownTable(number, table.get("title") or "", place, people, bool(table["is_read"]))


def _unread(tables):
    """Returns the sentence about the tables with people that were not read, or ""."""
    left = [table for table in tables if not table["is_read"] and table["people"]]
    if not left:
        return ""
    language = get_language()
    sentence = ngettext(
        "%(n)s other table of the file was not read. People in it: %(people)s.",
        "%(n)s other tables of the file were not read. People in them: %(people)s.",
        len(left),
    )
    people = sum(table["people"] for table in left)
    return sentence % {"n": number_text(len(left), language), "people": number_text(people, language)}


def _ignored(line: dict[str, Any]) -> str:
    language = get_language()
    rows = ", ".join(digits(number, language) for number in line["rows"][:_MOST_NUMBERS])
    more = " …" if line["count"] > _MOST_NUMBERS else ""
    facts = {
        "what": _REASONS.get(line["reason"], _("Other lines")),
        "count": number_text(line["count"], language),
        "rows": rows + more,
    }
    return _("%(what)s: %(count)s (rows %(rows)s)") % facts
