"""What the editor of a timetable shows: the days with their hours, the lines of one of them, the minutes per module, what does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.text.sentences import numbers
from trainings.curriculum.pinning import modules_of
from trainings.models import Module, SessionDay, SessionTrainer, Slot, SlotKind, TrainingSession
from trainings.timetable import checks
from trainings.timetable.editing import LOCKED
from trainings.timetable.standard import has_standard

TRAINERS_SHOWN = 100


@dataclass(frozen=True)
class Plan:
    """A session as its timetable needs it: loaded once, with a constant number of queries."""

    session: TrainingSession
    days: list[tuple[SessionDay, list[Slot]]]
    modules: list[Module]
    trainers: list[SessionTrainer]

    def day(self, number: int | None) -> tuple[SessionDay, list[Slot]] | None:
        """Returns the day of this number with its lines, else the first one; None without days."""
        named = next((one for one in self.days if one[0].number == number), None)
        return named or next(iter(self.days), None)

    @property
    def names(self) -> dict[int, str]:
        """The names of the trainers by the id of their place in the session."""
        return {one.pk: one.user.full_name for one in self.trainers}


def plan_of(session: TrainingSession) -> Plan:
    """Loads the plan of a session (fetched with its course). Four queries."""
    days = session.days.order_by("number").prefetch_related("slots__module")
    return Plan(
        session,
        [(day, sorted(day.slots.all(), key=lambda slot: (slot.starts_at, slot.pk))) for day in days],
        modules_of(session),
        list(session.trainers.select_related("user").order_by("pk")[:TRAINERS_SHOWN]),
    )


def context(plan: Plan, number: int | None) -> dict[str, Any]:
    """Returns the template context for one day (its number) of a plan."""
    here = plan.day(number)
    found = checks.warnings(plan.days, plan.modules, plan.names)
    minutes = checks.minutes_per_module(plan.days, plan.modules)
    day, slots = here if here else (None, [])
    return {
        "session": plan.session,
        "is_locked": plan.session.state in LOCKED,
        "tabs": [
            {"day": one, "hours": hours(lines), "is_here": one == day, "warns": any(_warns_of(found, one.number))}
            for one, lines in plan.days
        ],
        "day": day,
        "lines": [_line(slot, at, slots, found, plan.names) for at, slot in enumerate(slots)],
        "begins": slots[0].starts_at if slots else None,
        "ends": max((slot.ends_at for slot in slots), default=None),
        "minutes": minutes,
        "planned_in_all": sum(line.planned for line in minutes),
        "minutes_in_all": sum(line.module.minutes for line in minutes),
        "shares": _shares(minutes),
        "warnings": [one for one in found if one.day in (None, day.number if day else None)],
        "elsewhere": sum(not one.is_note for one in found if one.day not in (None, day.number if day else None)),
        "to_settle": sum(not one.is_note for one in found),
        "has_standard": has_standard(plan.session.course),
    }


def hours(slots: Sequence[Slot]) -> str:
    """Returns how long the lines of a day take, from the first to the last, in words: "6 h 50 min"."""
    if not slots:
        return ""
    last = max(slot.ends_at for slot in slots)
    total = (last.hour - slots[0].starts_at.hour) * 60 + last.minute - slots[0].starts_at.minute
    words = numbers(hours=total // 60, minutes=total % 60)
    return (_("%(hours)s h %(minutes)s min") if total % 60 else _("%(hours)s h")) % words


def _line(slot, at, slots, found, names):
    return {
        "slot": slot,
        "is_break": slot.kind == SlotKind.BREAK,
        "trainer": names.get(slot.trainer_id, "") if slot.trainer_id else "",
        "warnings": [one for one in found if not one.is_note and slot.pk in one.slots],
        "is_first": at == 0,
        "is_last": at == len(slots) - 1,
    }


def _warns_of(found, number):
    return (not one.is_note for one in found if one.day == number)


def _shares(minutes):
    """How much of the time is about human rights and about gender: as planned, and of all modules; in per cent, None without minutes."""
    planned = sum(line.planned for line in minutes)
    total = sum(line.module.minutes for line in minutes)
    if not planned or not total:
        return []

    def share(field, of):
        return round(100 * sum(getattr(line.module, field) * weight for line, weight in of))

    as_planned = [(line, line.planned / line.module.minutes / planned) for line in minutes if line.module.minutes]
    of_course = [(line, 1 / total) for line in minutes]
    return [
        {"label": label, "planned": share(field, as_planned), "course": share(field, of_course)}
        for label, field in (
            (_("On human rights"), "human_rights_minutes"),
            (_("On gender"), "gender_minutes"),
        )
    ]
