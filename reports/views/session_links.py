"""The pages of the reports in the row of links of a session (see trainings/sessions/page_links.py)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import can_mark_attendance
from trainings.models import SessionState
from trainings.sessions.page_links import Place, for_coordinators, for_trainers

for_coordinators(Place.OVERVIEW, _("Overview"), lambda session: reverse("reports:session", args=[session.code]))
for_coordinators(
    Place.PAPERS,
    pgettext_lazy("printed", "Papers"),
    lambda session: reverse("reports:session_papers", args=[session.code]),
)
for_trainers(
    Place.PAPERS,
    pgettext_lazy("printed", "Papers"),
    lambda session: reverse("reports:trainer_papers", args=[session.code]),
    is_shown=lambda user, session: session.state != SessionState.DRAFT and can_mark_attendance(user, session),
)
