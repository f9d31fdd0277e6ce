"""How trainings move when two officer records are merged, and how two enrolments in one session are merged.

See participants/merging/movable_relations.py. Where both records sit in the same session, one enrolment stays. An enrolment with
certificates never goes, because certificates never leave theirs; where both have some, the second stays as a double that
takes no part any more.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import coordinates_session
from participants.merging.movable_relations import Conflict, FixedRows, MergeHandler, fixed_ids, handles
from participants.models import Officer
from participants.row_snapshots import as_data, restore_rows
from trainings.enrolment.enrolment_merge import Pair, merge_pair, split_pair
from trainings.models import (
    AllowancePayment,
    Enrolment,
    ExcusedHalfDay,
    ExcuseEnd,
    ExcuseState,
    MadeUpHalfDay,
    ObjectedHalfDay,
    ObjectionState,
    OfficerRequest,
    RequestState,
    TrainingSession,
)
from trainings.models.excuse import DECIDED_WHILE


@handles("trainings.Enrolment.officer", label=gettext_lazy("Trainings"))
class Enrolments(MergeHandler):
    """One enrolment per session; marks are united as the coordinator chooses."""

    def lock(self, kept_id: int, absorbed_id: int) -> None:
        # All their sessions, not only those they share: somebody may be enrolling the other one just now, and whoever
        # enrols locks the session before the officer.
        sessions = Enrolment.objects.filter(officer__in=[kept_id, absorbed_id]).values("session")
        list(TrainingSession.objects.filter(pk__in=sessions).order_by("pk").select_for_update().values_list("pk"))

    def lock_for_undo(self, moved: dict[str, Any] | None) -> None:
        sessions = [one["session"] for one in (moved or {}).get("united", [])]
        list(TrainingSession.objects.filter(pk__in=sessions).order_by("pk").select_for_update().values_list("pk"))

    def conflicts(self, kept: Officer, absorbed: Officer, *, choices: Mapping[str, str], by: User) -> list[Conflict]:
        found = []
        pairs = self._pairs(kept, absorbed)
        paid = _paid_twice(pairs)
        for pair in pairs:
            if not coordinates_session(by, pair.session):
                description = _(
                    "Both records are enrolled in the same session of another programme. Its coordinators can merge them."
                )
                found.append(Conflict(pair.key("stays"), _("A session"), description, prevents=True))
                continue
            if pair.session.pk in paid:
                description = _(
                    "Both records were noted as paid an allowance, and one person is paid once. Take one of the payments back first."
                )
                found.append(Conflict(pair.key("paid"), pair.title, description, prevents=True))
            stays = pair.enrolment_conflict().with_choice(choices)
            found.append(stays)
            if marks := pair.marks_conflict(stays.chosen):
                found.append(marks.with_choice(choices))
        return found

    def move(self, kept: Officer, absorbed: Officer, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        united = [merge_pair(pair, kept, choices=choices, by=by) for pair in self._pairs(kept, absorbed, lock=True)]
        return super().move(kept, absorbed, choices=choices, by=by) | {"united": united}

    def take_back(self, kept: Officer, absorbed: Officer, moved: dict[str, Any], *, by: User) -> list[str]:
        # First what moved whole: the enrolments that come back are nobody's later work.
        sentences = super().take_back(kept, absorbed, moved, by=by)
        for one in reversed(moved["united"]):
            sentences += split_pair(one, by=by)
        return sentences

    def _pairs(self, kept, absorbed, *, lock=False):
        """Returns [Pair] of the sessions in which both are enrolled. A constant number of queries."""
        rows = Enrolment.objects.filter(officer__in=[kept.pk, absorbed.pk], double_of__isnull=True)
        if lock:
            list(rows.order_by("pk").select_for_update().values_list("pk"))
        rows = rows.select_related("session__phase__programme", "officer", "rank", "unit").prefetch_related("marks")
        mine, theirs = (
            {row.session_id: row for row in rows if row.officer_id == officer.pk} for officer in (kept, absorbed)
        )
        both = [(mine[session], row) for session, row in theirs.items() if session in mine]
        fixed = fixed_ids(Enrolment, [row.pk for pair in both for row in pair]) if both else set()
        return [Pair(*pair, fixed) for pair in sorted(both, key=lambda pair: pair[0].session.code)]


def _paid_twice(pairs):
    """Returns the ids of the sessions in which both enrolments of a Pair have a payment. One query, none without a Pair."""
    enrolments = [row.pk for pair in pairs for row in (pair.mine, pair.theirs)]
    found = AllowancePayment.objects.filter(enrolment__in=enrolments).values_list("enrolment", flat=True)
    paid = set(found) if pairs else set()
    return {pair.session.pk for pair in pairs if {pair.mine.pk, pair.theirs.pk} <= paid}


@handles("trainings.OfficerRequest.officer", label=gettext_lazy("Requests for officers"))
class Requests(MergeHandler):
    """Other programmes ask for the person, whatever the record: of two open requests of one session the second one lapses."""

    is_shown = False

    def move(self, kept: Officer, absorbed: Officer, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        open_of_kept = OfficerRequest.objects.filter(officer=kept.pk, state=RequestState.ASKED).values("session")
        twice = OfficerRequest.objects.filter(officer=absorbed.pk, state=RequestState.ASKED, session__in=open_of_kept)
        lapsed = list(twice.order_by("pk").values_list("pk", flat=True))
        OfficerRequest.objects.filter(pk__in=lapsed).update(state=RequestState.LAPSED)
        return super().move(kept, absorbed, choices=choices, by=by) | {"lapsed": lapsed}

    def take_back(self, kept: Officer, absorbed: Officer, moved: dict[str, Any], *, by: User) -> list[str]:
        sentences = super().take_back(kept, absorbed, moved, by=by)
        lapsed = OfficerRequest.objects.filter(pk__in=moved["lapsed"], state=RequestState.LAPSED)
        lapsed.update(state=RequestState.ASKED)
        return sentences


# Rows that belong to an enrolment


class GoesWith(MergeHandler):
    """Rows that are removed with an enrolment. They are stored as data and restored with it."""

    def move(self, kept: Enrolment, absorbed: Enrolment, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        if fixed_ids(Enrolment, [absorbed.pk]):
            # It stays on record as a double, with all that hangs on it.
            return {"removed": []}
        rows = list(self.rows_of(absorbed))
        self.rows_of(absorbed).delete()
        return {"removed": [as_data(row) for row in rows]}

    def take_back(self, kept: Enrolment, absorbed: Enrolment, moved: dict[str, Any], *, by: User) -> list[str]:
        restore_rows(self.model, *moved["removed"])
        return []


@handles("trainings.AttendanceMark.enrolment", label=gettext_lazy("Marks"))
class Marks(GoesWith):
    """The better marks were written into the remaining enrolment before."""


@handles("trainings.AttendanceChange.enrolment", label=gettext_lazy("Changes of marks"))
class Changes(GoesWith):
    """How the marks came to be."""


@handles("trainings.UndecidedMark.enrolment", label=gettext_lazy("Marks to decide"))
class UndecidedMarks(GoesWith):
    """Marks of a device that nobody has decided yet, and those that somebody has."""


@handles("trainings.WalkIn.enrolment", label=gettext_lazy("Added on the spot"))
class WalkIns(GoesWith):
    """How the officer came into the session."""


@handles("trainings.LetterDelivery.enrolment", label=gettext_lazy("Letters"))
class LetterDeliveries(GoesWith):
    """Which letters went out by e-mail; the remaining enrolment may get them once more."""


@handles("trainings.AllowancePayment.enrolment", label=gettext_lazy("Payments of allowances"))
class Payments(MergeHandler):
    """The payment goes with the person: to the enrolment that counts, also where the other stays on record as its double.

    That both have one is settled before the merge (`Enrolments.conflicts`).
    """


@handles("trainings.Excuse.enrolment", label=gettext_lazy("Excuses"))
class Excuses(MergeHandler):
    """What the person asked for, whatever the record."""


@handles("trainings.ExcusedHalfDay.enrolment", label=gettext_lazy("Excused half-days"))
class ExcusedHalfDays(MergeHandler):
    """They go with their excuse; of two open ones for a half-day the second one ends."""

    is_shown = False

    def move(self, kept: Enrolment, absorbed: Enrolment, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        mine = set(ExcusedHalfDay.objects.open().filter(enrolment=kept).values_list("day", "half"))
        theirs = ExcusedHalfDay.objects.open().filter(enrolment=absorbed).values_list("pk", "state", "day", "half")
        ended = {str(pk): state for pk, state, *half_day in theirs if tuple(half_day) in mine}
        rows = ExcusedHalfDay.objects.filter(pk__in=map(int, ended))
        rows.update(state=ExcuseState.ENDED, why_ended=ExcuseEnd.MERGED)
        return super().move(kept, absorbed, choices=choices, by=by) | {"ended": ended}

    def take_back(self, kept: Enrolment, absorbed: Enrolment, moved: dict[str, Any], *, by: User) -> list[str]:
        sentences = super().take_back(kept, absorbed, moved, by=by)
        for pk, state in moved["ended"].items():
            ended = ExcusedHalfDay.objects.filter(pk=int(pk), state=ExcuseState.ENDED, why_ended=ExcuseEnd.MERGED)
            # What left the session, or was over meanwhile, stays ended.
            ended.filter(day__isnull=False, enrolment__session__state__in=DECIDED_WHILE).update(
                state=state, why_ended=""
            )
        return sentences


@handles("trainings.MadeUpHalfDay.enrolment", label=gettext_lazy("Half-days made up elsewhere"))
class MadeUp(MergeHandler):
    """The visit of the person; what both records made up, or made up by the same visit, counts once: that of the other is taken back."""

    def move(self, kept: Enrolment, absorbed: Enrolment, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        mine = list(MadeUpHalfDay.objects.standing().filter(enrolment=kept))
        taken = {(one.day_id, one.half) for one in mine} | {(one.other_day_id, one.other_half) for one in mine}
        theirs = MadeUpHalfDay.objects.standing().filter(enrolment=absorbed)
        twice = [one.pk for one in theirs if {(one.day_id, one.half), (one.other_day_id, one.other_half)} & taken]
        MadeUpHalfDay.objects.filter(pk__in=twice).update(taken_back_by=by, taken_back_at=timezone.now())
        return super().move(kept, absorbed, choices=choices, by=by) | {"twice": twice}

    def take_back(self, kept: Enrolment, absorbed: Enrolment, moved: dict[str, Any], *, by: User) -> list[str]:
        sentences = super().take_back(kept, absorbed, moved, by=by)
        again = MadeUpHalfDay.objects.filter(pk__in=moved["twice"])
        again.update(taken_back_by=None, taken_back_at=None)
        return sentences


@handles("trainings.NameTag.enrolment", label=gettext_lazy("Name tags"))
class NameTags(MergeHandler):
    """Both tags of the person are printed, so both lead to the enrolment that stays."""

    is_shown = False


@handles("trainings.EntryWaiver.enrolment", label=gettext_lazy("Waivers of entry rules"))
class EntryWaivers(MergeHandler):
    """Why somebody was let in goes with the person, to the enrolment that stays."""

    is_shown = False


@handles("trainings.ResultChange.enrolment", label=gettext_lazy("Changed results"))
class ResultChanges(GoesWith):
    """What corrections after closing changed of a result that the merge takes away."""

    is_shown = False


@handles("trainings.Objection.enrolment", label=gettext_lazy("Objections"))
class Objections(MergeHandler):
    """They follow the person."""


@handles("trainings.ObjectedHalfDay.enrolment", label=gettext_lazy("Half-days of objections"))
class ObjectedHalfDays(MergeHandler):
    """They follow their objections. Of two that wait for one half-day, the one of the kept record does."""

    is_shown = False

    def move(self, kept: Enrolment, absorbed: Enrolment, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        waits = self.rows_of(kept).filter(state=ObjectionState.OPEN, day=OuterRef("day"), half=OuterRef("half"))
        twice = self.rows_of(absorbed).filter(Exists(waits.order_by()), state=ObjectionState.OPEN)
        closed = list(twice.values_list("pk", flat=True))
        self._end(closed)
        return super().move(kept, absorbed, choices=choices, by=by) | {"closed": closed}

    def take_back(self, kept: Enrolment, absorbed: Enrolment, moved: dict[str, Any], *, by: User) -> list[str]:
        sentences = super().take_back(kept, absorbed, moved, by=by)
        back = ObjectedHalfDay.objects.filter(pk__in=moved["closed"], state=ObjectionState.WITHDRAWN)
        back.update(state=ObjectionState.OPEN, decided_at=None, decided_by=None)
        return sentences

    def _end(self, ids):
        rows = ObjectedHalfDay.objects.filter(pk__in=ids)
        rows.update(state=ObjectionState.WITHDRAWN, decided_at=timezone.now())


@handles("trainings.Enrolment.double_of", label=gettext_lazy("Doubles"))
class Doubles(FixedRows):
    """An enrolment whose double has certificates stays on record."""
