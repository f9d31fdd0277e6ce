"""The letter of an invitation: in both languages, and never lost with the mail server."""

import smtplib

import pytest
from django.core import mail

from accounts.ops import smtp
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.requesting import run_now
from programmes.invitations import inviting


def test_it_speaks_both_languages_and_holds_the_link(invite, secret, settings):
    invitation = invite(roles="observer")
    assert run_now(Job.objects.get()).result == {"sent": 1}
    (sent,) = mail.outbox
    assert sent.to == ["lamia@example.org"]
    assert sent.body.count(f"{settings.SITE_URL}/invitation/{secret(invitation)}/") == 2
    assert "Nusrat Coordinator invites you" in sent.body
    assert "Observer" in sent.body
    invitation.refresh_from_db()
    assert invitation.sent_at
    assert not invitation.is_undeliverable


def test_a_server_that_is_away_costs_time_and_not_the_letter(invite, monkeypatch):
    invitation = invite()

    class Away:
        def send_messages(self, letters):
            raise ConnectionRefusedError

    with monkeypatch.context() as away:
        away.setattr(smtp, "get_connection", Away)
        assert run(Job.objects.get().pk).state == State.QUEUED
    invitation.refresh_from_db()
    assert invitation.sent_at is None
    Job.objects.update(due_at=invitation.invited_at)
    assert run_now(Job.objects.get()).result == {"sent": 1}
    invitation.refresh_from_db()
    assert invitation.sent_at


def test_a_refused_address_is_told_on_the_invitation(invite, monkeypatch):
    invitation = invite()

    class Refusing:
        def send_messages(self, letters):
            raise smtplib.SMTPRecipientsRefused({"lamia@example.org": (550, b"nobody of this name")})

    monkeypatch.setattr(smtp, "get_connection", Refusing)
    assert run_now(Job.objects.get()).state == State.DONE
    invitation.refresh_from_db()
    assert invitation.is_undeliverable
    assert invitation.sent_at is None


@pytest.mark.parametrize("act", [inviting.revoke, inviting.send_again])
def test_a_letter_whose_link_is_void_is_not_sent(invite, coordinator, act):
    first_job = Job.objects.all()
    invitation = invite()
    job = first_job.get()
    act(invitation, by=coordinator)
    assert run_now(job).result == {"sent": 0}
    assert mail.outbox == []
