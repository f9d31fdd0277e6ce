"""Undo of an applied roster, for officers: which rows can be undone, and the undo itself.

A row is undone completely or not at all: a new officer is deleted, a changed officer gets the old values of the changed fields,
and a posting is deleted or restored. Where later work depends on the row, it is not undone and has the reasons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from accounts.audit.trail import record
from accounts.models import User
from participants.duplicates.search_keys import index
from participants.models import Merge, Officer, Posting, RosterImport, RosterRow, Unit
from participants.models.coded_fields import column_of
from participants.roster.base.fields import POSTED_FIELDS
from participants.roster_import.undo_rules import ALWAYS, IF_POSTED, reasons
from participants.row_snapshots import as_data, row_of, value_of

ROWS_PER_BATCH = 500
# These may change without later work on the record.
NOT_WORK = {"updated_at", "user_id"}
_POSTED_COLUMNS = set(map(column_of, POSTED_FIELDS))


@dataclass
class RowUndo:
    """What the undo of a row would do to its officer. reasons: sentences why it is not possible; empty where it is."""

    row: RosterRow
    officer: Officer = None  # type: ignore[assignment]  # set by `look_at`; None only where there are reasons
    reasons: list = field(default_factory=list)

    @property
    def effect(self) -> dict[str, Any]:
        """The effect of the row on the officer (see row_effects.py)."""
        return self.row.effects["officer"]

    @property
    def removes(self) -> bool:
        """Whether the officer is deleted."""
        return self.effect["created"]

    @property
    def restores(self) -> bool:
        """Whether the officer gets old values back."""
        return bool(set(self.effect["before"]) - {"updated_at"})

    @property
    def posts_back(self) -> bool:
        """Whether the officer gets the old rank or unit back."""
        return bool(_POSTED_COLUMNS & set(self.effect["before"]))

    @property
    def postings_before(self) -> dict[int, Any]:
        """The posting that the row recorded: {id: its snapshot from before, or None where it is deleted}."""
        posting = self.row.effects.get("posting")
        return {posting["after"]["id"]: posting["before"]} if posting else {}


def rows_to_take_back(roster: RosterImport) -> QuerySet[RosterRow]:
    """Returns the applied rows of a roster that are not undone, the last one first: the order of the undo."""
    return roster.rows.filter(Q(applied=True) | ~Q(effects={})).order_by("-number")


def lock(rows: Iterable[RosterRow], *, force: str) -> None:
    """Locks the force (its code) and the officers of RosterRows, as an apply does. Call `look_at` afterwards."""
    list(Unit.objects.filter(code=force).select_for_update(no_key=True).values_list("pk"))
    ids = [row.effects["officer"]["id"] for row in rows if row.effects]
    Officer.objects.filter(pk__in=ids).lock()


def look_at(rows: Sequence[RosterRow]) -> list[RowUndo]:
    """Returns a RowUndo for each RosterRow, in the order given (the last row first). Writes nothing.

    The number of queries grows with every ROWS_PER_BATCH rows only.
    """
    looked = []
    for start in range(0, len(rows), ROWS_PER_BATCH):
        looked += _look_at(rows[start : start + ROWS_PER_BATCH])
    return looked


def _look_at(rows):
    undos = [RowUndo(row) for row in rows]
    known = [undo for undo in undos if undo.row.effects]
    officers = Officer.objects.in_bulk([undo.effect["id"] for undo in known])
    recorded = [undo.row.effects["posting"]["after"]["id"] for undo in known if "posting" in undo.row.effects]
    postings = Posting.objects.in_bulk(recorded)
    for undo in undos:
        if not undo.row.effects:
            undo.reasons.append(
                _("The effects of this row were not stored when it was applied, so it cannot be taken back.")
            )
            continue
        undo.officer = officers.get(undo.effect["id"])
        if undo.officer is None or undo.row.officer_id != undo.officer.pk:
            undo.reasons.append(_("The record of this officer was merged with another one since, or removed."))
    possible = [undo for undo in known if not undo.reasons]
    # The records now, and as they will be once the rows further down in the file are undone.
    data = {undo.officer.pk: as_data(undo.officer) for undo in possible}
    posted = {pk: as_data(posting) for pk, posting in postings.items()}
    later = _later_work(possible)
    for undo in possible:
        undo.reasons += _record_changed_since(undo, data[undo.officer.pk])
        undo.reasons += _posting_changed_since(undo, posted)
        undo.reasons += [why for why in later[undo.row.pk] if why not in undo.reasons]
        if not undo.reasons:
            data[undo.officer.pk] |= undo.effect["before"]
            posted |= undo.postings_before
    return undos


def _later_work(undos):
    """Returns {id of the row: [sentences]} about later rows that point at their officers."""
    dependents, found = _earlier_dependents(undos), {}
    kinds = {
        (): [undo for undo in undos if undo.removes],
        (IF_POSTED, ALWAYS): [undo for undo in undos if not undo.removes and undo.posts_back],
        (ALWAYS,): [undo for undo in undos if not undo.removes and not undo.posts_back],
    }
    for of_known, some in kinds.items():
        why = reasons(Officer, {undo.officer.pk: dependents[undo.row.pk] for undo in some}, of_known=of_known)
        found |= {undo.row.pk: why[undo.officer.pk] for undo in some}
    return found


def _earlier_dependents(undos):
    """Returns {id of the row: {relation: [ids]}} of the rows that pointed at its officer when it was applied, and its import rows."""
    rows = {}
    same_import = RosterRow.objects.filter(
        roster_import__in={undo.row.roster_import_id for undo in undos},
        officer__in=[undo.officer.pk for undo in undos],
    )
    for officer, pk in same_import.order_by().values_list("officer", "pk"):
        rows.setdefault(officer, []).append(pk)
    relation, dependents = "participants.RosterRow.officer", {}
    for undo in undos:
        before = undo.row.effects.get("held", {})
        dependents[undo.row.pk] = before | {relation: before.get(relation, []) + rows.get(undo.officer.pk, [])}
    return dependents


def _record_changed_since(undo, now):
    after = undo.effect["after"]
    if undo.removes and now["user_id"] is not None:
        return [_("The officer has an account.")]
    # An import does not write the account of a known officer.
    changed = [column for column in after if column not in NOT_WORK and now[column] != after[column]]
    if changed:
        names = ", ".join(str(_field(column).verbose_name) for column in changed)
        return [_("Changed again since: %(fields)s.") % {"fields": names}]
    return []


def _field(column):
    return next(one for one in Officer._meta.concrete_fields if one.attname == column)


def _posting_changed_since(undo, posted):
    posting = undo.row.effects.get("posting")
    if posting and posted.get(posting["after"]["id"]) != posting["after"]:
        return [_("The posting was corrected or removed since.")]
    return []


def take_back(undos: Sequence[RowUndo], *, roster: RosterImport, by: User) -> list[int]:
    """Undoes the effects of rows on officers. undos: RowUndos without reasons, from `look_at` under `lock`. In the caller's transaction.

    Rows of other apps that point at a deleted officer must be deleted before. Changes the RosterRows without saving them.
    Returns the ids of the officers who got old values back.
    """
    deleted: list[Officer] = []
    restored: dict[int, Officer] = {}
    fields = {"updated_at"}
    _restore_postings(undos)
    for undo in undos:
        officer = restored.get(undo.officer.pk, undo.officer)
        if undo.removes:
            deleted.append(officer)
            restored.pop(officer.pk, None)
            undo.row.officer = None
        elif undo.effect["before"]:
            fields |= _restore_values(officer, undo.effect)
            restored[officer.pk] = officer
        # The effects are not needed any more, and some are personal data.
        undo.row.applied, undo.row.effects = False, {}
    if restored:
        changed = list(restored.values())
        bulk_update_with_history(
            changed,
            Officer,
            sorted(fields),
            batch_size=200,
            default_user=by,
            default_change_reason=_history_reason(roster),
        )
        index(changed)
    removed = [officer.pk for officer in deleted]
    _delete(deleted, roster, by)
    if removed or restored:
        record(by, "officers.taken_back", roster, removed=removed, restored=list(restored))
    return list(restored)


def _restore_postings(undos):
    before = {}
    for undo in undos:
        before |= undo.postings_before
    Posting.objects.filter(pk__in=[pk for pk, data in before.items() if data is None]).delete()
    for data in filter(None, before.values()):
        row_of(Posting, data).save_base(raw=True, force_update=True)


def _restore_values(officer, effect):
    """Gives an Officer the old values; returns the columns. Restores the time of the last change too, where nobody changed it since."""
    before, after = effect["before"], effect["after"]
    is_untouched = as_data(officer)["updated_at"] == after["updated_at"]
    for column in before:
        if column != "updated_at":
            setattr(officer, column, value_of(Officer, column, before))
    officer.updated_at = value_of(Officer, "updated_at", before) if is_untouched else timezone.now()
    return set(before)


def _delete(officers, roster, by):
    """Deletes officers with their postings and search keys; the history has the user and the reason.

    Merges into them were all taken back (undo_blockers.py). What they store goes too: it protects the officer from being deleted
    and is no use without, and the audit trail has both acts.
    """
    if not officers:
        return
    Merge.objects.filter(kept__in=officers, undone_at__isnull=False).delete()
    for officer in officers:
        officer._history_user, officer._change_reason = by, _history_reason(roster)
    collector = Collector(using=connection.alias)
    collector.collect(officers)
    collector.delete()


def _history_reason(roster):
    return f"roster {roster.pk} taken back"
