"""Changing the timetable of a session: add, change, take out, move. One function per act.

The lead trainer and the coordinators may, until the session is closed. Whoever acts waits for the session's row, so two people at
once change one after the other.
"""

from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_plan_timetable, require
from accounts.refusal import Refused
from trainings.curriculum.pinning import modules_of
from trainings.models import (
    AttendanceChange,
    AttendanceMark,
    ExcuseEnd,
    Half,
    Module,
    SessionDay,
    SessionState,
    Slot,
    SlotKind,
    TrainingSession,
)
from trainings.models.timetable import LONGEST_TITLE
from trainings.sessions.ending_excuses import end_excuses
from trainings.timetable import laying_out
from trainings.timetable.laying_out import Line, minutes_of, time_of

MOST_SLOTS = 40  # of a day
LOCKED = (SessionState.CLOSED, SessionState.CANCELLED)
BREAK_TITLES = ("Break", "বিরতি")


@dataclass(frozen=True)
class SlotFacts:
    """What a line of the timetable says. module, trainer: ids (trainer of SessionTrainer, None for all trainers)."""

    kind: str
    starts_at: time
    minutes: int
    module: int | None = None
    title_en: str = ""
    title_bn: str = ""
    trainer: int | None = None
    room_en: str = ""
    room_bn: str = ""


@transaction.atomic
def add(day: SessionDay, facts: SlotFacts, *, by: User | None) -> Slot:
    """Adds a line to a day and returns it; later lines of the half-day make room. Raises Refused as `change` does, and for too many."""
    session, day = _locked(day, by)
    slots = _slots(day)
    if len(slots) >= MOST_SLOTS:
        raise Refused(_("This day has as many lines as fit on a page. Take one out first."))
    starts, ends = _span(facts)
    slot = Slot(day=day, **_checked(session, facts, None))
    _write_times(slots, laying_out.after_adding(_lines(slots), starts, ends))
    slot.save()
    record(by, "slot.added", day, slot=slot.pk, **_recorded(slot))
    return slot


@transaction.atomic
def change(slot: Slot, facts: SlotFacts, *, by: User | None) -> Slot:
    """Gives a line what `facts` say and returns it; later lines of its half-day move along.

    Raises Refused once the session is closed or cancelled, for a module that the session does not use, a trainer who is not among its
    trainers, a line without words, and where a line would last until after midnight.
    """
    session, day = _locked(slot.day, by)
    slots = _slots(day)
    slot = _among(slots, slot)
    before = _recorded(slot)
    starts, ends = _span(facts)
    times = laying_out.after_changing(_lines(slots), slot.pk, starts, ends)
    for name, value in _checked(session, facts, slot).items():
        setattr(slot, name, value)
    _write_times([one for one in slots if one.pk != slot.pk], {pk: span for pk, span in times.items() if pk != slot.pk})
    slot.save()
    record(by, "slot.changed", day, slot=slot.pk, before=before, after=_recorded(slot))
    return slot


@transaction.atomic
def take_out(slot: Slot, *, by: User | None) -> None:
    """Takes a line out; later lines of its half-day close up. Raises Refused as `change` does."""
    _session, day = _locked(slot.day, by)
    slots = _slots(day)
    slot = _among(slots, slot)
    times = laying_out.after_removing(_lines(slots), slot.pk)
    pk, before = slot.pk, _recorded(slot)
    slot.delete()
    _write_times([one for one in slots if one is not slot], times)
    record(by, "slot.removed", day, slot=pk, before=before)


@transaction.atomic
def move(slot: Slot, *, down: bool, by: User | None) -> Slot:
    """Moves a line one place up or down and returns it. Every line keeps its length. The first stays first, the last last."""
    _session, day = _locked(slot.day, by)
    slots = _slots(day)
    slot = _among(slots, slot)
    can, before = laying_out.neighbour(_lines(slots), slot.pk, down=down)
    return _move(day, slots, slot, before, by) if can else slot


@transaction.atomic
def place(slot: Slot, *, before: Slot | None, by: User | None) -> Slot:
    """Puts a line before another one of its day, or at the end of the day, and returns it. Every line keeps its length."""
    _session, day = _locked(slot.day, by)
    slots = _slots(day)
    slot = _among(slots, slot)
    next_one = _among(slots, before) if before else None
    return slot if next_one is slot else _move(day, slots, slot, next_one.pk if next_one else None, by)


