"""The register: filters with counts, search, pages of 25, and what happens to the ticked ones."""

from datetime import date

import pytest

from programmes.findings.register import Register
from programmes.models import Finding
from tests.factories import ModuleFactory
from tests.programmes.factories import FindingFactory, SourceFactory
from trainings.models import ModuleFinding

HOME = "/admin/programme/findings/"
TODAY = date(2026, 11, 21)


def shown(user, **params):
    return list(register(user, **params).rows())


def register(user, **params):
    return Register(Finding.objects.coordinated_by(user), params, user=user, today=TODAY)


def counts(user, key, **params):
    facet = next(facet for facet in register(user, **params).facets() if facet.key == key)
    return {option.label: option.count for option in facet.options}


def test_the_unsettled_and_urgent_come_first(programme, coordinator):
    def made(**fields):
        return FindingFactory(programme=programme, **fields)

    done = made(priority=1, state="done", closed_at="2026-01-01T00:00Z")
    low, undated, soon, high = made(priority=3), made(), made(due_on=date(2026, 12, 1)), made(priority=1)
    assert shown(coordinator) == [high, soon, undated, low, done]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"state": "accepted"}, "accepted"),
        ({"kind": "challenge"}, "challenge"),
        ({"theme": "media"}, "media"),
        ({"priority": "1"}, "high"),
        ({"show": "late"}, "late"),
        ({"show": "mine"}, "mine"),
        ({"q": "motorcycle"}, "words"),
        ({"q": "বিট"}, "bangla"),
    ],
)
def test_a_filter_leaves_what_fits(programme, coordinator, params, expected):
    made = {
        "accepted": {"state": "accepted"},
        "challenge": {"kind": "challenge"},
        "media": {"theme": "media"},
        "high": {"priority": 1},
        "late": {"due_on": date(2026, 11, 20)},
        "mine": {"owner": coordinator},
        "words": {"text_en": "One Motorcycle for all"},
        "bangla": {"text_en": "", "text_bn": "বিট অফিসার"},
    }
    rows = {name: FindingFactory(programme=programme, **fields) for name, fields in made.items()}
    assert shown(coordinator, **params) == [rows[expected]]


def test_what_is_due_today_or_settled_is_not_late(programme, coordinator):
    FindingFactory(programme=programme, due_on=TODAY)
    FindingFactory(programme=programme, due_on=date(2020, 1, 1), state="done", closed_at="2026-01-01T00:00Z")
    assert shown(coordinator, show="late") == []


def test_a_finding_is_found_by_its_number_in_either_script(programme, coordinator, finding):
    bangla = str(finding.pk).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    assert shown(coordinator, q=f"F{finding.pk}") == shown(coordinator, q=bangla) == [finding]


def test_what_no_module_answers_can_be_shown_alone(programme, coordinator, finding):
    answered = FindingFactory(programme=programme)
    ModuleFinding.objects.create(module=ModuleFactory(), finding=answered)
    assert shown(coordinator, show="unanswered") == [finding]


def test_a_source_is_a_filter_and_counts_a_finding_once(programme, coordinator, consultation, finding):
    for raised_by in ("beat", "media"):
        SourceFactory(finding=finding, consultation=consultation, raised_by=raised_by)
    desk = SourceFactory(finding=FindingFactory(programme=programme), consultation=None).finding
    assert shown(coordinator, source=str(consultation.pk)) == [finding]
    assert shown(coordinator, source="desk") == [desk]
    assert counts(coordinator, "source") == {"Regional consultation in Khulna, 15 May 2023": 1, "Desk review": 1}


def test_counts_tell_what_is_left_beside_the_other_filters(programme, coordinator):
    FindingFactory(programme=programme, kind="gap", theme="media")
    FindingFactory(programme=programme, kind="challenge", theme="media")
    FindingFactory(programme=programme, kind="challenge", theme="trust")
    assert counts(coordinator, "kind", theme="media") == {"Gap": 1, "Challenge": 1}
    assert counts(coordinator, "kind", theme="media", kind="gap") == {"Gap": 1, "Challenge": 1}


@pytest.mark.parametrize("params", [{"state": "lost"}, {"priority": "x"}, {"source": "1;drop"}, {"programme": "²"}])
def test_what_is_no_filter_is_left_out(coordinator, finding, params):
    assert shown(coordinator, **params) == [finding]


