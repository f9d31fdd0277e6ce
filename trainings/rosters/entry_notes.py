"""Notes in the preview of a roster on who is about to go in: entry rules, other sessions on the same days, reasons that were given."""

from collections.abc import Iterable, Sequence

from participants.models import Officer, RosterRow, RowOutcome
from participants.roster.base.problems import REVIEW
from participants.roster_import.known_officers import FORCE
from participants.roster_import.preview_rows import ShownRow
from trainings.enrolment.entry_facts import clashes, rank_sentence
from trainings.models import RowWaiver, TrainingSession
from trainings.rosters.entry_check import unmet_of_rows


def show_entry_facts(shown: Iterable[ShownRow], rows: Sequence[RosterRow], session: TrainingSession) -> None:
    """Adds sentences to the ShownRows of a preview. Of officers whom another programme holds nothing is told. A fixed number of queries."""
    values = {row.number: row.values for row in rows if not row.is_held}
    numbers = {number: sent.get("service_number") for number, sent in values.items() if sent.get("service_number")}
    ours = Officer.objects.of_programme(session.phase.programme_id)
    known = dict(
        ours.filter(force__code=FORCE, service_number__in=numbers.values()).values_list("service_number", "pk")
    )
    elsewhere = clashes(session, known.values()) if known else {}
    ranks: dict[str, str] = {}
    for one in shown:
        code = values.get(one.number, {}).get("rank")
        if code and code not in ranks:
            ranks[code] = rank_sentence(session, code)
        officer = known.get(numbers.get(one.number, ""))
        one.notes = [ranks[code]] if code and ranks[code] else []
        one.notes += [clash.sentence for clash in elsewhere.get(officer or 0, [])]


def show_waivers(shown: Iterable[ShownRow], rows: Sequence[RosterRow], session: TrainingSession) -> None:
    """Adds to the ShownRows of a preview which rules are not met, whether a reason is needed, and the one that was given.

    A fixed number of queries; one without entry rules.
    """
    told = [row for row in rows if _entry(row)]
    not_met = unmet_of_rows(session, [(row.number, row.values, row.officer_id or row.alike_id) for row in told])
    given = dict(RowWaiver.objects.filter(row__in=[row.pk for row in told]).values_list("row__number", "reason"))
    # A nomination that waits for another reason is let in by nobody here.
    asks = {row.number for row in told if any(one["severity"] == REVIEW for one in _entry(row))}
    waiting = {row.number for row in told if row.outcome == RowOutcome.REVIEW} & asks
    for one in shown:
        one.notes += [rule.sentence for rule in not_met.get(one.number, [])]
        one.asks_why = one.number in waiting
        one.given_reason = given.get(one.number, "")


def _entry(row):
    """The stored problems of a row that are about entry rules."""
    return [one for one in row.problems if one["code"].startswith("ENTRY_")]
