import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs.models import Job, State
from jobs.requesting import cancel, request
from tests.jobs.conftest import KIND

LIST = "/admin/jobs/job/"


@pytest.fixture
def work(programme, coordinator):
    return [request(KIND, by=coordinator, scope=f"programme:{programme.pk}", total=10) for _n in range(2)]


def test_the_list_shows_each_job_with_its_state_in_words(work, coordinator, signed_in):
    html = signed_in(coordinator).get(LIST).content.decode()
    assert html.count("of 10 done") >= 2
    assert work[0].get_absolute_url() in html
    assert "Waiting" in html


def test_nothing_can_be_added_or_changed_by_hand(work, coordinator, signed_in):
    client = signed_in(coordinator)
    for page in ("add/", *(f"{work[0].pk}/{page}/" for page in ("change", "delete", "history"))):
        assert client.get(LIST + page).status_code == 404
        assert client.post(LIST + page, {"state": "done", "post": "yes"}).status_code == 404


def test_chosen_work_can_be_stopped_and_resumed(work, coordinator, signed_in):
    client = signed_in(coordinator)
    chosen = {"_selected_action": [job.pk for job in work]}
    client.post(LIST, {"action": "stop", **chosen})
    assert set(Job.objects.values_list("state", flat=True)) == {State.CANCELLED}
    client.post(LIST, {"action": "resume_chosen", **chosen})
    assert set(Job.objects.values_list("state", flat=True)) == {State.QUEUED}


def test_what_cannot_be_stopped_is_named(work, coordinator, signed_in):
    cancel(work[0], by=coordinator)
    response = signed_in(coordinator).post(LIST, {"action": "stop", "_selected_action": [job.pk for job in work]})
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["Long work: This work has already ended, so there is nothing to stop.", "1 job changed."]


def test_an_outsider_has_no_list(work, outsider, signed_in):
    assert signed_in(outsider).get(LIST).status_code in (302, 403, 404)


def test_the_list_costs_the_same_for_one_job_and_for_three(coordinator, signed_in):
    client = signed_in(coordinator)

    def cost_with_one_more():
        request(KIND, by=coordinator)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    client.get(LIST)
    # No literal: the frame around the list (the sidebar and its badges) asks questions of its own.
    assert len({cost_with_one_more() for _n in range(3)}) == 1
