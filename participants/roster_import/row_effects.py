"""The effects of applying a row, stored with the row: all data that an undo needs.

The effects of a row are data for JSON:

    {"officer": {"id": 7, "created": true, "before": {…}, "after": {…}},   columns of a new officer, or the changed columns of a known one
     "posting": {"before": {…} or null, "after": {…}},                     where a posting was recorded
     "enrolment": {"before": {…} or null, "after": {…}},                   where the row changed one; written by trainings
     "held": {relation: [ids]}}                                             rows that pointed at the officer at that moment
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from participants.models import Officer, Posting
from participants.roster_import.undo_rules import dependents_of
from participants.row_snapshots import as_data


class Before(NamedTuple):
    """Snapshots from before rows were applied: officers, and their postings of the day, by officer id."""

    officers: dict
    postings: dict


def snapshot_before(officer_ids: Collection[int], day: date) -> Before:
    """Returns Before for officers (ids, locked by the caller); `day`: the first day of the postings. Two queries."""
    officers = {officer.pk: as_data(officer) for officer in Officer.objects.filter(pk__in=officer_ids)}
    return Before(officers, _postings(officer_ids, day))


def record_effects(taken: Iterable[Any], before: Before, day: date) -> None:
    """Writes the effects on its officer into the row of each Taken, without saving the rows.

    before: from `snapshot_before`. day: as there. Two queries, and one for each relation that points at officers.
    """
    rows = {one.officer.pk: one.row for one in taken if one.officer}
    officers = Officer.objects.in_bulk(list(rows))
    postings, held = _postings(list(rows), day), dependents_of(Officer, list(rows))
    for pk, row in rows.items():
        row.effects = {"officer": _officer(before.officers.get(pk), as_data(officers[pk]))}
        if before.postings.get(pk) != postings.get(pk):
            row.effects["posting"] = {"before": before.postings.get(pk), "after": postings.get(pk)}
        if held[pk]:
            row.effects["held"] = held[pk]


def _officer(old, new):
    if old is None:
        return {"id": new["id"], "created": True, "before": {}, "after": new}
    changed = [column for column in new if new[column] != old[column]]
    return {
        "id": new["id"],
        "created": False,
        "before": {column: old[column] for column in changed},
        "after": {column: new[column] for column in changed},
    }


def _postings(officer_ids, day):
    return {
        posting.officer_id: as_data(posting) for posting in Posting.objects.filter(officer__in=officer_ids, since=day)
    }
