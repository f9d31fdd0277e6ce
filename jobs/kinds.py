"""The kinds of long work there are: who performs each and with which words it is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

_kinds = {}


@dataclass(frozen=True)
class Kind:
    """What an app registered for one kind of long work; its words are lazy strings."""

    perform: Callable
    title: object = None
    unit: object = None
    steps: dict = field(default_factory=dict)
    after: object = None

    def title_of(self, job):
        """Returns what this job is called on its page and in lists."""
        return str(self.title(job) if callable(self.title) else self.title or _("Long work"))


def _nobody(job, lease):
    raise LookupError(f"Nobody performs {job.kind!r}.")


UNKNOWN = Kind(_nobody)


def performs(kind, *, title=None, unit=None, steps=None, after=None):
    """Registers the decorated `perform(job, lease) -> dict | None` for `kind` ("certificates.issue").

    title: lazy string, or a function of the job that returns one. unit: the words after the count ("of 45 **ready**").
    steps: ordered dict of key → words, for `lease.step(key)`. after: words of the button that leads to params["next"].
    """

    def register(perform):
        _kinds[kind] = Kind(perform, title, unit, steps or {}, after)
        return perform

    return register


def kind_of(job):
    """Returns the Kind of `job`, UNKNOWN if nobody registered it. Imports every app's tasks module first."""
    autodiscover_modules("tasks")
    return _kinds.get(job.kind, UNKNOWN)
