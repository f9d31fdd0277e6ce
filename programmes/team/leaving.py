"""What hangs on a part in a programme, so that taking it away is told first and leaves nothing loose.

A module `leaving.py` of an app registers it for what its floor keeps:

    @on_leaving(TeamRole.TRAINER)
    class Sessions(Hanging):
        ...

Which floors there are, this one does not know; all of them are asked in the transaction that takes the part away.
"""

from typing import NamedTuple

from django.utils.module_loading import autodiscover_modules

_registered = []


class Obstacle(NamedTuple):
    """Why a part cannot be taken away now: a sentence, the address where that is settled, and words for the link."""

    sentence: str
    url: str
    action: str


class Fact(NamedTuple):
    """A line of the page that asks before a part is taken away: what it is about, and what becomes of it."""

    label: str
    text: str


class Hanging:
    """What one floor keeps for people with a part. Each method gets a User and a Programme."""

    def in_the_way(self, user, programme):
        """Returns the Obstacles (a list): while there is one, the part stays."""
        return []

    def told(self, user, programme):
        """Returns the Facts (a list) that somebody should know before taking the part away."""
        return []

    def end(self, user, programme, *, by):
        """Ends what cannot go on without the part, in the caller's transaction."""


def on_leaving(*roles):
    """Registers the decorated Hanging for one TeamRole, or for several: it is asked once, whichever of them go."""

    def register(hanging):
        _registered.append((frozenset(roles), hanging()))
        return hanging

    return register


def of_roles(roles):
    """Returns what was registered for any of these roles, in a list. Imports every app's `leaving` module first."""
    autodiscover_modules("leaving")
    return [hanging for its_roles, hanging in _registered if its_roles & set(roles)]
