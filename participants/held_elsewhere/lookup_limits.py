"""The count of numbers of other programmes that a person meets in a day, and its limits."""

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from participants.models import LookUp, NumberMatch, Officer

# By lists, and one at a time in forms and in cells of a preview. A real list rarely holds more than a few.
MOST_PER_DAY = {LookUp.LIST: 200, LookUp.SINGLE: 10}
_PER_QUERY = 500


def left_today(by, kind, *, today=None):
    """Returns how many more numbers of other programmes `by` (User) may meet today. kind: a LookUp; today: date in Dhaka. One query."""
    met = NumberMatch.objects.filter(by=by, kind=kind, day=today or timezone.localdate()).count()
    return max(0, MOST_PER_DAY[kind] - met)


def met_today(by, kind, *, today=None):
    """Returns the set of ids of the officers whose numbers `by` met today. One query."""
    matches = NumberMatch.objects.filter(by=by, kind=kind, day=today or timezone.localdate())
    return set(matches.values_list("record", flat=True))


@transaction.atomic
def meet(by, officer_ids, *, programme, kind, today=None):
    """Counts that `by` met the numbers of these officers. Returns the set of ids that are within the limit of the day.

    officer_ids: in the order in which they were met; whoever was met today already does not count again. programme: the Programme
    for which they were looked up, or None. Two at once share one limit.
    """
    ids, today = list(dict.fromkeys(officer_ids)), today or timezone.localdate()
    if not ids:
        return set()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    known = met_today(by, kind, today=today)
    new = [pk for pk in ids if pk not in known]
    within = new[: max(0, MOST_PER_DAY[kind] - len(known))]
    NumberMatch.objects.bulk_create(
        (NumberMatch(by=by, programme=programme, record=pk, kind=kind, day=today) for pk in within),
        batch_size=_PER_QUERY,
    )
    if new:
        beyond = len(new) - len(within)
        record(by, "officers.met_elsewhere", programme, kind=kind, officers=within, beyond=beyond)
    return known & set(ids) | set(within)


def matches_of(user, *, since):
    """Returns [(programme, day, how many)] of numbers of officers whom `user` coordinates, met in lists of others since a day."""
    held = Officer.objects.coordinated_by(user).values("pk")
    rows = NumberMatch.objects.filter(day__gte=since, record__in=held).exclude(
        programme__in=user.programmes_coordinated
    )
    return rows.counted()
