"""Rosters that units send as nominations: checked and applied like any other, but officers are nominated, not enrolled."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from participants.models import Officer, RowOutcome, Unit
from participants.roster.base.problems import problem, problem_from_json
from programmes.models import Place
from trainings.enrolment.nominations import nominate
from trainings.enrolment.quotas import Claim, allocation_of, claims_of
from trainings.models import EnrolmentState, TrainingSession

WAITS = ("WAITS_FOR_SEAT", "WAITS_FOR_QUOTA")
GOES_IN = (RowOutcome.NEW, RowOutcome.MATCH, RowOutcome.CHANGE)


def officers_in_session(session: TrainingSession) -> set[int]:
    """Returns the ids of the officers who are in the session or proposed for it. One query."""
    return set(session.enrolments.exclude(state=EnrolmentState.WITHDRAWN).values_list("officer_id", flat=True))


def predict_waiting(session: TrainingSession, checked: Iterable[Any], *, unit: Unit) -> None:
    """Adds a problem to each CheckedRow whose officer would go on the waiting list now. Eight queries; writes nothing.

    unit: the Unit that sends the list.
    """
    rows = [row for row in checked if row.outcome in GOES_IN and row.is_participant and not row.is_enrolled]
    allocation = allocation_of(session, (claim for claim in claims_of(session) if not claim.waits))
    # Of officers of other programmes only the row is used: a quota must not reveal what is on record about them.
    seen = Officer.objects.of_programme(session.phase.programme_id)
    known = seen.in_bulk([row.officer_id for row in rows if row.officer_id])
    units = _ids(Unit, {row.values.get("unit") for row in rows})
    districts = _ids(Place, {row.values.get("district") for row in rows})
    for row in rows:
        officer = known.get(row.officer_id)
        claim = Claim(
            None,
            row.values.get("sex") or (officer.sex if officer else ""),
            units.get(row.values.get("unit")) or (officer.unit_id if officer else None) or unit.pk,
            districts.get(row.values.get("district")) or (officer.district_id if officer else None),
        )
        if obstacle := allocation.obstacle(claim):
            row.problems.append(_describe(obstacle))
        else:
            allocation.seat(claim)


def propose(session: TrainingSession, taken: Iterable[Any], *, unit: Unit, by: User | None) -> None:
    """Nominates the officers of applied rows ([Taken]); rows of officers on the waiting list get a problem with the reason.

    Inside the caller's transaction. Raises Refused once the session accepts no officers.
    """
    rows = {one.officer.pk: one.row for one in taken if one.officer and one.is_participant}
    done = nominate(session, [one.officer for one in taken if one.officer and one.officer.pk in rows], unit=unit, by=by)
    for officer, row in rows.items():
        # The result replaces the prediction of the preview.
        row.problems = [one for one in row.problems if problem_from_json(one).code not in WAITS]
        if officer in done.waiting:
            row.problems.append(_describe(done.waiting[officer]).as_json())


def _describe(obstacle):
    if obstacle.quota:
        return problem("WAITS_FOR_QUOTA", of=obstacle.name, seats=obstacle.seats)
    return problem("WAITS_FOR_SEAT", seats=obstacle.seats)


def _ids(model, codes):
    return dict(model.objects.filter(code__in=codes - {None}).values_list("code", "pk"))
