"""What became of the rows of a roster that other programmes were asked about, for the page of the roster."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from participants.models import RosterImport
from participants.roster.base.problems import REVIEW
from trainings.models import OfficerRequest, RequestState

_STATUSES: dict[str, str] = {RequestState.ACCEPTED: "request_accepted", RequestState.DECLINED: "request_declined"}


def show_answers(rows: Iterable[Any], roster: RosterImport) -> None:
    """Adds the state and the address of its request to each ShownRow that another programme was asked about. One query."""
    numbers = [row.number for row in rows if row.is_held]
    asked = OfficerRequest.objects.filter(row__roster_import=roster, row__number__in=numbers)
    found = {one.row.number: one for one in asked.select_related("row", "session").order_by("pk") if one.row}
    for row in rows:
        if one := found.get(row.number):
            row.status = _STATUSES.get(one.state) or ("request_open" if one.is_open else "request_ended")
            row.status_label = str(one.state_label)
            # The state of the request replaces the notes about why the row waited.
            row.others = [problem for problem in row.others if problem.severity != REVIEW]
            row.answer = reverse("officer_requests:one", args=[one.public_id])
