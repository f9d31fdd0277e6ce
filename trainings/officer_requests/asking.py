"""asked, and what ends a request before it is answered: taken back by who asked, lapsed with the record or the list."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_import_roster
from accounts.refusal import Refused
from participants.models import RosterImport, RosterRow, RowDecision, RowOutcome, Unit
from participants.models.roster import TO_ASK
from participants.roster_import.known_officers import known_officers
from participants.roster_import.row_decisions import can_be_asked_for
from trainings.models import OfficerRequest, RequestState, TrainingSession


def rows_to_ask_for(roster: RosterImport) -> QuerySet[RosterRow]:
    """Returns the RosterRows whose number another programme holds and that nobody left out, in the order of the file."""
    return roster.rows.filter(is_held=True, outcome=RowOutcome.REVIEW, decision__in=TO_ASK).order_by("number")


def ask(session: TrainingSession, rows: Iterable[RosterRow], *, unit: Unit | None, by: User | None) -> int:
    """Asks the programmes that hold the numbers of these RosterRows. Returns how many officers were asked for.

    In the caller's transaction, roster and session locked. unit: the Unit whose nominations the list is, or None. Who waits for an
    answer already is not asked for again, nor is who was declined for this session. by: a coordinator of the session; raises
    Refused for others.
    """
    if not can_import_roster(by, session):
        raise Refused(_("Only a coordinator of the programme may work on its rosters."))
    rows = [row for row in rows if can_be_asked_for(row)]
    numbers = [row.values.get("service_number") for row in rows]
    officers = {
        number: officer.id
        for number, officer in known_officers(numbers, seen_by=session.phase.programme_id).items()
        if officer.is_hidden
    }
    there = OfficerRequest.objects.filter(
        session=session, officer__in=officers.values(), state__in=[RequestState.ASKED, RequestState.DECLINED]
    )
    known = set(there.values_list("officer_id", flat=True))
    made, asked = [], []
    for row in rows:
        officer = officers.get(row.values.get("service_number"))
        if officer is None:
            continue
        asked.append(row.pk)
        if officer not in known:
            known.add(officer)
            made.append(_request(session, row, officer, unit=unit, by=by))
    OfficerRequest.objects.bulk_create(made, batch_size=200)
    RosterRow.objects.filter(pk__in=asked).update(decision=RowDecision.ASK)
    if made:
        record(by, "officer_requests.asked", session, requests=[one.pk for one in made])
    return len(made)


def _request(session, row, officer, *, unit, by):
    names = [row.values.get(field) for field in ("name_en", "name_bn")]
    return OfficerRequest(
        session=session,
        officer_id=officer,
        row=row,
        nominating_unit=unit,
        number_given=row.values["service_number"],
        name_given=" / ".join(name for name in names if name),
        asked_by=by,
    )


@transaction.atomic
def withdraw(request: OfficerRequest, *, by: User | None) -> OfficerRequest:
    """asked → withdrawn, by a coordinator of the programme that asks. Returns the OfficerRequest; raises Refused."""
    request = locked(request)
    if not can_import_roster(by, request.session):
        raise Refused(_("Only a coordinator of the programme that asks may take the request back."))
    refuse_answered(request)
    _end(request, RequestState.WITHDRAWN, by)
    record(by, "officer_request.withdrawn", request, before="asked", after=request.state)
    return request


def withdraw_of_roster(roster: RosterImport, *, by: User | None) -> None:
    """Takes back what is still open of the requests of a roster that is taken back itself. In the caller's transaction."""
    waiting = OfficerRequest.objects.select_for_update(of=("self",)).filter(
        row__roster_import=roster, state=RequestState.ASKED
    )
    ids = []
    for request in waiting.order_by("pk"):
        _end(request, RequestState.WITHDRAWN, by)
        ids.append(request.pk)
    if ids:
        record(by, "officer_requests.withdrawn", roster, requests=ids)


def locked(request: OfficerRequest) -> OfficerRequest:
    """Returns the current OfficerRequest, locked, with its session and programme. In the caller's transaction."""
    requests = OfficerRequest.objects.select_for_update(of=("self",)).select_related("session__phase__programme")
    return requests.get(pk=request.pk)


def refuse_answered(request: OfficerRequest) -> None:
    """Raises Refused unless the request waits for an answer."""
    if request.state != RequestState.ASKED:
        raise Refused(
            _("This request is not open any more: %(state)s.") % {"state": request.get_state_display().lower()}
        )


def _end(request, state, by):
    request.state, request.answered_by, request.answered_at = state, by, timezone.now()
    request.save(update_fields=["state", "answered_by", "answered_at"])
