"""The trainers of one session: who is named, whether they are free, and who else could be asked."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from reports.trainer_pool.pool_pages import languages_by_user
from trainings.models import GuestExpert, SessionGuest, TeachingLanguage, TrainerLanguage, TrainerRole, TrainingSession
from trainings.trainer_pool.availability import free_on, hindrances
from trainings.trainer_pool.naming import OPEN_TO_NAMES
from trainings.trainer_pool.profiles import trainers_of
from trainings.trainer_pool.teaching import with_experience

ROWS_PER_PAGE = 20


def page(session: TrainingSession, *, language: str = "", number: str | None = None) -> dict[str, Any]:
    """Returns the context of the page. session: with phase, programme and course. language: of a filter. A constant number of queries."""
    dates = dates_of(session)
    named = list(session.trainers.select_related("user"))
    guests = list(session.guests.select_related("guest").order_by("pk"))
    programme = session.phase.programme
    why = hindrances([one.user_id for one in named], dates, programme.pk, but=session)
    context: dict[str, Any] = {
        "session": session,
        "programme": programme,
        "is_open": session.state in OPEN_TO_NAMES,
        "named": [{"trainer": one, "why": why.get(one.user_id, [])} for one in named],
        "guests": guests,
        "roles": roles_left(one.role for one in named),
        "language": language if language in TeachingLanguage.values else "",
        "languages": TeachingLanguage.choices,
    }
    return context | (_suggested(session, dates, named, context["language"], number) if context["is_open"] else {})


def dates_of(session: TrainingSession) -> list[date]:
    """Returns the days of a session; those from its first to its last while none are planned. One query."""
    planned = list(session.days.values_list("date", flat=True))
    length = (session.ends_on - session.starts_on).days + 1
    return planned or [session.starts_on + timedelta(days=number) for number in range(length)]


def roles_left(taken: Any) -> list[tuple[str, Any]]:
    """Returns the roles as choices, the usual one first, without that of the lead trainer where there is one."""
    taken = set(taken)
    order = (TrainerRole.CO_TRAINER, TrainerRole.LEAD, TrainerRole.EXPERT, TrainerRole.GUEST)
    if TrainerRole.LEAD not in taken:
        order = (TrainerRole.LEAD, TrainerRole.CO_TRAINER, TrainerRole.EXPERT, TrainerRole.GUEST)
    return [(one.value, one.label) for one in order if one != TrainerRole.LEAD or one not in taken]


def guests_to_name(session: TrainingSession) -> QuerySet[GuestExpert]:
    """Returns the guests of the pool who are not named for the session yet."""
    named = SessionGuest.objects.filter(session=session)
    return (
        GuestExpert.objects.in_the_pool()
        .filter(programme=session.phase.programme_id)
        .exclude(pk__in=named.values("guest"))
    )


def _suggested(session, dates, named: Sequence[Any], language: str, number):
    """Who is free on all days: those who taught the course's modules first, then those who taught most."""
    programme = session.phase.programme
    people: QuerySet[User] = trainers_of(programme).exclude(pk__in=[one.user_id for one in named])
    if language:
        spoken = TrainerLanguage.objects.filter(
            profile__user=OuterRef("pk"), profile__programme=programme, language=language
        )
        people = people.filter(Exists(spoken))
    free: QuerySet[Any] = with_experience(free_on(people, dates, but=session), session)
    shown = Paginator(free.order_by("-known_modules", "-taught", "full_name", "pk"), ROWS_PER_PAGE).get_page(number)
    rows = list(shown.object_list)
    shown.object_list = rows
    spoken_by = languages_by_user([one.pk for one in rows], programme)
    return {
        "page": shown,
        "language_query": f"language={language}" if language else "",
        "free": [{"person": one, "languages": spoken_by.get(one.pk, [])} for one in rows],
        "not_free": people.filter(is_active=True).count() - shown.paginator.count,
        "modules_of_course": session.course.modules.values("code").distinct().count(),
    }
