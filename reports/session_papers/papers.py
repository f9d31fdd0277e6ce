"""The papers of a session, in the order in which a training needs them."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from trainings.models import SessionState, TrainingSession

NOT_BEGUN = (SessionState.DRAFT, SessionState.SCHEDULED)
OVER = (SessionState.HELD, SessionState.CLOSED)


class Paper(NamedTuple):
    """A paper: its name, what it is good for, the symbol, the page that makes it.

    is_posted: nothing is asked before, so that the address makes the paper itself.
    """

    name: str
    purpose: str
    icon: str
    url: str
    is_posted: bool = False


def papers_of(session: TrainingSession, *, staff: bool, leads: bool = False) -> list[Paper]:
    """Returns the Papers of a session. staff: for coordinators, else for those who teach; leads: who may close it. No query."""
    if session.state == SessionState.CANCELLED:
        return []
    code = [session.code]
    papers = [
        Paper(
            _("Timetable"),
            _("A page for each day, in both languages."),
            "calendar-event",
            reverse("reports:print_timetable" if staff else "reports:print_trainer_timetable", args=code),
            is_posted=True,
        ),
        Paper(
            _("Name badges"),
            _("The name in both scripts, rank and unit, on labels or card."),
            "person-badge",
            reverse("reports:name_badges" if staff else "reports:trainer_name_badges", args=code),
        ),
        Paper(
            _("Sign-in sheets"),
            _("A list for each day, with a signature for each half-day."),
            "list-check",
            reverse("reports:sign_in" if staff else "reports:trainer_sign_in", args=code),
        ),
        Paper(
            _("Claim slips"),
            _("With a slip an officer opens an account and finds the certificate there."),
            "key",
            reverse("reports:session_slips" if staff else "trainings:slips", args=code),
        ),
    ]
    if leads and session.state not in NOT_BEGUN:
        allowances = Paper(
            _("List of allowances"),
            _("Who is due how much, with room for a signature."),
            "table",
            reverse("reports:allowance_list" if staff else "reports:trainer_allowance_list", args=code),
        )
        papers.append(allowances)
    if staff and session.state not in OVER:
        letters = Paper(
            _("Letters on nominations"),
            _("To the units that nominated too few officers, or no women."),
            "envelope",
            reverse("sessions:nominations", args=code),
        )
        papers.insert(0, letters)
    return papers
