"""What a session uses of its course is fixed when it is scheduled: the modules in their versions, and the completion rule.

A draft follows its course. A scheduled session takes over what changed in the course only when a coordinator says so, and
only before its first day.
"""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.text.sentences import numbers
from trainings.curriculum import making_up_rule
from trainings.curriculum.completion_rule import CompletionRule, rule_of
from trainings.models import Module, SessionModule, SessionState, Slot, TrainingSession


def is_pinned(session: TrainingSession) -> bool:
    """Whether the session has modules and a rule of its own."""
    return session.required_share is not None


def modules_of(session: TrainingSession) -> list[Module]:
    """Returns the modules that the session uses, in their order: its own, or those of its course while it is a draft. One query."""
    if is_pinned(session):
        return list(Module.objects.filter(session_modules__session=session).order_by("session_modules__order"))
    return _of_course(session)


def module_set_of(modules: Iterable[int]) -> int:
    """Returns the number that stands for a set of modules (their ids): the same for the same set, whatever the order."""
    text = ",".join(map(str, sorted(modules)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7])


@transaction.atomic
def pin(session: TrainingSession, *, by: User | None) -> None:
    """Fixes what the session uses as its course is now. For scheduling and `take_over`, inside their transaction, the session locked.

    Slots that teach another version of a module go over to the one that is fixed.
    """
    require(by, coordinates_session, session)
    modules = _of_course(session)
    course = session.course
    SessionModule.objects.filter(session=session).delete()
    SessionModule.objects.bulk_create(
        SessionModule(session=session, module=module, order=order) for order, module in enumerate(modules, start=1)
    )
    session.required_share, session.late_counts = course.required_share, course.late_counts
    session.allows_making_up = course.allows_making_up
    session.module_set = module_set_of(module.pk for module in modules)
    session._history_user = by  # type: ignore[attr-defined]
    session.save(update_fields=["required_share", "late_counts", "allows_making_up", "module_set"])
    for module in modules:
        others = Slot.objects.filter(day__session=session, module__code=module.code).exclude(module=module)
        others.update(module=module)
    record(
        by,
        "session.pinned",
        session,
        modules=[module.pk for module in modules],
        required_share=course.required_share,
        late_counts=course.late_counts,
        allows_making_up=course.allows_making_up,
    )


@transaction.atomic
def take_over(session: TrainingSession, *, by: User | None, today: date | None = None) -> TrainingSession:
    """Gives a scheduled session its course as it is now: modules in their versions, completion rule. Returns the session.

    by: a coordinator of the session. today: date in Dhaka, default the current one. Raises Refused for a draft, which follows
    its course anyway, from the first day on, and where nothing differs.
    """
    session = TrainingSession.objects.locked(session.pk, "course", "phase__programme")
    require(by, coordinates_session, session)
    if session.state == SessionState.DRAFT:
        raise Refused(_("A draft follows its course by itself."))
    if not _may_change(session, today or timezone.localdate()):
        raise Refused(_("What this session uses stays as it is: that can be changed before its first day only."))
    if not differences(session):
        raise Refused(_("This session uses the course as it is now."))
    pin(session, by=by)
    return session


def may_take_over(session: TrainingSession, *, today: date) -> bool:
    """Whether a coordinator may take over the course's current state on this day (date in Dhaka)."""
    return is_pinned(session) and _may_change(session, today)


def differences(session: TrainingSession) -> list[str]:
    """Returns what the course has otherwise than the session uses, as sentences; none for a draft. At most two queries."""
    if not is_pinned(session):
        return []
    now = CompletionRule(session.course.required_share, session.course.late_counts)
    rules = [*_other_rule(rule_of(session), now), *making_up_rule.differences(session)]
    return [*_other_modules(modules_of(session), _of_course(session)), *rules]


def _of_course(session):
    return list(Module.objects.filter(course_modules__course=session.course_id).order_by("course_modules__order"))


def _may_change(session, today):
    return session.state == SessionState.SCHEDULED and today < session.starts_on


def _other_modules(used: Iterable[Module], now: Iterable[Module]) -> list[str]:
    """Returns a sentence per module that came, went or has another version; one for another order."""
    language = get_language()
    used_by_code, now_by_code = ({module.code: module for module in modules} for modules in (used, now))
    found = [
        _("“%(module)s”: version %(new)s instead of version %(old)s.")
        % {
            "module": module.title,
            "new": digits(module.version, language),
            "old": digits(used_by_code[code].version, language),
        }
        for code, module in now_by_code.items()
        if code in used_by_code and used_by_code[code].pk != module.pk
    ]
    came = [module.title for code, module in now_by_code.items() if code not in used_by_code]
    went = [module.title for code, module in used_by_code.items() if code not in now_by_code]
    found += [_("“%(module)s” came to the course.") % {"module": title} for title in came]
    found += [_("“%(module)s” is no longer in the course.") % {"module": title} for title in went]
    if not came and not went and list(used_by_code) != list(now_by_code):
        found.append(_("The modules have another order."))
    return found


def _other_rule(used: CompletionRule, now: CompletionRule) -> list[str]:
    found = []
    if used.required_share != now.required_share:
        words = numbers(new=now.required_share, old=used.required_share)
        found.append(_("Attendance needed: %(new)s %% of the half-days instead of %(old)s %%.") % words)
    if used.late_counts != now.late_counts:
        found.append(_("Late counts as attended.") if now.late_counts else _("Late does not count as attended."))
    return found
