from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.trainings.conftest import at
from trainings.models import SessionState
from trainings.sessions.lifecycle import cancel, hold, schedule, start

STATES = list(SessionState.values)


def put(session, state):
    session.state, session.state_reason = state, "Why"
    session.closed_at = at(23) if state == "closed" else None
    session.save()


VERBS = {
    "schedule": (schedule, {}, {"draft"}, "scheduled"),
    "start": (start, {"today": date(2026, 11, 21)}, {"scheduled"}, "running"),
    "hold": (hold, {"today": date(2026, 11, 23)}, {"running"}, "held"),
    "cancel": (cancel, {"reason": "Flood"}, {"draft", "scheduled", "running", "held"}, "cancelled"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_leads_from_its_states_to_one_and_refuses_the_others(session, coordinator, verb, state):
    act, words, sources, target = VERBS[verb]
    put(session, state)
    if state in sources:
        assert act(session, by=coordinator, **words).state == target
    else:
        with pytest.raises(Refused):
            act(session, by=coordinator, **words)
    session.refresh_from_db()
    assert session.state == (target if state in sources else state)


@pytest.mark.parametrize(("verb", "line"), [("start", "session.started"), ("cancel", "session.cancelled")])
def test_every_step_leaves_a_line_in_the_audit_trail(session, coordinator, verb, line):
    act, words, _sources, target = VERBS[verb]
    put(session, "scheduled")
    act(session, by=coordinator, **words)
    entry = AuditEntry.objects.get(verb=line)
    assert (entry.actor_id, entry.details) == (coordinator.pk, {"before": "scheduled", "after": target})


def test_scheduling_plans_the_days(session, coordinator):
    session.days.all().delete()
    put(session, "draft")
    schedule(session, by=coordinator)
    assert session.days.count() == 3


def test_a_session_does_not_start_before_its_first_day(session, coordinator):
    put(session, "scheduled")
    with pytest.raises(Refused, match="The first day is 21 November 2026"):
        start(session, by=coordinator, today=date(2026, 11, 20))


def test_a_session_is_not_held_before_its_last_day(session, coordinator):
    with pytest.raises(Refused, match="The last day is 23 November 2026"):
        hold(session, by=coordinator, today=date(2026, 11, 22))


@pytest.mark.parametrize("reason", ["", "  "])
def test_cancelling_needs_a_reason(session, coordinator, reason):
    with pytest.raises(Refused, match="Say why"):
        cancel(session, by=coordinator, reason=reason)


def test_the_database_refuses_a_state_it_does_not_know(session):
    session.state = "paused"
    with pytest.raises(IntegrityError), transaction.atomic():
        session.save()
