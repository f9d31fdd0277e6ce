"""What became of the rows of a roster that other programmes were asked about, for the page of the roster."""

from django.urls import reverse

from trainings.models import OfficerRequest, RequestState

_FACES = {  # kind and shape of the chip, tint of the row
    RequestState.ACCEPTED: ("ok", "check-circle-fill", ""),
    RequestState.DECLINED: ("bad", "x-octagon-fill", ""),
}


def show_answers(rows, roster):
    """Adds the state and the address of its request to each ShownRow that another programme was asked about. One query."""
    numbers = [row.number for row in rows if row.is_held]
    asked = OfficerRequest.objects.filter(row__roster_import=roster, row__number__in=numbers)
    found = {one.row.number: one for one in asked.select_related("row", "session").order_by("pk")}
    for row in rows:
        if one := found.get(row.number):
            waits = ("warn", "clock-history", "") if one.is_open else ("off", "dash-circle-fill", "")
            row.chip, row.shape, row.tint = _FACES.get(one.state, waits)
            row.outcome_label = str(one.state_label)
            # The state of the request replaces the notes about why the row waited.
            row.others = [note for note in row.others if note.kind != "warn"]
            row.answer = reverse("officer_requests:one", args=[one.public_id])
