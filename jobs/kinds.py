"""The kinds of long work: which function performs each kind, and which words its page shows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from jobs.models import Job

Words = str | Promise
# perform(job, lease) returns the result of the job, or None.
Perform = Callable[[Job, Any], dict | None]

_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """What an app registered for one kind of long work; its words are lazy strings."""

    perform: Perform
    title: Words | Callable[[Job], Words] | None = None
    unit: Words | None = None
    steps: dict[str, Words | tuple[Words, Words]] = field(default_factory=dict)
    after: Words | None = None

    def title_of(self, job: Job) -> str:
        """Returns the title of this job on its page and in lists."""
        return str(self.title(job) if callable(self.title) else self.title or _("Long work"))


def _perform_unknown(job: Job, lease: Any) -> dict | None:
    raise LookupError(f"No function performs {job.kind!r}.")


UNKNOWN = Kind(_perform_unknown)


def performs(
    kind: str,
    *,
    title: Words | Callable[[Job], Words] | None = None,
    unit: Words | None = None,
    steps: dict[str, Words | tuple[Words, Words]] | None = None,
    after: Words | None = None,
) -> Callable[[Perform], Perform]:
    """Registers the decorated `perform(job, lease) -> dict | None` for `kind` ("certificates.issue").

    title: lazy string, or a function of the job that returns one. unit: the words after the count ("of 45 **ready**").
    steps: ordered dict of key → words, for `lease.step(key)`. after: words on the button that leads to params["next"].
    """

    def register(perform: Perform) -> Perform:
        _kinds[kind] = Kind(perform, title, unit, steps or {}, after)
        return perform

    return register


@cache
def _import_tasks() -> None:
    autodiscover_modules("tasks")


def kind_of(job: Job) -> Kind:
    """Returns the Kind of `job`, or UNKNOWN if no app registered it. Imports the tasks module of every app first."""
    _import_tasks()
    return _kinds.get(job.kind, UNKNOWN)
