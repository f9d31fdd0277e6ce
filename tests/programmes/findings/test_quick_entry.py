"""Twenty findings in a row: sticky choices, asking before a near-duplicate is saved, nothing half-saved."""

import pytest

from programmes.models import Finding, FindingSource
from tests.programmes.factories import ConsultationFactory, FindingFactory

HOME = "/admin/programme/findings/new/"


def lines(where, *rows, **more):
    """Returns what the page sends: rows are dictionaries of kind, theme, text, raised_by and decision."""
    sent = {"where": where, "line-TOTAL_FORMS": len(rows), "line-INITIAL_FORMS": 0, **more}
    for number, row in enumerate(rows):
        for field in ("kind", "theme", "text", "raised_by", "decision"):
            sent[f"line-{number}-{field}"] = row.get(field, "")
    return sent


FIRST = {"kind": "gap", "theme": "trust", "raised_by": "beat"}


@pytest.fixture
def at(consultation):
    return f"c{consultation.pk}"


def test_an_empty_choice_means_as_in_the_line_above(signed_in, coordinator, at, consultation):
    rows = [
        {**FIRST, "text": "Trust is low in the river ports"},
        {"text": "থানায় নারী ডেস্ক নেই"},
        {"kind": "challenge", "raised_by": "-", "text": "Nobody answers at night"},
        {"text": "Forums have no room of their own", "raised_by": "media"},
    ]
    answer = signed_in(coordinator).post(HOME, lines(at, *rows))
    assert answer.headers["Location"] == consultation.get_absolute_url()
    made = FindingSource.objects.order_by("pk").values_list(
        "finding__kind", "finding__theme", "finding__text_en", "finding__text_bn", "raised_by", "consultation"
    )
    here = consultation.pk
    assert list(made) == [
        ("gap", "trust", "Trust is low in the river ports", "", "beat", here),
        ("gap", "trust", "", "থানায় নারী ডেস্ক নেই", "beat", here),
        ("challenge", "trust", "Nobody answers at night", "", "", here),
        ("challenge", "trust", "Forums have no room of their own", "", "media", here),
    ]


def test_empty_lines_are_left_out(signed_in, coordinator, at):
    signed_in(coordinator).post(HOME, lines(at, {}, {**FIRST, "text": "One"}, {"text": "   "}, {}))
    assert Finding.objects.count() == 1


def test_a_choice_on_an_empty_line_counts_for_those_below(signed_in, coordinator, at):
    signed_in(coordinator).post(HOME, lines(at, FIRST, {"text": "One"}))
    assert Finding.objects.get().kind == "gap"


def test_a_line_without_a_kind_is_told_so_and_nothing_is_saved(signed_in, coordinator, at):
    answer = signed_in(coordinator).post(HOME, lines(at, {"theme": "trust", "text": "One"}, {**FIRST, "text": "Two"}))
    assert answer.status_code == 422
    assert answer.context["lines"].forms[0].errors == {"kind": ["Choose the kind."]}
    assert not Finding.objects.exists()


def test_no_line_at_all_is_reported(signed_in, coordinator, at):
    answer = signed_in(coordinator).post(HOME, lines(at, {}, {}))
    assert "Write at least one finding." in answer.content.decode()


def test_more_lines_than_fit_are_refused_in_a_sentence(signed_in, coordinator, at):
    answer = signed_in(coordinator).post(HOME, lines(at, *[{**FIRST, "text": f"{n}"} for n in range(61)]))
    assert answer.status_code == 422
    assert not Finding.objects.exists()


def test_a_broken_page_is_answered_not_crashed(signed_in, coordinator, at):
    assert signed_in(coordinator).post(HOME, {"where": at}).status_code == 422


def test_what_looks_like_one_on_record_is_asked_about_first(signed_in, coordinator, at, finding):
    near = {**FIRST, "text": "Beat officers lack the training to recognise early signs"}
    answer = signed_in(coordinator).post(HOME, lines(at, near, {"text": "Quite another thing"}))
    shown = answer.content.decode()
    assert "Look again before saving" in shown
    assert f'value="join:{finding.pk}" checked' in " ".join(shown.split())
    assert Finding.objects.count() == 1


@pytest.mark.parametrize(("decision", "findings", "sources"), [("new", 3, 0), ("leave", 2, 0), ("join", 2, 1)])
def test_the_decision_is_done(signed_in, coordinator, at, finding, decision, findings, sources):
    chosen = f"join:{finding.pk}" if decision == "join" else decision
    near = {**FIRST, "text": "Beat officers lack the training to recognise early signs", "decision": chosen}
    signed_in(coordinator).post(HOME, lines(at, near, {**FIRST, "text": "Quite another thing"}))
    assert (Finding.objects.count(), finding.sources.count()) == (findings, sources)


def test_two_near_lines_of_one_page_are_asked_about_too(signed_in, coordinator, at):
    rows = [{**FIRST, "text": "Beat officers lack training"}, {"text": "Beat officers lack any training"}]
    answer = signed_in(coordinator).post(HOME, lines(at, *rows))
    assert "Line 1 above" in answer.content.decode()
    assert not Finding.objects.exists()


def test_sending_the_page_twice_does_not_save_twice(signed_in, coordinator, at):
    client, sent = signed_in(coordinator), lines(at, {**FIRST, "text": "Trust is low in the river ports"})
    client.post(HOME, sent)
    assert "Look again before saving" in client.post(HOME, sent).content.decode()
    assert Finding.objects.count() == 1


def test_a_decision_for_a_finding_of_others_is_refused(signed_in, coordinator, at):
    other = FindingFactory()
    sent = lines(at, {**FIRST, "text": "One", "decision": f"join:{other.pk}"})
    assert "not on record any more" in signed_in(coordinator).post(HOME, sent).content.decode()
    assert other.sources.count() == 0


def test_going_back_keeps_what_was_typed(signed_in, coordinator, at, finding):
    sent = lines(at, {**FIRST, "text": finding.text_en}, edit="yes")
    assert finding.text_en in signed_in(coordinator).post(HOME, sent).content.decode()
    assert Finding.objects.count() == 1


def test_a_desk_review_has_no_consultation(signed_in, coordinator, programme):
    answer = signed_in(coordinator).post(HOME, lines(f"p{programme.pk}", {**FIRST, "text": "One"}))
    assert answer.headers["Location"] == "/admin/programme/findings/"
    assert FindingSource.objects.get().consultation is None


def test_the_consultation_one_comes_from_is_chosen(signed_in, coordinator, consultation):
    page = signed_in(coordinator).get(f"{HOME}?consultation={consultation.pk}").content.decode()
    assert f'<option value="c{consultation.pk}" selected>' in page


def test_consultations_of_others_cannot_be_chosen(signed_in, coordinator, programme):
    other = ConsultationFactory()
    answer = signed_in(coordinator).post(HOME, lines(f"c{other.pk}", {**FIRST, "text": "One"}))
    assert answer.status_code == 422
    assert not Finding.objects.exists()


def test_the_page_works_without_script(signed_in, coordinator, programme):
    page = signed_in(coordinator).get(HOME).content.decode()
    assert page.count('-text"') >= 10
    assert "Save the findings" in page
