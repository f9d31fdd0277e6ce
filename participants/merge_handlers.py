"""How the rows of participants move when two officers are merged. See participants/merging/movable_relations.py."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from participants.claim_slips.ending import end_locked, reactivate
from participants.duplicates.search_keys import index
from participants.merging.movable_relations import DerivedRows, MergeHandler, UniqueRows, handles
from participants.models import ClaimSlip, Delegate, DistinctPair, EndReason, Officer, Posting, SlipState, in_pair
from participants.officers.postings import record_postings
from participants.row_snapshots import as_data, restore_rows


@handles("participants.Posting.officer", label=gettext_lazy("Postings"))
class Postings(UniqueRows):
    """Postings of both records in one sequence. Where the chosen rank and unit are not those of its end, they count from today."""

    per = "since"

    def rows_with_names(self, owner: Officer) -> QuerySet[Any]:
        return self.rows_of(owner).select_related("officer", "rank", "unit")

    def describe(self, row: Posting) -> str:
        parts = (row.rank, row.unit, _("left the police") if row.has_left else "")
        return ", ".join(str(part) for part in parts if part)

    def title(self, row: Posting) -> str:
        return _("Posting since %(date)s") % {"date": date_text(row.since, get_language())}

    def move(self, kept: Officer, absorbed: Officer, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        moved = super().move(kept, absorbed, choices=choices, by=by)
        last = self.rows_of(kept).order_by("-since", "-pk").first()
        if last is None or (last.rank_id, last.unit_id) == (kept.rank_id, kept.unit_id):
            return moved
        today = timezone.localdate()
        before = self.rows_of(kept).filter(since=today).first()
        record_postings([kept], since=today)
        recorded = self.rows_of(kept).filter(since=today).first()
        if recorded is None:
            raise Refused(_("Choose a rank or a unit."))
        return moved | {"noted": {"before": before and as_data(before), "after": as_data(recorded)}}

    def take_back(self, kept: Officer, absorbed: Officer, moved: dict[str, Any], *, by: User) -> list[str]:
        if recorded := moved.get("noted"):
            row = self.rows_of(kept).filter(pk=recorded["after"]["id"]).first()
            if row and as_data(row) == recorded["after"]:
                row.delete()
                restore_rows(self.model, *filter(None, [recorded["before"]]))
        return super().take_back(kept, absorbed, moved, by=by)


@handles("participants.Delegate.officer", label=gettext_lazy("Consultations"))
class Delegations(UniqueRows):
    """An officer is a delegate of a consultation once."""

    per = "consultation"

    def rows_with_names(self, owner: Officer) -> QuerySet[Any]:
        return self.rows_of(owner).select_related("officer", "consultation__programme", "organisation")

    def describe(self, row: Delegate) -> str:
        return ", ".join(str(part) for part in (row.get_category_display(), row.organisation) if part)

    def refusal(self, row: Delegate, *, by: User) -> str:
        if coordinates(by, row.consultation.programme):
            return ""
        return _("Both records are delegates at a consultation of another programme. Its coordinators can merge them.")

    def title(self, row: Delegate) -> str:
        return str(row.consultation)


@handles("participants.RosterRow.alike", label=gettext_lazy("Roster rows"))
class ResemblingRows(MergeHandler):
    """Rows that wait, and that resemble the officer."""

    is_shown = False


@handles("participants.RosterRow.officer", label=gettext_lazy("Roster rows"))
class RosterRows(MergeHandler):
    """Every row that was matched with either record."""


class Pairs(MergeHandler):
    """Rows of two officers, the lower id first: those of the absorbed record are written again for the record that stays."""

    is_shown = False

    def rows_of(self, *owners: Any) -> QuerySet[Any]:
        either = Q(officer_low__in=owners) | Q(officer_high__in=owners)
        return self.model._base_manager.filter(either).order_by("pk")

    def move(self, kept: Officer, absorbed: Officer, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        rows = list(self.rows_of(absorbed))
        removed = [as_data(row) for row in rows]
        self.rows_of(absorbed).delete()
        made = [new.pk for row in rows if (new := self._rewritten(row, kept, absorbed))]
        return {"removed": removed, "made": made}

    def _rewritten(self, row, kept, absorbed):
        """Returns the new row of `kept`, or None where there is one already or the pair would be one officer."""

    def take_back(self, kept: Officer, absorbed: Officer, moved: dict[str, Any], *, by: User) -> list[str]:
        self.rows_of(kept).filter(pk__in=moved["made"]).delete()
        known = set(Officer.objects.filter(pk__in=self._officers(moved["removed"])).values_list("pk", flat=True))
        restore_rows(self.model, *(data for data in moved["removed"] if self._officers([data]) <= known))
        return []

    @staticmethod
    def _officers(rows):
        return {data[column] for data in rows for column in ("officer_low_id", "officer_high_id")}


@handles("participants.DistinctPair.officer_low", label=gettext_lazy("Pairs of different people"))
class DistinctPairs(Pairs):
    """A pair of different people stays one after the merge of either."""

    def _rewritten(self, row, kept, absorbed):
        other = row.officer_high_id if row.officer_low_id == absorbed.pk else row.officer_low_id
        if other == kept.pk:
            return None
        facts = {"reason": row.reason, "said_by_id": row.said_by_id}
        pair, is_new = DistinctPair.objects.get_or_create(**in_pair(kept, other), defaults=facts)
        return pair if is_new else None


@handles("participants.DuplicatePair.officer_low", label=gettext_lazy("Likely duplicates"))
class DuplicatePairs(Pairs):
    """Likely duplicates of the absorbed record; the next scan compares the merged record."""


@handles("participants.DistinctPair.officer_high", label=gettext_lazy("Pairs of different people"))
@handles("participants.DuplicatePair.officer_high", label=gettext_lazy("Likely duplicates"))
class OtherSide(DerivedRows):
    """Moved together with the lower side of the pair."""


@handles("participants.Merge.kept", label=gettext_lazy("Earlier merges"))
class EarlierMerges(MergeHandler):
    """A record that absorbed others is absorbed with them."""

    is_shown = False


@handles("participants.FormerNumber.officer", label=gettext_lazy("Former service numbers"))
class FormerNumbers(MergeHandler):
    """A search by a former number finds the officer."""

    is_shown = False


@handles("participants.OfficerKey.officer", label=gettext_lazy("Search keys"))
class SearchKeys(DerivedRows):
    """Computed from the fields of the officer."""

    def rebuild(self, owners: Iterable[Officer]) -> None:
        index(owners)


@handles("participants.ClaimSlip.officer", label=gettext_lazy("Claim slips"))
class ClaimSlips(MergeHandler):
    """A slip of either record opens the account of the merged record, with the present or the former number.

    An officer has one live slip. Where both records have one, the later slip stays. Where the merged record has an account,
    both end, because a slip that was printed for an officer without an account would open it.
    """

    is_shown = False

    def move(self, kept: Officer, absorbed: Officer, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        live = list(ClaimSlip.objects.live().filter(officer__in=[kept, absorbed]).order_by("made_at", "pk"))
        ending = live if kept.user_id else live[:-1]
        printed = ClaimSlip.objects.filter(officer__in=[kept, absorbed], state=SlipState.PRINTED)
        dead = printed.exclude(pk__in=[slip.pk for slip in live])
        end_locked([*dead, *ending], EndReason.MERGED, by=by, now=timezone.now())
        ended = {"ended": [slip.pk for slip in ending], "live": [slip.pk for slip in live if slip not in ending]}
        return super().move(kept, absorbed, choices=choices, by=by) | ended

    def take_back(self, kept: Officer, absorbed: Officer, moved: dict[str, Any], *, by: User) -> list[str]:
        sentences = super().take_back(kept, absorbed, moved, by=by)
        if self.rows_of(absorbed).filter(pk__in=moved["live"], state=SlipState.USED).exists():
            sentences = [
                *sentences,
                _("An account was opened meanwhile with a slip of the restored record. It stays with this record."),
            ]
        for slip in ClaimSlip.objects.filter(pk__in=moved["ended"], end_reason=EndReason.MERGED).order_by("pk"):
            reactivate(slip, by=by)
        return sentences


@handles("participants.IdentityCheck.officer", label=gettext_lazy("Identity checks"))
class IdentityChecks(MergeHandler):
    """Identity questions that were asked about either record."""

    is_shown = False
