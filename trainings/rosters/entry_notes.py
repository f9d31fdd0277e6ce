"""Notes in the preview of a roster on who is about to go in: the rank against the course, other sessions on the same days."""

from collections.abc import Iterable, Sequence

from participants.models import Officer, RosterRow
from participants.roster_import.known_officers import FORCE
from participants.roster_import.preview_rows import ShownRow
from trainings.enrolment.entry_facts import clashes, rank_sentence
from trainings.models import TrainingSession


def show_entry_facts(shown: Iterable[ShownRow], rows: Sequence[RosterRow], session: TrainingSession) -> None:
    """Adds sentences to the ShownRows of a preview. Of officers whom another programme holds nothing is told. Four queries at most."""
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
            ranks[code] = rank_sentence(session.course, code)
        officer = known.get(numbers.get(one.number, ""))
        one.notes = [ranks[code]] if code and ranks[code] else []
        one.notes += [clash.sentence for clash in elsewhere.get(officer or 0, [])]
