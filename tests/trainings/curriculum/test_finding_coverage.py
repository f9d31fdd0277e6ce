"""Which modules answer a finding."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import ModuleFactory, UserFactory
from tests.programmes.factories import FindingFactory
from trainings.curriculum.finding_coverage import choose_modules


@pytest.fixture
def finding(programme):
    return FindingFactory(programme=programme)


def answers(finding):
    return dict(finding.answers.values_list("module", "weight"))


def test_modules_are_chosen_changed_and_taken_away(finding, coordinator):
    first, second = ModuleFactory(), ModuleFactory()
    choose_modules(finding, {first.pk: "main", second.pk: "also"}, by=coordinator)
    choose_modules(finding, {first.pk: "also", second.pk: ""}, by=coordinator)
    assert answers(finding) == {first.pk: "also"}
    trail = AuditEntry.objects.filter(verb="finding.modules_chosen", target_id=str(finding.pk))
    assert trail.first().details == {"modules": {str(first.pk): "also"}}


def test_modules_that_are_not_named_stay(finding, coordinator):
    first, second = ModuleFactory(), ModuleFactory()
    choose_modules(finding, {first.pk: "main"}, by=coordinator)
    choose_modules(finding, {second.pk: "main"}, by=coordinator)
    assert answers(finding) == {first.pk: "main", second.pk: "main"}


def test_nothing_changed_leaves_no_trace(finding, coordinator):
    choose_modules(finding, {ModuleFactory().pk: ""}, by=coordinator)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("weights", "sentence"), [({999: "main"}, "Module 999 does not exist"), ({"module": "very"}, "listed values")]
)
def test_what_does_not_exist_is_refused(finding, coordinator, weights, sentence):
    weights = {ModuleFactory().pk if key == "module" else key: weight for key, weight in weights.items()}
    with pytest.raises(Refused, match=sentence):
        choose_modules(finding, weights, by=coordinator)


def test_a_closed_finding_keeps_its_modules(programme, coordinator):
    closed = FindingFactory(programme=programme, state="done", closed_at="2026-01-01T00:00Z")
    with pytest.raises(Refused, match="Reopen it first"):
        choose_modules(closed, {ModuleFactory().pk: "main"}, by=coordinator)


def test_only_coordinators_of_the_programme_choose(finding):
    with pytest.raises(Refused, match="Only a coordinator"):
        choose_modules(finding, {ModuleFactory().pk: "main"}, by=UserFactory())


def test_the_module_shows_what_it_answers_and_what_lies_in_the_library_for_it(signed_in, coordinator, finding):
    module = ModuleFactory()
    choose_modules(finding, {module.pk: "main"}, by=coordinator)
    page = signed_in(coordinator).get(f"/admin/trainings/module/{module.pk}/change/").content.decode()
    assert finding.get_absolute_url() in page