def test_findings_of_other_programmes_are_never_shown(coordinator, finding):
    other = FindingFactory()
    assert shown(coordinator) == [finding]
    assert shown(coordinator, programme=str(other.programme_id)) == []


# The page


def test_twenty_five_rows_a_page(signed_in, coordinator, programme):
    for _n in range(26):
        FindingFactory(programme=programme)
    page = signed_in(coordinator).get(HOME).context["page"]
    assert (len(page.object_list), page.paginator.num_pages) == (25, 2)


def test_the_register_costs_the_same_with_one_row_and_with_three(signed_in, coordinator, programme, cost_of):
    client = signed_in(coordinator)

    def cost_with_more(number):
        for _n in range(number):
            finding = FindingFactory(programme=programme, owner=coordinator)
            SourceFactory(finding=finding)
            ModuleFinding.objects.create(module=ModuleFactory(), finding=finding)
        return cost_of(lambda: client.get(HOME))

    assert cost_with_more(1) == cost_with_more(2)


def test_an_empty_register_says_what_will_be_here(signed_in, coordinator, programme):
    assert "one line after another" in signed_in(coordinator).get(HOME).content.decode()


def bulk(client, act, *rows, **more):
    sent = {"act": act, "finding": [row.pk for row in rows], "owner": "", "due_on": "", "priority": "", **more}
    return client.post(f"{HOME}bulk/", sent, follow=True)


def test_the_ticked_ones_are_assigned(signed_in, coordinator, colleague, programme):
    rows = [FindingFactory(programme=programme) for _n in range(2)]
    answer = bulk(signed_in(coordinator), "assign", *rows, owner=colleague.pk, due_on="2026-12-01", priority="1")
    assert "2 findings were changed." in answer.content.decode()
    assert (
        list(Finding.objects.values_list("owner", "due_on", "priority")) == [(colleague.pk, date(2026, 12, 1), 1)] * 2
    )


def test_an_owner_can_be_taken_away(signed_in, coordinator, programme):
    row = FindingFactory(programme=programme, owner=coordinator)
    bulk(signed_in(coordinator), "assign", row, owner="0")
    row.refresh_from_db()
    assert row.owner is None


@pytest.mark.parametrize(
    ("act", "more", "sentence"),
    [
        ("assign", {}, "Choose an owner, a due date or a priority first."),
        ("assign", {"due_on": "soon"}, "Enter a valid date."),
        ("in_progress", {}, "Nothing was changed."),
        ("done", {}, "Choose an owner"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_saved(signed_in, coordinator, finding, act, more, sentence):
    assert sentence in bulk(signed_in(coordinator), act, finding, **more).content.decode()
    assert finding.history.count() == 1


def test_nothing_ticked_is_said(signed_in, coordinator, programme):
    assert "Tick at least one finding." in bulk(signed_in(coordinator), "accepted").content.decode()


def test_findings_of_others_cannot_be_ticked(signed_in, coordinator, programme):
    other = FindingFactory()
    bulk(signed_in(coordinator), "accepted", other)
    other.refresh_from_db()
    assert other.state == "open"


@pytest.mark.parametrize("act", ["accepted", "merge"])
def test_of_a_finding_of_others_is_said_what_is_said_of_none(signed_in, coordinator, programme, act):
    said = bulk(signed_in(coordinator), act, FindingFactory()).content.decode()
    assert "Tick at least one finding." in said


def test_own_findings_change_though_one_of_others_was_sent_with_them(signed_in, coordinator, finding):
    other = FindingFactory()
    assert "1 finding is now" in bulk(signed_in(coordinator), "accepted", finding, other).content.decode()
    states = [Finding.objects.get(pk=one.pk).state for one in (finding, other)]
    assert states == ["accepted", "open"]


def test_the_list_comes_back_as_it_was(signed_in, coordinator, finding):
    answer = bulk(signed_in(coordinator), "accepted", finding, back=f"{HOME}?state=open")
    assert answer.redirect_chain == [(f"{HOME}?state=open", 302)]


def test_nobody_is_sent_elsewhere(signed_in, coordinator, finding):
    answer = bulk(signed_in(coordinator), "accepted", finding, back="https://elsewhere.example/")
    assert answer.redirect_chain == [(HOME, 302)]
