"""The page of a finding: texts, sources, what answers it, who did what, and the steps as buttons."""

import pytest

from programmes.findings import lifecycle
from programmes.findings.history import history_of
from programmes.findings.merging import merge
from tests.factories import ModuleFactory
from tests.programmes.factories import FindingFactory, SourceFactory
from trainings.curriculum.finding_coverage import choose_modules
from trainings.models import ModuleFinding


def page(client, finding):
    return client.get(finding.get_absolute_url()).content.decode()


def test_both_texts_stand_in_their_own_language(signed_in, coordinator, programme):
    finding = FindingFactory(programme=programme, text_en="No training", text_bn="প্রশিক্ষণ নেই")
    shown = page(signed_in(coordinator), finding)
    assert '<p lang="en">No training</p>' in shown
    assert '<p lang="bn">প্রশিক্ষণ নেই</p>' in shown


def test_it_says_where_it_came_up_and_which_group_raised_it(signed_in, coordinator, finding, consultation):
    SourceFactory(finding=finding, consultation=consultation, raised_by="media")
    shown = page(signed_in(coordinator), finding)
    assert consultation.title in shown
    assert "Print and electronic media" in shown


def test_markup_in_a_finding_is_only_text(signed_in, coordinator, programme):
    finding = FindingFactory(programme=programme, text_en="<script>alert(1)</script>")
    assert "<script>alert" not in page(signed_in(coordinator), finding)


@pytest.mark.parametrize(
    ("state", "offered", "not_offered"),
    [
        ("open", ["Accept it", "Decline it"], ["Start work", "Mark it done", "Reopen it"]),
        ("accepted", ["Start work", "Decline it"], ["Accept it", "Mark it done"]),
        ("in_progress", ["Mark it done", "Decline it"], ["Accept it", "Start work"]),
        ("done", ["Reopen it"], ["Decline it", "Edit", "Choose modules"]),
    ],
)
def test_only_the_steps_that_may_follow_are_offered(signed_in, coordinator, programme, state, offered, not_offered):
    closed = {"closed_at": "2026-01-01T00:00Z"} if state == "done" else {}
    shown = page(signed_in(coordinator), FindingFactory(programme=programme, state=state, **closed))
    main = shown[shown.index("sh-staff-page") :]
    assert [word for word in offered if word not in main] == []
    assert [word for word in not_offered if word in main] == []


def test_a_button_moves_it_and_comes_back(signed_in, coordinator, finding):
    client = signed_in(coordinator)
    answer = client.post(f"/admin/programme/findings/{finding.pk}/move/", {"step": "accept"}, follow=True)
    assert "is now “Accepted”" in answer.content.decode()


def test_a_step_that_may_not_follow_is_answered_in_a_sentence(signed_in, coordinator, finding):
    client = signed_in(coordinator)
    answer = client.post(f"/admin/programme/findings/{finding.pk}/move/", {"step": "start"}, follow=True)
    assert "can&#x27;t become" in answer.content.decode() or "can't become" in answer.content.decode()
    finding.refresh_from_db()
    assert finding.state == "open"


def test_declining_on_the_page_needs_a_reason(signed_in, coordinator, finding):
    answer = signed_in(coordinator).post(f"/admin/programme/findings/{finding.pk}/decline/", {"reason": ""})
    assert answer.status_code == 422
    answer = signed_in(coordinator).post(f"/admin/programme/findings/{finding.pk}/decline/", {"reason": "Out of scope"})
    assert answer.status_code == 302
    finding.refresh_from_db()
    assert (finding.state, finding.reason) == ("declined", "Out of scope")


def test_done_may_say_what_came_of_it(signed_in, coordinator, programme):
    finding = FindingFactory(programme=programme, state="in_progress")
    signed_in(coordinator).post(f"/admin/programme/findings/{finding.pk}/done/", {"outcome": "A module was written."})
    assert "A module was written." in page(signed_in(coordinator), finding)


def test_the_history_tells_who_did_what_latest_first(coordinator, colleague, programme, finding):
    lifecycle.accept(finding, by=coordinator)
    lifecycle.assign([finding], by=coordinator, owner=colleague)
    other = FindingFactory(programme=programme)
    merge(finding, [other], by=colleague)
    lines = [(line.who, line.what) for line in history_of(finding)]
    assert lines == [
        (colleague, f"merged others into it: F{other.pk}"),
        (coordinator, "assigned it: owner"),
        (coordinator, "accepted it"),
    ]


def test_every_verb_has_its_words(coordinator, finding, programme):
    lifecycle.edit(finding, by=coordinator, theme="media", kind="challenge")
    choose_modules(finding, {ModuleFactory().pk: "main"}, by=coordinator)
    lifecycle.decline(finding, by=coordinator, reason="x")
    finding.refresh_from_db()
    lifecycle.reopen(finding, by=coordinator)
    assert [line.what for line in history_of(finding)] == [
        "reopened it: Open",
        "declined it",
        "chose the modules that answer it",
        "changed it: kind, theme",
    ]


def test_the_page_costs_the_same_however_much_hangs_on_it(signed_in, coordinator, programme, cost_of):
    client, finding = signed_in(coordinator), FindingFactory(programme=programme)

    def cost_with_more(number):
        for _n in range(number):
            SourceFactory(finding=finding)
            ModuleFinding.objects.create(module=ModuleFactory(), finding=finding)
            merge(finding, [FindingFactory(programme=programme)], by=coordinator)
        return cost_of(lambda: client.get(finding.get_absolute_url()))

    assert cost_with_more(1) == cost_with_more(2)
