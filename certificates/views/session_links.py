"""The pages of certificates in the row of links of a session (see trainings/sessions/page_links.py)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trainings.models import SessionState
from trainings.sessions.page_links import Place, for_coordinators

for_coordinators(
    Place.CERTIFICATES,
    _("Certificates"),
    lambda session: reverse("certificates:issue", args=[session.code]),
    is_shown=lambda _user, session: session.state == SessionState.CLOSED,
)
