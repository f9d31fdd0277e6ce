"""Allowances, costs and an incident of the demonstration. Every figure is invented."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from programmes.models import Programme
from trainings.allowances import costs, lists, paying
from trainings.incidents.reporting import Report, report, settle
from trainings.models import AllowanceRate, SessionState, TrainingSession

RATE = {"per_half_day": Decimal(300), "travel": Decimal(500)}
COSTS = {
    "venue": (Decimal(45_000), Decimal(45_000)),
    "food": (Decimal(60_000), Decimal(57_400)),
    "materials": (Decimal(18_000), Decimal(19_250)),
    "travel": (Decimal(30_000), None),
}


def load(programme: Programme, *, by: User, trainer: User, today: date) -> None:
    """Pays the session that was closed last, but for three officers; rates the one that runs, and files incidents there. Once."""
    sessions = TrainingSession.objects.filter(phase__programme=programme, allowance_rate=None).order_by("-starts_on")
    closed = sessions.filter(state=SessionState.CLOSED).first()
    running = sessions.filter(state=SessionState.RUNNING).first()
    if closed and not AllowanceRate.objects.exists():
        _pay(closed, by=by, today=today)
    if running:
        paying.set_rate(running, **RATE, by=by)
        _incidents(running, by=by, trainer=trainer)


def _pay(session, *, by, today):
    paying.set_rate(session, **RATE, by=by)
    costs.set_costs(session, COSTS, by=by)
    due = [one.pk for one in lists.attended_on(session) if one.attended]
    paying.pay(session, due[3:], paid_on=session.ends_on, is_signed=True, by=by, today=today)


def _incidents(session, *, by, trainer):
    now = timezone.now()
    facts = {"severity": "minor", "happened_on": session.starts_on}
    power = Report(
        uuid4(), "place", what="No power in the hall from ten to eleven.", action_taken="Generator.", **facts
    )
    filed = report(session, power, by=trainer, now=now)
    settle(filed, by=by, outcome="The hall has a generator on stand-by now.", now=now)
    faint = Report(uuid4(), "health", what="One officer felt faint after lunch and rested.", **facts)
    report(session, faint, by=trainer, now=now)
