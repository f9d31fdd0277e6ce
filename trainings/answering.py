"""Which module answers which finding, and how: as the main answer, or by touching it too."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.refusal import Refused
from programmes.models import Finding
from trainings.models import AnswerWeight, CourseModule, Module, ModuleFinding

NOT_AN_ANSWER = ""


def modules_for(programme):
    """Returns the modules that may answer findings of the programme (or its id): those of its courses, and those of none.

    In the order of their codes, older versions after newer ones.
    """
    in_any_course = CourseModule.objects.filter(module=OuterRef("pk"))
    return Module.objects.filter(
        Exists(in_any_course.filter(course__programme=programme)) | ~Exists(in_any_course)
    ).order_by("code", "-version")


def answer(module, finding, weight, by):
    """Says how `module` answers `finding`: "main", "also", or "" for not at all.

    Returns the ModuleFinding, or None when the module answers nothing there any more. Saying the same again changes and
    records nothing. Raises Refused for a finding that is settled or merged, a module taught by other programmes only, or
    a weight nobody knows. by: the User who says so.
    """
    return answer_all(finding, {module: weight}, by=by)[module]


@transaction.atomic
def answer_all(finding, weights, *, by):
    """Says how each module of `weights` ({Module: weight}) answers `finding`; all of it or nothing.

    Returns {Module: ModuleFinding or None}. Raises Refused as `answer` does.
    """
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    before = {link.module_id: link for link in ModuleFinding.objects.filter(finding=finding)}
    changed = {
        module: weight
        for module, weight in weights.items()
        if weight != (before[module.pk].weight if module.pk in before else NOT_AN_ANSWER)
    }
    if changed:
        _check(finding, changed)
    links = {module: before.get(module.pk) for module in weights}
    for module, weight in changed.items():
        links[module] = _change(module, finding, weight, before.get(module.pk), by)
    return links


def _change(module, finding, weight, link, by):
    old = link.weight if link else NOT_AN_ANSWER
    if weight == NOT_AN_ANSWER:
        link.delete()
        link = None
    elif link:
        link.weight = weight
        link.save(update_fields=["weight"])
    else:
        link = ModuleFinding.objects.create(module=module, finding=finding, weight=weight)
    record(by, "finding.answered", finding, module=module.pk, before=old, after=weight)
    return link


def _check(finding, weights):
    if finding.merged_into_id:
        raise Refused(_("This finding went into another one. Say there which modules answer it."))
    if finding.is_closed:
        raise Refused(
            _("This finding is settled. Take it up again before changing which modules answer it.")
        )
    if any(weight not in (NOT_AN_ANSWER, *AnswerWeight.values) for weight in weights.values()):
        raise Refused(_("A module is the main answer, touches the finding too, or does not answer it."))
    # A link that is taken away may stand from before the course was changed.
    added = [module.pk for module, weight in weights.items() if weight != NOT_AN_ANSWER]
    if modules_for(finding.programme_id).filter(pk__in=added).count() < len(added):
        raise Refused(_("This module is taught by another programme only."))
