"""The status of claim slips for the pages of coordinators and trainers, and counts by status."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.models import ClaimSlip, Officer, SlipState


class Standing(models.TextChoices):
    """The status of an officer on the way to an account."""

    USED = "used", _("Slip used")
    ACCOUNT = "account", _("Has an account")
    PRINTED = "printed", _("Slip printed")
    ENDED = "ended", _("Slip ended")
    NONE = "none", _("No slip yet")


def with_standing(officers: QuerySet[Officer], *, now: datetime | None = None) -> QuerySet[Any]:
    """Adds `standing` (a value of Standing) to a queryset of officers."""
    slips = ClaimSlip.objects.filter(officer=OuterRef("pk"))
    has_account = Q(user__isnull=False)
    return officers.annotate(
        standing=Case(
            When(has_account & Exists(slips.filter(state=SlipState.USED)), then=Value(Standing.USED)),
            When(has_account, then=Value(Standing.ACCOUNT)),
            When(Exists(slips.live(now or timezone.now())), then=Value(Standing.PRINTED)),
            When(Exists(slips), then=Value(Standing.ENDED)),
            default=Value(Standing.NONE),
            output_field=models.CharField(),
        )
    )


def counts(officers: QuerySet[Officer], *, now: datetime | None = None) -> dict[str, int]:
    """Returns {value of Standing: how many officers}, and "officers": all of them. One query."""
    found = with_standing(officers.order_by(), now=now).values("standing").annotate(n=Count("pk"))
    numbers = dict.fromkeys(Standing.values, 0) | {row["standing"]: row["n"] for row in found}
    return numbers | {"officers": sum(numbers.values())}


def latest_slips(officers: Iterable[Officer], *, now: datetime | None = None) -> dict[int, Any]:
    """Returns {id of the officer: the latest ClaimSlip}, each with `.live` and `.over` (EndReason or ""). One query."""
    now = now or timezone.now()
    latest: dict[int, Any] = {}
    slip: Any
    for slip in ClaimSlip.objects.filter(officer__in=[one.pk for one in officers]).order_by("pk"):
        slip.live = slip.is_live(now)
        slip.over = "" if slip.live or slip.state == SlipState.USED else slip.end_reason or slip.why_over(now)
        latest[slip.officer_id] = slip
    return latest
