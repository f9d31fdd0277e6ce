"""The row of links on the pages of a session."""

from typing import Any

from django import template

from trainings.models import TrainingSession
from trainings.sessions.page_links import Place, links_of

register = template.Library()


@register.inclusion_tag("trainings/_session_links.html", takes_context=True)
def session_links(context: Any, session: TrainingSession, here: str) -> dict[str, Any]:
    """{% session_links session "attendance" %}: the row, with the place of this page (a name of Place, in small letters) marked."""
    place = Place[here.upper()]
    links = links_of(session, context["request"].user)
    return {
        "links": [{"label": one.label, "url": one.address(session), "current": one.place == place} for one in links]
    }
