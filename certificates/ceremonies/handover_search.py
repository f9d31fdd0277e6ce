"""Finding officers on the list of the day of a ceremony: by words of both names, seat, place and serial."""

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from accounts.text.localised_text import digits
from certificates.models import HandOver

LONGEST, MOST_WORDS = 100, 6
_FIELDS = ("enrolment__officer__name_en", "enrolment__officer__name_bn", "seat", "live_serial", "place_in_words")


def found_among(hand_overs: QuerySet[HandOver], text: str) -> QuerySet[HandOver]:
    """Returns those of the HandOvers (of `with_names`) in which every word of the text stands somewhere; numbers in either digits."""
    found = hand_overs.alias(place_in_words=Cast("place", CharField()))
    for word in digits(text[:LONGEST], "en").split()[:MOST_WORDS]:
        anywhere = Q()
        for field in _FIELDS:
            anywhere |= Q(**{f"{field}__icontains": word})
        found = found.filter(anywhere)
    return found
