"""Whether a missed half-day can be made up in another session of the course.

A session follows its course while it is a draft; from then on it has a rule of its own (trainings.curriculum.pinning).
"""

from django.utils.translation import gettext as _

from trainings.models import TrainingSession


def allows_making_up(session: TrainingSession) -> bool:
    """Whether what was missed in the session can be made up elsewhere. session: with its course.

    A session that was scheduled before there was such a rule does not allow it.
    """
    is_pinned = session.required_share is not None
    return bool(session.allows_making_up) if is_pinned else session.course.allows_making_up


def in_words(session: TrainingSession) -> str:
    """Returns the rule as a sentence in the language of the page; "" where nothing can be made up. session: with its course."""
    if not allows_making_up(session):
        return ""
    return _("A half-day that was missed can be made up in another session of the course.")


def differences(session: TrainingSession) -> list[str]:
    """Returns what the course of a scheduled session says otherwise by now, as sentences. session: with its course."""
    now = session.course.allows_making_up
    if now == allows_making_up(session):
        return []
    return [
        _("A half-day that was missed can be made up in another session of the course.")
        if now
        else _("A half-day that was missed can no longer be made up in another session.")
    ]
