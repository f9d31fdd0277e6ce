"""The print pack: asking for it, and fetching it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.ceremonies import planning
from certificates.drawing.joining.pdf_joiner import SHEETS
from certificates.issuing import records
from jobs.models import Job, State
from jobs.requesting import run_now
from reports.ceremony import papers, print_pack
from reports.ceremony.print_pack import Choice, ask
from tests.certificates.ceremonies.test_pack import PLAIN, packed
from tests.certificates.superseding import supersede
from tests.factories import ProgrammeFactory, UserFactory


def test_asking_leads_to_the_work_and_the_work_to_the_file(signed_in, ceremony, coordinator):
    client = signed_in(coordinator)
    at = f"/admin/ceremonies/{ceremony.pk}/papers/"
    answer = client.post(f"{at}pack/", {"sheet": "a3", "separators": "on"})
    job = Job.objects.get(kind=print_pack.JOB_KIND)
    assert answer["Location"] == job.get_absolute_url()
    assert job.params["choice"] == {
        "sheet": "a3", "cover": False, "separators": True, "stacked": False, "first": 1, "last": None,
    }  # fmt: skip
    run_now(job)
    file = client.get(job.next_url)
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert file["Content-Disposition"] == f'attachment; filename="ceremony-{ceremony.pk}-certificates.pdf"'
    assert AuditEntry.objects.get(verb="ceremony_pack.downloaded").actor == coordinator
    assert "Download" in client.get(at).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"sheet": "a5"}, {"sheet": ""}, {"sheet": "a4", "first": "3", "last": "2"}, {"sheet": "a4", "first": "0"}]
)
def test_what_cannot_be_printed_is_said(signed_in, ceremony, coordinator, wrong):
    answer = signed_in(coordinator).post(f"/admin/ceremonies/{ceremony.pk}/papers/pack/", wrong)
    assert answer.status_code == 422
    assert not Job.objects.filter(kind=print_pack.JOB_KIND).exists()


def test_the_file_is_for_the_one_who_asked_and_for_a_day(signed_in, ceremony, programme, coordinator):
    job = packed(ceremony, coordinator)
    other = UserFactory()
    programme.team.create(user=other, role="coordinator")
    assert signed_in(other).get(job.next_url).status_code == 404
    client = signed_in(coordinator)
    assert client.get(job.next_url).status_code == 200
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=1, minutes=1))
    assert client.get(job.next_url).status_code == 404


def test_who_asks_twice_gets_one_file_and_strangers_none(ceremony, guests, draft, coordinator):
    assert ask(ceremony, PLAIN, by=coordinator) == ask(ceremony, PLAIN, by=coordinator)
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    with pytest.raises(Refused, match="Only a coordinator"):
        ask(ceremony, PLAIN, by=stranger)
    with pytest.raises(Refused, match="listed sheets"):
        ask(ceremony, Choice(sheet="a5"), by=coordinator)
    ceremony.hand_overs.all().delete()
    with pytest.raises(Refused, match="arrange the officers first"):
        ask(ceremony, PLAIN, by=coordinator)
    assert set(SHEETS) == set(print_pack.SHEET_NAMES)


def test_a_ceremony_cancelled_meanwhile_prints_nothing(ceremony, coordinator):
    job = ask(ceremony, PLAIN, by=coordinator)
    planning.cancel(ceremony, by=coordinator, reason="Flood")
    job = run_now(job)
    assert (job.state, job.reason) == (State.FAILED, "The ceremony was cancelled; nothing of it is printed.")
    ceremony.refresh_from_db()
    with pytest.raises(Refused, match="was cancelled"):
        ask(ceremony, Choice(sheet="a3"), by=coordinator)


@pytest.mark.parametrize("ends", ["revoked", "replaced"])
def test_a_pack_with_a_certificate_that_ended_since_is_not_handed_out(
    signed_in, ceremony, certificates, coordinator, ends
):
    job = packed(ceremony, coordinator)
    client = signed_in(coordinator)
    assert client.get(job.next_url).status_code == 200
    if ends == "revoked":
        records.revoke(certificates[1], by=coordinator, reason="Somebody else sat there.")
    else:
        supersede(certificates[1], by=coordinator, reason="The name was wrong.")
    answer = client.get(job.next_url, follow=True)
    assert answer.redirect_chain == [(f"/admin/ceremonies/{ceremony.pk}/papers/", 302)]
    assert f"revoked or replaced since: {certificates[1].serial}. Ask for the file again." in answer.text
    anew = packed(ceremony, coordinator)
    assert client.get(anew.next_url).status_code == 200
    assert AuditEntry.objects.filter(verb="ceremony_pack.downloaded").count() == 2


def test_a_certificate_that_is_not_in_the_pack_takes_nothing_from_it(signed_in, ceremony, certificates, coordinator):
    job = packed(ceremony, coordinator, Choice(cover=False, last=1))
    records.revoke(certificates[1], by=coordinator, reason="Somebody else sat there.")
    assert signed_in(coordinator).get(job.next_url).status_code == 200


@pytest.mark.parametrize("make", [packed, lambda ceremony, by: run_now(papers.ask(ceremony, "seating", by=by))])
def test_what_was_made_of_a_ceremony_that_was_cancelled_since_is_not_handed_out(signed_in, ceremony, coordinator, make):
    job = make(ceremony, coordinator)
    client = signed_in(coordinator)
    assert client.get(job.next_url).status_code == 200
    planning.cancel(ceremony, by=coordinator, reason="Flood")
    answer = client.get(job.next_url, follow=True)
    assert "The ceremony was cancelled; nothing of it is printed." in answer.text
    assert answer.redirect_chain
