"""The calendar: month and list, in the frame of whoever looks; only own sessions, and few of many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.calendar import page as calendar_module
from reports.calendar.page import Wanted, calendar_page
from tests.factories import ProgrammeFactory, SessionFactory, UserFactory, named_for
from trainings.calendar.months import Month

pytestmark = pytest.mark.django_db

STAFF = reverse("reports:calendar")
OWN = reverse("reports:trainer_calendar")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def plan(programme, today):
    """A function: makes a scheduled session that begins so many days from today, in a venue of its own."""
    made = []

    def make(begins_in=0, **more):
        made.append(more)
        facts = {"programme": programme, "state": "scheduled", "venue_en": f"Hall {len(made)}", "length": 1}
        return SessionFactory(**{**facts, "starts_on": today + timedelta(days=begins_in), **more})

    return make


def shown(user, today, *, staff=True, **query):
    return calendar_page(user, Wanted.of(query, today=today), staff=staff, today=today)


def codes(context):
    return [entry.session.code for entry in context["entries"]]


def test_a_coordinator_sees_the_month_with_its_sessions(signed_in, coordinator, plan, today):
    session = plan()
    page = signed_in(coordinator).get(STAFF)
    assert page.status_code == 200
    assert page.text.count(f">{session.code}<") >= 1
    assert '<th scope="col">Sunday</th>' in page.text
    assert page.text.index("Sunday") < page.text.index("Friday")
    assert f"{today.day}, today" in page.text
    assert reverse("reports:session", args=[session.code]) in page.text


def test_the_calendar_speaks_bangla_in_its_digits(signed_in, coordinator, plan, today):
    plan()
    coordinator.language = "bn"
    coordinator.save()
    page = signed_in(coordinator).get(f"{STAFF}?month=2026-11")
    assert "নভেম্বর ২০২৬" in page.text
    assert "রবিবার" in page.text


def test_the_list_goes_on_from_today_over_the_months(coordinator, plan, today):
    plan(-3, code="OVER")
    later = [plan(days, code=f"LATER-{days}").code for days in (0, 40, 80)]
    assert codes(shown(coordinator, today, view="list")) == later


def test_another_month_is_shown_whole(coordinator, plan, today):
    month = Month(today.year, today.month).previous
    begins_in = (month.first - today).days
    plan(begins_in, code="EARLIER")
    plan(0, code="NOW")
    context = shown(coordinator, today, month=month.text)
    assert (codes(context), context["is_whole"], context["in_month"]) == (["EARLIER"], True, 1)


@pytest.mark.parametrize("by", ["course", "trainer"])
def test_the_calendar_is_filtered(coordinator, plan, today, by):
    wanted, _other = plan(code="WANTED"), plan(code="OTHER")
    trainer = UserFactory()
    named_for(wanted, trainer)
    value = {"course": wanted.course_id, "trainer": trainer.pk}[by]
    assert codes(shown(coordinator, today, view="list", **{by: str(value)})) == ["WANTED"]


@pytest.mark.parametrize(
    "query", ["month=x&course=x&trainer=1e9&page=zz", "month=0000-00", "view=list&page=-1", "course=%00"]
)
def test_an_address_with_nonsense_shows_the_calendar(signed_in, coordinator, plan, query):
    plan()
    assert signed_in(coordinator).get(f"{STAFF}?{query}").status_code == 200


def test_another_programme_is_not_shown(signed_in, coordinator, plan, today):
    plan(code="OURS")
    SessionFactory(programme=ProgrammeFactory(), code="THEIRS", starts_on=today, state="scheduled")
    for query in ("", "?view=list"):
        page = signed_in(coordinator).get(STAFF + query).text
        assert "OURS" in page
        assert "THEIRS" not in page


def test_readiness_and_drafts_are_told_to_coordinators_alone(signed_in, coordinator, plan, trainer):
    session = plan(3, code="SOON")
    named_for(session, trainer, "lead")
    assert "checks open" in signed_in(coordinator).get(f"{STAFF}?view=list").text
    own = signed_in(trainer).get(f"{OWN}?view=list").text
    assert "SOON" in own
    assert "checks open" not in own


def test_a_trainer_sees_own_sessions_and_own_clashes(signed_in, plan, trainer):
    own, other = plan(3, code="OWN-1"), plan(3, code="OWN-2")
    plan(3, code="NOT-MINE")
    colleague = UserFactory(full_name="Colleague Trainer")
    for session in (own, other):
        named_for(session, trainer, "lead")
        named_for(session, colleague)
    page = signed_in(trainer).get(f"{OWN}?view=list").text
    assert "NOT-MINE" not in page
    assert page.count("is in two sessions on") == 2  # heading, and the name of its link
    assert "Rafiqul Trainer is in two" in page
    assert "Colleague Trainer is in two" not in page


def test_a_clash_leads_to_where_it_is_settled(signed_in, coordinator, plan, trainer):
    one = plan(3, code="ONE", venue_en="Hall")
    plan(3, code="TWO", venue_en="Hall")
    page = signed_in(coordinator).get(f"{STAFF}?view=list").text
    assert "1 clash to settle" in page
    assert reverse("admin:trainings_trainingsession_change", args=[one.pk]) in page


def test_the_page_of_a_session_says_what_is_open_and_clashes(signed_in, coordinator, plan):
    one = plan(3, code="ONE", venue_en="Hall")
    plan(3, code="TWO", venue_en="Hall")
    page = signed_in(coordinator).get(reverse("reports:session", args=[one.code])).text
    assert 'id="readiness"' in page
    assert "Hall is taken twice on" in page


def test_a_session_that_is_over_has_no_readiness(signed_in, coordinator, plan):
    session = plan(-30, state="closed", closed_at=timezone.now())
    assert 'id="readiness"' not in signed_in(coordinator).get(reverse("reports:session", args=[session.code])).text


@pytest.mark.parametrize("who", ["outsider", "observer", "officer_user", "trainer"])
def test_who_coordinates_nothing_finds_no_calendar_of_coordinators(signed_in, session, who, request):
    assert signed_in(request.getfixturevalue(who)).get(STAFF).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "observer", "officer_user"])
def test_who_trains_nothing_finds_no_calendar_of_trainers(signed_in, session, who, request):
    assert signed_in(request.getfixturevalue(who)).get(OWN).status_code == 404


def test_a_stranger_is_sent_to_sign_in(db):
    assert Client().get(STAFF).status_code == 302


def test_a_month_with_very_many_sessions_says_so(signed_in, coordinator, plan, monkeypatch):
    monkeypatch.setattr(calendar_module, "MOST_IN_A_MONTH", 2)
    for _time in range(3):
        plan()
    page = signed_in(coordinator).get(f"{STAFF}?whole=1").text
    assert "There are more sessions in this month than are shown" in page


@pytest.mark.parametrize("query", [{}, {"view": "list"}])
def test_the_number_of_queries_does_not_grow(coordinator, plan, today, query, trainer):
    counts = []
    for sessions in (1, 2):
        for _time in range(sessions):
            named_for(plan(), trainer)
        coordinator.forget_roles()
        counts.append(len(_queries_of(lambda: shown(coordinator, today, **query))))
    assert counts[0] == counts[1] <= 18


def _queries_of(ask):
    with CaptureQueriesContext(connection) as queries:
        ask()
    return queries.captured_queries
