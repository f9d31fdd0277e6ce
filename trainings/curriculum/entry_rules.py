"""The rules of who may enter a course: a pure function of facts, and the rules in words.

A session follows the rules of its course while it is a draft; from then on it has rules of its own (trainings.curriculum.pinning).
What is not known meets no rule: who has no rank on record may be of any.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _

from participants.models import Rank, UnitKind
from trainings.models import Course, EntryRule, TrainingSession
from trainings.models.entry_fields import EntryRuleFields

COLUMNS = ("lowest_rank_id", "highest_rank_id", "unit_kinds", "earlier_course_id")


class EntryRules(NamedTuple):
    """lowest, highest: the band of ranks by their order, open where None. kinds: of units, all where empty. earlier: a Course or None."""

    lowest: Rank | None = None
    highest: Rank | None = None
    kinds: tuple[UnitKind, ...] = ()
    earlier: Course | None = None

    @property
    def has_band(self) -> bool:
        """Whether they ask for ranks."""
        return bool(self.lowest or self.highest)

    @property
    def is_empty(self) -> bool:
        """Whether everybody may enter."""
        return not (self.has_band or self.kinds or self.earlier)


class EntryFacts(NamedTuple):
    """What is known of somebody. unit_kind: a value of UnitKind, "" where no unit is known. has_earlier: completed the earlier course."""

    rank: Rank | None = None
    unit_kind: str = ""
    has_earlier: bool = False


class Unmet(NamedTuple):
    """A rule (a value of EntryRule) that somebody does not meet, and the sentence that says so."""

    rule: str
    sentence: str


def source_of(session: TrainingSession) -> EntryRuleFields:
    """Returns where the rules of a session stand: in itself since it was scheduled, before that in its course."""
    return session.course if session.required_share is None else session


def rules_of(session: TrainingSession) -> EntryRules:
    """Returns the EntryRules of a session. One query for each rank and course they name, none where there are none."""
    return rules_in(source_of(session))


def rules_in(source: EntryRuleFields) -> EntryRules:
    """Returns the EntryRules that stand in a course or a session."""
    return EntryRules(source.lowest_rank, source.highest_rank, tuple(source.units_asked_for), source.earlier_course)


def unmet(rules: EntryRules, facts: EntryFacts) -> list[Unmet]:
    """Returns the Unmet rules, each with its sentence in the language of the page; [] for who may enter."""
    found = []
    if rules.has_band and not _is_within(rules, facts.rank):
        found.append(Unmet(EntryRule.RANK.value, f"{_rank_now(facts.rank)} {_band_in_words(rules)}"))
    if rules.kinds and facts.unit_kind not in rules.kinds:
        found.append(Unmet(EntryRule.UNIT.value, f"{_unit_now(facts.unit_kind)} {_kinds_in_words(rules)}"))
    if rules.earlier and not facts.has_earlier:
        words = {"course": rules.earlier.title}
        found.append(Unmet(EntryRule.COURSE.value, _("Not on record as completed: %(course)s.") % words))
    return found


def in_words(rules: EntryRules) -> list[str]:
    """Returns the rules as sentences in the language of the page, none where everybody may enter."""
    found = [_band_in_words(rules)] if rules.has_band else []
    found += [_kinds_in_words(rules)] if rules.kinds else []
    return found + ([_("Completed before: %(course)s.") % {"course": rules.earlier.title}] if rules.earlier else [])


def _is_within(rules, rank):
    if rank is None:
        return False
    bounds = [bound for bound in (rules.lowest, rules.highest) if bound]
    # Ranks of two countries have no common order.
    if any(bound.country_id != rank.country_id for bound in bounds):
        return False
    is_high_enough = rules.lowest is None or rank.order >= rules.lowest.order
    return is_high_enough and (rules.highest is None or rank.order <= rules.highest.order)


def _band_in_words(rules):
    if rules.lowest and rules.highest:
        if rules.lowest == rules.highest:
            return _("Rank: %(rank)s.") % {"rank": rules.lowest.name}
        return _("Ranks: %(lowest)s to %(highest)s.") % {"lowest": rules.lowest.name, "highest": rules.highest.name}
    if rules.lowest:
        return _("Ranks: %(rank)s and above.") % {"rank": rules.lowest.name}
    return _("Ranks: %(rank)s and below.") % {"rank": rules.highest.name}


def _kinds_in_words(rules):
    return _("Kinds of units: %(kinds)s.") % {"kinds": ", ".join(str(kind.label) for kind in rules.kinds)}


def _rank_now(rank):
    return _("The rank is %(rank)s.") % {"rank": rank.name} if rank else _("The rank is not known.")


def _unit_now(kind):
    return _("The kind of unit is: %(kind)s.") % {"kind": UnitKind(kind).label} if kind else _("The unit is not known.")
