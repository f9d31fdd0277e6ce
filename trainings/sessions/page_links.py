"""The row of links on every page of a session: what it leads to, and in which order.

Each app names its own pages in `views/session_links.py`, so that no floor has to know those above it. Who sees a link follows
from the person and the session alone: the row is the same on every page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from accounts.models import User
from accounts.permissions import coordinates_session
from trainings.models import TrainingSession


class Place(IntEnum):
    """The pages of a session in the order of the row: planning, the days, what is left of them."""

    OVERVIEW = 1
    TIMETABLE = 2
    ROSTER = 3
    NOMINATIONS = 4
    LETTERS = 5
    RESOURCES = 6
    PAPERS = 7
    ATTENDANCE = 8
    OBJECTIONS = 9
    INCIDENTS = 10
    ALLOWANCES = 11
    CERTIFICATES = 12
    REPORT = 13


@dataclass(frozen=True)
class SessionLink:
    """A link of the row. label: in the language of the page. address: (session) → path.

    is_shown: (user, session) → whether this person opens the page of this session; it may not query.
    """

    place: Place
    label: str | Promise
    address: Callable[[TrainingSession], str]
    is_shown: Callable[[Any, TrainingSession], bool]


_LINKS: dict[tuple[Place, bool], SessionLink] = {}


def for_coordinators(
    place: Place, label: str | Promise, address: Callable[[TrainingSession], str], **when: Any
) -> None:
    """Names the page that coordinators of a session open from this place. when: is_shown, where the state decides too."""
    _LINKS[place, True] = SessionLink(place, label, address, when.get("is_shown", _always))


def for_trainers(place: Place, label: str | Promise, address: Callable[[TrainingSession], str], **when: Any) -> None:
    """Names the page that trainers of a session open from this place. when: is_shown, where role or state decide too."""
    _LINKS[place, False] = SessionLink(place, label, address, when.get("is_shown", _always))


def links_of(session: TrainingSession, user: User) -> list[SessionLink]:
    """Returns the links of this session for this person, in order. session: with its phase. No query beyond the facts of the user."""
    autodiscover_modules("views.session_links")
    staff = coordinates_session(user, session)
    rows = [link for (_place, for_staff), link in sorted(_LINKS.items()) if for_staff == staff]
    return [link for link in rows if link.is_shown(user, session)]


def _always(_user, _session):
    return True
