"""Counts how often service numbers of a person's lists match records of other programmes, and the limit per day."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record_many
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from participants.models import LookUp, NumberMatch, Officer
from programmes.models import Programme

# In lists; and one at a time, in forms and in cells of a preview. A real list rarely has more than a few.
DAILY_LIMITS = {LookUp.LIST: 200, LookUp.SINGLE: 10}
_PER_QUERY = 500


def remaining_today(by: User, kind: LookUp, *, today: date | None = None) -> int:
    """Returns how many more matches `by` (User) may have today. kind: a LookUp. today: the date in Dhaka. One query."""
    used = NumberMatch.objects.filter(by=by, kind=kind, day=today or timezone.localdate()).count()
    return max(0, DAILY_LIMITS[kind] - used)


def matched_today(by: User, kind: LookUp, *, today: date | None = None) -> set[int]:
    """Returns the set of ids of the officers whose numbers `by` matched today. One query."""
    matches = NumberMatch.objects.filter(by=by, kind=kind, day=today or timezone.localdate())
    return set(matches.values_list("record", flat=True))


def lock_user(by: User) -> None:
    """Locks a User until the caller's transaction ends, so that parallel lists of one person share the limit."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


@transaction.atomic
def count_matches(
    by: User, officer_ids: Iterable[int], *, programme: Programme | None, kind: LookUp, today: date | None = None
) -> set[int]:
    """Counts that lists of `by` matched these officers. Returns the set of ids that are within the limit of the day.

    officer_ids: in the order of the list; an officer who was matched today is not counted again. programme: the Programme of the
    list, or None. Parallel calls share the limit.

    The audit entry of the asking programme says only that there was a match, as the rows do. Entries for the programmes that
    hold the records have the number of records and their ids. Nothing is written about matches beyond the limit.
    """
    ids, today = list(dict.fromkeys(officer_ids)), today or timezone.localdate()
    if not ids:
        return set()
    lock_user(by)
    known = matched_today(by, kind, today=today)
    new = [pk for pk in ids if pk not in known]
    within = new[: max(0, DAILY_LIMITS[kind] - len(known))]
    NumberMatch.objects.bulk_create(
        (NumberMatch(by=by, programme=programme, record=pk, kind=kind, day=today) for pk in within),
        batch_size=_PER_QUERY,
    )
    matched = known & set(ids) | set(within)
    _audit(by, matched, programme=programme, kind=kind)
    return matched


def _audit(by, matched, *, programme, kind):
    held = {}
    for officer in Officer.objects.filter(pk__in=matched).only("pk", "programme_id").order_by("pk"):
        held.setdefault(officer.programme_id, []).append(officer)
    asking = programme and programme.pk
    # The target is an officer, so that only the programme that holds the record can read the entry.
    entries = [
        (officers[0], {"kind": kind, "asked_for": asking, "officers": [officer.pk for officer in officers]})
        for officers in held.values()
    ]
    record_many(by, "officers.met_elsewhere", [(programme, {"kind": kind}), *entries])


def refuse_at_limit(by: User, kind: LookUp, *, most: int) -> None:
    """Raises Refused where `by` (User) has reached the limit of the day (`most`).

    Locks the user in the caller's transaction, so that parallel lists are answered one after the other.
    """
    lock_user(by)
    if remaining_today(by, kind) == 0:
        raise limit_reached(most)


def limit_reached(most: int) -> Refused:
    """Returns the Refused of a list with more matches than the limit of a day."""
    return Refused(
        _(
            "More than %(most)s service numbers of this table belong to other programmes, or you have reached "
            "the daily limit. No result is shown. Import your own officers, or continue tomorrow."
        )
        % numbers(most=most)
    )


def matches_of(user: User, *, since: date) -> list[tuple]:
    """Returns [(programme id, day, count)] of matches that lists of others had, since a day, with officers whom `user` coordinates."""
    held = Officer.objects.coordinated_by(user).values("pk")
    rows = NumberMatch.objects.filter(day__gte=since, record__in=held).exclude(
        programme__in=user.programmes_coordinated
    )
    return rows.counted()
