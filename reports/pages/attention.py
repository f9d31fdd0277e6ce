"""One line of what waits for somebody, as start pages show it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One thing that waits: its kind (bad, warn, info), what it is, why, and the one action."""

    kind: str
    title: str
    detail: str
    action: str
    url: str
