"""The page of one session for coordinators."""

import re
from datetime import datetime

import pytest
from django.utils import timezone

from certificates.issuing import eligibility
from reports.pages.session import ROWS, rail
from tests.factories import DesignFactory, EnrolmentFactory, ProgrammeFactory, SessionFactory
from trainings.attendance.marking import mark_column
from trainings.models import SessionState, TrainingSession


def page(client, session):
    return client.get(f"/admin/sessions/{session.code}/")


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (SessionState.DRAFT, "Schedule the session"),
        (SessionState.SCHEDULED, "Upload the roster"),
        (SessionState.RUNNING, "Upload the roster"),
        (SessionState.HELD, "Close the session"),
    ],
)
def test_the_page_offers_the_one_next_step(signed_in, coordinator, programme, state, step):
    session = SessionFactory(programme=programme, state=state)
    assert step in page(signed_in(coordinator), session).content.decode()


def test_the_rail_shows_where_the_session_stands():
    assert [place for _label, place in rail(TrainingSession(state=SessionState.RUNNING))] == [
        "done",
        "done",
        "now",
        "",
        "",
    ]


def test_a_cancelled_session_has_only_one_state_left():
    assert [place for _label, place in rail(TrainingSession(state=SessionState.CANCELLED))] == ["now"]


def test_the_session_of_another_programme_is_not_there(signed_in, coordinator, programme):
    assert page(signed_in(coordinator), SessionFactory(programme=ProgrammeFactory())).status_code == 404


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_nobody_but_a_coordinator_opens_the_page(request, signed_in, session, who):
    assert page(signed_in(request.getfixturevalue(who)), session).status_code == 404


def test_a_full_page_of_the_roster_is_shown_and_a_phone_shows_ten_first(signed_in, coordinator, programme):
    session = SessionFactory(programme=programme, with_officers=60)
    client = signed_in(coordinator)
    content = page(client, session).content.decode()
    assert content.count('data-l="Half-days"') == ROWS
    assert "Show all 60" in content
    assert "Show all" not in client.get(f"/admin/sessions/{session.code}/?rows=all").content.decode()


def test_why_a_half_day_was_marked_before_it_began_is_read_there(signed_in, coordinator, programme, trainer):
    session = SessionFactory(programme=programme, led_by=trainer, with_officers=2)
    morning = datetime(2026, 11, 22, 10, 4, tzinfo=timezone.get_default_timezone())
    day = session.days.get(number=2)
    mark_column(session, day, "afternoon", "present", by=trainer, now=morning, reason="They leave at noon.")
    content = " ".join(page(signed_in(coordinator), session).content.decode().split())
    assert "Sunday afternoon: marked before it began" in content
    assert "They leave at noon." in content
    assert "2 marks" in content


def test_a_name_with_markup_is_shown_as_typed(signed_in, coordinator, programme):
    session = SessionFactory(programme=programme)
    EnrolmentFactory(session=session, officer__name_en="<b>Bold</b> Rahman")
    content = page(signed_in(coordinator), session).content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt; Rahman" in content
    assert "<b>Bold</b> Rahman" not in content


@pytest.mark.parametrize("officers", [1, 3])
def test_a_closed_session_counts_who_is_ready_without_trying_a_text(
    signed_in, coordinator, programme, django_assert_num_queries, monkeypatch, officers
):
    DesignFactory(programme=programme)
    session = SessionFactory(programme=programme, state="closed", closed_at=timezone.now())
    for _number in range(officers):
        EnrolmentFactory(session=session, state="completed", half_days_attended=6, half_days_held=6)
    monkeypatch.setattr(eligibility, "problems", lambda *_texts: pytest.fail("A text was tried."))
    client = signed_in(coordinator)
    html = page(client, session).content.decode()
    assert f"Issue {officers} certificate" in html
    assert "Whether each name can be printed is looked at on the check list." in html
    with django_assert_num_queries(39):
        page(client, session)


@pytest.mark.parametrize("officers", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_officers(
    signed_in, coordinator, programme, django_assert_num_queries, officers
):
    session = SessionFactory(programme=programme, with_officers=officers)
    client = signed_in(coordinator)
    page(client, session)
    with django_assert_num_queries(36):
        page(client, session)


def test_on_a_bangla_page_numbers_days_and_names_are_in_bangla(signed_in, coordinator, programme):
    session = SessionFactory(programme=programme, with_officers=2, capacity=60)
    first = session.enrolments.select_related("officer").order_by("pk")[0].officer
    coordinator.language = "bn"
    coordinator.save(update_fields=["language"])
    content = page(signed_in(coordinator), session).content.decode()
    main = content.split("sh-rail", 1)[1]
    assert re.search(rf">\s*{first.name_bn}</a>", main)
    assert "৬০টি আসনের মধ্যে ৫৮টি" in main
    assert "২ জন কর্মকর্তা" in main
    days = main.split("দিন</th>", 1)[1].split("</table>", 1)[0]
    assert not re.search("[0-9]", re.sub("<[^>]*>", "", days))
