"""The scan of all officers for pairs that may be one person. The pairs are stored for the page of likely duplicates.

A job in batches of some hundred officers. Every batch replaces the stored pairs of its officers, so the job may stop and run
again at any time.
"""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from participants.duplicates.candidates import Pair, pairs_of
from participants.duplicates.search_keys import OFFICERS_PER_STEP, index_missing_after
from participants.models import DistinctPair, DuplicatePair, Officer, in_pair

KIND = "participants.find_duplicates"
PAIRS_PER_QUERY = 200


def request_scan(*, by: User | None = None) -> Job:
    """Requests a scan of all officers. Returns the Job, or the unfinished one where there is one.

    by: the User whose page shows the progress, or None for the system. The progress counts only officers whom they coordinate,
    because the number of other officers is not for them.
    """
    address = reverse("duplicates:desk")
    total = _own_of(by).count()
    return requesting.request(KIND, by=by, params={"back": address, "next": address}, total=total, key=KIND)


def _own_of(user):
    return Officer.objects.coordinated_by(user) if user else Officer.objects.none()


@performs(
    KIND,
    title=gettext_lazy("Looking for records of the same person"),
    unit=gettext_lazy("officers looked at"),
    after=gettext_lazy("See the likely duplicates"),
)
def find_pairs(job: Job, lease: Lease) -> dict[str, int]:
    """Scans every officer. Returns {"pairs": number of open pairs}."""
    indexed: int | None = 0
    while indexed is not None:
        with lease.chunk():
            indexed = index_missing_after(indexed, limit=OFFICERS_PER_STEP)
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


def scan_officers(officers: Iterable[int], lease: Lease) -> None:
    """Scans `officers` (ids) for duplicates, in batches of the running job. lease: the Lease of that job."""
    officers = sorted(set(officers))
    for start in range(0, len(officers), OFFICERS_PER_STEP):
        step = officers[start : start + OFFICERS_PER_STEP]
        pairs = pairs_of(step)
        with lease.chunk():
            store_pairs(pairs, officers=step)


def store_pairs(pairs: Sequence[Pair], *, officers: Iterable[int]) -> None:
    """Replaces the stored pairs of `officers` (ids) by `pairs` (candidates.Pair). In the caller's transaction.

    Leaves out officers who were merged since the search. Pairs that a person declared distinct stay stored.
    """
    ids = sorted({pk for pair in pairs for pk in (pair.a_id, pair.b_id)})
    existing: set[int] = set()
    for start in range(0, len(ids), PAIRS_PER_QUERY):
        part = Officer.objects.filter(pk__in=ids[start : start + PAIRS_PER_QUERY]).order_by("pk")
        # Locked, so that none of them is merged while a row that points at it is written.
        existing.update(part.select_for_update(no_key=True).values_list("pk", flat=True))
    now = timezone.now()
    found = [
        DuplicatePair(
            **in_pair(pair.a_id, pair.b_id),
            score=pair.score,
            evidence=[one.as_json() for one in pair.evidence],
            found_at=now,
        )
        for pair in pairs
        if pair.a_id in existing and pair.b_id in existing
    ]
    DuplicatePair.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["officer_low", "officer_high"],
        update_fields=["score", "evidence", "found_at"],
        batch_size=PAIRS_PER_QUERY,
    )
    declared = DistinctPair.objects.values_list("officer_low", "officer_high")
    fresh = {(pair.officer_low_id, pair.officer_high_id) for pair in found} | set(declared)
    stored = DuplicatePair.objects.filter(officer_low__in=officers) | DuplicatePair.objects.filter(
        officer_high__in=officers
    )
    stale = [pk for pk, *pair in stored.values_list("pk", "officer_low", "officer_high") if tuple(pair) not in fresh]
    DuplicatePair.objects.filter(pk__in=stale).delete()
