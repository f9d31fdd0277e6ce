"""Findings are recorded many at once, all or none."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.findings.lifecycle import NewFinding, in_its_language, record_findings
from programmes.models import Finding
from tests.programmes.factories import ConsultationFactory, FindingFactory

GAP = {"kind": "gap", "theme": "trust"}


def recorded(programme, coordinator, *rows, **more):
    return record_findings([NewFinding(**{**GAP, **row}) for row in rows], programme=programme, by=coordinator, **more)


def test_each_finding_is_open_has_its_source_its_history_and_its_line_in_the_trail(
    programme, coordinator, consultation
):
    findings = recorded(
        programme, coordinator, {"text_en": "One", "raised_by": "beat"}, {"text_bn": "দুই"}, consultation=consultation
    )
    assert [(one.state, one.recorded_by, one.history.count()) for one in findings] == [("open", coordinator, 1)] * 2
    assert [list(one.sources.values_list("consultation", "raised_by")) for one in findings] == [
        [(consultation.pk, "beat")],
        [(consultation.pk, "")],
    ]
    trail = AuditEntry.objects.filter(verb="finding.recorded", actor=coordinator)
    assert sorted(trail.values_list("target_id", flat=True)) == sorted(str(one.pk) for one in findings)


def test_a_desk_review_is_a_source_without_a_consultation(programme, coordinator):
    (finding,) = recorded(programme, coordinator, {"text_en": "One"})
    assert list(finding.sources.values_list("consultation", flat=True)) == [None]


def test_one_that_says_the_same_as_one_on_record_adds_a_source_to_it(programme, coordinator, consultation, finding):
    again = recorded(
        programme, coordinator, {"text_en": "x", "joins": finding.pk, "raised_by": "media"}, consultation=consultation
    )
    assert again == [finding]
    assert Finding.objects.count() == 1
    assert finding.sources.get().raised_by == "media"


def test_joining_twice_names_the_source_once(programme, coordinator, consultation, finding):
    row = {"text_en": "x", "joins": finding.pk}
    recorded(programme, coordinator, row, row, consultation=consultation)
    recorded(programme, coordinator, row, consultation=consultation)
    assert finding.sources.count() == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"text_en": "  "}, "Row 2: Write the finding in at least one language."),
        ({"text_en": "x", "kind": "rumour"}, "Row 2: Choose the kind."),
        ({"text_en": "x", "theme": ""}, "Row 2: Choose the theme."),
        ({"text_en": "x", "priority": 9}, "Row 2: Choose the priority."),
        ({"text_en": "x", "raised_by": "a name"}, "Row 2: Choose who raised it from the list."),
        ({"text_en": "x" * 2001}, "Row 2: A finding has at most 2,000 letters."),
    ],
)
def test_one_bad_row_keeps_all_of_them_out(programme, coordinator, row, sentence):
    with pytest.raises(Refused, match=sentence):
        recorded(programme, coordinator, {"text_en": "Good"}, row)
    assert not Finding.objects.exists()


def test_a_consultation_of_another_programme_is_refused(programme, coordinator):
    with pytest.raises(Refused, match="belongs to another programme"):
        recorded(programme, coordinator, {"text_en": "x"}, consultation=ConsultationFactory())


def test_a_finding_of_another_programme_cannot_be_joined(programme, coordinator):
    with pytest.raises(Refused, match="not on record any more"):
        recorded(programme, coordinator, {"text_en": "x", "joins": FindingFactory().pk})


def test_an_owner_comes_from_the_team(programme, coordinator, outsider):
    with pytest.raises(Refused, match="not a coordinator of this programme"):
        recorded(programme, coordinator, {"text_en": "x", "owner": outsider})


def test_only_a_coordinator_of_the_programme_records(programme, stranger, observer):
    for user in (stranger, observer):
        with pytest.raises(Refused, match="Only a coordinator"):
            recorded(programme, user, {"text_en": "x"})


def test_the_letters_tell_the_language():
    assert in_its_language("থানা (thana)") == {"text_bn": "থানা (thana)"}
    assert in_its_language("Thana") == {"text_en": "Thana"}


def test_twenty_cost_as_many_queries_as_two(programme, coordinator, consultation, cost_of):
    def record(number):
        rows = [NewFinding(**GAP, text_en=f"{number} {row}") for row in range(number)]
        return lambda: record_findings(rows, programme=programme, by=coordinator, consultation=consultation)

    assert cost_of(record(20)) == cost_of(record(2))
