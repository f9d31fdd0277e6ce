"""What stands between a session and its closing, line by line: what is done, what is missing and where it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.text.localised_text import date_text, number_text
from accounts.text.sentences import numbers
from trainings.models import TrainingSession, UndecidedMark
from trainings.sessions import completion
from trainings.sessions.half_days import HalfDay, unmarked


@dataclass(frozen=True)
class Check:
    """One line of the checklist before closing.

    link: a URL name that takes the code of the session; query: its query string. needed: whether closing requires it;
    other checks concern what follows, such as certificates.
    """

    key: str
    done: bool
    title: str
    fact: str
    link: str = ""
    query: str = ""
    needed: bool = True


def closing_checklist(session: TrainingSession, *, today: date | None = None) -> list[Check]:
    """Returns the checklist before closing, done or not. today: date in Dhaka, default the current one. Writes nothing."""
    today = today or timezone.localdate()
    # Added up by the database: a page of a large session shows this list, and reads one page of its officers.
    totals = completion.totals(session)
    missing = unmarked(session)
    return [
        _officers_check(session, totals.officers),
        _last_day_check(session, today),
        _marks_check(totals, missing),
        *_decisions_check(session),
        _result_check(totals, missing),
        _names_check(session, totals.officers),
    ]


def _decisions_check(session):
    """One line while marks of a device wait for a person, else none."""
    count = UndecidedMark.objects.open().filter(enrolment__session=session).count()
    if not count:
        return []
    fact = ngettext(
        "%(count)s mark of a phone waits for a decision on the attendance page.",
        "%(count)s marks of a phone wait for a decision on the attendance page.",
        count,
    )
    return [Check("decisions", False, _("Marks to decide"), fact % numbers(count=count), "trainings:attendance")]


def _officers_check(session, officers):
    if not officers:
        title, fact = _("No officers yet"), _("No officers are enrolled, so there is nothing to close.")
        return Check("officers", False, title, fact, "trainings:session")
    title = ngettext("%(count)s officer on the roster", "%(count)s officers on the roster", officers) % numbers(
        count=officers
    )
    return Check("officers", True, title, _("%(count)s seats in all") % numbers(count=session.capacity))


def _last_day_check(session, today):
    if today < session.ends_on:
        fact = _("The last day is %(date)s; the session can be closed from that day on.") % {
            "date": date_text(session.ends_on, get_language())
        }
        return Check("last_day", False, _("The last day is still to come"), fact)
    return Check("last_day", True, _("The last day has come"), date_text(session.ends_on, get_language()))


def _marks_check(totals, missing):
    if missing:
        return Check(
            "marks",
            False,
            _("Attendance has gaps"),
            missing_marks_sentence(missing),
            "trainings:attendance",
            missing[0][0].query,
        )
    if not totals.held:
        title, fact = (
            _("No half-days to mark"),
            _("This session has no half-days with officers, so there is nothing to close."),
        )
        return Check("marks", False, title, fact, "trainings:session")
    words = numbers(attended=totals.attended, count=totals.held)
    fact = _("%(attended)s of %(count)s marks count as attended") % words
    return Check("marks", True, _("All half-days are marked"), fact, "trainings:attendance")


def _result_check(totals, missing):
    if missing or not totals.officers:
        title, fact = _("Results are open"), _("They are worked out once every half-day is marked.")
        return Check("results", False, title, fact, needed=False)
    words = numbers(yes=totals.completing, no=totals.officers - totals.completing)
    return Check(
        "results",
        True,
        _("Results are worked out"),
        _("%(yes)s complete, %(no)s do not") % words,
        "trainings:close",
        needed=False,
    )


def _names_check(session, officers):
    lacking = session.enrolments.active().filter(Q(officer__name_en="") | Q(officer__name_bn="")).count()
    if lacking:
        title = ngettext("%(count)s officer lacks a spelling", "%(count)s officers lack a spelling", lacking) % numbers(
            count=lacking
        )
        fact = _("Certificates print the name in Bangla and in English. A coordinator can add it.")
        return Check("names", False, title, fact, "trainings:session", needed=False)
    title, fact = _("Every officer has both spellings"), _("Bangla and English, as printed")
    return Check("names", bool(officers), title if officers else _("No names yet"), fact, needed=False)


def missing_marks_sentence(missing: Sequence[tuple[HalfDay, int]]) -> str:
    """Returns the sentence for what trainings.sessions.half_days.unmarked found: how many marks are missing, and where."""
    language = get_language()
    count = sum(officers for _half_day, officers in missing)
    where = ", ".join(f"{half_day.place} ({number_text(officers, language)})" for half_day, officers in missing)
    return ngettext("%(count)s mark is missing: %(where)s.", "%(count)s marks are missing: %(where)s.", count) % {
        "count": number_text(count, language),
        "where": where,
    }
