"""What does not fit in a timetable, in sentences. Pure: everything is given, nothing is asked of the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.text.localised_text import day_number_text, time_text
from accounts.text.sentences import numbers
from trainings.models import Module, SessionDay, Slot, SlotKind
from trainings.models.attendance import AFTERNOON_BEGINS
from trainings.sessions.half_days import MORNING_ENDS
from trainings.timetable.laying_out import in_afternoon, minutes_of


@dataclass(frozen=True)
class Warn:
    """One thing that does not fit. slots: ids of the lines it is about. is_note: worth knowing, nothing is wrong."""

    sentence: str
    day: int | None = None
    slots: tuple[int, ...] = ()
    is_note: bool = False


@dataclass(frozen=True)
class Minutes:
    """How many minutes of a module are planned, and how many it has."""

    module: Module
    planned: int

    @property
    def missing(self) -> int:
        return self.module.minutes - self.planned


Days = Sequence[tuple[SessionDay, Sequence[Slot]]]


def warnings(days: Days, modules: Sequence[Module], trainers: Mapping[int, str]) -> list[Warn]:
    """Returns what does not fit in the timetable of a session, day by day, then over all days.

    days: each day with its lines in the order of their times. modules: those the session uses. trainers: {id of the SessionTrainer:
    name}.
    """
    found = [one for day, slots in days for one in _of_day(day, slots, trainers)]
    if any(slots for _day, slots in days):
        found += [_minutes_sentence(line) for line in minutes_per_module(days, modules) if line.missing]
        found += _strange_modules(days, modules)
    return found


def minutes_per_module(days: Days, modules: Iterable[Module]) -> list[Minutes]:
    """Returns the planned minutes of each module that the session uses, in the order given."""
    planned: dict[int, int] = {}
    for _day, slots in days:
        for slot in slots:
            if slot.module_id:
                planned[slot.module_id] = planned.get(slot.module_id, 0) + slot.minutes
    return [Minutes(module, planned.get(module.pk, 0)) for module in modules]


def _of_day(day, slots, trainers):
    if not slots:
        words = {"number": day_number_text(day.number, get_language())}
        return [Warn(_("Day %(number)s has no timetable yet.") % words, day.number)]
    return [
        *_gaps(day, slots),
        *_overlaps(day, slots, trainers),
        *_outside_attendance(day, slots),
        *_without_trainer(day, slots, trainers),
    ]


def _gaps(day, slots):
    """Time within one half-day for which nothing is planned."""
    found, until = [], slots[0].ends_at
    for one, after in pairwise(slots):
        until = max(until, one.ends_at)
        same_half = in_afternoon(minutes_of(one.starts_at)) == in_afternoon(minutes_of(after.starts_at))
        if same_half and after.starts_at > until:
            words = _times(until, after.starts_at)
            found.append(Warn(_("Nothing is planned from %(start)s to %(end)s.") % words, day.number, (after.pk,)))
    return found


def _overlaps(day, slots, trainers):
    """Lines at one time. Groups that work apart, with other trainers and in other rooms, are planned so."""
    found = []
    for one, other in combinations(slots, 2):
        start, end = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
        if start >= end:
            continue
        words = {"one": one.title, "other": other.title, **_times(start, end)}
        if one.trainer_id and one.trainer_id == other.trainer_id:
            words["trainer"] = trainers.get(one.trainer_id, "")
            sentence = _("%(trainer)s has “%(one)s” and “%(other)s” at once from %(start)s to %(end)s.") % words
        elif one.trainer_id and other.trainer_id and one.room_en + one.room_bn != other.room_en + other.room_bn:
            continue
        else:
            sentence = _("“%(one)s” and “%(other)s” overlap from %(start)s to %(end)s.") % words
        found.append(Warn(sentence, day.number, (one.pk, other.pk)))
    return found


def _outside_attendance(day, slots):
    """What is taught while no half-day is marked, or past the end of the morning."""
    found = []
    for slot in slots:
        if slot.kind == SlotKind.BREAK:
            continue
        afternoon = in_afternoon(minutes_of(slot.starts_at))
        words = {"line": slot.title, "time": time_text(MORNING_ENDS, get_language())}
        if not (day.has_afternoon if afternoon else day.has_morning):
            sentence = (
                _("“%(line)s” is in the afternoon, in which no attendance is taken.")
                if afternoon
                else _("“%(line)s” is in the morning, in which no attendance is taken.")
            )
        elif not afternoon and slot.ends_at > AFTERNOON_BEGINS:
            sentence = _("“%(line)s” lasts beyond %(time)s, where the half-day of the morning ends.")
        else:
            continue
        found.append(Warn(sentence % words, day.number, (slot.pk,)))
    return found


def _without_trainer(day, slots, trainers):
    if len(trainers) == 1:
        return []
    nobody = [slot for slot in slots if slot.kind == SlotKind.MODULE and slot.trainer_id is None]
    sentence = (
        _("Nobody is named for “%(line)s”: all trainers teach it.")
        if trainers
        else _("Nobody is named for “%(line)s”: the session has no trainers yet.")
    )
    return [Warn(sentence % {"line": slot.title}, day.number, (slot.pk,), is_note=bool(trainers)) for slot in nobody]


def _minutes_sentence(line):
    words = {"module": line.module.title, **numbers(count=abs(line.missing), all=line.module.minutes)}
    if not line.planned:
        return Warn(_("“%(module)s” is not in the timetable; it has %(all)s min.") % words)
    if line.missing > 0:
        return Warn(_("“%(module)s” is %(count)s min short of its %(all)s.") % words)
    return Warn(_("“%(module)s” takes %(count)s min more than its %(all)s.") % words, is_note=True)


def _strange_modules(days, modules):
    used = {module.pk for module in modules}
    strange = {
        slot.module_id: (day, slot)
        for day, slots in days
        for slot in slots
        if slot.module_id and slot.module_id not in used
    }
    sentence = _("“%(line)s” teaches a module that this session does not use.")
    return [Warn(sentence % {"line": slot.title}, day.number, (slot.pk,)) for day, slot in strange.values()]


def _times(start, end):
    language = get_language()
    return {"start": time_text(start, language), "end": time_text(end, language)}
