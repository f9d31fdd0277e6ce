"""A page of the roster of a session, and whom of it a text means: a session may have hundreds of officers."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.db.models.functions import Lower

from participants.identity.finding_keys import plain
from participants.models import Officer
from participants.officers.search import find
from trainings.attendance.grid import apart_of
from trainings.models import Enrolment, TrainingSession

ROWS = 60  # a usual session
LONGEST = 100
MOST_ALIKE = 100  # officers of other pages with a name of this one
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class RosterPage:
    """Some Enrolments of a roster, in its order. page: of the Paginator. sought: the words looked for, "" without.

    apart: as of `apart_of`, also beside officers on other pages.
    """

    rows: list[Enrolment]
    page: Page
    sought: str
    apart: dict[int, str]

    @property
    def more(self) -> int:
        """How many were found besides those that are shown; 0 without a search, whose pages can be turned."""
        return self.page.paginator.count - len(self.rows) if self.sought else 0


def roster_page(
    session: TrainingSession,
    total: int,
    *,
    number: str | None,
    words: str = "",
    by_number: bool = False,
    most_rows: int | None = None,
) -> RosterPage:
    """Returns the RosterPage of this number (as an address has it), or the first officers whom the words mean.

    total: how many are on the roster. by_number: whether a number means somebody, too. most_rows: for a page that
    shows much else. One query; two for a roster of several pages, a few more for a search.
    """
    sought = " ".join(words.split())[:LONGEST]
    rows: Any = session.enrolments.on_the_roster()
    if sought:
        rows = rows.filter(officer__in=_found(session, sought, by_number=by_number))
    paginator = Paginator(rows, most_rows or ROWS)
    if not sought:
        paginator.count = total  # it was counted with other numbers
    page = paginator.get_page(None if sought else number)
    rows = list(page.object_list)
    apart = _apart(session, rows) if sought or page.has_other_pages() else apart_of(rows)
    return RosterPage(rows, page, sought, apart)


def _apart(session, shown):
    """Returns `apart_of` for some of the roster, beside all others of the same names."""
    english = {one.officer.name_en.lower() for one in shown} - {""}
    bangla = {one.officer.name_bn for one in shown} - {""}
    others = session.enrolments.active().exclude(pk__in=[one.pk for one in shown]).select_related("officer")
    same = Q(name_in_small__in=english) | Q(officer__name_bn__in=bangla)
    alike = others.annotate(name_in_small=Lower("officer__name_en")).filter(same).order_by("pk")[:MOST_ALIKE]
    return apart_of([*shown, *alike])


def _found(session, words, *, by_number):
    """Returns the ids of the officers of the session whom the words mean."""
    taking_part = session.enrolments.active()
    # As the search reads it, to which a raised or a circled digit is one, too.
    words = plain(words)
    if _DIGITS.search(words):
        if by_number:
            # Of an officer whose record another programme holds, this one knows no number.
            taking_part = taking_part.filter(is_shared=False)
        else:
            words = _DIGITS.sub(" ", words)
    officers = find(Officer.objects.filter(pk__in=taking_part.values("officer")), words).officers
    return list(officers.order_by().values_list("pk", flat=True))
