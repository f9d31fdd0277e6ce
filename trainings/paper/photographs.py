"""Photographs of signed sheets: JPEG or PNG from any phone, encoded again, so that place and phone are not in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from programmes.files import images, orphans
from trainings.models import KeyedSheet, SheetPhotograph, TrainingSession

FOLDER = "sheets"
MOST = 8  # of one sheet: 200 officers


def read(uploads: Sequence[Any]) -> list[images.PreparedImage]:
    """Returns uploaded photographs, encoded again. Raises Refused with the problem of the first that cannot be taken."""
    if len(uploads) > MOST:
        raise Refused(_("At most %(most)s photographs of one sheet are taken.") % numbers(most=MOST))
    return [_read(upload) for upload in uploads]


def _read(upload):
    images.refuse_heic(upload)
    return images.read(upload)


def attach(
    sheet: KeyedSheet, photographs: Sequence[images.PreparedImage], *, by: User, now: datetime
) -> list[SheetPhotograph]:
    """Stores photographs (of `read`) with a sheet that was keyed in. Returns the rows. Raises Refused beyond MOST of one sheet."""
    require(by, can_mark_attendance, sheet.day.session)
    names: list[str] = []
    try:
        names += [images.store(one, folder=FOLDER) for one in photographs]
        return _attach(sheet, list(zip(names, photographs, strict=True)), by=by, now=now)
    except Exception:
        for name in names:
            images.discard(name, folder=FOLDER)
        raise


@transaction.atomic
def _attach(sheet, named, *, by, now):
    session = TrainingSession.objects.locked(sheet.day.session_id)
    require(by, can_mark_attendance, session)
    if sheet.photographs.count() + len(named) > MOST:
        raise Refused(_("At most %(most)s photographs of one sheet are taken.") % numbers(most=MOST))
    rows = [_row(sheet, name, one, by, now) for name, one in named]
    SheetPhotograph.objects.bulk_create(rows)
    if rows:
        record(by, "sheet.photograph_added", session, sheet=sheet.pk, count=len(rows))
    return rows


def _row(sheet, name, one, by, now):
    (width, height), (small_width, small_height) = one.large_size, one.small_size
    sizes = {"width": width, "height": height, "small_width": small_width, "small_height": small_height}
    return SheetPhotograph(sheet=sheet, name=name, added_by=by, added_at=now, **sizes)


@transaction.atomic
def note_read(photograph: SheetPhotograph, *, by: User) -> None:
    """Notes that somebody opened a photograph in full: names and signatures are on it."""
    session = photograph.sheet.day.session
    require(by, can_mark_attendance, session)
    record(by, "sheet.photograph_read", session, photograph=photograph.pk)


def sweep() -> int:
    """Removes files of photographs that no row refers to. Returns how many."""
    return orphans.sweep(FOLDER, _claimed)


def _claimed(paths):
    names = {path.removeprefix(f"{FOLDER}/").removesuffix(".webp").removesuffix("-small") for path in paths}
    known = SheetPhotograph.objects.filter(name__in=names).values_list("name", flat=True)
    return {images.path_of(name, small=small, folder=FOLDER) for name in known for small in (False, True)}
