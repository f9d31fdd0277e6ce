"""Closed sessions in which certificates can be issued, for the start page: asked session by session, never of all certificates."""

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.database.kept_counts import counted, may_be_kept
from accounts.models import User
from certificates.issuing.eligibility import completed_without_one
from trainings.models import Enrolment, SessionState, TrainingSession

SHOWN = 5
# Of a large programme so many of the remembered sessions are looked at again at a time: all of them may have got theirs meanwhile.
LOOKED_AT = 25
PORTIONS = 10


def sessions_to_issue(user: User, sessions: QuerySet[TrainingSession]) -> list[Any]:
    """Returns the sessions closed first in which somebody can get a certificate, each with `to_issue`; at most SHOWN.

    sessions: those the user coordinates. Of a large programme, which of them wait is looked up once in a while, and how many wait there
    now; what was closed since is added.
    """
    closed = sessions.filter(state=SessionState.CLOSED)
    if not user.coordinates_a_large_programme:
        return list(_with_count(closed)[:SHOWN])
    phases = sorted(user.phases_coordinated)
    waiting = counted(_waiting, phases, is_large=True)
    found: list[Any] = []
    for start in range(0, min(len(waiting.value), LOOKED_AT * PORTIONS), LOOKED_AT):
        found += _with_count(closed.filter(pk__in=waiting.value[start : start + LOOKED_AT]))[:SHOWN]
        if len(found) >= SHOWN:
            return found[:SHOWN]
    since = closed.filter(closed_at__gte=waiting.at).exclude(pk__in=[one.pk for one in found])
    return [*found, *_with_count(since)[: SHOWN - len(found)]]


def _with_count(closed):
    """Those of these sessions in which somebody waits, the one closed first before the others, each with `to_issue`."""
    count = (
        completed_without_one(Enrolment.objects.filter(session=OuterRef("pk")))
        .order_by()
        .values("session")
        .annotate(n=Count("pk"))
    )
    to_issue = Coalesce(Subquery(count.values("n"), output_field=IntegerField()), 0)
    return closed.annotate(to_issue=to_issue).filter(to_issue__gt=0).order_by("closed_at")


@may_be_kept
def _waiting(phases: list[int]) -> list[int]:
    """Returns the ids of the closed sessions of these phases in which somebody waits, those closed first before the others."""
    of_all = completed_without_one(
        Enrolment.objects.filter(session__phase__in=phases, session__state=SessionState.CLOSED)
    )
    found = of_all.order_by().values_list("session", F("session__closed_at")).distinct()
    return [pk for pk, _closed_at in sorted(found, key=lambda one: (one[1], one[0]))]
