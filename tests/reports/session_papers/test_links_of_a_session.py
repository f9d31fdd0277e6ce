"""The row of links on every page of a session, and the page of its papers."""

from datetime import time

import lxml.html
import pytest
from django.utils import timezone

from jobs.models import Job
from tests.factories import EnrolmentFactory, ProgrammeFactory, UserFactory, named_for
from trainings.models import SessionState, Slot, TrainingSession
from trainings.sessions import lifecycle
from trainings.sessions.page_links import Place, links_of

pytestmark = pytest.mark.django_db

STAFF_PAGES = (
    "",
    "timetable/",
    "nominations/",
    "nominations/quotas/",
    "rosters/upload/",
    "papers/",
    "sign-in/",
    "name-badges/",
    "slips/",
    "incidents/",
    "allowances/",
    "letters/",
    "resources/",
    "nominations/links/",
    "allowance-list/",
)
PORTAL_PAGES = (
    "",
    "timetable/",
    "resources/",
    "attendance/",
    "incidents/",
    "papers/",
    "allowance-list/",
    "sign-in/",
    "name-badges/",
    "slips/",
    "close/",
)


def row_of(answer):
    """[(where it leads, what it says, whether it is this page)] of the row on a page."""
    found = lxml.html.document_fromstring(answer.content).xpath("//nav[contains(@class, 'sh-subtabs')]/a")
    return [(link.get("href"), link.text_content(), link.get("aria-current") == "page") for link in found]


@pytest.fixture
def running(session):
    EnrolmentFactory(session=session)
    TrainingSession.objects.filter(pk=session.pk).update(state=SessionState.RUNNING)
    session.refresh_from_db()
    return session


def test_coordinators_find_the_same_row_on_every_page(running, coordinator, signed_in):
    client = signed_in(coordinator)
    rows = {page: row_of(client.get(f"/admin/sessions/{running.code}/{page}")) for page in STAFF_PAGES}
    rows["attendance"] = row_of(client.get(f"/training/{running.code}/attendance/"))
    (links,) = {tuple(link[:2] for link in row) for row in rows.values()}
    assert [words for _url, words in links] == [
        *("Overview", "Timetable", "Roster", "Nominations", "Letters", "Resources"),
        *("Papers", "Attendance", "Incidents", "Allowances"),
    ]
    assert {page: [words for _url, words, here in row if here] for page, row in rows.items()} == {
        "": ["Overview"],
        "timetable/": ["Timetable"],
        "nominations/": ["Nominations"],
        "nominations/quotas/": ["Nominations"],
        "rosters/upload/": ["Roster"],
        **{page: ["Papers"] for page in ("papers/", "sign-in/", "name-badges/", "slips/")},
        "incidents/": ["Incidents"],
        "allowances/": ["Allowances"],
        "letters/": ["Letters"],
        "resources/": ["Resources"],
        "nominations/links/": ["Nominations"],
        "allowance-list/": ["Papers"],
        "attendance": ["Attendance"],
    }


def test_trainers_find_theirs_and_each_link_opens(running, trainer, signed_in):
    client = signed_in(trainer)
    rows = {page: row_of(client.get(f"/training/{running.code}/{page}")) for page in PORTAL_PAGES}
    (links,) = {tuple(link[:2] for link in row) for row in rows.values()}
    assert [words for _url, words in links] == [
        "Overview",
        "Timetable",
        "Resources",
        "Papers",
        "Attendance",
        "Incidents",
    ]
    assert {client.get(url).status_code for url, _words in links} == {200}


def test_who_teaches_without_leading_finds_no_timetable_to_plan(running, programme, signed_in):
    co_trainer = UserFactory()
    programme.team.create(user=co_trainer, role="trainer")
    named_for(running, co_trainer, role="co_trainer")
    row = row_of(signed_in(co_trainer).get(f"/training/{running.code}/"))
    assert [words for _url, words, _here in row] == ["Overview", "Resources", "Papers", "Attendance", "Incidents"]


