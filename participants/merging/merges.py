"""Merging two records of one person, and undoing that.

The absorbed record is deleted from its table and stored, complete, in the Merge. Its rows move to the officer who stays
(participants/merging/movable_relations.py), and a search by its service number finds that officer. So no list and no count
has a person twice. A foreign key that no handler moved makes the database refuse the deletion.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from participants.duplicates.distinct_pairs import lock_both
from participants.merging.movable_relations import handlers_of
from participants.merging.plan import account_left_over, has_other_work, plan
from participants.models import FormerNumber, Merge, Officer
from participants.row_snapshots import as_data, restore_rows, row_of, value_of


@transaction.atomic
def merge(kept: Officer, absorbed: Officer, *, by: User, choices: Mapping[str, str] | None = None) -> Merge:
    """Merges two officers: `kept` stays, `absorbed` is stored in the Merge. Returns the Merge.

    choices: as in `plan`. by: a coordinator of both officers. Raises Refused, with what to do, where the two cannot be merged:
    they were declared different people, were merged meanwhile, or have a conflict that `by` may not decide.
    """
    handlers = handlers_of(Officer)
    for handler in handlers:
        handler.lock(kept.pk, absorbed.pk)
    kept, absorbed = _locked_pair(kept, absorbed, by)
    planned = plan(kept, absorbed, by=by, choices=choices)
    if planned.why_not:
        raise Refused(planned.why_not[0])
    before, absorbed_record = as_data(kept), as_data(absorbed)
    left_over = account_left_over(kept, absorbed, planned.fields)
    for column in planned.columns_taken:
        setattr(kept, column, getattr(absorbed, column))
    moved = {handler.key: handler.move(kept, absorbed, choices=planned.choices, by=by) for handler in handlers}
    made = Merge.objects.create(
        kept=kept,
        absorbed_id=absorbed.pk,
        absorbed_record=absorbed_record,
        kept_before=before,
        kept_after={},
        choices=planned.choices,
        moved=moved,
        conflicts=[
            {"title": one.title, "told": one.description, "chosen": _chosen_label(one)} for one in planned.conflicts
        ],
        merged_by=by,
        merged_at=timezone.now(),
    )
    _remove(absorbed, made, by)
    _write(kept, made, by)
    if left_over and left_over.is_active and not has_other_work(left_over):
        _set_active(left_over, is_active=False, by=by)
        made.moved["accounts.closed"] = left_over.pk
    made.kept_after = as_data(kept)
    made.save(update_fields=["kept_after", "moved"])
    old, new = before["service_number"], kept.service_number
    former = absorbed_record if old == new and before["force_id"] == kept.force_id else before
    FormerNumber.objects.create(
        officer=kept, force_id=former["force_id"], service_number=former["service_number"], merge=made
    )
    for handler in handlers:
        handler.rebuild([kept])
    record(by, "officer.merged", kept, merge=made.pk, absorbed=made.absorbed_id, moved=_counts(moved))
    return made


def _locked_pair(kept, absorbed, by):
    if kept.pk == absorbed.pk:
        raise Refused(_("Choose two different records."))
    found = lock_both([kept.pk, absorbed.pk], by=by)
    return found[kept.pk], found[absorbed.pk]


def _remove(absorbed, made, by):
    absorbed._history_user, absorbed._change_reason = by, f"merge {made.pk}"
    absorbed.delete()
    absorbed.pk = made.absorbed_id


def _write(officer, made, by):
    officer._history_user, officer._change_reason = by, f"merge {made.pk}"
    officer.save()


def _set_active(user, *, is_active, by):
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    record(by, "account.reopened" if is_active else "account.closed", user)


def _chosen_label(conflict):
    return str(dict(conflict.options).get(conflict.chosen, ""))


def _counts(moved):
    return {key: len(data["ids"]) for key, data in moved.items() if isinstance(data, dict) and data.get("ids")}


# Undo


@transaction.atomic
def take_back(merge: Merge, *, by: User) -> Merge:
    """Undoes a merge. Returns the Merge; its `left` has sentences about what stays because of later work.

    Later work is not undone: a value that was changed after the merge stays, and rows that were added stay with the officer who
    was kept. Raises Refused where a later merge depends on this one, the service number belongs to another officer now, or later
    work depends on the rows of both records.
    """
    handlers = handlers_of(Officer)
    before_the_lock = _visible(merge, by)
    for handler in handlers:
        handler.lock_for_undo(before_the_lock.moved.get(handler.key))
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    Officer.objects.filter(pk=merge.kept_id).lock()
    kept = Officer.objects.with_related().get(pk=merge.kept_id)
    _check_undo(merge, kept)
    merge.former_numbers.all().delete()
    left = _restore_values(merge, kept, by)
    absorbed = _restore_record(merge, by, left)
    for handler in reversed(handlers):
        moved = merge.moved.get(handler.key)
        if moved is not None:
            left += handler.take_back(kept, absorbed, moved, by=by)
    _reopen_account(merge, absorbed, kept, by)
    merge.undone_by, merge.undone_at, merge.left = by, timezone.now(), [str(sentence) for sentence in left]
    merge.save(update_fields=["undone_by", "undone_at", "left"])
    for handler in handlers:
        handler.rebuild([kept, absorbed])
    record(by, "officer.merge_taken_back", kept, merge=merge.pk, absorbed=merge.absorbed_id, left=len(left))
    return merge


def _visible(merge, by):
    found = Merge.objects.visible_to(by).filter(pk=merge.pk).first() if is_coordinator(by) else None
    if found is None:
        raise Refused(_("This merge is not there, or its officer is not one of yours."))
    return found


def _check_undo(merge, kept):
    if not merge.stands:
        raise Refused(_("This merge was taken back already."))
    if later := Merge.objects.standing().filter(kept=merge.kept_id, pk__gt=merge.pk).order_by("-pk").first():
        words = {"name": absorbed_officer(later).name, "date": date_text(later.merged_at, get_language())}
        raise Refused(_("%(name)s was merged into this officer later, on %(date)s. Take that back first.") % words)
    numbers = [merge.absorbed_record]
    if _number(merge.kept_before) != _number(merge.kept_after):
        numbers = [merge.absorbed_record, merge.kept_before]
    for force, number in map(_number, numbers):
        if Officer.objects.filter(force=force, service_number=number).exclude(pk=kept.pk).exists():
            raise Refused(
                _("The service number %(number)s was given to another officer since. Correct that record first.")
                % {"number": number}
            )


def _number(data):
    return data["force_id"], data["service_number"]


def _restore_values(merge, kept, by):
    """Gives `kept` its values from before the merge, except those that were changed since. Returns sentences about these."""
    left, now = [], as_data(kept)
    changed = [column for column, value in merge.kept_after.items() if merge.kept_before[column] != value]
    for column in changed:
        if column == "updated_at":
            continue
        if now[column] == merge.kept_after[column]:
            setattr(kept, column, value_of(Officer, column, merge.kept_before))
        else:
            field = next(one for one in Officer._meta.concrete_fields if one.attname == column)
            left.append(
                _("%(field)s was changed after the merge and stays as it is now.")
                % {"field": str(field.verbose_name).capitalize()}
            )
    if not (kept.name_en or kept.name_bn):
        raise Refused(_("The officer would be left without a name. Write one on the remaining record first."))
    _write(kept, merge, by)
    if now["updated_at"] == merge.kept_after["updated_at"]:
        Officer.objects.filter(pk=kept.pk).update(updated_at=value_of(Officer, "updated_at", merge.kept_before))
    return left


def _restore_record(merge, by, left):
    """Writes the absorbed record again, under its own id. Returns the Officer."""
    data = dict(merge.absorbed_record)
    if data["user_id"] and Officer.objects.filter(user=data["user_id"]).exists():
        data["user_id"] = None
        left.append(_("The account of the restored record belongs to another officer now and stays there."))
    [absorbed] = restore_rows(Officer, data)
    Officer.history.bulk_history_create(
        [absorbed], default_user=by, default_change_reason=f"merge {merge.pk}", default_date=timezone.now()
    )
    return absorbed


def _reopen_account(merge, absorbed, kept, by):
    closed = merge.moved.get("accounts.closed")
    for officer in (absorbed, kept):
        if closed and officer.user_id == closed and not officer.user.is_active:
            _set_active(officer.user, is_active=True, by=by)


# Reading


def absorbed_officer(merge: Merge) -> Officer:
    """Returns the absorbed record as an Officer that is not saved."""
    return row_of(Officer, merge.absorbed_record)


def merges_of(officer: Officer) -> list[Any]:
    """Returns the Merges into this officer, the latest first, each with `.absorbed` (an unsaved Officer). One query."""
    merges: list[Any] = list(Merge.objects.filter(kept=officer).select_related("merged_by", "undone_by"))
    for one in merges:
        one.absorbed = absorbed_officer(one)
    return merges
