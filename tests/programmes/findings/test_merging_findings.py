"""Several findings that say the same become one with several sources, and can be taken apart again."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.findings.merging import mark_distinct, merge, separate, suggestions
from programmes.models import Finding, FindingSource
from tests.factories import ModuleFactory
from tests.programmes.factories import ConsultationFactory, FindingFactory, SourceFactory, WorkstreamFactory
from trainings.models import ModuleFinding

ALMOST = "Beat officers have no training to recognise early signs."


@pytest.fixture
def other(programme, consultation):
    """Says nearly the same as `finding`, from another consultation."""
    finding = FindingFactory(programme=programme, text_en=ALMOST, text_bn="একই কথা")
    SourceFactory(finding=finding, consultation=consultation, raised_by="media")
    return finding


def sources(finding):
    return sorted(finding.sources.values_list("consultation", "raised_by"))


def test_the_one_that_stays_gains_the_sources(programme, coordinator, finding, other, consultation):
    first = SourceFactory(finding=finding, consultation=ConsultationFactory(programme=programme), raised_by="beat")
    merge(finding, [other], by=coordinator)
    assert sources(finding) == sorted([(first.consultation_id, "beat"), (consultation.pk, "media")])


def test_a_shared_source_is_named_once(coordinator, finding, other, consultation):
    SourceFactory(finding=finding, consultation=consultation, raised_by="media")
    merge(finding, [other], by=coordinator)
    assert sources(finding) == [(consultation.pk, "media")]


def test_the_merged_one_is_on_no_list_any_more(coordinator, finding, other):
    merge(finding, [other], by=coordinator)
    assert list(Finding.objects.coordinated_by(coordinator)) == [finding]
    assert list(Finding.objects.visible_to(coordinator)) == [finding]


def test_modules_and_workstreams_come_along(programme, coordinator, finding, other):
    module, workstream = ModuleFactory(), WorkstreamFactory(programme=programme)
    ModuleFinding.objects.create(module=module, finding=other, weight="also")
    workstream.findings.add(other)
    merge(finding, [other], by=coordinator)
    assert [(answer.module, answer.weight) for answer in finding.answers.all()] == [(module, "also")]
    assert list(workstream.findings.standing()) == [finding]


def test_the_wording_can_be_mended_on_the_way(coordinator, finding, other):
    merged = merge(finding, [other], by=coordinator, text_en="Early signs go unseen.", text_bn=other.text_bn)
    assert (merged.text_en, merged.text_bn) == ("Early signs go unseen.", "একই কথা")


def test_both_tell_in_the_trail_what_happened(coordinator, finding, other):
    merge(finding, [other], by=coordinator)
    assert AuditEntry.objects.get(verb="finding.merged").details == {"merged": [other.pk]}
    assert AuditEntry.objects.get(verb="finding.merged_away", target_id=str(other.pk)).details == {"into": finding.pk}


def test_what_was_merged_before_comes_along_to_the_last_one(programme, coordinator, finding, other):
    last = FindingFactory(programme=programme)
    merge(finding, [other], by=coordinator)
    merge(last, [finding], by=coordinator)
    assert set(last.merged.all()) == {finding, other}


def test_taking_one_out_again_takes_its_sources_with_it(coordinator, finding, other, consultation):
    merge(finding, [other], by=coordinator)
    separate(other, by=coordinator)
    assert sources(finding) == []
    assert sources(other) == [(consultation.pk, "media")]
    assert set(Finding.objects.coordinated_by(coordinator)) == {finding, other}


def test_one_that_stands_alone_cannot_be_taken_out(coordinator, finding):
    with pytest.raises(Refused, match="one of its own"):
        separate(finding, by=coordinator)


@pytest.mark.parametrize("which", [0, 1])
def test_closed_findings_are_not_merged(programme, coordinator, finding, which):
    pair = [finding, FindingFactory(programme=programme, state="done", closed_at="2026-01-01T00:00Z")]
    with pytest.raises(Refused, match="is closed"):
        merge(pair[which], [pair[1 - which]], by=coordinator)


def test_a_merged_one_is_not_merged_twice(programme, coordinator, finding, other):
    merge(finding, [other], by=coordinator)
    other.refresh_from_db()
    with pytest.raises(Refused, match="merged into another"):
        merge(FindingFactory(programme=programme), [other], by=coordinator)


def test_findings_of_two_programmes_stay_two(coordinator, finding):
    with pytest.raises(Refused, match="different programmes"):
        merge(finding, [FindingFactory()], by=coordinator)


def test_one_is_not_enough(coordinator, finding):
    with pytest.raises(Refused, match="at least two"):
        merge(finding, [finding], by=coordinator)


def test_a_stranger_merges_nothing(stranger, finding, other):
    with pytest.raises(Refused, match="Only a coordinator"):
        merge(finding, [other], by=stranger)
    assert FindingSource.objects.count() == 1


def test_near_words_are_suggested(coordinator, finding, other, programme):
    FindingFactory(programme=programme, text_en="A beat of thirty thousand has one motorcycle.")
    found, total = suggestions(Finding.objects.coordinated_by(coordinator))
    assert [(pair.one, pair.other) for pair in found] == [(finding, other)]
    assert total == 1


def test_a_pair_judged_different_is_not_suggested_again(coordinator, finding, other):
    mark_distinct(other, finding, by=coordinator)
    mark_distinct(finding, other, by=coordinator)
    assert suggestions(Finding.objects.coordinated_by(coordinator)) == ([], 0)
    assert AuditEntry.objects.filter(verb="finding.told_apart").count() == 1


def test_settled_findings_are_not_suggested(coordinator, finding, programme):
    FindingFactory(programme=programme, text_en=ALMOST, state="done", closed_at="2026-01-01T00:00Z")
    assert suggestions(Finding.objects.coordinated_by(coordinator))[1] == 0


# The pages


def test_the_page_merges_and_leads_to_the_one_that_stays(signed_in, coordinator, finding, other):
    sent = {"finding": [finding.pk, other.pk], "stays": other.pk, "text_en": "Both in one.", "text_bn": ""}
    answer = signed_in(coordinator).post("/admin/programme/findings/merge/", sent)
    assert answer.headers["Location"] == other.get_absolute_url()
    other.refresh_from_db()
    assert (other.text_en, list(other.merged.all())) == ("Both in one.", [finding])


def test_the_page_says_what_a_rule_refuses(signed_in, coordinator, finding, programme):
    shut = FindingFactory(programme=programme, state="done", closed_at="2026-01-01T00:00Z")
    sent = {"finding": [finding.pk, shut.pk], "stays": finding.pk, "text_en": "x", "text_bn": ""}
    answer = signed_in(coordinator).post("/admin/programme/findings/merge/", sent)
    assert answer.status_code == 422
    assert "is closed" in answer.content.decode()


def test_an_old_link_leads_to_the_one_it_was_merged_into(signed_in, coordinator, finding, other):
    merge(finding, [other], by=coordinator)
    answer = signed_in(coordinator).get(other.get_absolute_url())
    assert answer.headers["Location"] == finding.get_absolute_url()


def test_it_can_be_taken_out_on_the_page(signed_in, coordinator, finding, other):
    merge(finding, [other], by=coordinator)
    signed_in(coordinator).post(f"/admin/programme/findings/{other.pk}/separate/")
    other.refresh_from_db()
    assert other.merged_into is None


def test_the_suggestions_are_shown_and_put_aside(signed_in, coordinator, finding, other):
    client = signed_in(coordinator)
    assert f"F{finding.pk} and F{other.pk}" in client.get("/admin/programme/findings/alike/").content.decode()
    client.post("/admin/programme/findings/alike/", {"one": finding.pk, "other": other.pk})
    assert "No two findings" in client.get("/admin/programme/findings/alike/").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_knows_no_finding_of_others(signed_in, coordinator, finding, method):
    theirs = FindingFactory(text_en="A remark made to another programme.")
    sent = {"finding": [finding.pk, theirs.pk], "stays": finding.pk, "text_en": "One text for both."}
    answer = getattr(signed_in(coordinator), method)("/admin/programme/findings/merge/", sent, follow=True)
    said = answer.content.decode()
    assert "Choose at least two findings to merge." in said
    assert theirs.text_en not in said
    assert not Finding.objects.filter(merged_into__isnull=False).exists()


def test_pairs_of_many_findings_are_remembered_until_one_changes(coordinator, finding, other, programme, monkeypatch):
    monkeypatch.setattr("programmes.findings.merging.REMEMBERED_FROM", 2)

    def found():
        return suggestions(Finding.objects.coordinated_by(coordinator))[1]

    assert found() == 1
    monkeypatch.setattr("programmes.findings.merging.pairs", lambda _texts: pytest.fail("compared again"))
    assert found() == 1
    mark_distinct(other, finding, by=coordinator)
    assert found() == 0, "what was judged is not asked again"
    monkeypatch.undo()
    FindingFactory(programme=programme, text_en=ALMOST)
    assert found() >= 1


def test_only_the_findings_that_are_shown_are_read(coordinator, programme, finding, other, django_assert_num_queries):
    FindingFactory(programme=programme, text_en=ALMOST)
    with django_assert_num_queries(4):
        shown, total = suggestions(Finding.objects.coordinated_by(coordinator), most=1)
    assert (len(shown), total) == (1, 3)
