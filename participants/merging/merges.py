"""Making one record of two, and taking that back.

The record that is absorbed leaves its table and stays, complete, in the Merge; all that hung on it hangs on the officer who
was kept (participants/merging/movable_relations.py), and its service number leads there. So no list and no count can meet a record twice,
and the database itself makes sure that nothing was forgotten: a row that something still points at cannot go.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from participants.merging.movable_relations import handlers_of
from participants.merging.plan import account_left_over, has_other_work, plan
from participants.models import FormerNumber, Merge, Officer
from participants.row_snapshots import as_data, restore_rows, row_of, value_of


def with_related(officers):
    """Returns a queryset of officers with everything a plan looks at."""
    return officers.select_related("force", "rank", "unit", "district", "user", "programme")


@transaction.atomic
def merge(kept, absorbed, *, by, choices=None):
    """Makes one record of two: `kept` stays, `absorbed` goes into the Merge, which is returned.

    choices: as in `merge_plan.plan`. by: a coordinator of both. Raises Refused, with what to do, where the two cannot be
    merged: said to be different people, merged meanwhile, or a conflict that nobody may settle here.
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
            {"title": one.title, "told": one.description, "chosen": _words_chosen(one)} for one in planned.conflicts
        ],
        merged_by=by,
        merged_at=timezone.now(),
    )
    _remove(absorbed, made, by)
    _write(kept, made, by)
    if left_over and left_over.is_active and not has_other_work(left_over):
        _open(left_over, is_active=False, by=by)
        made.moved["accounts.closed"] = left_over.pk
    made.kept_after = as_data(kept)
    made.save(update_fields=["kept_after", "moved"])
    old, new = before["service_number"], kept.service_number
    former = absorbed_record if old == new and before["force_id"] == kept.force_id else before
    FormerNumber.objects.create(
        officer=kept, force_id=former["force_id"], service_number=former["service_number"], merge=made
    )
    for handler in handlers:
        handler.renew([kept])
    record(by, "officer.merged", kept, merge=made.pk, absorbed=made.absorbed_id, moved=_counts(moved))
    return made


def _locked_pair(kept, absorbed, by):
    if kept.pk == absorbed.pk:
        raise Refused(_("Choose two different records."))
    pks = [kept.pk, absorbed.pk]
    # First the locks, then the reading: rows joined by the locking query would be those from before the wait.
    list(Officer.objects.filter(pk__in=pks).order_by("pk").select_for_update().values_list("pk"))
    found = with_related(Officer.objects.coordinated_by(by).filter(pk__in=pks)).in_bulk()
    if not is_coordinator(by) or len(found) < 2:
        raise Refused(_("One of the two records is not there any more. Somebody may have merged it."))
    return found[kept.pk], found[absorbed.pk]


def _remove(absorbed, made, by):
    absorbed._history_user, absorbed._change_reason = by, f"merge {made.pk}"
    absorbed.delete()
    absorbed.pk = made.absorbed_id


def _write(officer, made, by):
    officer._history_user, officer._change_reason = by, f"merge {made.pk}"
    officer.save()


def _open(user, *, is_active, by):
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    record(by, "account.reopened" if is_active else "account.closed", user)


def _words_chosen(conflict):
    return str(dict(conflict.options).get(conflict.chosen, ""))


def _counts(moved):
    return {key: len(data["ids"]) for key, data in moved.items() if isinstance(data, dict) and data.get("ids")}


# Taking back


@transaction.atomic
def take_back(merge, *, by):
    """Makes two records of one again, as they were. Returns the Merge; its `left` says what stays as later work made it.

    What was changed after the merge is not undone: a value changed since stays, what was added since stays with the record that
    was kept. Raises Refused where that is not possible: a later merge stands on this one, the service number was given to
    somebody else, later work rests on what the two held together.
    """
    handlers = handlers_of(Officer)
    before_the_lock = _seen(merge, by)
    for handler in handlers:
        handler.lock_for_undo(before_the_lock.moved.get(handler.key))
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    list(Officer.objects.filter(pk=merge.kept_id).select_for_update().values_list("pk"))
    kept = with_related(Officer.objects).get(pk=merge.kept_id)
    _refuse_taking_back(merge, kept)
    merge.former_numbers.all().delete()
    left = _restore_values(merge, kept, by)
    absorbed = _restore_record(merge, by, left)
    for handler in reversed(handlers):
        moved = merge.moved.get(handler.key)
        if moved is not None:
            left += handler.take_back(kept, absorbed, moved, by=by)
    _open_again(merge, absorbed, kept, by)
    merge.undone_by, merge.undone_at, merge.left = by, timezone.now(), [str(sentence) for sentence in left]
    merge.save(update_fields=["undone_by", "undone_at", "left"])
    for handler in handlers:
        handler.renew([kept, absorbed])
    record(by, "officer.merge_taken_back", kept, merge=merge.pk, absorbed=merge.absorbed_id, left=len(left))
    return merge


def _seen(merge, by):
    found = Merge.objects.visible_to(by).filter(pk=merge.pk).first() if is_coordinator(by) else None
    if found is None:
        raise Refused(_("This merge is not there, or its officer is not one of yours."))
    return found


def _refuse_taking_back(merge, kept):
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
    """Gives `kept` the values from before the merge, but for those changed since. Returns sentences on these."""
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
        raise Refused(_("The officer would be left without a name. Write one on the record that was kept first."))
    _write(kept, merge, by)
    if now["updated_at"] == merge.kept_after["updated_at"]:
        Officer.objects.filter(pk=kept.pk).update(updated_at=value_of(Officer, "updated_at", merge.kept_before))
    return left


def _restore_record(merge, by, left):
    """Writes the absorbed record again, under its own number. Returns the Officer."""
    data = dict(merge.absorbed_record)
    if data["user_id"] and Officer.objects.filter(user=data["user_id"]).exists():
        data["user_id"] = None
        left.append(_("The account of the record that comes back belongs to another officer now and stays there."))
    [absorbed] = restore_rows(Officer, data)
    Officer.history.bulk_history_create(
        [absorbed], default_user=by, default_change_reason=f"merge {merge.pk}", default_date=timezone.now()
    )
    return absorbed


def _open_again(merge, absorbed, kept, by):
    closed = merge.moved.get("accounts.closed")
    for officer in (absorbed, kept):
        if closed and officer.user_id == closed and not officer.user.is_active:
            _open(officer.user, is_active=True, by=by)


# Reading


def absorbed_officer(merge):
    """Returns the record that was absorbed as it was then, as an Officer that is not saved."""
    return row_of(Officer, merge.absorbed_record)


def merges_of(officer):
    """Returns the Merges into this officer, the latest first, each with `.absorbed` (an unsaved Officer). One query."""
    merges = list(Merge.objects.filter(kept=officer).select_related("merged_by", "undone_by"))
    for one in merges:
        one.absorbed = absorbed_officer(one)
    return merges
