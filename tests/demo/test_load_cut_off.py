"""A load of the demonstration that was cut off; apart from the tests that share a whole one."""

from io import StringIO

import pytest
from django.core.management import call_command

from demo import sessions
from participants.models import Officer
from tests.demo import small
from trainings.models import SessionState, TrainingSession


def test_a_load_that_was_cut_off_is_finished_by_the_next_one(db, monkeypatch):
    monkeypatch.setattr(sessions, "NOW", small.NOW)
    monkeypatch.setattr(sessions, "CLOSED", small.CLOSED[:2])
    with monkeypatch.context() as cut_off:
        cut_off.setattr(sessions.Loader, "load_present", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            call_command("load_demo", stdout=StringIO())
    assert TrainingSession.objects.count() == 2
    monkeypatch.setattr(sessions, "CLOSED", small.CLOSED)
    call_command("load_demo", stdout=StringIO())
    closed = TrainingSession.objects.filter(state=SessionState.CLOSED, starts_on__year__lt=2026)
    assert closed.count() == len(small.CLOSED)
    assert Officer.objects.values("service_number").distinct().count() == Officer.objects.count()