def test_every_link_of_coordinators_opens_in_every_state(running, coordinator, signed_in):
    client = signed_in(coordinator)
    for state in SessionState:
        more = {"state_reason": "Flood"} if state == SessionState.CANCELLED else {}
        more |= {"closed_at": "2026-01-01T00:00Z"} if state == SessionState.CLOSED else {}
        TrainingSession.objects.filter(pk=running.pk).update(state=state, **more)
        row = row_of(client.get(f"/admin/sessions/{running.code}/"))
        assert {url: client.get(url).status_code for url, _words, _here in row} == {url: 200 for url, _w, _h in row}, (
            state
        )


def test_a_guest_sees_no_pages_that_only_teachers_open(running, programme, signed_in):
    guest = UserFactory()
    programme.team.create(user=guest, role="trainer")
    named_for(running, guest, role="guest")
    assert [link.place for link in links_of(running, guest)] == [Place.OVERVIEW]
    assert row_of(signed_in(guest).get(f"/training/{running.code}/")) == []
    for page in ("papers", "resources"):
        assert signed_in(guest).get(f"/training/{running.code}/{page}/").status_code == 404


@pytest.mark.parametrize("who", ["observer", "officer_user", "outsider"])
def test_nobody_else_opens_the_papers(request, running, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    for page in (f"/admin/sessions/{running.code}/papers/", f"/training/{running.code}/papers/"):
        assert client.get(page).status_code == 404


def test_a_coordinator_of_another_programme_finds_no_papers(running, signed_in):
    another = UserFactory()
    ProgrammeFactory(coordinators=[another])
    assert signed_in(another).get(f"/admin/sessions/{running.code}/papers/").status_code == 404


def test_the_papers_lead_to_pages_that_open(running, coordinator, trainer, signed_in):
    for user, page in ((coordinator, f"/admin/sessions/{running.code}/"), (trainer, f"/training/{running.code}/")):
        client = signed_in(user)
        shown = lxml.html.document_fromstring(client.get(f"{page}papers/").content)
        addresses = [link.get("href") for link in shown.xpath("//ul[contains(@class, 'sh-list')]/li//h2/a")]
        assert len(addresses) >= 3
        assert {client.get(address).status_code for address in addresses} == {200}


def test_the_papers_make_the_timetable_without_another_page(running, coordinator, trainer, signed_in):
    lifecycle.plan_days(running)
    starts, ends = time(9), time(10)
    Slot.objects.create(day=running.days.first(), kind="other", title_en="Opening", starts_at=starts, ends_at=ends)
    for user, page in ((coordinator, f"/admin/sessions/{running.code}/"), (trainer, f"/training/{running.code}/")):
        client = signed_in(user)
        shown = lxml.html.document_fromstring(client.get(f"{page}papers/").content)
        (form,) = shown.xpath("//ul[contains(@class, 'sh-list')]/li/form[@method='post']")
        answer = client.post(form.get("action"))
        assert answer.status_code == 302
        assert Job.objects.get(requested_by=user, kind="reports.timetable").get_absolute_url() == answer.url


def test_nothing_is_printed_for_a_cancelled_session(running, coordinator, signed_in):
    TrainingSession.objects.filter(pk=running.pk).update(state=SessionState.CANCELLED, state_reason="Flood")
    page = signed_in(coordinator).get(f"/admin/sessions/{running.code}/papers/").text
    assert "This session was cancelled; nothing is printed for it." in page
    assert "Sign-in sheets" not in page


@pytest.mark.parametrize("officers", [1, 3])
def test_the_papers_cost_the_same_for_many(running, coordinator, signed_in, django_assert_num_queries, officers):
    for _number in range(officers):
        EnrolmentFactory(session=running)
    client, page = signed_in(coordinator), f"/admin/sessions/{running.code}/papers/"
    client.get(page)
    with django_assert_num_queries(8):
        client.get(page)


def test_objections_are_linked_once_closing_opened_them(running, coordinator, trainer, signed_in):
    TrainingSession.objects.filter(pk=running.pk).update(objections_until=timezone.localdate())
    for user, page in ((coordinator, "/admin/sessions"), (trainer, "/training")):
        row = row_of(signed_in(user).get(f"{page}/{running.code}/objections/"))
        assert [words for _url, words, here in row if here] == ["Objections"]
