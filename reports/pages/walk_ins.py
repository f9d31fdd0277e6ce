"""Officers added on the spot, on the start page of coordinators."""

from collections.abc import Iterator

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text.localised_text import date_text, number_text
from reports.pages.attention import Item
from trainings.models import WalkIn


def added_on_the_spot(user: User, *, most: int) -> Iterator[Item]:
    """Yields an Item for each session, `most` at most, to which officers were added that no coordinator has read about. One query."""
    unread = WalkIn.objects.coordinated_by(user).unread().order_by()
    rows = unread.values_list("session__code").annotate(count=Count("pk"), last=Max("added_at")).order_by("-last")
    for code, count, last in rows[:most]:
        yield Item(
            "warn",
            ngettext(
                "%(count)s officer was added on the spot to %(code)s",
                "%(count)s officers were added on the spot to %(code)s",
                count,
            )
            % {"count": number_text(count, get_language()), "code": code},
            _("The last one on %(date)s.") % {"date": date_text(timezone.localdate(last), get_language())},
            _("See who"),
            reverse("reports:session", args=[code]) + "#walk-ins",
        )
