"""What became of the trained: some are transferred, some promoted, a few leave. All invented."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from participants.models import Officer, Posting, Rank, Unit
from participants.officers import postings
from programmes.models import Programme

FIRST_ORDER = date(2025, 9, 1)
TRANSFERRED, PROMOTED, LEFT = 5, 11, 23  # every so-manieth
SPECIAL = ("ATU", "CID", "SB", "PBI")


@transaction.atomic
def load(programme: Programme, *, by: User) -> None:
    """Records postings for some who completed a session before FIRST_ORDER, through the verbs everybody uses; once."""
    if Posting.objects.filter(officer__programme=programme, since__gte=FIRST_ORDER).exists():
        return
    graduates: Any = Officer.objects.filter(
        programme=programme, user=None, enrolments__state="completed", enrolments__session__ends_on__lt=FIRST_ORDER
    )
    graduates = list(graduates.select_related("rank", "unit").order_by("service_number").distinct())
    units = [
        *Unit.objects.filter(code__in=SPECIAL),
        *Unit.objects.filter(kind__in=["district", "metro"]).order_by("code"),
    ]
    above = {rank.order - 1: rank for rank in Rank.objects.all()}
    for place, officer in enumerate(graduates, start=1):
        since = FIRST_ORDER + timedelta(days=place * 5 % 420)
        if place % LEFT == 0:
            postings.record_leaving(officer, since=since, by=by)
        elif place % TRANSFERRED == 0:
            unit = units[place * 7 % len(units)]
            if unit != officer.unit:
                postings.record_posting(officer, rank=officer.rank, unit=unit, since=since, by=by)
        elif place % PROMOTED == 0 and officer.rank.order in above:
            postings.record_posting(officer, rank=above[officer.rank.order], unit=officer.unit, since=since, by=by)
