"""The running order of a ceremony: lines with minutes, and the clock times that follow from them."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from certificates.ceremonies.dignitaries import swap
from certificates.ceremonies.planning import open_to_change
from certificates.ceremonies.timetable import clock
from certificates.models import Ceremony, DignitaryRole, RunningOrderItem
from certificates.models.ceremony import MOST_MINUTES

FIELDS = ("minutes", "starts_at", "what_en", "what_bn", "who_en", "who_bn")
MOST = 60
SECONDS_EACH = 25  # name read out, hand-over, photograph

SPEECH = (5, "Address", "বক্তব্য")
OPENING = [  # minutes, English, Bangla
    (15, "Guests take their seats", "অতিথিদের আসন গ্রহণ"),
    (5, "National anthem", "জাতীয় সংগীত"),
]
WELCOME = (5, "Words of welcome", "স্বাগত বক্তব্য")
CLOSING = [
    (5, "Vote of thanks", "ধন্যবাদ জ্ঞাপন"),
    (10, "Group photograph", "ফটোসেশন"),
]
HANDING_OVER = ("Handing over of the certificates", "সনদ বিতরণ")


@transaction.atomic
def add(ceremony: Ceremony, *, by: User, **facts: object) -> RunningOrderItem:
    """Adds a line at the end and returns it. facts: the FIELDS. Raises Refused where the times are out of order."""
    ceremony = open_to_change(ceremony, by=by)
    items = list(ceremony.running_order.all())
    if len(items) >= MOST:
        raise Refused(_("A running order has at most %(most)s lines.") % numbers(most=MOST))
    item = RunningOrderItem(ceremony=ceremony, place=items[-1].place + 1 if items else 1, **facts)
    clock(ceremony.starts_at, [*items, item])
    item.save()
    record(by, "running_order.line_added", item, ceremony=ceremony.pk, minutes=item.minutes)
    return item


@transaction.atomic
def change(item: RunningOrderItem, *, by: User, **facts: object) -> RunningOrderItem:
    """Changes FIELDS of a line and returns it. Raises Refused where the times are out of order."""
    ceremony = open_to_change(item.ceremony, by=by)
    items = list(ceremony.running_order.all())
    item = next(one for one in items if one.pk == item.pk)
    for field in FIELDS:
        if field in facts:
            setattr(item, field, facts[field])
    clock(ceremony.starts_at, items)
    item.save()
    record(by, "running_order.line_changed", item, ceremony=ceremony.pk, minutes=item.minutes)
    return item


@transaction.atomic
def move(item: RunningOrderItem, step: int, *, by: User) -> None:
    """Moves a line one place: step -1 up, 1 down. Raises Refused where the times would be out of order."""
    ceremony = open_to_change(item.ceremony, by=by)
    if swap(ceremony.running_order, item.pk, step):
        clock(ceremony.starts_at, ceremony.running_order.all())
        record(by, "running_order.line_moved", item, ceremony=ceremony.pk, step=step)


@transaction.atomic
def remove(item: RunningOrderItem, *, by: User) -> None:
    """Removes a line. Raises Refused once the ceremony was held or cancelled."""
    ceremony = open_to_change(item.ceremony, by=by)
    record(by, "running_order.line_removed", item, ceremony=ceremony.pk)
    item.delete()


@transaction.atomic
def suggest(ceremony: Ceremony, *, by: User) -> list[RunningOrderItem]:
    """Fills an empty running order with the usual lines: the host welcomes, then come the speeches, from the end of the protocol
    up, so that the chief guest speaks last before the chair.

    Returns the lines. Raises Refused when there are lines already, or when they would last until after midnight.
    """
    ceremony = open_to_change(ceremony, by=by)
    if ceremony.running_order.exists():
        raise Refused(_("There is a running order already. Change its lines, or remove them first."))
    speakers = list(ceremony.dignitaries.all())
    host = next((one for one in speakers if one.role == DignitaryRole.HOST), None)
    chairs = [one for one in speakers if one.role == DignitaryRole.CHAIR]
    speeches = [one for one in reversed(speakers) if one != host and one not in chairs] + chairs
    receivers = ceremony.hand_overs.count()
    lines = [
        *((minutes, english, bangla, None) for minutes, english, bangla in OPENING),
        (*WELCOME, host),
        *((*SPEECH, one) for one in speeches),
        (max(10, -(-receivers * SECONDS_EACH // 60)), *HANDING_OVER, None),
        *((minutes, english, bangla, None) for minutes, english, bangla in CLOSING),
    ]
    items = [
        RunningOrderItem(
            ceremony=ceremony,
            place=place,
            minutes=min(minutes, MOST_MINUTES),
            what_en=english,
            what_bn=bangla,
            who_en=one.office_en if one else "",
            who_bn=one.office_bn if one else "",
        )
        for place, (minutes, english, bangla, one) in enumerate(lines, start=1)
    ]
    clock(ceremony.starts_at, items)
    RunningOrderItem.objects.bulk_create(items)
    record(by, "running_order.suggested", ceremony, lines=len(items))
    return items
