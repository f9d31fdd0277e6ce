"""Saying which module answers which finding."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.models import Finding
from tests.factories import CourseFactory, ModuleFactory, ProgrammeFactory
from trainings.curriculum.module_answers import answer, answer_all, modules_for
from trainings.models import CourseModule, ModuleFinding


@pytest.fixture
def finding(programme):
    return Finding.objects.create(programme=programme, kind="gap", theme="trust", text_en="Trust is thin")


@pytest.fixture
def module(programme):
    return taught_in(programme, ModuleFactory(code="PLT"))


def taught_in(programme, module):
    CourseModule.objects.create(course=CourseFactory(programme=programme), module=module, order=1)
    return module


def standing(finding):
    return dict(ModuleFinding.objects.filter(finding=finding).values_list("module__code", "weight"))


def test_a_module_becomes_the_main_answer(finding, module, coordinator):
    link = answer(module, finding, "main", coordinator)
    assert (link.module, link.weight) == (module, "main")
    assert standing(finding) == {"PLT": "main"}


def test_the_weight_changes_and_the_answer_goes_away(finding, module, coordinator):
    answer(module, finding, "main", coordinator)
    assert answer(module, finding, "also", coordinator).weight == "also"
    assert answer(module, finding, "", coordinator) is None
    assert standing(finding) == {}


def test_who_said_it_is_on_record_and_saying_it_again_is_not(finding, module, coordinator):
    answer(module, finding, "main", coordinator)
    answer(module, finding, "main", coordinator)
    entry = AuditEntry.objects.get(target_type="programmes.finding")
    assert (entry.verb, entry.actor, entry.target_id) == ("finding.modules_chosen", coordinator, str(finding.pk))


@pytest.mark.parametrize("state", ["done", "declined"])
def test_a_closed_finding_keeps_its_answers(finding, module, coordinator, state):
    Finding.objects.filter(pk=finding.pk).update(state=state, closed_at="2026-01-01T00:00Z", reason="Not ours.")
    with pytest.raises(Refused, match="closed"):
        answer(module, finding, "main", coordinator)
    assert standing(finding) == {}


def test_a_module_that_only_others_teach_is_refused(finding, coordinator):
    stranger = taught_in(ProgrammeFactory(), ModuleFactory(title_en="Their module"))
    with pytest.raises(Refused, match="Their module"):
        answer(stranger, finding, "main", coordinator)


def test_a_module_of_no_course_may_answer(finding, coordinator):
    assert answer(ModuleFactory(code="NEW"), finding, "also", coordinator).weight == "also"


def test_an_answer_that_stands_may_change_after_the_course_did(finding, coordinator):
    stranger = taught_in(ProgrammeFactory(), ModuleFactory(code="OLD"))
    ModuleFinding.objects.create(module=stranger, finding=finding, weight="main")
    assert answer(stranger, finding, "also", coordinator).weight == "also"


def test_somebody_else_may_not_say_it(finding, module, outsider):
    with pytest.raises(Refused, match="coordinator"):
        answer(module, finding, "main", outsider)


def test_one_wrong_answer_undoes_them_all(finding, module, coordinator):
    stranger = taught_in(ProgrammeFactory(), ModuleFactory())
    with pytest.raises(Refused):
        answer_all(finding, {module: "main", stranger: "also"}, by=coordinator)
    assert standing(finding) == {}


def test_modules_for_a_programme_are_its_own_and_the_free_ones(programme, module):
    free = ModuleFactory(code="FREE")
    taught_in(ProgrammeFactory(), ModuleFactory(code="THEIRS"))
    assert list(modules_for(programme)) == [free, module]
