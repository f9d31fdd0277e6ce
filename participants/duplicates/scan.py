"""Looking through all officers for pairs that may be one person, and keeping what was found for the desk.

Long work, in steps of some hundred officers; every step replaces what was known of its officers, so it may be cut off and
run again at any time.
"""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jobs import requesting
from jobs.execution.running import performs
from participants.duplicates.candidates import pairs_of
from participants.duplicates.search_keys import OFFICERS_PER_STEP, index_missing
from participants.models import DistinctPair, DuplicatePair, Officer, in_pair

KIND = "participants.find_duplicates"
PAIRS_PER_QUERY = 200


def request_scan(*, by=None):
    """Asks for a search through all officers. Returns the Job; while one waits or runs, that one.

    by: the User whose page it leads back to, or None for the system. The work counts only officers whom they coordinate: how many
    others there are is not theirs to know.
    """
    desk = reverse("duplicates:desk")
    total = _own_of(by).count()
    return requesting.request(KIND, by=by, params={"back": desk, "next": desk}, total=total, key=KIND)


def _own_of(user):
    return Officer.objects.coordinated_by(user) if user else Officer.objects.none()


@performs(
    KIND,
    title=gettext_lazy("Looking for records of the same person"),
    unit=gettext_lazy("officers looked at"),
    after=gettext_lazy("See the likely duplicates"),
)
def find_pairs(job, lease):
    """Looks at every officer. Returns {"pairs": how many are on the desk now}."""
    is_more = True
    while is_more:
        with lease.chunk():
            is_more = index_missing(limit=OFFICERS_PER_STEP) > 0
    last, done = 0, 0
    while True:
        officers = Officer.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        step = list(officers[:OFFICERS_PER_STEP])
        if not step:
            break
        done, last = done + _own_of(job.requested_by).filter(pk__in=step).count(), step[-1]
        pairs = pairs_of(step)
        with lease.chunk(done=done) as progress:
            progress.total = max(progress.total, done)
            store_pairs(pairs, officers=step)
    return {"pairs": DuplicatePair.objects.open().count()}


def scan_officers(officers, lease):
    """Looks for records like those of `officers` (ids), in steps of the long work under way (its Lease)."""
    officers = sorted(set(officers))
    for start in range(0, len(officers), OFFICERS_PER_STEP):
        step = officers[start : start + OFFICERS_PER_STEP]
        pairs = pairs_of(step)
        with lease.chunk():
            store_pairs(pairs, officers=step)


def store_pairs(pairs, *, officers):
    """Replaces what is stored of `officers` (ids) by `pairs` (participants.duplicates.candidates.Pair). In the caller's transaction.

    Officers who were merged since the search are left out, and what a person judged stays with what led to it.
    """
    ids = sorted({pk for pair in pairs for pk in (pair.a_id, pair.b_id)})
    there = set()
    for start in range(0, len(ids), PAIRS_PER_QUERY):
        part = Officer.objects.filter(pk__in=ids[start : start + PAIRS_PER_QUERY]).order_by("pk")
        # Locked, so that none of them is merged while a row that points at it is written.
        there.update(part.select_for_update(no_key=True).values_list("pk", flat=True))
    now = timezone.now()
    found = [
        DuplicatePair(
            **in_pair(pair.a_id, pair.b_id),
            score=pair.score,
            evidence=[one.as_json() for one in pair.evidence],
            found_at=now,
        )
        for pair in pairs
        if pair.a_id in there and pair.b_id in there
    ]
    DuplicatePair.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["officer_low", "officer_high"],
        update_fields=["score", "evidence", "found_at"],
        batch_size=PAIRS_PER_QUERY,
    )
    told_apart = DistinctPair.objects.values_list("officer_low", "officer_high")
    fresh = {(pair.officer_low_id, pair.officer_high_id) for pair in found} | set(told_apart)
    stored = DuplicatePair.objects.filter(officer_low__in=officers) | DuplicatePair.objects.filter(
        officer_high__in=officers
    )
    stale = [pk for pk, *pair in stored.values_list("pk", "officer_low", "officer_high") if tuple(pair) not in fresh]
    DuplicatePair.objects.filter(pk__in=stale).delete()