@transaction.atomic
def choose_halves(day: SessionDay, *, has_morning: bool, has_afternoon: bool, by: User | None) -> SessionDay:
    """Sets in which halves of a day attendance is taken. Returns the day. Raises Refused for none, and for one that has marks."""
    session, day = _locked(day, by)
    wanted = {Half.MORNING: has_morning, Half.AFTERNOON: has_afternoon}
    if not any(wanted.values()):
        raise Refused(_("A day has a morning, an afternoon or both."))
    dropped = [half for half, has in wanted.items() if not has]
    # Marks of now and of before: their history stays.
    for marks in (AttendanceMark, AttendanceChange):
        if marks.objects.filter(day=day, half__in=dropped).exists():
            raise Refused(_("Attendance was taken in this half-day, so it stays."))
    if (day.has_morning, day.has_afternoon) != (has_morning, has_afternoon):
        day.has_morning, day.has_afternoon = has_morning, has_afternoon
        day.save(update_fields=["has_morning", "has_afternoon"])
        end_excuses(session, ExcuseEnd.TAKEN_OUT, by=by, which=Q(day=day, half__in=dropped))
        record(by, "session_day.changed", day, morning=has_morning, afternoon=has_afternoon)
    return day


def refuse_locked(session: TrainingSession) -> None:
    """Raises Refused once the timetable of the session stays as it is."""
    if session.state == SessionState.CLOSED:
        raise Refused(_("This session is closed, so its timetable stays as it is."))
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled."))


def _move(day, slots, slot, before, by):
    times = laying_out.after_moving(_lines(slots), slot.pk, before)
    if times:
        _write_times(slots, times)
        record(by, "slot.moved", day, slot=slot.pk, starts_at=slot.starts_at, moved=len(times))
    return slot


def _locked(day, by):
    """Locks the session; returns it with the day as it is now."""
    session = TrainingSession.objects.locked(day.session_id, "course", "phase__programme")
    require(by, can_plan_timetable, session)
    refuse_locked(session)
    found = session.days.filter(pk=day.pk).first()
    if found is None:
        raise Refused(_("This day is no longer part of the session."))
    return session, found


def _slots(day):
    return list(day.slots.select_related("module"))


def _among(slots, slot):
    found = next((one for one in slots if one.pk == slot.pk), None)
    if found is None:
        raise Refused(_("This line was taken out of the timetable meanwhile."))
    return found


def _lines(slots):
    return [Line(slot.pk, minutes_of(slot.starts_at), minutes_of(slot.ends_at)) for slot in slots]


def _span(facts):
    starts = minutes_of(facts.starts_at)
    if facts.minutes < 1:
        raise Refused(_("A line takes a minute at least."))
    if starts + facts.minutes > laying_out.LAST_MINUTE:
        raise Refused(_("This line would last until after midnight."))
    return starts, starts + facts.minutes


def _checked(session, facts, slot):
    """Returns the fields of a Slot for facts that are allowed."""
    if facts.kind not in SlotKind.values:
        raise Refused(_("Choose one of the listed values."))
    starts, ends = _span(facts)
    module = _module(session, facts, slot)
    title_en, title_bn = titles_of(facts, module)
    if facts.trainer is not None and not session.trainers.filter(pk=facts.trainer).exists():
        raise Refused(_("This person is not among the trainers of the session."))
    return {
        "kind": facts.kind,
        "starts_at": time_of(starts),
        "ends_at": time_of(ends),
        "module": module,
        "title_en": title_en,
        "title_bn": title_bn,
        "trainer_id": facts.trainer,
        "room_en": facts.room_en.strip(),
        "room_bn": facts.room_bn.strip(),
    }


def _module(session, facts, slot) -> Module | None:
    if facts.kind != SlotKind.MODULE:
        return None
    # A line keeps the module it has, also where the session uses it no longer.
    known = {module.pk: module for module in [*modules_of(session), *([slot.module] if slot and slot.module else [])]}
    if facts.module not in known:
        raise Refused(_("This session does not use this module. Choose one of its modules."))
    return known[facts.module]


def titles_of(facts: Any, module: Module | None) -> tuple[str, str]:
    """Returns the titles (English, Bangla) of a line: as written, else of its module. facts: kind, title_en, title_bn. Refused without."""
    english, bangla = facts.title_en.strip(), facts.title_bn.strip()
    if not english and not bangla:
        if module:
            english, bangla = module.title_en[:LONGEST_TITLE], module.title_bn[:LONGEST_TITLE]
        elif facts.kind == SlotKind.BREAK:
            english, bangla = BREAK_TITLES
        else:
            raise Refused(_("Write what happens then, in English or in Bangla."))
    return english or bangla, bangla


def _write_times(slots, times):
    by_pk = {slot.pk: slot for slot in slots}
    late = laying_out.passes_midnight(times)
    if late is not None:
        raise Refused(_("“%(line)s” would last until after midnight.") % {"line": by_pk[late].title})
    for pk, (starts, ends) in times.items():
        by_pk[pk].starts_at, by_pk[pk].ends_at = time_of(starts), time_of(ends)
    Slot.objects.bulk_update([by_pk[pk] for pk in times], ["starts_at", "ends_at"])


def _recorded(slot):
    return {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "module": slot.module_id, "trainer": slot.trainer_id}
