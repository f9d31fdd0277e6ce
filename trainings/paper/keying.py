"""A signed sheet becomes marks: looked at first, written as one action, which can be undone like every other.

The numbers are those of the name tags, which stay what they were when the sheet was printed (trainings/tags/numbers.py).
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from accounts.refusal import Refused
from programmes.files.images import PreparedImage
from trainings.attendance import marking
from trainings.excuses.reading import granted_of, with_excuses
from trainings.models import (
    AttendanceMark,
    Enrolment,
    KeyedSheet,
    Mark,
    MarkSource,
    NameTag,
    SessionDay,
    TrainingSession,
)
from trainings.paper import photographs
from trainings.paper.typed_numbers import as_text
from trainings.sessions.half_days import HalfDay, before_joining, has_begun
from trainings.tags.numbers import numbers_of, with_numbers

SHOWN = 20


class ChangedSince(Refused):
    """Marks or the list changed since the preview."""


@dataclass(frozen=True)
class Line:
    """One officer whose mark would change. before: "" without a mark."""

    number: int
    enrolment: Any
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What keying in would do. lines: what changes, by number. same: how many have that mark already.

    unknown: numbers that nobody has. left: numbers of officers who left. without: the officers who would still have no mark: with
    the rest marked absent, those who are excused.
    needs_reason: marks change after their day, or come before the half-day. seen: what the preview was made from, to compare.
    """

    lines: tuple[Line, ...]
    same: int
    unknown: tuple[int, ...]
    left: tuple[int, ...]
    without: tuple[tuple[int, Enrolment], ...]
    needs_reason: bool
    seen: str

    @property
    def counts(self) -> dict[str, int]:
        """{mark: how many would get it}."""
        return {mark.value: sum(line.after == mark for line in self.lines) for mark in Mark}

    @property
    def changed(self) -> tuple[Line, ...]:
        """The lines of officers who have another mark now."""
        return tuple(line for line in self.lines if line.before)


def listed(session: TrainingSession) -> list[tuple[int, Any]]:
    """Returns [(number, enrolment)] of those who take part, by number. One query."""
    enrolments = list(with_excuses(with_numbers(session.enrolments.on_the_roster().with_late_entry())))
    given = numbers_of(enrolments)
    return sorted(((given[one.pk], one) for one in enrolments), key=lambda pair: pair[0])


def preview(
    session: TrainingSession, day: SessionDay, half: str, marks: Mapping[int, str], *, rest: bool, now: datetime
) -> Preview:
    """Returns what the marks ({number: Mark}) would do in one half-day. rest: whoever has no mark yet and no excuse is marked absent.

    Four queries at most, five where somebody is excused, for any number of officers.
    """
    roster = listed(session)
    tags = dict(NameTag.objects.filter(session=session).values_list("number", "enrolment"))
    by_pk = {one.pk: (number, one) for number, one in roster}
    # A person whose two records were merged has two printed numbers.
    holders = {number: one.pk for number, one in roster} | {number: pk for number, pk in tags.items() if pk in by_pk}
    given = dict(
        AttendanceMark.objects.filter(day=day, half=half, enrolment__in=by_pk).values_list("enrolment", "mark")
    )
    wanted = {holders[number]: mark for number, mark in marks.items() if number in holders}
    unknown = sorted(number for number in marks if number not in holders)
    open_ones = [pk for pk in by_pk if pk not in given and pk not in wanted]
    later = before_joining([HalfDay(day, half)]) if any(one.came_later for _n, one in roster) else {}  # type: ignore[arg-type]
    open_ones = [pk for pk in open_ones if not later.get(pk)]
    if rest:
        excused = {pk for pk, keys in granted_of(one for _n, one in roster).items() if (day.pk, half) in keys}
        wanted |= dict.fromkeys([pk for pk in open_ones if pk not in excused], Mark.ABSENT.value)
        open_ones = [pk for pk in open_ones if pk in excused]
    lines = [Line(*by_pk[pk], given.get(pk, ""), mark) for pk, mark in wanted.items() if given.get(pk, "") != mark]
    lines.sort(key=lambda line: line.number)
    over = timezone.localdate(now) > day.date
    return Preview(
        lines=tuple(lines),
        same=len(wanted) - len(lines),
        unknown=tuple(number for number in unknown if number not in tags),
        left=tuple(number for number in unknown if number in tags),
        without=tuple(by_pk[pk] for pk in open_ones),
        needs_reason=not has_begun(day, half, now) or (over and any(line.before for line in lines)),
        seen=_digest(day, half, lines),
    )


def key_in(
    session: TrainingSession,
    day: SessionDay,
    half: str,
    marks: Mapping[int, str],
    *,
    form: uuid.UUID,
    rest: bool,
    seen: str,
    by: User,
    now: datetime,
    reason: str = "",
    pictures: Sequence[PreparedImage] = (),
) -> KeyedSheet:
    """Writes what was previewed (seen) as one action, with photographs of the sheet. Returns the KeyedSheet.

    form: the id of the form; the same one again is the same sheet. Raises ChangedSince where the preview would be another one by
    now, and Refused as marks do. Nothing is written, and no picture stored, then.
    """
    with transaction.atomic():
        sheet, is_new = _key_in(
            session, day, half, marks, form=form, rest=rest, seen=seen, by=by, now=now, reason=reason
        )
        if is_new and pictures:
            photographs.attach(sheet, pictures, by=by, now=now)
    return sheet


def _key_in(session, day, half, marks, *, form, rest, seen, by, now, reason):
    session = TrainingSession.objects.locked(session.pk)
    require(by, can_mark_attendance, session)
    known = KeyedSheet.objects.filter(form=form).select_related("day").first()
    if known:
        if (known.day.session_id, known.keyed_by_id) != (session.pk, by.pk):
            raise Refused(_("This form was sent before. Open a new one."))
        return known, False
    plan = preview(session, day, half, marks, rest=rest, now=now)
    if plan.seen != seen:
        raise ChangedSince(_("Marks or the list changed since. Look at what would be written now."))
    if not plan.lines and not plan.same:
        raise Refused(_("Type the numbers of those who signed."))
    wanted = {line.enrolment.pk: line.after for line in plan.lines}
    marked = marking.mark_sheet(session, day, half, wanted, by=by, now=now, reason=reason, source=MarkSource.SHEET)
    sheet = KeyedSheet.objects.create(
        form=form,
        day=day,
        half=half,
        numbers=as_text(dict(marks)),
        action=marked.action,
        marks_written=marked.count,
        keyed_by=by,
        keyed_at=now,
    )
    record(
        by, "sheet.keyed_in", session, sheet=sheet.pk, action=marked.action, day=day.pk, half=half, count=marked.count
    )
    return sheet, True


def keyed_sheets(session: TrainingSession) -> Any:
    """Returns the latest sheets that were keyed in, with their photographs, at most SHOWN. Two queries."""
    rows = KeyedSheet.objects.filter(day__session=session).select_related("day", "keyed_by")
    return rows.prefetch_related("photographs")[:SHOWN]


def _digest(day, half, lines):
    text = "\n".join(f"{line.enrolment.pk} {line.before} {line.after}" for line in lines)
    return hashlib.sha256(f"{day.pk} {half}\n{text}".encode()).hexdigest()[:32]
