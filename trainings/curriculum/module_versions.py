"""Versions of a module: one that was taught stays as it was; what changes is the next version."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import is_coordinator, require
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from programmes.models import Finding
from trainings.models import Course, CourseModule, Module, ModuleFinding, SessionState, TrainingSession

# What a version says about itself. Its documents and the findings it answers may change later.
TEXTS = tuple(
    f"{text}_{language}" for text in ("objectives", "methods", "content", "materials") for language in ("en", "bn")
)
FROZEN_FIELDS = (
    *("code", "version", "title_en", "title_bn", "minutes", "human_rights_minutes", "gender_minutes"),
    *TEXTS,
)
VERSIONS_SHOWN = 50
_BEGUN = (SessionState.RUNNING, SessionState.HELD, SessionState.CLOSED)


def is_taught(module: Module) -> bool:
    """Whether a session that has begun taught this version: it uses it, or a slot of its timetable does. One query."""
    begun = TrainingSession.objects.filter(state__in=_BEGUN)
    # What was never scheduled, such as a draft whose day has come, has no modules of its own.
    by_course = Q(required_share__isnull=True, course__course_modules__module=module)
    return begun.filter(Q(session_modules__module=module) | by_course | Q(days__slots__module=module)).exists()


def versions_of(module: Module) -> list[Module]:
    """Returns the versions of a module, the newest first. One query."""
    return list(Module.objects.filter(code=module.code).order_by("-version")[:VERSIONS_SHOWN])


@transaction.atomic
def save_module(module: Module, *, by: User | None) -> Module:
    """Saves a new or changed module and returns it. Raises Refused when it changes what was taught, or is of others."""
    require(by, is_coordinator)
    before = Module.objects.select_for_update().filter(pk=module.pk).first()
    if before:
        _refuse_others(before, by)
        changed = [name for name in FROZEN_FIELDS if getattr(before, name) != getattr(module, name)]
        if changed and is_taught(before):
            raise Refused(_("This version was taught, so it stays as it is. Make the next version and change that."))
    module.save()
    record(by, "module.changed" if before else "module.added", module)
    return module


@transaction.atomic
def make_next_version(module: Module, *, by: User | None) -> Module:
    """Makes the next version of a module that was taught, and returns it.

    It has the texts of this version and the documents that `by` may read, answers the same open findings of the programmes that `by`
    coordinates, and takes the place of this version in their courses. Sessions that were scheduled keep theirs. Raises Refused for a
    module of others, one that was never taught (it can be changed itself), and while a newer version waits to be taught.
    """
    require(by, is_coordinator)
    versions = list(Module.objects.select_for_update().filter(code=module.code).order_by("version"))
    module = next(one for one in versions if one.pk == module.pk)
    newest = versions[-1]
    _refuse_others(module, by)
    if not is_taught(newest):
        number = digits(newest.version, get_language())
        raise Refused(_("Version %(number)s was not taught yet, so it can be changed itself.") % {"number": number})
    made = Module(**{**{name: getattr(module, name) for name in FROZEN_FIELDS}, "version": newest.version + 1})
    made.save()
    made.resources.set(module.resources.all() if by is None else module.resources.visible_to(by))
    _copy_answers(module, made, by)
    courses = _put_into_courses(module, made, by)
    record(by, "module.version_made", made, after=module.version, courses=courses)
    return made


def _refuse_others(module, by):
    """A module that only programmes of others teach is theirs."""
    teach = Course.objects.filter(course_modules__module=module)
    if by is not None and teach.exists() and not teach.coordinated_by(by).exists():
        raise Refused(_("“%(module)s” is taught by another programme only.") % {"module": module})


def _copy_answers(module, made, by):
    answers = ModuleFinding.objects.filter(module=module, finding__in=Finding.objects.standing().not_closed())
    own = answers if by is None else answers.coordinated_by(by)
    ModuleFinding.objects.bulk_create(
        ModuleFinding(module=made, finding_id=finding, weight=weight)
        for finding, weight in own.values_list("finding", "weight")
    )


def _put_into_courses(module, made, by):
    """Puts it into courses; sessions that were scheduled keep the version they use. Returns the ids of the changed courses."""
    # What was never scheduled follows its course, so a course keeps what it was taught there.
    begun = TrainingSession.objects.filter(state__in=_BEGUN, required_share__isnull=True).values("course")
    courses = Course.objects.filter(course_modules__module=module).exclude(pk__in=begun)
    courses = courses if by is None else courses.coordinated_by(by)
    changed = sorted(courses.values_list("pk", flat=True))
    CourseModule.objects.filter(course__in=changed, module=module).update(module=made)
    return changed
