"""What the page behind a link shows to a unit, and what the coordinator sees of all links of a session. Read-only."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.text.localised_text import number_text
from trainings.curriculum.completion_rule import rule_of
from trainings.curriculum.entry_rules import EntryFacts, EntryRules, in_words, rules_of, unmet
from trainings.enrolment.quotas import QuotaLine, quotas_of
from trainings.models import NominatedPerson, NominationLink, SessionQuota, TrainingSession
from trainings.models.nomination_link import CAME_TO_NOTHING
from trainings.nomination_links.typed_people import most_lines


@dataclass(frozen=True)
class UnitFacts:
    """What a unit may know: its own seats and its own lines, nothing of what other ways brought in."""

    seats: int
    women_wanted: int
    is_late: bool
    people: list[NominatedPerson]
    room: int

    @property
    def over(self) -> int:
        """How many lines there are beyond the seats."""
        return max(0, len(self.people) - self.seats)


def unit_facts(link: NominationLink) -> UnitFacts:
    """Returns the UnitFacts of a link. Two queries, however many lines there are."""
    quota = SessionQuota.objects.filter(session=link.session_id, unit=link.unit_id).first()
    seats = quota.seats if quota else 0
    line = QuotaLine(quota, link.session.women_share) if quota else None
    due_on = link.session.nominations_due_on
    people = list(link.people.select_related("rank", "roster").order_by("pk"))
    return UnitFacts(
        seats=seats,
        women_wanted=line.women_wanted if line else 0,
        is_late=bool(due_on and due_on < timezone.localdate()),
        people=people,
        room=max(0, most_lines(seats) - len(people)),
    )


def entry_rules(session: TrainingSession, language: str) -> list[str]:
    """Returns what the session asks of those who come, as sentences in the language of the page."""
    days = (session.ends_on - session.starts_on).days + 1
    sentences = [
        _("Send officers who can be there on all %(days)s days.") % {"days": number_text(days, language)}
        if days > 1
        else _("Send officers who can be there all day."),
    ]
    sentences += in_words(rules_of(session))
    share = rule_of(session).required_share
    if share:
        sentences.append(
            _("Whoever attends at least %(share)s%% of the half-days completes the course.")
            % {"share": number_text(share, language)}
        )
    return sentences


def note_ranks(session: TrainingSession, people: list[NominatedPerson]) -> None:
    """Adds `entry_note` to typed people: the sentence that the typed rank does not meet the entry rules, or "". Looks nothing up."""
    of_ranks = rules_of(session)
    of_ranks = EntryRules(lowest=of_ranks.lowest, highest=of_ranks.highest)
    for person in people:
        found = unmet(of_ranks, EntryFacts(rank=person.rank))
        person.entry_note = found[0].sentence if found else ""  # type: ignore[attr-defined]  # for the page


@dataclass(frozen=True)
class LinkLine:
    """A unit with a quota, or one that had it, and its newest link."""

    unit: Any
    seats: int | None
    link: NominationLink | None
    typed: int = 0
    waiting: int = 0

    @property
    def is_live(self) -> bool:
        return self.link is not None and self.link.is_live()


def link_lines(session: TrainingSession) -> list[LinkLine]:
    """Returns a LinkLine per unit with a quota or a link, by name. Two queries, however many units and links."""
    seats = {quota.unit: quota.seats for quota in quotas_of(session) if quota.unit}
    newest: dict[Any, NominationLink] = {}
    counts: dict[Any, list[int]] = {}
    links = (
        session.nomination_links.select_related("unit", "session")
        .order_by("pk")
        .annotate(
            typed=Count("people"),
            waiting=Count(
                "people", filter=Q(people__roster__isnull=True) | Q(people__roster__state__in=CAME_TO_NOTHING)
            ),
        )
    )
    for link in links:
        newest[link.unit] = link
        count = counts.setdefault(link.unit, [0, 0])
        count[0] += link.typed
        count[1] += link.waiting
    units = sorted({*seats, *newest}, key=lambda unit: (unit.name, unit.pk))
    return [LinkLine(unit, seats.get(unit), newest.get(unit), *counts.get(unit, [0, 0])) for unit in units]


def people_of_unit(session: TrainingSession, unit: int) -> list[NominatedPerson]:
    """Returns everybody whom a unit (id) typed for a session, by whichever of its links. One query."""
    people = NominatedPerson.objects.filter(link__session=session, link__unit=unit)
    return list(people.select_related("rank", "roster", "link").order_by("pk"))


def people_to_take_over(session: TrainingSession) -> int:
    """Returns how many people units typed for a session whom nobody has taken over. One query."""
    return NominatedPerson.objects.to_take_over().filter(link__session=session).count()


def live_links(session: TrainingSession) -> dict[int, NominationLink]:
    """Returns {id of the unit: its NominationLink that works} of a session. One query."""
    return {link.unit_id: link for link in session.nomination_links.live()}
