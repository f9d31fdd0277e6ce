"""Saying of two records that look alike that they are two people. It is remembered until somebody takes it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from participants.models import DistinctPair, Officer, in_pair


@transaction.atomic
def declare_distinct(one, other, *, by, reason=""):
    """Remembers that two officers are different people, so that nobody is asked again. Returns the DistinctPair.

    Said twice, it stands once. by: a coordinator of both. Raises Refused where one of them is not there any more.
    """
    pks = sorted({one.pk, other.pk})
    list(Officer.objects.filter(pk__in=pks).order_by("pk").select_for_update().values_list("pk"))
    if not is_coordinator(by) or Officer.objects.coordinated_by(by).filter(pk__in=pks).count() < 2:
        raise Refused(_("One of the two records is not there any more. Somebody may have merged it."))
    said = {"reason": reason.strip(), "said_by": by}
    pair, is_new = DistinctPair.objects.get_or_create(**in_pair(*pks), defaults=said)
    if is_new:
        record(by, "officers.told_apart", pair, officers=pks)
    return pair


@transaction.atomic
def withdraw(pair, *, by):
    """Takes back that two officers are different people: they may be asked about, and merged, again. Raises Refused."""
    pair = DistinctPair.objects.select_for_update().filter(pk=pair.pk).first()
    if pair is None or not is_coordinator(by) or not DistinctPair.objects.visible_to(by).filter(pk=pair.pk).exists():
        raise Refused(_("This was taken back already."))
    record(by, "officers.not_told_apart", pair, officers=[pair.officer_low_id, pair.officer_high_id])
    pair.delete()
