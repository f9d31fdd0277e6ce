"""A load of the demonstration that was cut off; apart from the tests that share a whole one."""

from io import StringIO

import pytest
from django.core.management import call_command

from demo import sessions
from participants.models import Officer
from trainings.models import SessionState, TrainingSession


def with_fewer_officers(rows):
    return [(*row[:6], min(row[6], 12), row[7]) for row in rows]


def test_a_load_that_was_cut_off_is_finished_by_the_next_one(db, monkeypatch):
    # One session before which nothing was, and those that the rest of the demonstration speaks of.
    whole = with_fewer_officers(sessions.CLOSED[:1] + sessions.CLOSED[5:7])
    monkeypatch.setattr(sessions, "NOW", with_fewer_officers(sessions.NOW))
    monkeypatch.setattr(sessions, "CLOSED", whole[:2])
    with monkeypatch.context() as cut_off:
        cut_off.setattr(sessions.Loader, "load_present", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            call_command("load_demo", stdout=StringIO())
    assert TrainingSession.objects.count() == 2
    monkeypatch.setattr(sessions, "CLOSED", whole)
    call_command("load_demo", stdout=StringIO())
    assert TrainingSession.objects.filter(state=SessionState.CLOSED, starts_on__year__lt=2026).count() == len(whole)
    assert Officer.objects.values("service_number").distinct().count() == Officer.objects.count()
