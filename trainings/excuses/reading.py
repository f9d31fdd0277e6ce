"""Who is excused from what, for the pages and papers of attendance: never why."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from trainings.models import Enrolment, Excuse, ExcusedHalfDay


def with_excuses(enrolments: "QuerySet[Any]") -> Any:
    """Adds `is_excused`: whether a half-day was granted to the officer. See `granted_of`."""
    return enrolments.annotate(is_excused=Exists(ExcusedHalfDay.objects.granted().filter(enrolment=OuterRef("pk"))))


def granted_of(enrolments: Iterable[Enrolment]) -> dict[int, set[tuple[int, str]]]:
    """Returns {enrolment id: keys of the half-days} that were granted. enrolments: with what `with_excuses` adds.

    No query where nobody is excused, one else.
    """
    ids = [one.pk for one in enrolments if getattr(one, "is_excused", False)]
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    if ids:
        rows = ExcusedHalfDay.objects.granted().filter(enrolment__in=ids).order_by()
        for pk, day, half in rows.values_list("enrolment", "day", "half"):
            found[pk].add((day, half))
    return dict(found)


def counts(sessions: Collection[int]) -> dict[int, int]:
    """Returns {session id: how many excuses wait there for a decision}. One query."""
    rows = Excuse.objects.waiting().filter(enrolment__session__in=sessions).order_by()
    return dict(rows.values_list("enrolment__session").annotate(Count("pk")))
