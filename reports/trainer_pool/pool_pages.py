"""The pool of a programme as its coordinators see it: its trainers, one of them, its guests and experts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.core.validators import slug_re
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.models import User
from certificates.models import Certificate, Level
from programmes.models import Programme
from trainings.models import (
    GuestExpert,
    SessionGuest,
    SessionTrainer,
    TeachingLanguage,
    TrainerAbsence,
    TrainerLanguage,
    TrainerProfile,
)
from trainings.trainer_pool import absences
from trainings.trainer_pool.availability import free_on
from trainings.trainer_pool.profiles import trainers_of
from trainings.trainer_pool.teaching import modules_taught, records, who_taught

ROWS_PER_PAGE = 25
SESSIONS_SHOWN = 20
CERTIFIES = (Level.TOT, Level.TRAINER)


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. language: a TeachingLanguage; module: a code; free_on: a day. Names come by POST: see words."""

    language: str = ""
    module: str = ""
    free_on: date | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        """Reads the query of an address; what is no language, no code and no day counts as absent."""
        language, module = query.get("language", ""), query.get("module", "")[:20]
        return cls(
            language=language if language in TeachingLanguage.values else "",
            module=module if slug_re.fullmatch(module) else "",
            free_on=day_of(query.get("free")),
        )

    @property
    def query(self) -> str:
        """The query of an address that asks for the same."""
        asked = {"language": self.language, "module": self.module, "free": self.free_on and self.free_on.isoformat()}
        return urlencode({name: value for name, value in asked.items() if value})


def day_of(sent: str | None) -> date | None:
    """Returns the day of an address; None for anything that is none, such as 31 February."""
    try:
        return parse_date(sent or "")
    except ValueError:
        return None


def trainers_page(
    programme: Programme, wanted: Wanted, *, words: str, number: str | None, today: date
) -> dict[str, Any]:
    """Returns the context of the list of trainers. words: of a search by name. The same queries for one and for many."""
    everybody = trainers_of(programme)
    shown = _filtered(everybody, programme, wanted, words)
    page = Paginator(shown.order_by("full_name", "pk"), ROWS_PER_PAGE).get_page(number)
    people = list(page.object_list)
    page.object_list = people
    return {
        "programme": programme,
        "page": page,
        "rows": _rows(people, programme, today),
        "wanted": wanted,
        "query": wanted.query,
        "words": words,
        "languages": TeachingLanguage.choices,
        "modules": modules_taught(programme),
        "total": everybody.count(),
    }


def _filtered(people, programme, wanted, words):
    if words:
        people = people.filter(full_name__icontains=words)
    if wanted.language:
        spoken = TrainerLanguage.objects.filter(
            profile__user=OuterRef("pk"), profile__programme=programme, language=wanted.language
        )
        people = people.filter(Exists(spoken))
    if wanted.module:
        people = who_taught(people, programme, wanted.module)
    return free_on(people, [wanted.free_on]) if wanted.free_on else people


def _rows(people, programme, today):
    ids = [person.pk for person in people]
    spoken, taught, since = languages_by_user(ids, programme), records(ids, programme), certified(ids, programme)
    away: dict[int, TrainerAbsence] = {}
    readable = TrainerAbsence.objects.of_programmes([programme.pk]).filter(user__in=ids, last_day__gte=today)
    for absence in readable.order_by("-first_day", "-pk"):
        away[absence.user_id] = absence
    return [
        {
            "person": person,
            "languages": spoken.get(person.pk, []),
            "record": taught[person.pk],
            "certified": since.get(person.pk),
            "away": away.get(person.pk),
        }
        for person in people
    ]


def languages_by_user(people: Collection[int], programme: Programme) -> dict[int, list[str]]:
    """Returns {user id: languages in words} as the programme noted them. One query."""
    rows = TrainerLanguage.objects.filter(profile__user__in=people, profile__programme=programme)
    return _in_words(rows.values_list("profile__user", "language"))


def _in_words(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, set[str]] = {}
    for owner, language in rows:
        found.setdefault(owner, set()).add(language)
    return {owner: [str(one.label) for one in TeachingLanguage if one in has] for owner, has in found.items()}


def certified(people: Collection[int], programme: Programme) -> dict[int, dict[str, Any]]:
    """Returns {user id: {"since": a day, "by": typed words}}: from a valid certificate of this programme, else as typed. Two queries."""
    typed = TrainerProfile.objects.filter(user__in=people, programme=programme, certified_on__isnull=False)
    found = {one.user_id: {"since": one.certified_on, "by": one.certified_by} for one in typed}
    own = (
        Certificate.objects.live()
        .filter(
            enrolment__officer__user__in=people,
            enrolment__session__phase__programme=programme,
            design__level__in=CERTIFIES,
        )
        .order_by()
        .values_list("enrolment__officer__user")
        .annotate(Min("issued_at"))
    )
    return found | {user: {"since": timezone.localdate(first), "by": "", "own": True} for user, first in own}


def trainer_page(programme: Programme, person: User, *, today: date) -> dict[str, Any]:
    """Returns the context of the page of one trainer, without its forms. A constant number of queries."""
    named = SessionTrainer.objects.filter(user=person, session__phase__programme=programme)
    away = absences.to_come(TrainerAbsence.objects.of_programmes([programme.pk]).filter(user=person), today=today)
    return {
        "programme": programme,
        "person": person,
        "languages": languages_by_user([person.pk], programme).get(person.pk, []),
        "record": records([person.pk], programme)[person.pk],
        "certified": certified([person.pk], programme).get(person.pk),
        "sessions": list(named.select_related("session").order_by("-session__starts_on", "-pk")[:SESSIONS_SHOWN]),
        "days_away": [
            {"days": one, "is_theirs": one.programme_id is None, "met": absences.met_sessions(one, [programme.pk])}
            for one in away
        ],
    }


def guests_page(programme: Programme, *, words: str, number: str | None) -> dict[str, Any]:
    """Returns the context of the list of guests and experts. words: of a search. The same queries for one and for many."""
    everybody: QuerySet[GuestExpert] = GuestExpert.objects.in_the_pool().filter(programme=programme)
    shown = everybody
    if words:
        texts = ("name_en", "name_bn", "organisation_en", "organisation_bn")
        sought = Q()
        for name in texts:
            sought |= Q(**{f"{name}__icontains": words})
        shown = everybody.filter(sought)
    page = Paginator(shown.order_by("name_en", "pk"), ROWS_PER_PAGE).get_page(number)
    guests = list(page.object_list)
    page.object_list = guests
    ids = [guest.pk for guest in guests]
    spoken = _in_words(
        GuestExpert.objects.filter(pk__in=ids, languages__isnull=False).values_list("pk", "languages__language")
    )
    codes: dict[int, list[str]] = {}
    named = SessionGuest.objects.filter(guest__in=ids).order_by("session__starts_on", "pk")
    for guest, code in named.values_list("guest", "session__code"):
        codes.setdefault(guest, []).append(code)
    return {
        "programme": programme,
        "page": page,
        "rows": [
            {"guest": guest, "languages": spoken.get(guest.pk, []), "codes": codes.get(guest.pk, [])[-3:]}
            for guest in guests
        ],
        "words": words,
        "total": everybody.count(),
    }
