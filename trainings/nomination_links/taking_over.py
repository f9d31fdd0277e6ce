"""A coordinator takes over what a unit typed by its link: it becomes a list of nominations, and goes the way of every list.

The preview of that list says who is on record, what differs and who would wait; only applying it nominates anybody.
"""

import csv
import io
from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from participants.models import RosterImport, Unit
from trainings.models import NominatedPerson, TrainingSession
from trainings.rosters import importing

# Headings with which the columns are recognised for certain.
COLUMNS = ("BP No", "Name in English", "Name in Bangla", "Rank", "Sex", "Mobile", "Unit")
COLUMNS_ALWAYS = COLUMNS[:4]


@transaction.atomic
def take_over(session: TrainingSession, unit: Unit, people: Iterable[int], *, by: User) -> RosterImport:
    """Makes a list of nominations of people (ids) whom a unit typed, and requests that it is read. Returns the RosterImport.

    By a link that has ended, too: what was typed in time counts. Raises Refused where `by` may not, where the session takes no
    officers any more, and where none of them is left to take over: two coordinators may press the button at once.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    # Whoever takes a line out locks its link: nobody does so between reading the lines and writing the list.
    links = list(session.nomination_links.filter(unit=unit).order_by("pk").select_for_update())
    chosen = NominatedPerson.objects.to_take_over().filter(link__in=links, pk__in=list(people))
    rows = list(chosen.select_related("rank").order_by("pk"))
    if not rows:
        raise Refused(_("Nobody is left to take over. Choose people who are on no list yet."))
    file = _as_file(_newest_of_each(rows), f"{session.code}-{unit.code}")
    roster = importing.upload(session, file, nominating_unit=unit, by=by)
    NominatedPerson.objects.filter(pk__in=[row.pk for row in rows]).update(roster=roster)
    record(by, "nominated_people.taken_over", session, unit=unit.pk, roster=roster.pk, people=[row.pk for row in rows])
    return roster


def _newest_of_each(rows):
    """Returns one line per number: a unit may have typed somebody by an older link and by its newest one."""
    return sorted({row.service_number: row for row in rows}.values(), key=lambda row: row.pk)


def _as_file(rows, name):
    """Returns the people as an uploaded CSV; columns that nobody filled are left out, so that they change nothing on record."""
    lines = [
        (row.service_number, row.name_en, row.name_bn, row.rank.name_en, row.sex, row.mobile, row.posting)
        for row in rows
    ]
    filled = [at for at, heading in enumerate(COLUMNS) if heading in COLUMNS_ALWAYS or any(line[at] for line in lines)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([COLUMNS[at] for at in filled])
    writer.writerows([line[at] for at in filled] for line in lines)
    return SimpleUploadedFile(f"{name}.csv", text.getvalue().encode("utf-8-sig"), "text/csv")
