"""The calendar addresses of a person, as the page of the calendar lists them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from programmes.models import Programme
from trainings.models import CalendarFeed

MOST_PROGRAMMES = 20


@dataclass(frozen=True)
class Address:
    """A line of the page. feed: the live one, None before there is any; make, take_back: where the buttons lead."""

    what: str
    feed: CalendarFeed | None
    make: str
    take_back: str


def addresses_of(user: User, *, staff: bool) -> list[Address]:
    """Returns the addresses of this person: of each programme they coordinate, or of the sessions they train. Two queries at most."""
    feeds = {feed.programme_id: feed for feed in CalendarFeed.objects.visible_to(user).live()}
    if not staff:
        own = (reverse("trainings:make_address"), reverse("trainings:take_back_address"))
        return [Address(_("My sessions"), feeds.get(None), *own)] if user.programmes_trained else []
    programmes = Programme.objects.coordinated_by(user).order_by("code")[:MOST_PROGRAMMES]
    return [
        Address(
            one.short_title,
            feeds.get(one.pk),
            reverse("calendar:make_address", args=[one.code]),
            reverse("calendar:take_back_address", args=[one.code]),
        )
        for one in programmes
    ]
