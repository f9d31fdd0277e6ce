"""What came of each row of a roster, kept with the row when it is applied: all it takes to take it back.

The effects of a row are data for JSON:

    {"officer": {"id": 7, "created": true, "before": {…}, "after": {…}},   columns of the officer, of a known one those that changed
     "posting": {"before": {…} or null, "after": {…}},                     where a posting was noted
     "enrolment": {"before": {…} or null, "after": {…}},                   where the row changed one; kept by the session's side
     "held": {relation: [ids]}}                                             what pointed at the officer just then
"""

from typing import NamedTuple

from participants.models import Officer, Posting
from participants.roster_import.undo_rules import dependents_of
from participants.row_snapshots import as_data


class Before(NamedTuple):
    """What stood on record before rows were taken: officers and their postings of the day as data, by officer id."""

    officers: dict
    postings: dict


def before(officer_ids, day):
    """Returns Before for officers (ids, locked by the caller); `day` is the date from which postings are noted. Two queries."""
    officers = {officer.pk: as_data(officer) for officer in Officer.objects.filter(pk__in=officer_ids)}
    return Before(officers, _postings(officer_ids, day))


def note(taken, stood, day):
    """Writes into the row of each [Taken] what became of its officer. The rows are not saved.

    Two queries, and one for each relation that points at officers.

    stood: the Before of those who were known; day: as there.
    """
    rows = {one.officer.pk: one.row for one in taken if one.officer}
    officers = Officer.objects.in_bulk(list(rows))
    postings, held = _postings(list(rows), day), dependents_of(Officer, list(rows))
    for pk, row in rows.items():
        row.effects = {"officer": _officer(stood.officers.get(pk), as_data(officers[pk]))}
        if stood.postings.get(pk) != postings.get(pk):
            row.effects["posting"] = {"before": stood.postings.get(pk), "after": postings.get(pk)}
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
