"""What the rows of a roster changed in their session, stored with each row. See participants/roster_import/row_effects.py."""

from collections.abc import Iterable, Mapping
from typing import Any

from participants.roster_import.undo_rules import dependents_of
from participants.row_snapshots import as_data
from trainings.models import Enrolment, TrainingSession

OF_OFFICER = "trainings.Enrolment.officer"


def enrolments(session: TrainingSession, taken: Iterable[Any]) -> dict[int, dict[str, Any]]:
    """Returns {officer id: enrolment as data} of the officers of [Taken] in the session. One query."""
    officers = [one.officer.pk for one in taken if one.officer]
    return {row.officer_id: as_data(row) for row in session.enrolments.filter(officer__in=officers)}


def record_effects(session: TrainingSession, taken: Iterable[Any], before: Mapping[int, dict[str, Any]]) -> None:
    """Stores the enrolment before and after the apply in the row of each [Taken]. The rows are not saved.

    before: `enrolments` from before. One query, and one for each relation that points at enrolments.
    """
    now = enrolments(session, taken)
    rows = {one.officer.pk: one.row for one in taken if one.officer}
    changed = {pk: data for pk, data in now.items() if data != before.get(pk)}
    held = dependents_of(Enrolment, [data["id"] for data in changed.values()])
    for pk, data in changed.items():
        rows[pk].effects["enrolment"] = {"before": before.get(pk), "after": data, "held": held[data["id"]]}
        of_officer = rows[pk].effects.setdefault("held", {}).setdefault(OF_OFFICER, [])
        of_officer += [data["id"]] if data["id"] not in of_officer else []
