"""What was made up where, for lists, papers and the page of an officer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from trainings.curriculum.making_up_rule import allows_making_up
from trainings.models import AttendanceMark, Enrolment, MadeUpHalfDay, Mark, TrainingSession


def with_made_up(enrolments: "QuerySet[Any]") -> Any:
    """Adds `has_made_up`: whether a half-day of the officer counts because it was made up. See `made_up_of`."""
    return enrolments.annotate(has_made_up=Exists(MadeUpHalfDay.objects.counting().filter(enrolment=OuterRef("pk"))))


def made_up_of(enrolments: Iterable[Any]) -> dict[int, dict[tuple[int, str], str]]:
    """Returns {enrolment id: {key of the half-day: code of the session where it was made up}} of those that count.

    enrolments: with what `with_made_up` adds. No query where nothing was made up, one else.
    """
    ids = [one.pk for one in enrolments if one.has_made_up]
    return _made_up_of(ids) if ids else {}


def made_up_by(enrolment: Enrolment) -> dict[tuple[int, str], str]:
    """As `made_up_of`, for one enrolment. One query."""
    return _made_up_of([enrolment.pk]).get(enrolment.pk, {})


def _made_up_of(ids):
    found: dict[int, dict[tuple[int, str], str]] = defaultdict(dict)
    rows = MadeUpHalfDay.objects.counting().filter(enrolment__in=ids).order_by()
    for pk, day, half, code in rows.values_list("enrolment", "day", "half", "other_day__session__code"):
        found[pk][day, half] = code
    return dict(found)


def codes_of(enrolments: Iterable[Any]) -> dict[int, list[str]]:
    """Returns {enrolment id: codes of the sessions where half-days were made up}, for those who made some up. One query at most."""
    rows = MadeUpHalfDay.objects.counting().filter(enrolment__in=[one.pk for one in enrolments])
    found: dict[int, list[str]] = defaultdict(list)
    for pk, code in rows.order_by("day__number", "-half").values_list("enrolment", "other_day__session__code"):
        if code not in found[pk]:
            found[pk].append(code)
    return dict(found)


def note_made_up(session: TrainingSession, enrolments: Iterable[Any]) -> None:
    """As `note_codes`, for a session (with its course). No query, and nothing is given, where nothing can be made up."""
    if allows_making_up(session):
        note_codes(list(enrolments))


def note_codes(enrolments: Sequence[Any]) -> None:
    """Gives each enrolment `made_up_in`, its `codes_of`. One query."""
    found = codes_of(enrolments)
    for one in enrolments:
        one.made_up_in = found.get(one.pk, [])


def missed_by(session: TrainingSession) -> "QuerySet[AttendanceMark]":
    """Returns the marks of half-days that officers of the session missed and did not make up, by name, then by day."""
    standing = MadeUpHalfDay.objects.standing().filter(
        enrolment=OuterRef("enrolment"), day=OuterRef("day"), half=OuterRef("half")
    )
    rows = AttendanceMark.objects.filter(
        ~Exists(standing),
        Q(half="morning", day__has_morning=True) | Q(half="afternoon", day__has_afternoon=True),
        enrolment__in=Enrolment.objects.active().filter(session=session).values("pk"),
        mark__in=[Mark.ABSENT, Mark.EXCUSED],
    )
    rows = rows.select_related("enrolment__officer", "enrolment__rank", "enrolment__unit", "day")
    return rows.order_by(
        "enrolment__officer__name_en", "enrolment__officer__name_bn", "enrolment", "day__number", "-half"
    )
