"""Which module answers which finding, seen from the modules: those that may, and one answer at a time."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusal import Refused
from programmes.models import Finding, Programme
from trainings.curriculum.finding_coverage import choose_modules
from trainings.models import CourseModule, Module, ModuleFinding

NOT_AN_ANSWER = ""


def modules_for(programme: Programme) -> QuerySet[Module]:
    """Returns the modules that may answer findings of the programme: those of its courses, and those of no course yet.

    In the order of their codes, older versions after newer ones.
    """
    in_any_course = CourseModule.objects.filter(module=OuterRef("pk"))
    return Module.objects.filter(
        Exists(in_any_course.filter(course__programme=programme)) | ~Exists(in_any_course)
    ).order_by("code", "-version")


def programmes_of(module: Module, user: User) -> list[Programme]:
    """Returns the programmes that the user coordinates and whose findings this module may answer. One query."""
    courses = CourseModule.objects.filter(module=module)
    teach = courses.filter(course__programme=OuterRef("pk"))
    return list(Programme.objects.coordinated_by(user).filter(Exists(teach) | ~Exists(courses)).order_by("code"))


def answer(module: Module, finding: Finding, weight: str, by: User | None) -> ModuleFinding | None:
    """Sets how `module` answers `finding`: "main", "also", or "" for not at all.

    Returns the ModuleFinding, or None when the module answers nothing there any more. Saying the same again changes and
    records nothing. Raises Refused as `answer_all` does. by: the User who sets it.
    """
    answer_all(finding, {module: weight}, by=by)
    return ModuleFinding.objects.filter(module=module, finding=finding).first()


@transaction.atomic
def answer_all(finding: Finding, weights: Mapping[Module, str], *, by: User | None) -> None:
    """Sets how each module of `weights` ({Module: weight}) answers `finding`, in one transaction.

    Raises Refused for a finding that is closed or merged, someone who does not coordinate its programme, a module that
    only other programmes teach, or a weight nobody knows.
    """
    # A removed answer may be older than a change of the course.
    added = [module.pk for module, weight in weights.items() if weight != NOT_AN_ANSWER]
    answered = ModuleFinding.objects.filter(finding=finding).values("module")
    strange = (
        Module.objects.filter(pk__in=added).exclude(pk__in=modules_for(finding.programme)).exclude(pk__in=answered)
    )
    if module := strange.first():
        raise Refused(_("“%(module)s” is taught by another programme only.") % {"module": module})
    choose_modules(finding, {module.pk: weight for module, weight in weights.items()}, by=by)
