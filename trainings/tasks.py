"""Celery tasks of trainings."""

from celery import shared_task
from django.utils import timezone

from trainings.attendance import device_acts
from trainings.excuses import forgetting as excuses
from trainings.excuses import papers as papers_of_excuses
from trainings.letters import sending
from trainings.nomination_links import forgetting
from trainings.objections import papers as papers_of_objections
from trainings.paper import photographs
from trainings.rosters import importing, undo
from trainings.sessions.lifecycle import advance_by_date
from trainings.walk_ins import telling

__all__ = [
    "advance_sessions",
    "forget_old_acts",
    "forget_old_excuses",
    "forget_typed_people",
    "importing",
    "sending",
    "sweep_papers",
    "telling",
    "undo",
]  # importing the last four registers their long work


@shared_task
def advance_sessions() -> None:
    """Starts and ends sessions whose date has come. Called every quarter of an hour; harmless at any time."""
    advance_by_date(timezone.localdate())


@shared_task(ignore_result=True)
def forget_old_acts() -> None:
    """Removes what is stored of acts of devices after some months. Scheduled once a day; harmless at any time."""
    device_acts.forget_old(timezone.now())


@shared_task(ignore_result=True)
def forget_typed_people() -> None:
    """Removes what units typed by their links some months after the session. Scheduled once a day; harmless at any time."""
    forgetting.forget_old(timezone.localdate())


@shared_task(ignore_result=True)
def forget_old_excuses() -> None:
    """Removes why officers were excused some months after the session. Scheduled once a day; harmless at any time."""
    now = timezone.now()
    excuses.forget_old(timezone.localdate(now), now=now)


@shared_task(ignore_result=True)
def sweep_papers() -> None:
    """Removes papers and photographs of sheets that nothing refers to. Scheduled once a day; harmless at any time."""
    for swept in (papers_of_excuses, papers_of_objections, photographs):
        swept.sweep()
