"""Taking back what the rows of an applied roster did to officers: who may be taken back, and doing it.

A row is taken back as a whole or not at all: an officer that it recorded goes, one that it changed gets the old values again,
field by field, and a posting that it noted goes or is again what it was. Where later work rests on it, the row says why not.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from accounts.audit.trail import record
from participants.duplicates.search_keys import index
from participants.models import Officer, Posting, RosterRow, Unit
from participants.models.coded_fields import column_of
from participants.roster.base.fields import POSTED_FIELDS
from participants.roster_import.undo_rules import ALWAYS, IF_POSTED, reasons
from participants.row_snapshots import as_data, row_of, value_of

OFFICERS_PER_LOOK = 500
# Of these two an officer who was recorded may have other values without anybody having worked on the record.
NOT_WORK = {"updated_at", "user_id"}
_POSTED_COLUMNS = set(map(column_of, POSTED_FIELDS))


@dataclass
class RowUndo:
    """What taking a row back would do to its officer. `reasons` are the sentences why it cannot; without any it can."""

    row: RosterRow
    officer: Officer | None = None
    reasons: list = field(default_factory=list)

    @property
    def effect(self):
        """What the row did to the officer, as participants/roster_import/row_effects.py keeps it."""
        return self.row.effects["officer"]

    @property
    def removes(self):
        """Whether the officer goes."""
        return self.effect["created"]

    @property
    def restores(self):
        """Whether the officer gets old values back."""
        return bool(set(self.effect["before"]) - {"updated_at"})

    @property
    def posts_back(self):
        """Whether the officer gets the old rank or unit back."""
        return bool(_POSTED_COLUMNS & set(self.effect["before"]))

    @property
    def postings_before(self):
        """What becomes of the posting that the row noted: {id: the row as data from before, or None where it goes}."""
        noted = self.row.effects.get("posting")
        return {noted["after"]["id"]: noted["before"]} if noted else {}


def rows_to_take_back(roster):
    """Returns the rows of a roster that were taken in and not taken back, the last first: in this order they undo each other."""
    return roster.rows.filter(Q(applied=True) | ~Q(effects={})).order_by("-number")


def lock(rows, *, force):
    """Locks the force (its code) and the officers of RosterRows, as an apply does; look at the rows afterwards."""
    list(Unit.objects.filter(code=force).select_for_update().values_list("pk"))
    ids = [row.effects["officer"]["id"] for row in rows if row.effects]
    list(Officer.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))


def look_at(rows):
    """Returns a RowUndo for each RosterRow, in the order given (the last row first). Writes nothing.

    The number of queries grows with every OFFICERS_PER_LOOK rows only.
    """
    looked = []
    for start in range(0, len(rows), OFFICERS_PER_LOOK):
        looked += _look_at(rows[start : start + OFFICERS_PER_LOOK])
    return looked


def _look_at(rows):
    undos = [RowUndo(row) for row in rows]
    known = [undo for undo in undos if undo.row.effects]
    officers = Officer.objects.in_bulk([undo.effect["id"] for undo in known])
    noted = [undo.row.effects["posting"]["after"]["id"] for undo in known if "posting" in undo.row.effects]
    postings = Posting.objects.in_bulk(noted)
    for undo in undos:
        if not undo.row.effects:
            undo.reasons.append(_("What this row did was not kept when it was applied, so it cannot be taken back."))
            continue
        undo.officer = officers.get(undo.effect["id"])
        if undo.officer is None or undo.row.officer_id != undo.officer.pk:
            undo.reasons.append(_("The record of this officer was merged with another one since, or removed."))
    standing = [undo for undo in known if not undo.reasons]
    # What is on record now, and what will be once the rows further down in the file are taken back.
    data = {undo.officer.pk: as_data(undo.officer) for undo in standing}
    posted = {pk: as_data(posting) for pk, posting in postings.items()}
    later = _later_work(standing)
    for undo in standing:
        undo.reasons += _why_record_stays(undo, data[undo.officer.pk])
        undo.reasons += _why_posting_stays(undo, posted)
        undo.reasons += [why for why in later[undo.row.pk] if why not in undo.reasons]
        if not undo.reasons:
            data[undo.officer.pk] |= undo.effect["before"]
            posted |= undo.postings_before
    return undos


def _later_work(undos):
    """Returns {id of the row: [sentences]} on what came to rest on their officers since."""
    held, found = _held(undos), {}
    kinds = {
        (): [undo for undo in undos if undo.removes],
        (IF_POSTED, ALWAYS): [undo for undo in undos if not undo.removes and undo.posts_back],
        (ALWAYS,): [undo for undo in undos if not undo.removes and not undo.posts_back],
    }
    for of_known, some in kinds.items():
        why = reasons(Officer, {undo.officer.pk: held[undo.row.pk] for undo in some}, of_known=of_known)
        found |= {undo.row.pk: why[undo.officer.pk] for undo in some}
    return found


def _held(undos):
    """Returns {id of the row: {relation: [ids]}} of what pointed at its officer when it was applied, and the rows of its import."""
    rows = {}
    same_import = RosterRow.objects.filter(
        roster_import__in={undo.row.roster_import_id for undo in undos},
        officer__in=[undo.officer.pk for undo in undos],
    )
    for officer, pk in same_import.order_by().values_list("officer", "pk"):
        rows.setdefault(officer, []).append(pk)
    relation, held = "participants.RosterRow.officer", {}
    for undo in undos:
        before = undo.row.effects.get("held", {})
        held[undo.row.pk] = before | {relation: before.get(relation, []) + rows.get(undo.officer.pk, [])}
    return held


def _why_record_stays(undo, now):
    after = undo.effect["after"]
    if undo.removes and now["user_id"] is not None:
        return [_("The officer has an account.")]
    # Of an officer known before, the account is nothing that an import writes.
    changed = [column for column in after if column not in NOT_WORK and now[column] != after[column]]
    if changed:
        names = ", ".join(str(_field(column).verbose_name) for column in changed)
        return [_("Changed again since: %(fields)s.") % {"fields": names}]
    return []


def _field(column):
    return next(one for one in Officer._meta.concrete_fields if one.attname == column)


def _why_posting_stays(undo, posted):
    noted = undo.row.effects.get("posting")
    if noted and posted.get(noted["after"]["id"]) != noted["after"]:
        return [_("The posting was corrected or removed since.")]
    return []


def take_back(undos, *, roster, by):
    """Takes back what rows (RowUndo without reasons, looked at under `lock`) did to officers. In the caller's transaction.

    What hangs on an officer who goes must be gone already. The rows are changed and not saved. Returns the ids of the officers
    who got old values back.
    """
    gone, back, fields = [], {}, {"updated_at"}
    _take_postings_back(undos)
    for undo in undos:
        officer = back.get(undo.officer.pk, undo.officer)
        if undo.removes:
            gone.append(officer)
            back.pop(officer.pk, None)
            undo.row.officer = None
        elif undo.effect["before"]:
            fields |= _give_back(officer, undo.effect)
            back[officer.pk] = officer
        # What it took to take the row back is not needed any more, and some of it is personal.
        undo.row.applied, undo.row.effects = False, {}
    if back:
        changed = list(back.values())
        bulk_update_with_history(
            changed, Officer, sorted(fields), batch_size=200, default_user=by, default_change_reason=_why(roster)
        )
        index(changed)
    removed = [officer.pk for officer in gone]
    _remove(gone, roster, by)
    if removed or back:
        record(by, "officers.taken_back", roster, removed=removed, restored=list(back))
    return list(back)


def _take_postings_back(undos):
    before = {}
    for undo in undos:
        before |= undo.postings_before
    Posting.objects.filter(pk__in=[pk for pk, data in before.items() if data is None]).delete()
    for data in filter(None, before.values()):
        row_of(Posting, data).save_base(raw=True, force_update=True)


def _give_back(officer, effect):
    """Gives an Officer the values from before; returns the columns. The moment of the last change too, if nobody else made one."""
    before, after = effect["before"], effect["after"]
    is_untouched = as_data(officer)["updated_at"] == after["updated_at"]
    for column in before:
        if column != "updated_at":
            setattr(officer, column, value_of(Officer, column, before))
    officer.updated_at = value_of(Officer, "updated_at", before) if is_untouched else timezone.now()
    return set(before)


def _remove(officers, roster, by):
    """Deletes officers with what goes along (postings, search keys); history says who did it and why."""
    if not officers:
        return
    for officer in officers:
        officer._history_user, officer._change_reason = by, _why(roster)
    collector = Collector(using=connection.alias)
    collector.collect(officers)
    collector.delete()


def _why(roster):
    return f"roster {roster.pk} taken back"
