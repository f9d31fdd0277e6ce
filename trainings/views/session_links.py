"""The pages of trainings in the row of links of a session (see trainings/sessions/page_links.py)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import can_mark_attendance, can_plan_timetable
from trainings.models import SessionState
from trainings.models.session import TAKES_OFFICERS
from trainings.sessions.page_links import Place, for_coordinators, for_trainers

NOT_BEGUN = (SessionState.DRAFT, SessionState.CANCELLED)


def _page(name):
    return lambda session: reverse(name, args=[session.code])


def _has_attendance(_user, session):
    return session.state not in NOT_BEGUN


def _takes_objections(_user, session):
    """Also after the window: the list stays to be read and decided."""
    return session.objections_until is not None


def _marks_attendance(user, session):
    return can_mark_attendance(user, session) and _has_attendance(user, session)


for_coordinators(Place.TIMETABLE, _("Timetable"), _page("sessions:timetable"))
for_coordinators(
    Place.ROSTER,
    _("Roster"),
    _page("sessions:upload"),
    is_shown=lambda _user, session: session.state in TAKES_OFFICERS,
)
for_coordinators(Place.NOMINATIONS, _("Nominations"), _page("sessions:nominations"))
for_coordinators(Place.LETTERS, _("Letters"), _page("sessions:letters"))
for_coordinators(Place.RESOURCES, _("Resources"), _page("sessions:resources"))
for_coordinators(Place.ATTENDANCE, _("Attendance"), _page("trainings:attendance"), is_shown=_has_attendance)

for_coordinators(Place.OBJECTIONS, _("Objections"), _page("sessions:objections"), is_shown=_takes_objections)

for_coordinators(
    Place.INCIDENTS,
    _("Incidents"),
    _page("sessions:incidents"),
    is_shown=lambda _user, session: session.state != SessionState.DRAFT,
)

for_coordinators(
    Place.ALLOWANCES,
    _("Allowances"),
    _page("sessions:allowances"),
    is_shown=lambda _user, session: session.state not in NOT_BEGUN,
)

for_trainers(Place.OVERVIEW, _("Overview"), _page("trainings:session"))
for_trainers(Place.TIMETABLE, _("Timetable"), _page("trainings:timetable"), is_shown=can_plan_timetable)
for_trainers(
    Place.RESOURCES,
    _("Resources"),
    _page("trainings:resources"),
    is_shown=lambda user, session: can_mark_attendance(user, session) and session.state not in NOT_BEGUN,
)
for_trainers(Place.ATTENDANCE, _("Attendance"), _page("trainings:attendance"), is_shown=_marks_attendance)
for_trainers(
    Place.OBJECTIONS,
    _("Objections"),
    _page("trainings:objections"),
    is_shown=lambda user, session: can_mark_attendance(user, session) and _takes_objections(user, session),
)
for_trainers(
    Place.INCIDENTS,
    _("Incidents"),
    _page("trainings:incidents"),
    is_shown=lambda user, session: session.state != SessionState.DRAFT and can_mark_attendance(user, session),
)
