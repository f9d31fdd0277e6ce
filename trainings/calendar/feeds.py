"""Calendar addresses: making one, taking it back, and reading the sessions behind it.

An address is worth what its owner may see at that moment: it is asked again whenever it is read.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from accounts.access.secret_codes import LENGTH, letters_of, new_code
from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, is_account_of, is_coordinator, is_trainer, require
from accounts.refusal import NotAllowed
from programmes.models import Programme
from trainings.models import CalendarFeed, TrainingSession

KEPT_BEFORE = timedelta(days=120)  # a calendar program forgets what is no longer in the file
MOST_SESSIONS = 1000
NOTED_EVERY = timedelta(minutes=10)  # programs ask every few minutes; to the reader the day is enough


class NewFeed(NamedTuple):
    """A feed and its code, which is nowhere else."""

    feed: CalendarFeed
    code: str

    @property
    def address(self) -> str:
        """The address to copy."""
        return f"{settings.SITE_URL}{reverse('calendar_feed:file', args=[self.code.lower()])}"


@transaction.atomic
def make(by: User, programme: Programme | None = None, *, now: datetime) -> NewFeed:
    """Makes the address of a person and returns it with its code, once; an earlier one ends. now: aware datetime.

    programme: all its sessions, for its coordinator; None: the sessions that the person trains.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if programme is None:
        require(by, is_trainer)
    else:
        require(by, coordinates, programme)
    for earlier in CalendarFeed.objects.live().filter(user=by, programme=programme):
        _end(earlier, by=by, now=now)
    code = new_code()
    feed = CalendarFeed.objects.create(user=by, programme=programme, code_hash=hash_of(code), made_at=now)
    record(by, "calendar_address.made", feed)
    return NewFeed(feed, code)


@transaction.atomic
def take_back(feed: CalendarFeed, *, by: User, now: datetime) -> CalendarFeed:
    """Ends an address; its owner only. Returns the CalendarFeed. Done twice is the same."""
    feed = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    require(by, is_account_of, feed)
    return feed if feed.revoked_at else _end(feed, by=by, now=now)


def find(code: str, *, now: datetime) -> CalendarFeed | None:
    """Returns the CalendarFeed of a code while it is live and its owner has the role, else None. Notes that it was read."""
    letters = letters_of(code)
    if len(letters) != LENGTH:
        return None
    feed = CalendarFeed.objects.live().select_related("user", "programme").filter(code_hash=hash_of(letters)).first()
    if feed is None or not _still_may(feed):
        return None
    if feed.last_read_at is None or now - feed.last_read_at >= NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    return feed


def sessions_of(feed: CalendarFeed, *, today: date) -> list[Any]:
    """Returns the sessions that the file of a feed has, at most MOST_SESSIONS: those not long over, with `changed_at`. One query."""
    rows: Any = TrainingSession.objects
    rows = (
        rows.coordinated_by(feed.user).filter(phase__programme=feed.programme_id)
        if feed.programme_id
        else rows.led_by(feed.user)
    )
    history = TrainingSession.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_date")
    rows = rows.filter(ends_on__gte=today - KEPT_BEFORE).select_related("place", "phase__programme", "course")
    rows = rows.annotate(changed_at=Subquery(history.values("history_date")[:1])).order_by("starts_on", "code")
    return list(rows[:MOST_SESSIONS])


def hash_of(code: str) -> str:
    """Returns the hash of a code (26 letters) for the database. Plain SHA-256 is enough: 130 bits cannot be guessed."""
    return hashlib.sha256(f"calendar address {code}".encode()).hexdigest()


def _still_may(feed):
    if feed.programme is None:
        return is_trainer(feed.user)
    return is_coordinator(feed.user) and coordinates(feed.user, feed.programme)


def _end(feed, *, by, now):
    if not is_account_of(by, feed):
        raise NotAllowed
    feed.revoked_at = now
    feed.save(update_fields=["revoked_at"])
    record(by, "calendar_address.taken_back", feed)
    return feed
