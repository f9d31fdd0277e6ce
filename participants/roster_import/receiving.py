"""An uploaded roster is received: checked for size, stored, and its rows checked against what is on record."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from participants.held_elsewhere.lookup_limits import DAILY_LIMITS
from participants.models import LookUp, RosterImport, Unit
from participants.roster.base.problems import Problem
from participants.roster.base.reference import Reference
from participants.roster.cells.values import service_number_of
from participants.roster.check.checking import check
from participants.roster.check.known import CheckedRow, Known, all_may_enter
from participants.roster.layout.headers import Layout
from participants.roster_import.known_officers import first_row_beyond_limit, known_officers
from participants.roster_import.look_alikes import alike_on_record, emails_on_record
from programmes.models import Programme
from programmes.workbooks import limits
from programmes.workbooks.sheets import check_file_size

LONGEST_NAME = 200


def checksum_of(file: UploadedFile, *, most_bytes: int | None = None) -> str:
    """Returns the SHA-256 (hex) of an uploaded file; raises Refused for an empty one and for one of more than `most_bytes`.

    file: Django's UploadedFile. It is not parsed here: the web process never parses a file.
    """
    check_file_size(file.size or 0, most_bytes=most_bytes or limits.BYTES)
    checksum = hashlib.sha256()
    for chunk in file.chunks():
        checksum.update(chunk)
    file.seek(0)
    return checksum.hexdigest()


def receive(
    file: UploadedFile,
    sha256: str,
    *,
    programme: Programme,
    by: User,
    sender: Unit | None = None,
    notes: Iterable[Problem] = (),
) -> RosterImport:
    """Stores an uploaded file as a RosterImport in the state READING. Returns it.

    sender: the Unit that sent it, where that is known. notes: Problems of the file as a whole.
    """
    return RosterImport.objects.create(
        programme=programme,
        file=file,
        original_name=display_name(file.name),
        sha256=sha256,
        notes=[note.as_json() for note in notes],
        uploaded_by=by,
        sender=sender,
    )


def display_name(name: object) -> str:
    """Returns a file name as pages show it: without folders and control characters, cut at the front to LONGEST_NAME characters."""
    last = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(letter for letter in last if letter.isprintable()).strip()
    return visible[-LONGEST_NAME:] or _("roster")


def checked_rows(
    layout: Layout,
    reference: Reference,
    *,
    roster: RosterImport,
    enrolled: Collection[int],
    seats_left: int | None,
    seated: Iterable[int] = (),
    day: date | None = None,
    by: User | None = None,
    entry: Callable[[list[CheckedRow]], dict[int, list[Problem]]] = all_may_enter,
) -> list[CheckedRow]:
    """Checks every row of a Layout against what is on record now. Returns the CheckedRows.

    Writes nothing but the count of matches with other programmes of `by` (User); None counts nothing.

    roster: its RosterImport. enrolled: ids of the officers in the session. seats_left: int, or None where there is no limit.
    seated: ids of others who hold a seat. day: the date of the list, where it may be older than what is on record. entry: as in `Known`.
    """
    numbers = [number for row in layout.rows if (number := service_number_of(row))]
    officers = known_officers(numbers, day=day, seen_by=roster.programme_id)
    known = Known(
        officers,
        enrolled=frozenset(enrolled),
        seats_left=seats_left,
        seated=frozenset(seated),
        alike=alike_on_record(roster),
        emails=emails_on_record(roster),
        first_beyond_limit=first_row_beyond_limit(
            layout.rows, officers, roster=roster, enrolled=enrolled, kind=LookUp.LIST, by=by
        ),
        daily_limit=DAILY_LIMITS[LookUp.LIST],
        entry=entry,
    )
    return check(layout.rows, reference, known, divisions=layout.context.divisions)
