"""Lines that were planned for numbered days, laid into the days of a session: which fit, and which are left out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.text.localised_text import day_number_text
from accounts.text.sentences import numbers
from trainings.models import Module, SessionDay, Slot, SlotKind
from trainings.models.timetable import LONGEST_TITLE
from trainings.timetable.laying_out import in_afternoon, minutes_of


@dataclass
class Fitted:
    """slots: not saved yet. left_out: a sentence each. beyond: {number of a day that the session lacks: its lines}. last: the last day."""

    slots: list[Slot] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    beyond: dict[int, int] = field(default_factory=dict)
    last: int = 0


def fit(lines: Iterable[tuple[int, Any]], days: Mapping[int, SessionDay], modules: Sequence[Module]) -> Fitted:
    """Returns what fits. lines: (number of the day, a CourseSlot or TemplateSlot with its module). modules: those the session uses."""
    by_code = {module.code: module for module in modules}
    found = Fitted()
    for number, line in lines:
        day, found.last = days.get(number), max(found.last, number)
        # The version that the session uses, whichever there was when the line was written.
        module = by_code.get(line.module.code) if line.module else None
        if day is None:
            found.beyond[number] = found.beyond.get(number, 0) + 1
        elif line.kind == SlotKind.MODULE and module is None:
            sentence = _("“%(line)s” was left out: the session does not use its module.")
            found.left_out.append(sentence % {"line": line.title})
        elif line.kind != SlotKind.BREAK and not _is_taught(day, line):
            found.left_out.append(_no_teaching(day, line))
        else:
            found.slots.append(_slot(day, line, module))
    return found


def days_in_words(count: int) -> str:
    """Returns "3 days" in the language of the page."""
    return ngettext("%(count)s day", "%(count)s days", count) % numbers(count=count)


def _slot(day, line, module):
    named_after_module = module and line.module and line.title_en == line.module.title_en[:LONGEST_TITLE]
    source = module if named_after_module else line
    return Slot(
        day=day,
        kind=line.kind,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        module=module,
        title_en=source.title_en[:LONGEST_TITLE],
        title_bn=source.title_bn[:LONGEST_TITLE],
    )


def _is_taught(day, line):
    return day.has_afternoon if in_afternoon(minutes_of(line.starts_at)) else day.has_morning


def _no_teaching(day, line):
    words = {"line": line.title, "number": day_number_text(day.number, get_language())}
    return _("“%(line)s” was left out: nothing is taught in that half of day %(number)s.") % words
