"""What was typed by a link is forgotten some months after the session."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from trainings.models import NominatedPerson
from trainings.nomination_links import typed_people
from trainings.nomination_links.forgetting import KEPT_FOR, forget_old
from trainings.tasks import forget_typed_people

pytestmark = pytest.mark.django_db


def test_it_is_kept_for_a_while_and_then_forgotten_once(session, link, rank):
    typed = typed_people.Typed(service_number="9900555001", name_en="Rahima Khatun", name_bn="রহিমা খাতুন", rank=rank)
    typed_people.add(link, typed, seats=2)
    last_day_to_keep = session.ends_on + KEPT_FOR
    assert forget_old(last_day_to_keep) == 0
    assert NominatedPerson.objects.count() == 1
    assert forget_old(last_day_to_keep + timedelta(days=1)) == 1
    assert forget_old(last_day_to_keep + timedelta(days=1)) == 0
    (entry,) = AuditEntry.objects.filter(verb="nominated_people.forgotten")
    assert (entry.actor, entry.details) == (None, {"people": 1})


def test_the_daily_task_does_no_harm(link):
    forget_typed_people()
    assert not AuditEntry.objects.filter(verb="nominated_people.forgotten").exists()
