"""The number of each officer in a session, as it stands on name tags and sign-in sheets.

A number is given when something is printed with it, and then for good. Until then the list shows the number that would be given.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from trainings.models import Enrolment, NameTag, TrainingSession


def with_numbers(enrolments: "QuerySet[Enrolment]") -> Any:
    """Adds `tag_number` (None before it is given; the lowest of several) and `last_tag`, the highest number of the session."""
    own = NameTag.objects.filter(enrolment=OuterRef("pk")).order_by("number").values("number")[:1]
    last = NameTag.objects.filter(session=OuterRef("session")).order_by("-number").values("number")[:1]
    return enrolments.annotate(tag_number=Subquery(own), last_tag=Subquery(last))


def numbers_of(enrolments: Iterable[Any]) -> dict[int, int]:
    """Returns {enrolment id: number} for enrolments of one session in the order of the roster, with what `with_numbers` adds.

    Those who have none yet get the next ones in this order, as `give_numbers` gives them.
    """
    numbers, following = {}, None
    for one in enrolments:
        following = following or (one.last_tag or 0) + 1
        numbers[one.pk] = one.tag_number or following
        following += not one.tag_number
    return numbers


def holders_of(session: TrainingSession, listed: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Returns {number: enrolment id} of those who are listed ((number, enrolment id)). One query.

    A person whose two records were merged has two printed numbers.
    """
    holders = dict(listed)
    known = set(holders.values())
    tags = NameTag.objects.filter(session=session).values_list("number", "enrolment")
    return holders | {number: pk for number, pk in tags if pk in known}


@transaction.atomic
def give_numbers(session: TrainingSession, *, by: User | None) -> int:
    """Gives each officer who takes part a number, if there is none yet. Returns how many were given. Three queries, and the rows.

    Two at the same moment come after each other: the session is locked.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, can_mark_attendance, session)
    waiting = list(session.enrolments.on_the_roster().filter(name_tags__isnull=True).values_list("pk", flat=True))
    if not waiting:
        return 0
    last = session.name_tags.aggregate(last=Max("number"))["last"] or 0
    NameTag.objects.bulk_create(
        NameTag(session=session, number=number, enrolment_id=pk) for number, pk in enumerate(waiting, start=last + 1)
    )
    record(by, "name_tags.numbered", session, first=last + 1, count=len(waiting))
    return len(waiting)
