"""Handlers for the end of a person's role in a programme: what stands against it, what it changes, and what ends with it.

An app registers its handler in a module `leaving.py`:

    @on_leaving(TeamRole.TRAINER)
    class Sessions(LeavingHandler):
        ...

This app does not import the apps above it. All handlers run in the transaction that removes the role.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from django.utils.module_loading import autodiscover_modules

_registered: list[tuple[frozenset[str], "LeavingHandler"]] = []


class Obstacle(NamedTuple):
    """Why a role cannot be removed now: a sentence, the address of the page that helps, and words for the link."""

    sentence: str
    url: str
    action: str


class Fact(NamedTuple):
    """A line of the page that asks before a role is removed: what changes, and how."""

    label: str
    text: str


class LeavingHandler:
    """The handler of one app. Each method gets a User and a Programme."""

    def obstacles(self, user: Any, programme: Any) -> list[Obstacle]:
        """Returns the Obstacles as a list. The role stays while there is one."""
        return []

    def facts(self, user: Any, programme: Any) -> list[Fact]:
        """Returns the Facts as a list: what a coordinator should know before removing the role."""
        return []

    def end(self, user: Any, programme: Any, *, by: Any) -> None:
        """Ends what needs the role, in the caller's transaction."""

    def end_with_account(self, user: Any, programme: Any, *, by: Any) -> None:
        """Ends what needs an open account, in the transaction that closes it. The role itself stays, for a reopened account."""


def on_leaving(*roles: str) -> Callable[[type[LeavingHandler]], type[LeavingHandler]]:
    """Registers the decorated LeavingHandler for one or several TeamRoles. It runs once, however many of them are removed."""

    def register(handler: type[LeavingHandler]) -> type[LeavingHandler]:
        _registered.append((frozenset(roles), handler()))
        return handler

    return register


@cache
def _import_handlers():
    autodiscover_modules("leaving")


def of_roles(roles: Iterable[str]) -> list[LeavingHandler]:
    """Returns the handlers of any of these roles as a list. Imports every app's `leaving` module first."""
    _import_handlers()
    return [handler for its_roles, handler in _registered if its_roles & set(roles)]
