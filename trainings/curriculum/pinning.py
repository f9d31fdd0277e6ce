"""What a session uses of its course is fixed when it is scheduled: the modules in their versions, the completion rule, the rules of
who may enter, and what papers print of the course.

A draft follows its course. A scheduled session takes over what changed in the course only when a coordinator says so, and
only before its first day.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.text.sentences import numbers
from trainings.curriculum import entry_rules, making_up_rule
from trainings.curriculum.completion_rule import CompletionRule, rule_of
from trainings.models import Module, SessionModule, SessionState, Slot, TrainingSession

PINNED = (
    *("required_share", "late_counts", "module_set", "pinned_title_en", "pinned_title_bn", "pinned_hours"),
    *("lowest_rank", "highest_rank", "unit_kinds", "earlier_course", "allows_making_up"),
)


def is_pinned(session: TrainingSession) -> bool:
    """Whether the session has modules and a rule of its own."""
    return session.required_share is not None


def modules_of(session: TrainingSession) -> list[Module]:
    """Returns the modules that the session uses, in their order: its own, or those of its course while it is a draft.

    Each with `is_required`. One query.
    """
    if is_pinned(session):
        own = Module.objects.filter(session_modules__session=session).order_by("session_modules__order")
        return list(own.annotate(is_required=F("session_modules__is_required")))
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
        SessionModule(session=session, module=module, order=order, is_required=module.is_required)
        for order, module in enumerate(modules, start=1)
    )
    session.required_share, session.late_counts = course.required_share, course.late_counts
    session.allows_making_up = course.allows_making_up
    for column in entry_rules.COLUMNS:
        setattr(session, column, getattr(course, column))
    session.pinned_title_en, session.pinned_title_bn = course.title_en, course.title_bn
    session.pinned_hours = course.contact_hours
    session.module_set = module_set_of(module.pk for module in modules)
    session._history_user = by  # type: ignore[attr-defined]
    session.save(update_fields=PINNED)
    for module in modules:
        others = Slot.objects.filter(day__session=session, module__code=module.code).exclude(module=module)
        others.update(module=module)
    record(
        by,
        "session.pinned",
        session,
        modules=[module.pk for module in modules],
        required=[module.pk for module in modules if module.is_required],
        required_share=course.required_share,
        late_counts=course.late_counts,
        entry={column: getattr(course, column) for column in entry_rules.COLUMNS},
        allows_making_up=course.allows_making_up,
    )


@transaction.atomic
def take_over(session: TrainingSession, *, by: User | None, today: date | None = None) -> TrainingSession:
    """Gives a scheduled session its course as it is now: modules in their versions, rules, title. Returns the session.

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
    """Returns what the course has otherwise than the session uses, as sentences; none for a draft.

    Two queries; more where entry rules differ.
    """
    if not is_pinned(session):
        return []
    now = CompletionRule(session.course.required_share, session.course.late_counts)
    found = [*_other_modules(modules_of(session), _of_course(session)), *_other_rule(rule_of(session), now)]
    return [*found, *making_up_rule.differences(session), *_other_entry(session), *_other_paper(session)]


def _of_course(session):
    of_course = Module.objects.filter(course_modules__course=session.course_id).order_by("course_modules__order")
    return list(of_course.annotate(is_required=F("course_modules__is_required")))


def _may_change(session, today):
    return session.state == SessionState.SCHEDULED and today < session.starts_on


def _other_modules(used: Iterable[Any], now: Iterable[Any]) -> list[str]:
    """Returns a sentence per module that came, went, has another version or is required otherwise; one for another order."""
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
    both = [(module, used_by_code[code]) for code, module in now_by_code.items() if code in used_by_code]
    for new, old in both:
        if new.is_required != old.is_required:
            sentence = (
                _("“%(module)s” is required now.") if new.is_required else _("“%(module)s” is no longer required.")
            )
            found.append(sentence % {"module": new.title})
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


def _other_entry(session):
    course = session.course
    if all(getattr(session, column) == getattr(course, column) for column in entry_rules.COLUMNS):
        return []
    words = entry_rules.in_words(entry_rules.rules_in(course)) or [_("Everybody may enter.")]
    return [_("Other entry rules: %(rules)s") % {"rules": " ".join(words)}]


def _other_paper(session):
    course, language = session.course, get_language()
    found = []
    if (session.course_title_en, session.course_title_bn) != (course.title_en, course.title_bn):
        found.append(_("The course is now called “%(title)s”.") % {"title": course.title})
    if session.course_hours != course.contact_hours:
        both = (course.contact_hours, session.course_hours)
        new, old = (digits(f"{hours:.1f}".removesuffix(".0"), language) for hours in both)
        found.append(_("Contact hours: %(new)s instead of %(old)s.") % {"new": new, "old": old})
    return found
