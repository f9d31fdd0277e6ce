"""open → accepted → in progress → done, or declined; and back."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.findings import lifecycle
from programmes.models import Finding, FindingState
from tests.programmes.factories import FindingFactory

STATES = FindingState.values
VERBS = {
    "accept": lambda finding, by: lifecycle.accept(finding, by=by),
    "start": lambda finding, by: lifecycle.start(finding, by=by),
    "finish": lambda finding, by: lifecycle.finish(finding, by=by),
    "decline": lambda finding, by: lifecycle.decline(finding, by=by, reason="Out of scope"),
    "reopen": lambda finding, by: lifecycle.reopen(finding, by=by),
}
ALLOWED = {
    ("open", "accept"): "accepted",
    ("accepted", "start"): "in_progress",
    ("in_progress", "finish"): "done",
    ("open", "decline"): "declined",
    ("accepted", "decline"): "declined",
    ("in_progress", "decline"): "declined",
    ("done", "reopen"): "in_progress",
    ("declined", "reopen"): "open",
}


def in_state(programme, state):
    closed = {"closed_at": "2026-01-01T00:00Z"} if state in ("done", "declined") else {}
    return FindingFactory(programme=programme, state=state, reason="x" if state == "declined" else "", **closed)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_a_verb_leads_only_where_it_may(programme, coordinator, state, verb):
    finding = in_state(programme, state)
    to = ALLOWED.get((state, verb))
    if to is None:
        with pytest.raises(Refused):
            VERBS[verb](finding, coordinator)
    else:
        VERBS[verb](finding, coordinator)
    finding.refresh_from_db()
    assert finding.state == (to or state)
    assert finding.is_closed == (finding.closed_at is not None)


def test_every_step_is_in_the_history_and_in_the_trail(coordinator, finding):
    lifecycle.accept(finding, by=coordinator)
    lifecycle.start(finding, by=coordinator)
    lifecycle.finish(finding, by=coordinator, outcome="A module was written.")
    trail = AuditEntry.objects.filter(target_id=str(finding.pk)).order_by("pk")
    assert [(entry.verb, entry.details["before"], entry.details["after"]) for entry in trail] == [
        ("finding.accepted", "open", "accepted"),
        ("finding.started", "accepted", "in_progress"),
        ("finding.finished", "in_progress", "done"),
    ]
    latest = finding.history.first()
    assert (latest.state, latest.outcome, latest.history_user) == ("done", "A module was written.", coordinator)


def test_declining_needs_a_reason(coordinator, finding):
    with pytest.raises(Refused, match="Say why"):
        lifecycle.decline(finding, by=coordinator, reason="  ")


def test_the_database_wants_the_reason_too(programme):
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingFactory(programme=programme, state="declined", closed_at="2026-01-01T00:00Z")


def test_the_state_counts_that_is_on_record_not_the_one_in_hand(coordinator, finding):
    stale = Finding.objects.get(pk=finding.pk)
    lifecycle.decline(finding, by=coordinator, reason="Out of scope")
    with pytest.raises(Refused, match="can't become"):
        lifecycle.accept(stale, by=coordinator)


def test_reopening_takes_the_reason_away(coordinator, finding):
    lifecycle.decline(finding, by=coordinator, reason="Out of scope")
    finding.refresh_from_db()
    assert lifecycle.reopen(finding, by=coordinator).reason == ""


def test_a_stranger_moves_nothing(stranger, finding):
    with pytest.raises(Refused, match="Only a coordinator"):
        lifecycle.accept(finding, by=stranger)


def test_many_move_together(programme, coordinator):
    three = [FindingFactory(programme=programme) for _n in range(3)]
    assert lifecycle.move_many(three, "accepted", by=coordinator) == 3
    assert {one.state for one in Finding.objects.all()} == {"accepted"}
    assert {one.history.first().history_user for one in Finding.objects.all()} == {coordinator}


def test_one_that_may_not_move_holds_all_of_them_and_is_named(programme, coordinator):
    good, bad = FindingFactory(programme=programme), in_state(programme, "done")
    with pytest.raises(Refused, match=f"F{bad.pk}"):
        lifecycle.move_many([good, bad], "accepted", by=coordinator)
    good.refresh_from_db()
    assert good.state == "open"


def test_done_findings_are_not_started_again_in_bulk(programme, coordinator):
    with pytest.raises(Refused):
        lifecycle.move_many([in_state(programme, "done")], "in_progress", by=coordinator)
