"""Imports the modules with jobs (jobs.kinds imports the module `tasks` of every app)."""

from programmes.invitations import letter  # noqa: F401 -- the same
from programmes.news import mailing, subscriptions  # noqa: F401 -- registers the kinds of work they perform
from programmes.team import reminding  # noqa: F401 -- the same
