"""The list on which officers sign for their allowance: who stands on it, who prints it."""

import subprocess

import pytest
from django.core.files.storage import default_storage

from accounts.refusal import NotAllowed, Refused
from jobs.requesting import run_now
from reports.allowance_list import printing
from tests.factories import EnrolmentFactory, OfficerFactory, UserFactory, named_for
from tests.trainings.allowances.conftest import came
from trainings.models import TrainingSession

pytestmark = pytest.mark.django_db


def test_the_list_has_a_line_for_each_who_came_and_its_sums(rated, days, trainer, coordinator):
    for number in range(21):
        officer = OfficerFactory(name_en=f"Officer {'abcdefghijklmnopqrstu'[number]}")
        came(EnrolmentFactory(session=rated, officer=officer), days[0], trainer, "present")
    EnrolmentFactory(session=rated, officer=OfficerFactory(name_en="Never Came"))
    job = run_now(printing.ask(rated, by=coordinator))
    path = default_storage.path(f"exports/{job.params['token']}.pdf")
    read = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    pages = read.split("\f")[:-1]
    assert len(pages) == 2
    assert "(9,010)" in pages[0]
    assert "(450.50)" in pages[1]
    assert "Never Came" not in read
    assert "Officer u" in pages[1]


def test_who_leads_prints_the_list_and_others_do_not(rated, abul, days, trainer, programme, signed_in):
    came(abul, days[0], trainer, "present")
    assert signed_in(trainer).get(f"/training/{rated.code}/allowance-list/").status_code == 200
    helper = UserFactory()
    programme.team.create(user=helper, role="trainer")
    named_for(rated, helper)
    assert signed_in(helper).get(f"/training/{rated.code}/allowance-list/").status_code == 404
    with pytest.raises(NotAllowed):
        printing.ask(rated, by=helper)


def test_there_is_no_list_while_nobody_is_due_anything(session, abul, coordinator, signed_in):
    with pytest.raises(Refused, match="Nobody is due"):
        printing.ask(session, by=coordinator)
    assert "Nobody is due" in signed_in(coordinator).get(f"/admin/sessions/{session.code}/allowance-list/").text


def test_there_is_no_list_for_a_session_that_was_cancelled_also_after_it_was_requested(
    rated, abul, days, trainer, coordinator
):
    came(abul, days[0], trainer, "present")
    job = printing.ask(rated, by=coordinator)
    TrainingSession.objects.filter(pk=rated.pk).update(state="cancelled", state_reason="Flood")
    rated.refresh_from_db()
    with pytest.raises(Refused, match="nothing is paid"):
        printing.ask(rated, by=coordinator)
    assert run_now(job).state == "failed"
