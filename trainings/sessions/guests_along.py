"""Which guests come along when a session is planned like another one: those in the pool who are in no other session on its days."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.text.localised_text import date_text
from trainings.models import SessionGuest, SessionState, TrainingSession

Engaged = dict[int, dict[date, str]]


class GuestToCome(NamedTuple):
    """A guest of the pool and the role in the session. guest: the id."""

    guest: int
    role: str
    name: str
    is_retired: bool


class Along(NamedTuple):
    """Who comes along, and a sentence for each who does not."""

    guests: list[GuestToCome]
    left_out: list[str]


def guests_to_come(rows: Any) -> list[GuestToCome]:
    """Returns the guests of a session or of a template. rows: its SessionGuests or TemplateGuests. One query."""
    named = rows.select_related("guest").defer("guest__email", "guest__phone").order_by("pk")
    return [GuestToCome(one.guest_id, one.role, one.guest.name, one.guest.is_retired) for one in named]


def engagements(guests: Iterable[GuestToCome], dates: Collection[date]) -> Engaged:
    """Returns {id of the guest: {date: code of the session}} for these dates. One query; guests belong to one programme."""
    people = [one.guest for one in guests]
    if not people or not dates:
        return {}
    rows = SessionGuest.objects.filter(guest__in=people, session__days__date__in=list(dates))
    rows = rows.exclude(session__state=SessionState.CANCELLED).order_by("session__starts_on", "session")
    found: Engaged = {}
    for guest, day, code in rows.values_list("guest", "session__days__date", "session__code"):
        found.setdefault(guest, {}).setdefault(day, code)
    return found


def along(guests: Sequence[GuestToCome], dates: Collection[date], engaged: Engaged) -> Along:
    """Returns who comes along on these dates. Pure."""
    coming, left_out = [], []
    for one in guests:
        met = sorted(day for day in engaged.get(one.guest, {}) if day in set(dates))
        if one.is_retired:
            left_out.append(_("%(name)s does not come along: no longer in the pool.") % {"name": one.name})
        elif met:
            words = {
                "name": one.name,
                "code": engaged[one.guest][met[0]],
                "date": date_text(met[0], get_language()),
            }
            left_out.append(_("%(name)s does not come along: in %(code)s on %(date)s.") % words)
        else:
            coming.append(one)
    return Along(coming, left_out)


def bring(session: TrainingSession, guests: Iterable[GuestToCome]) -> None:
    """Names these guests for a session that is being planned; those who are named already stay. The caller asked and audits."""
    named = set(session.guests.values_list("guest", flat=True))
    SessionGuest.objects.bulk_create(
        SessionGuest(session=session, guest_id=one.guest, role=one.role) for one in guests if one.guest not in named
    )
