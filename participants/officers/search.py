"""Finding an officer on record by what people have at hand: a service number, the end of a phone number, or a name."""

import re
import unicodedata

from django.db.models import Q

from accounts.text.localised_text import digits
from participants.identity.names import variant_key
from participants.models import FormerNumber

FEWEST_DIGITS = 4
_NUMBER = re.compile(r"(?:bp|বিপি)?[\s\-:+0-9]+", re.IGNORECASE)


def find(officers, words):
    """Returns the officers (of a QuerySet) that `words` may mean, by name; none for words too short to mean anybody.

    A number in either digits is (the beginning of) a service number or the end of a mobile. Anything else is a name, or parts
    of one, in either script; Md., মোঃ and the like are passed over.
    """
    words = unicodedata.normalize("NFC", words).strip()
    if _NUMBER.fullmatch(number := digits(words, "en")):
        number = re.sub(r"\D", "", number)
        wanted = _numbered(number) if len(number) >= FEWEST_DIGITS else None
    else:
        wanted = _named(words)
    return officers.none() if wanted is None else officers.filter(wanted).order_by("name_en", "name_bn", "pk")


def _numbered(number):
    former = FormerNumber.objects.filter(service_number__startswith=number).values("officer")
    return Q(service_number__startswith=number) | Q(mobile__endswith=number) | Q(pk__in=former)


def _named(words):
    parts = [part.strip(".,:") for part in words.split()]
    # Md. alone means half of all officers; the rule that compares names passes over the same prefixes.
    telling = [part for part in parts if len(part) > 1 and variant_key(part)]
    if not telling:
        return None
    wanted = Q()
    for part in telling:
        wanted &= Q(name_en__icontains=part) | Q(name_bn__icontains=part)
    return wanted
