"""Declaring that two similar records are different people. A declaration stays until somebody withdraws it."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.typed_text import one_line
from participants.models import DistinctPair, Officer, in_pair


def lock_both(pks: Collection[int], *, by: User) -> dict[int, Officer]:
    """Locks two officers (ids) in the caller's transaction. Returns {id: Officer}; raises Refused unless `by` coordinates both."""
    Officer.objects.filter(pk__in=pks).lock()
    found = Officer.objects.coordinated_by(by).filter(pk__in=pks).with_related().in_bulk()
    if not is_coordinator(by) or len(found) < 2:
        raise Refused(_("One of the two records is not there any more. Somebody may have merged it."))
    return found


@transaction.atomic
def declare_distinct(one: Officer, other: Officer, *, by: User, reason: str = "") -> DistinctPair:
    """Records that two officers are different people, so that nobody is asked again. Returns the DistinctPair.

    A second call changes nothing. by: a coordinator of both. Raises Refused where one of them is not on record any more.
    """
    pks = sorted({one.pk, other.pk})
    lock_both(pks, by=by)
    facts = {"reason": one_line(reason).strip(), "said_by": by}
    pair, is_new = DistinctPair.objects.get_or_create(**in_pair(*pks), defaults=facts)
    if is_new:
        record(by, "officers.told_apart", pair, officers=pks)
    return pair


@transaction.atomic
def withdraw(pair: DistinctPair, *, by: User) -> None:
    """Withdraws a declaration: the two officers may be listed as likely duplicates, and merged, again. Raises Refused."""
    found = DistinctPair.objects.select_for_update().filter(pk=pair.pk).first()
    if found is None or not is_coordinator(by) or not DistinctPair.objects.visible_to(by).filter(pk=pair.pk).exists():
        raise Refused(_("This was taken back already."))
    record(by, "officers.not_told_apart", found, officers=[found.officer_low_id, found.officer_high_id])
    found.delete()
