"""Takes in what a device sends: marks, "the others present", undoing, decisions. Each act once, however often it arrives.

Nothing that arrives is dropped: what cannot just be written waits for a decision (undecided.py). An observation of an officer
beats a mark that was given to everybody; a mark of another person is never replaced without a word.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.database.compiled import Compiled
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from trainings.attendance import marking, undecided
from trainings.attendance.device_time import Moment
from trainings.attendance.marking import Held, Marked
from trainings.models import (
    PARTICIPATES,
    AttendanceChange,
    AttendanceMark,
    DeviceAct,
    Enrolment,
    ExcusedHalfDay,
    MarkSource,
    NameTag,
    Outcome,
    SessionDay,
    TrainingSession,
    UndecidedMark,
    WhyUndecided,
)
from trainings.tags.tag_codes import is_genuine, read_tag, short_code

MARK, REST, UNDO, DECIDE = "mark", "rest", "undo", "decide"
# How long an act is known again. What comes after that again is of a session long over, and becomes a question at most.
KNOWN_FOR = timedelta(days=120)
FORGOTTEN_AT_A_TIME = 5000


@dataclass(frozen=True)
class Act:
    """One act of a device.

    officers: enrolments (ids); seen: the mark that the device showed when the officer was marked, None where it does not say.
    tag: the text that was scanned; whose tag it is, is said by its number, not by the list of the device.
    undoes: the act that is undone. undecided: the id of what is decided, take: for the mark that waited.
    moment: when it was made; waited: it was not sent at once.
    """

    id: UUID
    kind: str
    moment: Moment
    waited: bool = False
    day: int | None = None
    half: str = ""
    officers: tuple[int, ...] = ()
    mark: str = ""
    seen: str | None = None
    reason: str = ""
    tag: str = ""
    undoes: UUID | None = None
    undecided: int | None = None
    take: bool = False


@dataclass(frozen=True)
class Answer:
    """What became of an act: an Outcome, how many marks it changed, and a sentence where the person should know more.

    repeated: it was taken in before; other marks may stand by now. asks: whether marks of the session wait for a decision.
    officer: the enrolment (id) whose tag was scanned, once the tag was found genuine.
    """

    outcome: str
    count: int = 0
    sentence: str = ""
    repeated: bool = False
    asks: bool = True
    officer: int | None = None


def receive(session: TrainingSession, act: Act, *, by: User, now: datetime) -> Answer:
    """Does what the act says, unless it was taken in before. Returns the Answer.

    Raises Refused for an act of somebody else or of another session, also when both arrive at the same moment.
    """
    try:
        return _receive(session, act, by=by, now=now)
    except IntegrityError:
        # Each of the two locked a session of its own, so neither saw the other; the id is taken by whoever was first.
        if not DeviceAct.objects.filter(pk=act.id).exists():
            raise
    return _receive(session, act, by=by, now=now)


@transaction.atomic
def _receive(session, act, *, by, now):
    found = _LOCKED.first(session.pk)
    if found is None:
        raise TrainingSession.DoesNotExist
    require(by, can_mark_attendance, found)
    known = _KNOWN.first(act.id)
    if known:
        if known.made_by_id != by.pk:
            raise Refused(_("This was sent before, by somebody else."))
        if known.session_id != found.pk:
            raise Refused(_("This was sent before, for another session."))
        return Answer(known.outcome, repeated=True, asks=found.asks)
    answer = _DOES[act.kind](found, act, by, now)
    DeviceAct.objects.create(pk=act.id, session=found, made_by=by, outcome=answer.outcome, received_at=now)
    return replace(answer, asks=found.asks or answer.outcome == Outcome.TO_DECIDE)


def _mark(session, act, by, now):
    if not act.tag:
        return _mark_officer(session, act, by, now)
    tag = read_tag(act.tag)
    if tag is None or tag.session != short_code(session):
        return Answer(Outcome.REFUSED, sentence=_("This is a tag of another session. Nothing was marked."))
    if not is_genuine(tag, session):
        # Who writes tags at home, or a tag that was printed before the key of the installation changed.
        record(by, "attendance.tag_refused", session, act=act.id, number=tag.number)
        words = numbers(number=tag.number)
        return Answer(
            Outcome.REFUSED,
            sentence=_("Tag %(number)s was not made here. Look at it, and type the number of the officer.") % words,
        )
    holder = NameTag.objects.filter(session=session, number=tag.number).order_by().values_list("enrolment").first()
    if holder is None or holder[0] is None:
        words = numbers(number=tag.number)
        return Answer(
            Outcome.REFUSED, sentence=_("The officer of tag %(number)s is not in the session any more.") % words
        )
    return replace(_mark_officer(session, replace(act, officers=holder), by, now), officer=holder[0])


def _mark_officer(session, act, by, now):
    day = _DAY.first(session.pk, act.day)
    enrolment = _WITH_MARK.first(session.pk, act.officers[0], day.pk, act.half) if day else None
    if day is None or enrolment is None:
        return Answer(Outcome.REFUSED, sentence=_("The officer or the half-day is not in this session any more."))
    if session.asks:
        undecided.overtake([enrolment.pk], day, act.half, by=by, now=now)
    on_record = getattr(enrolment, "given", None)
    why = _why_it_waits(on_record, act, by)
    if why:
        return _put_aside(session, day, {enrolment.pk: act.mark}, act, by=by, now=now, why=why)
    held = Held(session, on_record, takes_part=enrolment.state in PARTICIPATES)
    try:
        marked = marking.mark(enrolment, day, act.half, act.mark, now=act.moment.at, held=held, **_written(act, by))
    except Refused as no:
        why = WhyUndecided.REASON if isinstance(no, marking.ReasonNeeded) else WhyUndecided.CLOSED
        return _put_aside(session, day, {enrolment.pk: act.mark}, act, by=by, now=now, why=why, sentence=str(no))
    if not marked.count and on_record and on_record.is_blanket:
        _confirm(session, on_record, act, by)
    return Answer(Outcome.SAVED if marked.count else Outcome.SAME, marked.count)


def _why_it_waits(on_record, act, by):
    """Returns why this mark cannot just be written (WhyUndecided), or None."""
    at = act.moment.at
    if on_record and on_record.mark != act.mark and not on_record.is_blanket:
        shown = act.seen == on_record.mark
        if on_record.marked_by_id == by.pk:
            older = not act.moment.certain or at is None or on_record.marked_at > at
            return WhyUndecided.OTHER if older and not shown else None
        if act.waited or not shown:
            return WhyUndecided.OTHER
    return WhyUndecided.TIME if at is None else None


def _confirm(session, on_record, act, by):
    """The same mark, seen by a person now and not only given to everybody."""
    source = _written(act, by)["source"]
    AttendanceMark.objects.filter(pk=on_record.pk).update(
        is_blanket=False, marked_by=by, marked_at=act.moment.at, source=source
    )
    record(by, "attendance.confirmed", session, act=act.id, day=on_record.day_id, half=on_record.half)


def _rest(session, act, by, now):
    day = session.days.filter(number=act.day).order_by().first()
    if day is None:
        return Answer(Outcome.REFUSED, sentence=_("The officer or the half-day is not in this session any more."))
    at = act.moment.at or now
    try:
        marked = marking.mark_column(
            session, day, act.half, act.mark, now=at, only=set(act.officers), **_written(act, by)
        )
    except Refused as no:
        why = WhyUndecided.REASON if isinstance(no, marking.ReasonNeeded) else WhyUndecided.CLOSED
        marks = dict.fromkeys(_without_mark(session, day, act), act.mark)
        return _put_aside(session, day, marks, act, by=by, now=now, why=why, sentence=str(no))
    return Answer(Outcome.SAVED if marked.count else Outcome.SAME, marked.count)


def _without_mark(session, day, act):
    officers = Enrolment.objects.filter(session=session, pk__in=act.officers).active().order_by()
    given = AttendanceMark.objects.filter(day=day, half=act.half)
    excused = ExcusedHalfDay.objects.granted().filter(day=day, half=act.half)
    without = officers.exclude(pk__in=given.values("enrolment"))
    return without.exclude(pk__in=excused.values("enrolment")).values_list("pk", flat=True)


def _undo(session, act, by, now):
    taken_back = undecided.take_back(session, act.undoes, by=by, now=now)
    ours = AttendanceChange.objects.filter(action=act.undoes, enrolment__session=session)
    total = ours.count()
    if not total:
        return Answer(Outcome.UNDONE if taken_back else Outcome.NOTHING, taken_back)
    try:
        undone = marking.undo(act.undoes, by=by, now=act.moment.at or now, undoing=act.id, partly=True)
    except Refused as no:
        return Answer(Outcome.REFUSED, sentence=str(no))
    return _what_was_undone(undone, total)


def _what_was_undone(undone: Marked, total: int) -> Answer:
    sentence = _("Marks that were changed since stay as they are.") if undone.count < total else ""
    return Answer(Outcome.UNDONE if undone.count else Outcome.NOTHING, undone.count, sentence)


def _decide(session, act, by, now):
    if not UndecidedMark.objects.filter(pk=act.undecided, enrolment__session=session).exists():
        return Answer(Outcome.NOTHING)
    try:
        marked = undecided.decide(act.undecided, take=act.take, by=by, now=now, reason=act.reason)
    except Refused as no:
        return Answer(Outcome.REFUSED, sentence=str(no))
    return Answer(Outcome.DECIDED, marked.count)


def _put_aside(session, day, marks, act, *, by, now, why, sentence=""):
    if not marks:
        return Answer(Outcome.SAME)
    count = undecided.put_aside(
        session,
        day,
        act.half,
        marks,
        why=why,
        act=act.id,
        by=by,
        made_at=act.moment.at,
        now=now,
        reason=act.reason,
    )
    return Answer(Outcome.TO_DECIDE, count, sentence)


def _written(act, by):
    source = MarkSource.QR if act.tag else MarkSource.OFFLINE if act.waited else MarkSource.GRID
    return {"by": by, "source": source, "reason": act.reason, "action": act.id}


def forget_old(now: datetime) -> int:
    """Removes what is stored of acts that arrived longer ago than KNOWN_FOR before `now` (aware datetime). Returns how many.

    The marks, their history and what waits for a decision stay. In portions, each a transaction: no table is locked for long.
    """
    old = DeviceAct.objects.filter(received_at__lt=now - KNOWN_FOR).order_by("received_at")
    forgotten = 0
    while portion := list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_A_TIME]):
        forgotten += DeviceAct.objects.filter(pk__in=portion).delete()[0]
    return forgotten


# One tap after another asks these.
_LOCKED = Compiled(lambda pk: undecided.with_questions(TrainingSession.objects.to_lock()).filter(pk=pk).order_by(), int)
_KNOWN = Compiled(lambda act: DeviceAct.objects.filter(pk=act).order_by(), UUID)
_DAY = Compiled(lambda session, number: SessionDay.objects.filter(session=session, number=number).order_by(), int, int)
_WITH_MARK = Compiled(
    lambda session, pk, day, half: (
        Enrolment.objects.once_on_the_roster().with_mark(day, half).filter(session=session, pk=pk).order_by()
    ),
    int,
    int,
    int,
    str,
)

_DOES: dict[str, Callable[[TrainingSession, Act, User, datetime], Answer]] = {
    MARK: _mark,
    REST: _rest,
    UNDO: _undo,
    DECIDE: _decide,
}
KINDS = tuple(_DOES)
