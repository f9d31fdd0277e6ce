"""The page of one officer: the record, postings, trainings, certificates, and the history of changes in words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, User
from accounts.text.localised_text import date_text
from certificates.models import Certificate, CorrectionRequest
from participants.merging.merges import merges_of
from participants.merging.movable_relations import unsettled
from participants.models import Officer, Rank, RosterRow, Unit
from participants.officers.postings import SYNCHRONISED
from programmes.models import Place, Programme
from trainings.making_up.reading import note_codes
from trainings.models import Enrolment, EnrolmentState, SessionState, TrainingSession

# Fields that nobody edits, or that repeat another line of the history.
_NOT_SHOWN = {"id", "created_at", "updated_at"}
_LINKED = {"rank": Rank, "unit": Unit, "force": Unit, "district": Place, "programme": Programme, "user": User}
_POSTING_ACTS = {
    "posting.recorded": gettext_lazy("Posting recorded"),
    "posting.left": gettext_lazy("Left the police"),
    "posting.corrected": gettext_lazy("Posting corrected"),
    "posting.removed": gettext_lazy("Posting removed"),
}


@dataclass(frozen=True)
class Difference:
    """One value that changed. `old` or `new` is "" where there was none."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """What was changed at one moment, and by whom; `by` is None for the system."""

    at: datetime
    by: User | None
    title: str
    differences: tuple


@dataclass(frozen=True)
class Stay:
    """A posting with the day it ended; `until` is None for the present one.

    again: later postings of the same rank and unit right after it, as two records of one person leave them.
    """

    posting: object
    until: object
    again: tuple = ()


def page(officer: Officer, user: User) -> dict[str, Any]:
    """Returns the template context for an Officer (fetched with rank, unit, district and account). A constant number of queries.

    user: a coordinator; trainings, certificates, rosters and merges are those the user may see.
    """
    own = TrainingSession.objects.coordinated_by(user)
    enrolments = (
        officer.enrolments.exclude(session__state=SessionState.DRAFT, state=EnrolmentState.NOMINATED)
        .select_related("session__course", "session__place", "rank", "unit")
        .order_by("-session__starts_on", "-pk")
    )
    trainings, merges = list(enrolments.filter(session__in=own)), merges_of(officer)
    postings = list(officer.postings.in_time())
    certificates = list(
        Certificate.objects.visible_to(user)
        .filter(enrolment__officer=officer)
        .select_related("enrolment__session", "superseded_by")
        .order_by("-issued_at", "-pk")
    )
    corrections = list(
        CorrectionRequest.objects.coordinated_by(user)
        .filter(enrolment__officer=officer)
        .select_related("certificate", "enrolment__session")
    )
    _offer_corrections(trainings, certificates, corrections)
    note_codes(trainings)
    masked = _Masked(user)
    return {
        "officer": officer,
        "stays": _stays(postings),
        "has_left": bool(postings) and postings[0].has_left,
        "trainings": trainings,
        "completed": sum(enrolment.state == EnrolmentState.COMPLETED for enrolment in trainings),
        "has_more_elsewhere": Enrolment.objects.filter(officer=officer).exclude(session__in=own).exists(),
        "certificates": certificates,
        "corrections": corrections,
        "rosters": _rosters(officer, user),
        "former_numbers": list(officer.former_numbers.values_list("service_number", flat=True)),
        "unsettled": unsettled(officer, by=user) if any(merge.stands for merge in merges) else [],
        "merges": masked.of_merges(merges),
        "changes": [masked.of_change(one) for one in changes(officer, merges)],
    }


def _offer_corrections(trainings, certificates, corrections):
    """Gives each Enrolment `correction`, the request that waits or None, and `may_ask`, whether one can be filed from here.

    Of a training with a certificate that holds, the page of the certificate offers it.
    """
    waiting = {one.enrolment_id: one for one in corrections if one.is_open}
    printed = {one.enrolment_id for one in certificates if one.is_valid}
    for enrolment in trainings:
        enrolment.correction = waiting.get(enrolment.pk)
        takes_part = enrolment.was_confirmed and enrolment.state not in (
            EnrolmentState.NOMINATED,
            EnrolmentState.WITHDRAWN,
        )
        enrolment.may_ask = takes_part and enrolment.pk not in printed and not enrolment.correction


def _stays(postings):
    """Returns the Stays of postings, the latest first in both. Successive postings of the same rank and unit are one Stay."""
    stays, until = [], None
    same = groupby(postings, key=lambda posting: (posting.rank_id, posting.unit_id, posting.has_left))
    for _where, repeated in same:
        *again, first = repeated
        stays.append(Stay(first, until, tuple(again)))
        until = first.since
    return stays


def _rosters(officer, user):
    rows = (
        RosterRow.objects.filter(
            officer=officer, applied=True, roster_import__programme__in=Programme.objects.coordinated_by(user)
        )
        .select_related("roster_import__session_roster__session")
        .order_by("-roster_import__created_at", "-pk")
    )
    return [
        {
            "row": row,
            "session": row.roster_import.session_roster.session,
            "url": reverse(
                "sessions:roster", args=[row.roster_import.session_roster.session.code, row.roster_import.public_id]
            ),
        }
        for row in rows
    ]


# What was changed, in words


def changes(officer: Officer, merges: Iterable[Any] = ()) -> list[Change]:
    """Returns every Change of the record and of the postings, the latest first. A constant number of queries.

    merges: those into the officer, as `merges_of` returns them.
    """
    versions = list(officer.history.select_related("history_user").order_by("history_date", "history_id"))
    acts = list(
        AuditEntry.objects.filter(
            target_type=Officer._meta.label_lower, target_id=str(officer.pk), verb__in=_POSTING_ACTS
        ).select_related("actor")
    )
    steps = [(version, _changed(before, version)) for before, version in zip([None, *versions], versions, strict=False)]
    names = _names([step for _version, step in steps], acts)
    titles = _titles(versions, {merge.pk: merge for merge in merges})
    found = [_of_record(version, step, names, titles.get(version.pk)) for version, step in steps]
    found = [change for change in found if change.title]
    found += [_of_posting(entry, names) for entry in acts]
    return sorted(found, key=lambda change: change.at, reverse=True)


class _Masked:
    """Writes "somebody of another programme" for people whom the reader does not see, as the history pages do."""

    def __init__(self, reader):
        self.seen = set(User.objects.visible_to(reader).values_list("pk", flat=True))
        self.somebody = User(full_name=str(_("Somebody of another programme")))

    def of_person(self, person):
        return person if person is None or person.pk in self.seen else self.somebody

    def of_change(self, change):
        return replace(change, by=self.of_person(change.by))

    def of_merges(self, merges):
        for one in merges:
            one.merged_by, one.undone_by = self.of_person(one.merged_by), self.of_person(one.undone_by)
        return merges


def _changed(before, version):
    """Returns [(field, old value, new value)] between two versions; the first version changes nothing."""
    if before is None or version.history_type == "+":
        return []
    hidden = _NOT_SHOWN | ({"rank", "unit", "district"} if version.history_change_reason == SYNCHRONISED else set())
    fields = [field for field in Officer._meta.concrete_fields if field.name not in hidden]
    pairs = [(field, getattr(before, field.attname), getattr(version, field.attname)) for field in fields]
    return [(field, old, new) for field, old, new in pairs if old != new]


def _names(steps, acts):
    """Returns {(model, id): name} for all ranks, units, places and others that the changes speak of."""
    wanted = {model: set() for model in _LINKED.values()}
    for step in steps:
        for field, *values in step:
            if field.name in _LINKED:
                wanted[_LINKED[field.name]].update(values)
    for entry in acts:
        for side in ("before", "after"):
            for field in ("rank", "unit"):
                wanted[_LINKED[field]].add(entry.details.get(side, {}).get(field))
    return {
        (model, pk): str(row)
        for model, pks in wanted.items()
        for pk, row in model.objects.in_bulk(pks - {None}).items()
    }


def _titles(versions, merges):
    """Returns {id of a version: title} of those that a merge wrote, whether or not it changed a value."""
    titles, merged = {}, set()
    for version in versions:
        kind, _space, number = (version.history_change_reason or "").partition(" ")
        if kind != "merge":
            continue
        merge = merges.get(int(number))
        if version.history_type == "-":
            titles[version.pk] = _("Taken into another record")
        elif version.history_type == "+":
            titles[version.pk] = _("A record of its own again: the merge was taken back")
        elif merge is None:
            titles[version.pk] = _("Merged with another record")
        else:
            words = {"name": merge.absorbed.name, "number": merge.absorbed.service_number}
            # The first version of a merge is the merging, the next one its taking back.
            sentence = _("Merge with %(name)s (%(number)s) taken back") if number in merged else None
            titles[version.pk] = (sentence or _("%(name)s (%(number)s) merged into this record")) % words
            merged.add(number)
    return titles


def _of_record(version, step, names, title=None):
    if title is None and version.history_type == "+":
        title = _("Recorded")
    elif title is None and step:
        title = _("Record changed")
    differences = tuple(
        Difference(str(field.verbose_name), _value(field, old, names), _value(field, new, names))
        for field, old, new in step
    )
    return Change(version.history_date, version.history_user, title, differences)


def _value(field, value, names):
    if value in (None, ""):
        return ""
    if field.name in _LINKED:
        return names.get((_LINKED[field.name], value), _("(no longer on record)"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return date_text(value, get_language()) if field.get_internal_type() == "DateField" else str(value)


def _of_posting(entry, names):
    details = entry.details
    difference = Difference(
        _("Posting"), _posting_in_words(details.get("before"), names), _posting_in_words(details.get("after"), names)
    )
    return Change(entry.at, entry.actor, str(_POSTING_ACTS[entry.verb]), (difference,))


def _posting_in_words(facts, names):
    if not facts:
        return ""
    parts = [names.get((model, facts[field])) for field, model in (("rank", Rank), ("unit", Unit)) if facts[field]]
    where = _("left the police") if facts["has_left"] else ", ".join(part for part in parts if part)
    since = date_text(datetime.fromisoformat(facts["since"]), get_language())
    return _("%(where)s, since %(date)s") % {"where": where, "date": since}
