from datetime import date

import pytest

from accounts.models import AuditEntry
from tests.factories import SessionFactory
from trainings.models import TrainingSession
from trainings.sessions.lifecycle import advance_by_date
from trainings.tasks import advance_sessions


def states():
    return list(TrainingSession.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("before", "day", "after"),
    [
        ("scheduled", 20, "scheduled"),
        ("scheduled", 21, "running"),
        ("scheduled", 24, "held"),
        ("running", 23, "running"),
        ("running", 24, "held"),
        ("draft", 24, "draft"),
        ("held", 30, "held"),
    ],
)
def test_sessions_move_on_when_their_date_comes(session, before, day, after):
    session.state = before
    session.save()
    advance_by_date(date(2026, 11, day))
    assert states() == [after]


def test_it_says_how_many_moved_and_a_second_time_nothing_does(session):
    SessionFactory(state="scheduled", starts_on=date(2026, 11, 24))
    assert advance_by_date(date(2026, 11, 24)) == 2
    assert advance_by_date(date(2026, 11, 24)) == 0


def test_the_system_stands_in_the_audit_trail(session):
    advance_by_date(date(2026, 11, 24))
    entry = AuditEntry.objects.get(verb="session.held")
    assert (entry.actor_id, entry.target_id) == (None, str(session.pk))


def test_it_costs_one_query_when_nothing_is_due(session, django_assert_num_queries):
    with django_assert_num_queries(1):
        advance_by_date(date(2026, 11, 22))


def test_the_task_advances_by_the_date_in_dhaka(session, clock):
    clock(24, "00:10")
    advance_sessions()
    assert states() == ["held"]
