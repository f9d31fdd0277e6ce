"""Finds officers: by number, by name as it is written, and by sound where nobody is written so."""

from typing import NamedTuple

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _

from participants.models import Officer
from participants.officers.search import by_name, by_number
from participants.officers.search.asked import Asked, read
from participants.officers.search.not_indexed import newest_without_keys


class Found(NamedTuple):
    """officers: a QuerySet, best first. by_sound: nobody is written as was asked. by_name_only: the number asked is unknown.

    is_too_short: nothing was looked for.
    """

    officers: QuerySet[Officer]
    by_sound: bool = False
    by_name_only: bool = False
    is_too_short: bool = False


def find(officers: QuerySet[Officer], text: str) -> Found:
    """Returns whom of the officers (of a QuerySet) a text means.

    A number, in any digits, with or without BP, country and dots, matches the beginning of a service number, present or former, or the
    end of a mobile. Words match the beginnings of the words of a name in either script, in any order, without rank, Md. and
    remarks, at most `by_name.MOST_WRITTEN` officers. Where nobody is written so, names that sound alike are found, at most
    `by_name.MOST_BY_SOUND`. With a number and
    a name, the number decides, and the name narrows what it finds. The number of queries does not grow with the officers.
    """
    asked = read(text)
    if not asked.numbers and not asked.words:
        return Found(officers.none(), is_too_short=True)
    without_keys = newest_without_keys(officers)
    if asked.numbers and (found := _by_number(officers, asked, without_keys)) is not None:
        return Found(found)
    ways = tuple(dict.fromkeys((asked.words, asked.beginning)))
    for look, by_sound in ((by_name.written, False), (by_name.sounding_alike, True)):
        for words in ways:
            if ids := look(officers, words, without_keys):
                found = _in_order(officers, ids)
                return Found(found, by_sound=by_sound, by_name_only=asked.has_whole_number)
    return Found(officers.none())


def _by_number(officers: QuerySet[Officer], asked: Asked, without_keys: list[Officer]) -> QuerySet[Officer] | None:
    found = by_number.find(officers, asked.numbers, without_keys).order_by("name_en", "name_bn", "pk")
    if not asked.words:
        return found
    named = found.filter(pk__in=by_name.written(found, asked.words, without_keys))
    if named.exists():
        return named
    return found if asked.has_whole_number and found.exists() else None


def _in_order(officers: QuerySet[Officer], ids: list[int]) -> QuerySet[Officer]:
    return officers.filter(pk__in=ids).order_by(Case(*(When(pk=pk, then=Value(at)) for at, pk in enumerate(ids))))


def remark(found: Found) -> str:
    """Returns the sentence that a page shows above what was Found, or ""."""
    sentences = []
    if found.by_name_only:
        sentences.append(_("Nobody on record has this number; it was looked for by the name."))
    if found.by_sound:
        sentences.append(_("No officer is written exactly so; these sound alike."))
    return " ".join(sentences)
