"""The count of numbers of other programmes that a person meets in a day, and its limits."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record_many
from accounts.models import User
from accounts.refusal import Refused
from participants.models import LookUp, NumberMatch, Officer

# By lists, and one at a time in forms and in cells of a preview. A real list rarely holds more than a few.
DAILY_LIMITS = {LookUp.LIST: 200, LookUp.SINGLE: 10}
_PER_QUERY = 500


def remaining_today(by, kind, *, today=None):
    """Returns how many more numbers of other programmes `by` (User) may meet today. kind: a LookUp; today: date in Dhaka. One query."""
    met = NumberMatch.objects.filter(by=by, kind=kind, day=today or timezone.localdate()).count()
    return max(0, DAILY_LIMITS[kind] - met)


def matched_today(by, kind, *, today=None):
    """Returns the set of ids of the officers whose numbers `by` met today. One query."""
    matches = NumberMatch.objects.filter(by=by, kind=kind, day=today or timezone.localdate())
    return set(matches.values_list("record", flat=True))


def lock_user(by):
    """Lets lists of one person wait for each other until the caller's transaction ends, so that none is answered beyond the limit."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


@transaction.atomic
def count_matches(by, officer_ids, *, programme, kind, today=None):
    """Counts that `by` met the numbers of these officers. Returns the set of ids that are within the limit of the day.

    officer_ids: in the order in which they were met; whoever was met today already does not count again. programme: the Programme
    for which they were looked up, or None. Two at once share one limit.

    The audit tells the asker's programme only that somebody was met, which the rows say as well. How many records that were, and which,
    stands in entries of the programmes that hold them; of those beyond the limit nothing is written.
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
    met = known & set(ids) | set(within)
    _audit(by, met, programme=programme, kind=kind)
    return met


def _audit(by, met, *, programme, kind):
    held = {}
    for officer in Officer.objects.filter(pk__in=met).only("pk", "programme_id").order_by("pk"):
        held.setdefault(officer.programme_id, []).append(officer)
    asking = programme and programme.pk
    # About an officer, so that nobody but the programme that holds the record reads it, administrators included.
    theirs = [
        (officers[0], {"kind": kind, "asked_for": asking, "officers": [officer.pk for officer in officers]})
        for officers in held.values()
    ]
    record_many(by, "officers.met_elsewhere", [(programme, {"kind": kind}), *theirs])


def refuse_at_limit(by, kind, *, most):
    """Raises Refused where `by` (User) has met as many numbers as one may in a day (`most`): the one answer to a whole list.

    With a lock on the user in the caller's transaction, so that lists of one moment are answered one after the other.
    """
    lock_user(by)
    if remaining_today(by, kind) == 0:
        raise limit_reached(most)


def limit_reached(most):
    """Returns the Refused of a list with more numbers of other programmes than one may meet in a day."""
    return Refused(
        _(
            "More than %(most)s service numbers of this table are held by other programmes, or you have met that many today. "
            "No row was told. Import your own officers, or go on tomorrow."
        )
        % {"most": most}
    )


def matches_of(user, *, since):
    """Returns [(programme, day, how many)] of numbers of officers whom `user` coordinates, met in lists of others since a day."""
    held = Officer.objects.coordinated_by(user).values("pk")
    rows = NumberMatch.objects.filter(day__gte=since, record__in=held).exclude(
        programme__in=user.programmes_coordinated
    )
    return rows.counted()
