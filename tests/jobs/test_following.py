"""Short work that a person waits for: its page gives way to the result by itself."""

import pytest
from django.urls import reverse

from jobs.models import Job, State
from jobs.requesting import request
from tests.jobs.conftest import KIND


@pytest.fixture
def followed(coordinator, performed_by):
    performed_by(lambda job, lease: None)
    return request(KIND, by=coordinator, params={"next": "/training/", "follow": True})


@pytest.fixture
def page(signed_in, coordinator):
    return lambda name, job: signed_in(coordinator).get(reverse(f"jobs:{name}", args=[job.public_id]))


def test_it_asks_more_often_while_it_runs(page, followed):
    assert 'hx-trigger="every 500ms"' in page("progress", followed).content.decode()


def test_once_done_the_page_goes_on_to_the_result(page, followed):
    Job.objects.update(state=State.DONE)
    assert page("progress", followed)["Location"] == "/training/"
    assert page("progress_now", followed)["HX-Redirect"] == "/training/"


@pytest.mark.parametrize("state", [State.QUEUED, State.FAILED, State.CANCELLED])
def test_until_then_it_stays(page, followed, state):
    Job.objects.update(state=state, reason="A fault.")
    assert page("progress", followed).status_code == 200
    assert "HX-Redirect" not in page("progress_now", followed)


@pytest.mark.parametrize(
    "params", [{"next": "/training/"}, {"follow": True}, {"next": "//evil.example", "follow": True}]
)
def test_other_work_keeps_its_page(page, coordinator, performed_by, params):
    performed_by(lambda job, lease: None)
    job = request(KIND, by=coordinator, params=params)
    Job.objects.update(state=State.DONE)
    assert page("progress", job).status_code == 200
