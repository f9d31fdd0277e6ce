"""The life of workstreams and milestones: guarded steps, reasons, papers; the board with the late ones first."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.models import Milestone, Workstream
from programmes.workstreams import lifecycle
from tests.factories import DistrictFactory, OrganisationFactory
from tests.programmes.factories import FindingFactory, MilestoneFactory, WorkstreamFactory, upload

BOARD = "/admin/programme/workstreams/"


def yesterday():
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def workstream(programme):
    return WorkstreamFactory(programme=programme, state="under_way")


@pytest.fixture
def milestone(workstream):
    return MilestoneFactory(workstream=workstream)


# Workstreams


@pytest.mark.parametrize(
    ("state", "verb", "to"),
    [
        ("planned", "start", "under_way"),
        ("stopped", "start", "under_way"),
        ("under_way", "start", None),
        ("finished", "start", None),
        ("under_way", "finish", "finished"),
        ("planned", "finish", None),
        ("stopped", "finish", None),
    ],
)
def test_a_verb_leads_only_where_it_may(programme, coordinator, state, verb, to):
    workstream = WorkstreamFactory(programme=programme, state=state, state_reason="x" if state == "stopped" else "")
    act = getattr(lifecycle, verb)
    if to is None:
        with pytest.raises(Refused, match="not possible"):
            act(workstream, by=coordinator)
    else:
        act(workstream, by=coordinator)
    workstream.refresh_from_db()
    assert workstream.state == (to or state)
    assert AuditEntry.objects.count() == (to is not None)


def test_it_is_finished_when_no_milestone_waits(workstream, milestone, coordinator):
    with pytest.raises(Refused, match="“Agreement signed” is still to be reached"):
        lifecycle.finish(workstream, by=coordinator)
    lifecycle.reach_milestone(milestone, by=coordinator)
    assert lifecycle.finish(workstream, by=coordinator).state == "finished"


def test_stopping_needs_a_reason(workstream, coordinator):
    with pytest.raises(Refused, match="Say why"):
        lifecycle.stop(workstream, by=coordinator, reason=" ")
    stopped = lifecycle.stop(workstream, by=coordinator, reason="No funds")
    assert (stopped.state, stopped.state_reason) == ("stopped", "No funds")
    assert lifecycle.start(stopped, by=coordinator).state_reason == ""


def test_a_stranger_moves_nothing(workstream, milestone, stranger):
    for act in (
        lambda: lifecycle.stop(workstream, by=stranger, reason="x"),
        lambda: lifecycle.reach_milestone(milestone, by=stranger),
        lambda: lifecycle.add_evidence(milestone, upload(), by=stranger),
    ):
        with pytest.raises(Refused, match="Only a coordinator"):
            act()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "dreams"},
        {"kind": "district_pilot"},
        {"kind": "curriculum"},
        {"state": "stopped"},
        {"starts_on": date(2026, 2, 1), "due_on": date(2026, 1, 1)},
    ],
)
def test_the_database_refuses_what_cannot_be(programme, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkstreamFactory(programme=programme, **wrong)


def test_only_a_pilot_has_a_district_and_each_district_one(programme):
    district = DistrictFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkstreamFactory(programme=programme, district=district)
    first = WorkstreamFactory(programme=programme, kind="district_pilot", district=district)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkstreamFactory(programme=programme, kind="district_pilot", district=district)
    Workstream.objects.filter(pk=first.pk).update(state="stopped", state_reason="x")
    WorkstreamFactory(programme=programme, kind="district_pilot", district=district)


# Milestones


def test_a_milestone_is_reached_on_a_day_that_has_come(milestone, coordinator):
    with pytest.raises(Refused, match="still to come"):
        lifecycle.reach_milestone(milestone, by=coordinator, on=timezone.localdate() + timedelta(days=1))
    day = yesterday()
    reached = lifecycle.reach_milestone(milestone, by=coordinator, on=day)
    assert (reached.state, reached.reached_on) == ("reached", day)
    assert reached.history.first().history_user == coordinator


def test_what_is_reached_is_not_reached_or_dropped_again(milestone, coordinator):
    lifecycle.reach_milestone(milestone, by=coordinator)
    for act in (
        lambda: lifecycle.reach_milestone(milestone, by=coordinator),
        lambda: lifecycle.drop_milestone(milestone, by=coordinator, reason="x"),
        lambda: lifecycle.start_milestone(milestone, by=coordinator),
    ):
        with pytest.raises(Refused):
            act()


def test_dropping_needs_a_reason_and_can_be_taken_back(milestone, coordinator):
    with pytest.raises(Refused, match="Say why"):
        lifecycle.drop_milestone(milestone, by=coordinator, reason="")
    lifecycle.drop_milestone(milestone, by=coordinator, reason="Not needed")
    again = lifecycle.reopen_milestone(milestone, by=coordinator)
    assert (again.state, again.reason) == ("under_way", "")


def test_milestones_of_finished_work_stay_as_they_are(workstream, milestone, coordinator):
    lifecycle.stop(workstream, by=coordinator, reason="No funds")
    with pytest.raises(Refused, match="stay as they are"):
        lifecycle.reach_milestone(milestone, by=coordinator)


def test_papers_are_kept_with_a_milestone(milestone, coordinator):
    evidence = lifecycle.add_evidence(milestone, upload("agreement.pdf"), by=coordinator)
    assert (evidence.file_name, evidence.added_by) == ("agreement.pdf", coordinator)
    with pytest.raises(Refused, match="something else"):
        lifecycle.add_evidence(milestone, upload("a.pdf", b"MZ"), by=coordinator)


@pytest.mark.parametrize(
    ("due", "state", "late"), [(-1, "planned", True), (0, "planned", False), (-1, "reached", False)]
)
def test_a_milestone_is_late_after_its_day(workstream, due, state, late):
    today = timezone.localdate()
    reached = {"reached_on": today} if state == "reached" else {}
    one = MilestoneFactory(workstream=workstream, due_on=today + timedelta(days=due), state=state, **reached)
    assert one.is_late(today) == late == Milestone.objects.late(today).exists()


# The board


def test_the_longest_overdue_stands_first_and_only_once(signed_in, coordinator, programme):
    long_ago, lately = date(2026, 1, 1), date(2026, 6, 1)
    second = WorkstreamFactory(programme=programme, due_on=lately)
    first = WorkstreamFactory(programme=programme, due_on=date(2999, 1, 1))
    MilestoneFactory(workstream=first, due_on=long_ago)
    fine = WorkstreamFactory(programme=programme)
    over = WorkstreamFactory(programme=programme, due_on=long_ago, state="finished")
    WorkstreamFactory(due_on=long_ago)
    context = signed_in(coordinator).get(BOARD).context
    assert context["late"] == [first, second]
    assert [row for _label, rows in context["kinds"] for row in rows] == [fine, over]


def test_the_board_tells_how_many_milestones_are_reached(programme, workstream):
    today = timezone.localdate()
    for state, more in (("planned", {}), ("reached", {"reached_on": today}), ("dropped", {"reason": "x"})):
        MilestoneFactory(workstream=workstream, state=state, **more)
    found = Workstream.objects.with_progress(today).get()
    assert (found.milestones_reached, found.milestones_counted) == (1, 2)


def test_the_board_costs_the_same_with_one_and_with_three(signed_in, coordinator, programme, cost_of):
    client = signed_in(coordinator)

    def cost_with_more(number):
        for _n in range(number):
            made = WorkstreamFactory(programme=programme, owner=coordinator)
            made.carried_by.add(OrganisationFactory())
            MilestoneFactory(workstream=made, due_on=yesterday())
        return cost_of(lambda: client.get(BOARD))

    assert cost_with_more(1) == cost_with_more(2)


def test_the_page_of_one_costs_the_same_with_more_milestones(signed_in, coordinator, programme, cost_of):
    client, workstream = signed_in(coordinator), WorkstreamFactory(programme=programme)

    def cost_with_more(number):
        for _n in range(number):
            one = MilestoneFactory(workstream=workstream, owner=coordinator)
            lifecycle.add_evidence(one, upload(), by=coordinator)
            workstream.findings.add(FindingFactory(programme=programme))
        return cost_of(lambda: client.get(workstream.get_absolute_url()))

    assert cost_with_more(1) == cost_with_more(2)


# The pages


def test_buttons_start_and_finish_and_a_page_stops(signed_in, coordinator, programme):
    workstream = WorkstreamFactory(programme=programme)
    client, home = signed_in(coordinator), f"{BOARD}{workstream.pk}/"
    client.post(f"{home}move/", {"step": "start"})
    assert client.post(f"{home}stop/", {"reason": ""}).status_code == 422
    client.post(f"{home}stop/", {"reason": "No funds"})
    workstream.refresh_from_db()
    assert workstream.state == "stopped"
    assert "No funds" in client.get(home).content.decode()


def test_a_milestone_is_reached_on_its_page_with_a_paper(signed_in, coordinator, milestone):
    client, home = signed_in(coordinator), f"/admin/programme/milestones/{milestone.pk}/"
    client.post(home, {"act": "evidence", "evidence-file": upload("agreement.pdf")})
    client.post(home, {"act": "reach", "reach-on": "2026-01-05"})
    milestone.refresh_from_db()
    assert (milestone.state, milestone.reached_on) == ("reached", date(2026, 1, 5))
    assert "agreement.pdf" in client.get(home).content.decode()


@pytest.mark.parametrize(
    ("sent", "form", "field", "sentence"),
    [
        ({"act": "reach", "reach-on": "2999-01-01"}, "reach", "on", "still to come"),
        ({"act": "drop", "drop-reason": ""}, "drop", "reason", "required"),
        ({"act": "evidence"}, "evidence", "file", "Choose a file."),
    ],
)
def test_a_refusal_stands_beside_its_field(signed_in, coordinator, milestone, sent, form, field, sentence):
    answer = signed_in(coordinator).post(f"/admin/programme/milestones/{milestone.pk}/", sent)
    assert answer.status_code == 422
    assert sentence in answer.context["forms"][form].errors[field][0]


def posted(programme, **changes):
    fields = {"programme": programme.pk, "kind": "network", "title_en": "Network", "owner": "", "district": ""}
    formset = {"milestones-TOTAL_FORMS": 0, "milestones-INITIAL_FORMS": 0}
    return {**fields, "institution": "", "starts_on": "", "due_on": "", **formset, **changes}


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"kind": "district_pilot"}, "district", "Choose the district of the pilot."),
        ({"kind": "curriculum"}, "institution", "Choose the institution that takes the curriculum in."),
        ({"starts_on": "2026-02-01", "due_on": "2026-01-01"}, "due_on", "The due date is before the start."),
    ],
)
def test_bad_input_is_told_beside_its_field(signed_in, coordinator, programme, wrong, field, sentence):
    answer = signed_in(coordinator).post(reverse("admin:programmes_workstream_add"), posted(programme, **wrong))
    assert answer.context["adminform"].form.errors == {field: [sentence]}
    assert not Workstream.objects.exists()


def test_a_good_one_is_saved_with_its_line_in_the_trail(signed_in, coordinator, programme):
    answer = signed_in(coordinator).post(reverse("admin:programmes_workstream_add"), posted(programme))
    assert answer.headers["Location"] == Workstream.objects.get().get_absolute_url()
    assert AuditEntry.objects.get().verb == "workstream.recorded"


def test_findings_of_another_programme_are_not_answered(signed_in, coordinator, programme):
    other = FindingFactory()
    other.programme.team.create(user=coordinator, role="coordinator")
    answer = signed_in(coordinator).post(
        reverse("admin:programmes_workstream_add"), posted(programme, findings=[other.pk])
    )
    assert answer.context["adminform"].form.errors == {"findings": [f"{other.number} belongs to another programme."]}
