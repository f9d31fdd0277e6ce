"""What a person may decide about a row that waits."""

from django.db.models import QuerySet

from participants.models import RosterRow, RowOutcome
from participants.roster.base.problems import problem_from_json
from participants.roster.check.known import CheckedRow
from participants.roster_import.look_alikes import is_asked_openly

_ONE_NUMBER = "SAME_NUMBER_AS_ROW"
_IDENTIFYING_FIELDS = {"name_en", "name_bn", "sex", "joined_on"}


def can_be_taken(row: RosterRow) -> bool:
    """Whether a RosterRow that waits may be taken as it is."""
    problems = [problem_from_json(stored) for stored in row.problems]
    return CheckedRow(row.number, row.outcome, row.values, problems, raw={}).can_be_taken


def can_be_same(row: RosterRow) -> bool:
    """Whether a RosterRow that waits may be declared to be the officer on record whom it resembles."""
    return is_asked_openly(row) and not row.is_held


def can_be_asked_for(row: RosterRow) -> bool:
    """Whether another programme can be asked for the officer of a RosterRow: it holds the number, and the officer would take a seat."""
    return row.is_held and row.outcome == RowOutcome.REVIEW and not row.values.get("role_hint")


def others_with_its_number(row: RosterRow) -> QuerySet[RosterRow]:
    """Returns the other rows of the roster that wait because a RosterRow claims the same service number."""
    codes = [item["code"] for item in row.problems]
    if not any(code.startswith(_ONE_NUMBER) for code in codes):
        return RosterRow.objects.none()
    rows = RosterRow.objects.filter(roster_import=row.roster_import_id, outcome=RowOutcome.REVIEW)
    return rows.filter(values__service_number=row.values.get("service_number")).exclude(pk=row.pk)


def decides_identity(row: RosterRow) -> bool:
    """Whether taking a RosterRow decides who a person is: it may be about another person, or it changes an identifying value."""
    if any(problem_from_json(stored).is_about_identity for stored in row.problems):
        return True
    return any(change["field"] in _IDENTIFYING_FIELDS and change["old"] for change in row.changes)
