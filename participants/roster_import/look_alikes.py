"""Officers whom the rows of a roster resemble, limited to those whom all readers of the roster may see."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import Max, Min

from accounts.models import User
from participants.duplicates.candidates import OFFICERS_PER_STEP, resemblances_for
from participants.duplicates.distinct_pairs import declare_distinct
from participants.identity import email_key
from participants.models import Officer, RosterImport, RosterRow, RowDecision, RowOutcome
from participants.roster.base.problems import problem_from_json
from participants.roster.check.known import NOBODY, LookAlike, OnRecord

_REASONS, _LEAST_BITS = 4, 1.0
EMAILS_PER_QUERY = 200


def alike_on_record(roster: RosterImport) -> Callable[[list], list]:
    """Returns the function for `Known.alike`, for the rows of a RosterImport.

    Leaves out officers whom this import recorded or changed, because its rows were compared with each other when it was read; and
    officers whom not every coordinator of the programme may see, because a row that waits would reveal them.
    """

    def excluded(officer_ids):
        written = (RowOutcome.NEW, RowOutcome.CHANGE)
        rows = RosterRow.objects.filter(roster_import=roster, applied=True, outcome__in=written)
        ours = Officer.objects.of_programme(roster.programme_id).filter(pk__in=officer_ids)
        hidden = set(officer_ids) - set(ours.values_list("pk", flat=True))
        return hidden | set(rows.filter(officer__in=officer_ids).values_list("officer", flat=True))

    def alike(values_list):
        found = resemblances_for(values_list, leave_out=excluded)
        ids = {one.best.officer_id for one in found if one.best}.union(*(one.namesakes for one in found))
        facts = _facts(sorted(ids))
        return [_on_record(one, facts) if one.best or one.namesakes else NOBODY for one in found]

    return alike


def _on_record(resemblance, facts):
    """Returns the OnRecord of a Resemblance. facts: those of `_facts`; who is not there was merged meanwhile."""
    best = resemblance.best if resemblance.best and resemblance.best.officer_id in facts else None
    others = [pk for pk in resemblance.namesakes if pk in facts and (best is None or pk != best.officer_id)]
    namesakes = tuple((english or bangla, number) for number, english, bangla in (facts[pk] for pk in others))
    return OnRecord(_look_alike(best, *facts[best.officer_id]) if best else None, namesakes)


def emails_on_record(roster: RosterImport) -> Callable[[list[str]], dict[str, list[tuple[int, str, str]]]]:
    """Returns the function for `Known.emails`: officers whom the programme of a RosterImport holds. Two queries for EMAILS_PER_QUERY."""

    def holders(emails):
        found: dict[str, list[tuple[int, str, str]]] = {}
        ours = Officer.objects.of_programme(roster.programme_id)
        for start in range(0, len(emails), EMAILS_PER_QUERY):
            part = emails[start : start + EMAILS_PER_QUERY]
            # By the search keys, because the addresses themselves have no index.
            known = ours.filter(keys__key__in=[email_key(email) for email in part], email__in=part)
            ends = known.order_by().values_list("email").annotate(first=Min("pk"), last=Max("pk"))
            holder = {email: sorted({first, last}) for email, first, last in ends}
            facts = _facts(sorted({pk for pks in holder.values() for pk in pks}))
            for email, pks in holder.items():
                found[email] = [(pk, facts[pk][1] or facts[pk][2], facts[pk][0]) for pk in pks if pk in facts]
        return found

    return holders


def _facts(officer_ids):
    """Returns {id: (service number, English name, Bangla name)} of officers."""
    found = {}
    for start in range(0, len(officer_ids), OFFICERS_PER_STEP):
        officers = Officer.objects.filter(pk__in=officer_ids[start : start + OFFICERS_PER_STEP])
        for pk, *facts in officers.values_list("pk", "service_number", "name_en", "name_bn"):
            found[pk] = facts
    return found


def _look_alike(candidate, number, english, bangla):
    reasons = [one.code for one in candidate.evidence if one.bits >= _LEAST_BITS][:_REASONS]
    return LookAlike(candidate.officer_id, tuple(reasons), english or bangla, number)


def is_asked_openly(row: RosterRow) -> bool:
    """Whether a RosterRow shows whom it resembles, so that a decision about it is an informed one."""
    return row.alike_id is not None and any(problem_from_json(item).code == "OFFICER_ALIKE" for item in row.problems)


def record_distinct_answers(rows: Iterable[RosterRow], officers: Mapping[int, Officer], *, by: User) -> None:
    """Declares pairs distinct for RosterRows that a person took although they resemble an officer. In the caller's transaction.

    officers: {row number: Officer} of the applied rows.
    """
    for row in rows:
        officer = officers.get(row.number)
        if (
            officer
            and row.decision == RowDecision.TAKE
            and row.alike_id not in (None, officer.pk)
            and is_asked_openly(row)
        ):
            declare_distinct(officer, Officer(pk=row.alike_id), by=by)
