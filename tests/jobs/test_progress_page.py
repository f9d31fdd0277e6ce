import pytest
from django.urls import reverse

from accounts.models import User
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.requesting import cancel, request
from tests.jobs.conftest import KIND, one_row_per_chunk, write_row


@pytest.fixture
def page(job, coordinator, signed_in):
    """A function that gives the page of `job` as its owner sees it now."""

    def get(name="progress", **query):
        response = signed_in(coordinator).get(reverse(f"jobs:{name}", args=[job.public_id]), query)
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_running_work_shows_how_far_it_is_and_refreshes_itself(job, page):
    Job.objects.update(done=31, total=45, steps="Drawing and signing")
    html = page()
    assert '<span class="sh-big">31</span>' in html
    assert "of 45 done" in html
    assert 'value="31" max="45"' in html
    assert "Drawing and signing" in html
    assert "You can close this page." in html
    assert 'hx-trigger="every 2s"' in html
    assert '<noscript><meta http-equiv="refresh"' in html


def test_the_part_that_changes_comes_alone(job, page):
    html = page("progress_now")
    assert html.lstrip().startswith('<div id="work"')
    assert 'hx-trigger="every 2s"' in html
    assert 'name="csrfmiddlewaretoken"' in html


def test_the_screen_reader_is_told_only_what_is_new(job, page):
    assert "hx-swap-oob" not in page("progress_now", announced="queued-0")
    assert "hx-swap-oob" in page("progress_now", announced="running-0")


def test_finished_work_no_longer_asks_and_leads_to_its_result(coordinator, signed_in, performed_by):
    performed_by(one_row_per_chunk(2), title="Making certificates", after="See the certificates")
    job = run(request(KIND, by=coordinator, params={"next": "/training/", "back": "/me/"}).pk)
    html = signed_in(coordinator).get(job.get_absolute_url()).content.decode()
    assert "<h1>Making certificates</h1>" in html
    assert "hx-trigger" not in html
    assert 'http-equiv="refresh"' not in html
    assert 'href="/training/">See the certificates</a>' in html
    assert 'href="/me/">Back</a>' in html


def test_failed_work_says_why_and_can_be_resumed(job, page, performed_by, coordinator, client):
    def breaks(job, lease):
        raise ValueError

    performed_by(breaks)
    run(job.pk)
    html = page()
    assert "The work stopped because of a fault on our side." in html
    client.post(reverse("jobs:resume", args=[job.public_id]))
    assert Job.objects.get().state == State.QUEUED


def test_what_was_set_aside_is_said(coordinator, signed_in, performed_by):
    def perform(job, lease):
        with lease.chunk(done=45, total=45, set_aside=1):
            write_row()
        return {"notes": ["The name in row 18 has a letter the design cannot print."]}

    performed_by(perform)
    job = run(request(KIND, by=coordinator).pk)
    html = signed_in(coordinator).get(job.get_absolute_url()).content.decode()
    assert "1 was set aside." in html
    assert "row 18" in html


def test_the_stop_button_stops_the_work(job, page, client):
    assert reverse("jobs:stop", args=[job.public_id]) in page()
    response = client.post(reverse("jobs:stop", args=[job.public_id]))
    assert response.url == job.get_absolute_url()
    assert Job.objects.get().state == State.CANCELLED
    assert "The work was stopped on request." in page()


def test_stopping_twice_is_answered_with_a_sentence(job, coordinator, page, client):
    cancel(job, by=coordinator)
    page()
    response = client.post(reverse("jobs:stop", args=[job.public_id]), follow=True)
    assert "already ended" in response.content.decode()


def test_stopping_needs_a_post(job, page, client):
    page()
    assert client.get(reverse("jobs:stop", args=[job.public_id])).status_code == 405


@pytest.mark.parametrize("name", ["progress", "progress_now", "stop", "resume"])
def test_for_a_stranger_there_is_no_such_page(name, job, outsider, signed_in):
    url = reverse(f"jobs:{name}", args=[job.public_id])
    client = signed_in(outsider)
    response = client.post(url) if name in ("stop", "resume") else client.get(url)
    assert response.status_code == 404
    assert Job.objects.get().state == State.QUEUED


def test_nobody_sees_it_without_signing_in(job, client):
    assert client.get(job.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("said", [1, 3])
def test_the_poll_costs_the_same_however_much_there_is_to_show(
    said, job, coordinator, signed_in, django_assert_num_queries
):
    Job.objects.update(steps="\n".join(f"step {n}" for n in range(said)), total=said)
    for _n in range(said):
        request(KIND, by=coordinator)
    client = signed_in(coordinator)
    with django_assert_num_queries(4):
        client.get(reverse("jobs:progress_now", args=[job.public_id]))


def test_the_page_works_in_bangla(job, page):
    Job.objects.update(done=31, total=45)
    User.objects.update(language="bn")
    assert '<span class="sh-big">৩১</span>' in page()
