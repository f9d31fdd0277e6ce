"""The columns of findings as a table, and a row of it that was read."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy

# What an imported table is read for; the other columns are for those who read the exported one.
READ = {
    "number": gettext_lazy("Number"),
    "kind": gettext_lazy("Kind"),
    "theme": gettext_lazy("Theme"),
    "text_en": gettext_lazy("Text in English"),
    "text_bn": gettext_lazy("Text in Bangla"),
    "raised_by": gettext_lazy("Raised by"),
    "priority": gettext_lazy("Priority"),
    "owner": gettext_lazy("Owner"),
    "due_on": gettext_lazy("Due date"),
}
WRITTEN = {
    **READ,
    "state": gettext_lazy("State"),
    "reason": gettext_lazy("Reason"),
    "outcome": gettext_lazy("What came of it"),
    "came_up_at": gettext_lazy("Came up at"),
    "modules": gettext_lazy("Modules that answer it"),
}
NEEDED = ("kind", "theme")
DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")


class Read(NamedTuple):
    """A row of an imported table. outcome: "new", "change", "same" or "refused".

    problems: {label of the column: [sentences]}. alike: (id of the finding that it is like, share in per cent) or None.
    """

    number: int
    outcome: str
    cells: dict
    problems: dict
    alike: tuple | None

    @property
    def columns(self) -> Any:
        """Pairs of the text of a cell and the problems in it, in the order of the columns."""
        return [(text, self.problems.get(label, [])) for label, text in self.cells.items()]

    @property
    def of_the_row(self) -> Any:
        """The problems of columns that the table does not have."""
        missing = self.problems.keys() - self.cells.keys()
        return [f"{label}: {sentence}" for label in sorted(missing) for sentence in self.problems[label]]
