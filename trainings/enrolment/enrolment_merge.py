"""Merging two enrolments of one person in one session, and splitting them again. Part of a merge of officers
(trainings/merge_handlers.py).
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import date_text, number_text
from accounts.text.sentences import numbers
from participants.merging.movable_relations import Conflict, handlers_of
from participants.models import Officer
from participants.row_snapshots import as_data, restore_rows, row_of, value_of
from trainings.enrolment.enrolment import seats_left
from trainings.models import (
    AttendanceChange,
    AttendanceMark,
    Enrolment,
    EnrolmentState,
    Mark,
    SessionState,
    TrainingSession,
)
from trainings.models.session import TAKES_OFFICERS
from trainings.sessions import completion

# The strongest state first: with it the most would be lost.
STRENGTH = (
    EnrolmentState.COMPLETED,
    EnrolmentState.NOT_COMPLETED,
    EnrolmentState.CONFIRMED,
    EnrolmentState.NOMINATED,
    EnrolmentState.WITHDRAWN,
)
# The best mark first: a person seen on one line was present, and missing on the other line only.
PRESENCE = (Mark.PRESENT, Mark.LATE, Mark.EXCUSED, Mark.ABSENT)
BEST, OWN = "best", "own"
OUTCOME = ("state", "half_days_attended", "half_days_held")


class Pair:
    """Two enrolments of one person in one session: that of the officer kept and that of the one absorbed."""

    def __init__(self, mine, theirs, fixed):
        self.mine, self.theirs, self.session = mine, theirs, mine.session
        self.fixed = {row.pk for row in (mine, theirs)} & fixed
        self.marks = {row.pk: {(mark.day_id, mark.half): mark for mark in row.marks.all()} for row in (mine, theirs)}

    @property
    def title(self) -> str:
        return f"{self.session.code} · {self.session.title}"

    @property
    def both_fixed(self) -> bool:
        return len(self.fixed) == 2

    def key(self, asked: str) -> str:
        return f"session-{self.session.pk}-{asked}"

    def other(self, pk: int) -> Enrolment:
        return self.theirs if pk == self.mine.pk else self.mine

    def row(self, pk: int) -> Enrolment:
        return self.mine if pk == self.mine.pk else self.theirs

    def enrolment_conflict(self) -> Conflict:
        """Returns the Conflict about which of the two enrolments stays."""
        options = tuple((str(row.pk), self._describe(row)) for row in (self.mine, self.theirs))
        if len(self.fixed) == 1:
            description = _(
                "Both records are enrolled. The enrolment with certificates stays, because a certificate never leaves the "
                "enrolment it was issued for."
            )
            stays = self.row(next(iter(self.fixed)))
            if self.other(stays.pk).state == EnrolmentState.COMPLETED != stays.state:
                # A certificate of participation: its enrolment stays, and what was decided by hand on the other one goes.
                lost = _(
                    "The other one is completed. Where its marks do not say so, decide on completion once more after the merge."
                )
                description = f"{description} {lost}"
            return Conflict(self.key("stays"), self.title, description, chosen=str(stays.pk))
        chosen = str(min((self.mine, self.theirs), key=lambda row: STRENGTH.index(row.state)).pk)
        if self.both_fixed:
            description = _(
                "Both records are enrolled and both have certificates. Every certificate stays as it was printed and can still "
                "be checked. Choose which enrolment counts; the other stays on record as its double and counts no more. "
                "Revoke the certificate that should not be valid."
            )
        else:
            description = _(
                "Both records are enrolled. One enrolment stays; the other is stored with the merge and comes back "
                "if you take the merge back."
            )
        return Conflict(self.key("stays"), self.title, description, options=options, chosen=chosen)

    def marks_conflict(self, stays: int | str) -> Conflict | None:
        """Returns the Conflict about the marks, or None where the enrolment that stays would gain nothing."""
        better = self.better_marks(int(stays))
        if self.both_fixed or not better:
            return None
        description = ngettext(
            "On %(count)s half-day the other record has a mark that says more. A person who was ticked on one line is missing "
            "on the other, so the mark that saw the person is taken; choose otherwise if two people shared the name.",
            "On %(count)s half-days the other record has a mark that says more. A person who was ticked on one line is missing "
            "on the other, so the mark that saw the person is taken; choose otherwise if two people shared the name.",
            len(better),
        ) % numbers(count=len(better))
        options = (
            (BEST, _("For each half-day the better mark: present, late, excused, absent")),
            (OWN, _("Only the marks of the enrolment that stays")),
        )
        return Conflict(
            self.key("marks"), _("%(session)s, attendance") % {"session": self.title}, description, options, BEST
        )

    def better_marks(self, stays: int) -> list[tuple[AttendanceMark | None, AttendanceMark]]:
        """Returns [(mark of the enrolment that stays or None, mark of the other)] where the other says more."""
        own, others = self.marks[stays], self.marks[self.other(stays).pk]
        pairs = [(own.get(slot), mark) for slot, mark in sorted(others.items())]
        return [(mine, mark) for mine, mark in pairs if mine is None or _presence(mark) < _presence(mine)]

    def _describe(self, row):
        marked = len(self.marks[row.pk])
        parts = [row.rank, row.unit, row.get_state_display()]
        parts.append(
            ngettext("%(count)s half-day marked", "%(count)s half-days marked", marked) % numbers(count=marked)
        )
        parts.append(_("enrolled on %(date)s") % {"date": date_text(row.created_at, get_language())})
        return f"{row.officer.service_number}: {', '.join(str(part) for part in parts if part)}"


def _presence(mark):
    return PRESENCE.index(mark.mark)


# Merging


def merge_pair(pair: Pair, kept: Officer, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
    """Merges the two enrolments of a Pair. Returns the data that `split_pair` needs, as JSON-ready dict."""
    stays_pk = int(pair.enrolment_conflict().with_choice(choices).chosen)
    stays, goes = pair.row(stays_pk), pair.other(stays_pk)
    marks = pair.marks_conflict(stays_pk)
    takes_marks = bool(marks and marks.with_choice(choices).chosen == BEST)
    before, gone = as_data(stays), as_data(goes)
    changed = _take_marks(pair.better_marks(stays_pk), stays, by=by) if takes_marks else []
    moved = {belonging.key: belonging.move(stays, goes, choices=choices, by=by) for belonging in handlers_of(Enrolment)}
    if pair.both_fixed:
        Enrolment.objects.filter(pk=goes.pk).update(
            double_of=stays,
            state=EnrolmentState.WITHDRAWN,
            state_reason=_("The officer was on record twice."),
            is_override=False,
            place_in_line=None,
            officer=kept,
        )
    else:
        goes.delete()
    Enrolment.objects.filter(pk=stays.pk).update(officer=kept)
    stays.refresh_from_db()
    if changed or stays.made_up.standing().exists():
        _recompute_outcome(stays)
    return {
        "session": pair.session.pk,
        "session_state": pair.session.state,
        "before": before,
        "after": as_data(stays),
        "gone": gone,
        "is_double": pair.both_fixed,
        "marks": changed,
        "moved": moved,
    }


def _take_marks(better, stays, *, by):
    """Writes better marks into the remaining enrolment, with their authors. Returns [{"before", "after"}] as data."""
    changed = []
    for own, mark in better:
        before = own and as_data(own)
        taken = own or AttendanceMark(enrolment=stays, day_id=mark.day_id, half=mark.half)
        taken.mark, taken.source = mark.mark, mark.source
        taken.marked_by_id, taken.marked_at = mark.marked_by_id, mark.marked_at
        taken.save()
        changed.append({"before": before, "after": as_data(taken)})
    _save_changes(changed, stays, _("Two records of this officer were merged."), by=by)
    return changed


def _save_changes(changed, enrolment, reason, *, by):
    action, now = uuid.uuid4(), timezone.now()
    AttendanceChange.objects.bulk_create(
        AttendanceChange(
            enrolment=enrolment,
            day_id=one["after"]["day_id"],
            half=one["after"]["half"],
            before=(one["before"] or {}).get("mark", ""),
            after=one["after"]["mark"],
            source=one["after"]["source"],
            reason=reason,
            action=action,
            changed_by=by,
            changed_at=now,
        )
        for one in changed
    )


def _recompute_outcome(enrolment):
    """Computes the outcome again where the session is closed and nobody decided by hand."""
    session = TrainingSession.objects.get(pk=enrolment.session_id)
    if session.state != SessionState.CLOSED or enrolment.is_override:
        return
    outcome = completion.work_out(session).get(enrolment.pk)
    if outcome:
        enrolment.half_days_attended, enrolment.half_days_held, completes = outcome
        enrolment.state = EnrolmentState.COMPLETED if completes else EnrolmentState.NOT_COMPLETED
        enrolment.save(update_fields=OUTCOME)


# Splitting


def split_pair(one: Mapping[str, Any], *, by: User) -> list[str]:
    """Undoes `merge_pair`, given its data. Returns sentences about what stays changed; raises Refused where later work prevents it."""
    session = TrainingSession.objects.get(pk=one["session"])
    stays = Enrolment.objects.select_for_update().get(pk=one["after"]["id"])
    _refuse_without_seat(session, one)
    sentences = _restore_marks(one["marks"], stays, session, by=by)
    sentences += _restore_outcome(one, stays, session)
    # An officer has at most one enrolment in a session, so the remaining one returns to its owner first.
    Enrolment.objects.filter(pk=stays.pk).update(officer=one["before"]["officer_id"])
    goes = _bring_back(one)
    for belonging in reversed(handlers_of(Enrolment)):
        moved = one["moved"].get(belonging.key)
        if moved is not None:
            sentences += belonging.take_back(stays, goes, moved, by=by)
    if (session.state == SessionState.CLOSED) != (one["session_state"] == SessionState.CLOSED):
        _follow_session(session, stays, goes)
        sentences.append(
            _("%(session)s changed its state after the merge; what both records completed was worked out again.")
            % {"session": session.code}
        )
    return sentences


def _refuse_without_seat(session, one):
    held_a_seat = one["gone"]["state"] != EnrolmentState.WITHDRAWN and one["gone"]["place_in_line"] is None
    if held_a_seat and session.state in TAKES_OFFICERS and not seats_left(session):
        raise Refused(
            _("All seats of %(session)s are taken now. Give it one more seat first.") % {"session": session.code}
        )


def _restore_marks(changed, stays, session, *, by):
    undone, later = [], 0
    for one in changed:
        mark = AttendanceMark.objects.filter(pk=one["after"]["id"]).first()
        if mark is None or as_data(mark) != one["after"]:
            later += 1
            continue
        mark.delete()
        restore_rows(AttendanceMark, *filter(None, [one["before"]]))
        undone.append(one)
    for one in undone:
        mark = one["before"] or {"mark": ""}
        AttendanceChange.objects.create(
            enrolment=stays,
            day_id=one["after"]["day_id"],
            half=one["after"]["half"],
            before=one["after"]["mark"],
            after=mark["mark"],
            source=one["after"]["source"],
            reason=_("The merge of two records was taken back."),
            changed_by=by,
            changed_at=timezone.now(),
        )
    if not later:
        return []
    return [
        ngettext(
            "%(session)s: %(count)s mark was changed after the merge and stays.",
            "%(session)s: %(count)s marks were changed after the merge and stay.",
            later,
        )
        % {"session": session.code, "count": number_text(later, get_language())}
    ]


def _restore_outcome(one, stays, session):
    """Restores the state of the remaining enrolment, unless it changed since."""
    now, sentences = as_data(stays), []
    for column in OUTCOME:
        if one["before"][column] == one["after"][column]:
            continue
        if now[column] == one["after"][column]:
            setattr(stays, column, value_of(Enrolment, column, one["before"]))
        else:
            sentences = [
                _("%(session)s: what was completed changed after the merge and stays.") % {"session": session.code}
            ]
    stays.save(update_fields=OUTCOME)
    return sentences


def _bring_back(one):
    if not one["is_double"]:
        return restore_rows(Enrolment, one["gone"])[0]
    row = row_of(Enrolment, one["gone"])
    row.save_base(raw=True, force_update=True)
    return row


def _follow_session(session, *enrolments):
    for enrolment in enrolments:
        if enrolment.state in (EnrolmentState.WITHDRAWN, EnrolmentState.NOMINATED):
            continue
        if session.state == SessionState.CLOSED:
            _recompute_outcome(enrolment)
        else:
            enrolment.half_days_attended = enrolment.half_days_held = None
            if not enrolment.is_override:
                enrolment.state = EnrolmentState.CONFIRMED
            enrolment.save(update_fields=OUTCOME)
