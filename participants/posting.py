"""Dated rank and unit: where an officer served, and since when."""

from participants.models import Posting


def note_postings(officers, *, since):
    """Records the present rank and unit of each officer as a posting from `since` (date) on; returns how many.

    For officers who are new or whose rank or unit has just changed. Run on one day twice, the later one stands.
    """
    postings = [
        Posting(officer=officer, rank_id=officer.rank_id, unit_id=officer.unit_id, since=since)
        for officer in officers
        if officer.rank_id or officer.unit_id
    ]
    Posting.objects.bulk_create(
        postings,
        update_conflicts=True,
        unique_fields=["officer", "since"],
        update_fields=["rank", "unit"],
        batch_size=500,
    )
    return len(postings)
