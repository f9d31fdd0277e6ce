"""A letter about the second step at sign-in: asked for by a coordinator, once a day, in the reader's language."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.requesting import run_now
from programmes.team import reminding
from tests.factories import UserFactory


def remind(user, programme, by, **more):
    return reminding.remind(user, programme, by=by, **{"has_second_step": False, **more})


def test_the_letter_leads_to_the_set_up(programme, coordinator, session, trainer, settings):
    assert run_now(remind(trainer, programme, coordinator)).result == {"sent": 1}
    (sent,) = mail.outbox
    assert sent.to == [trainer.email]
    assert f"{settings.SITE_URL}/accounts/2fa/" in sent.body


def test_once_a_day(programme, coordinator, session, trainer):
    now = timezone.now()
    remind(trainer, programme, coordinator, now=now)
    with pytest.raises(Refused, match="within the last day"):
        remind(trainer, programme, coordinator, now=now + timedelta(hours=23))
    remind(trainer, programme, coordinator, now=now + timedelta(hours=25))
    assert AuditEntry.objects.filter(verb="member.reminded").count() == 2


def test_only_a_colleague_of_the_coordinator_is_reminded(programme, coordinator, session, trainer, outsider):
    with pytest.raises(Refused, match="Only a coordinator"):
        remind(trainer, programme, outsider)
    with pytest.raises(Refused, match="no longer on the team"):
        remind(outsider, programme, coordinator)
    with pytest.raises(Refused, match="second step by now"):
        remind(trainer, programme, coordinator, has_second_step=True)


def test_without_an_address_there_is_nothing_to_send(programme, coordinator):
    person = UserFactory(email=None, service_number="9900777001")
    programme.team.create(user=person, role="trainer")
    with pytest.raises(Refused, match="no e-mail"):
        remind(person, programme, coordinator)


def test_a_closed_account_gets_no_letter(programme, coordinator, session, trainer):
    job = remind(trainer, programme, coordinator)
    trainer.is_active = False
    trainer.save()
    assert run_now(job).result == {"sent": 0}
    assert mail.outbox == []
