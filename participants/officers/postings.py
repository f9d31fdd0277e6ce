"""Postings: dated rank and unit. Rank and unit of an Officer are those of the latest posting; only this module synchronises them.

Every posting has a first day. A posting from an older list is recorded for its time and does not change the present one.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_record, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from participants.duplicates import search_keys
from participants.models import Officer, Posting, Rank, Unit
from participants.roster.base.fields import POSTED_FIELDS
from programmes.models.place import PlaceKind

# Nobody serves longer; an earlier day is a typing error.
EARLIEST = date(1971, 3, 26)
# The reason of a version of the record. The page of the officer leaves such versions out, because it shows the posting.
SYNCHRONISED = "posting"


# From lists, many at a time


def record_postings(officers: Iterable[Officer], *, since: date) -> int:
    """Records the present rank and unit of each officer as a posting from `since` (date) on; returns how many.

    For officers who are new or whose rank or unit has just changed, and who have no posting later than `since`. A second call for
    the same day replaces the first one.
    """
    postings = [
        Posting(officer=officer, rank_id=officer.rank_id, unit_id=officer.unit_id, since=since)
        for officer in officers
        if officer.rank_id or officer.unit_id
    ]
    return len(_write(postings))


def record_past_postings(changes: Mapping[int, dict], *, since: date) -> int:
    """Records earlier postings of officers who have a posting later than `since`; their present rank and unit stay. Returns how many.

    changes: {officer id: {"rank_id": …, "unit_id": …}}; a missing column keeps the value of that day, where it is known.
    """
    then = postings_on(since, changes)
    postings = []
    for officer_id, values in changes.items():
        current = then.get(officer_id)
        known = {f"{field}_id": current and getattr(current, f"{field}_id") for field in POSTED_FIELDS}
        postings.append(Posting(officer_id=officer_id, since=since, **(known | values)))
    return len(_write(postings))


def _write(postings):
    return Posting.objects.bulk_create(
        postings,
        update_conflicts=True,
        unique_fields=["officer", "since"],
        update_fields=["rank", "unit", "has_left"],
        batch_size=500,
    )


def postings_on(day: date, officers: Iterable) -> dict[int, Posting]:
    """Returns {officer id: the Posting on that day} for officers or their ids, without those who had none yet. One query."""
    return {posting.officer_id: posting for posting in Posting.objects.at(day).filter(officer__in=officers)}


def earlier_postings(day: date, officers: Iterable) -> dict[int, tuple[Posting, date]]:
    """Returns {officer id: (Posting, day of the latest posting)} of the officers (or ids) posted later than `day`.

    The Posting is that of `day`, or the first one of an officer who had none yet. Two queries, or one where nobody has a later posting.
    """
    later = Posting.objects.present().filter(officer__in=officers, since__gt=day)
    since = dict(later.order_by().values_list("officer", "since"))
    if not since:
        return {}
    first_or_then = {}
    for posting in Posting.objects.filter(officer__in=since).select_related("rank", "unit").order_by("since"):
        if posting.since <= day or posting.officer_id not in first_or_then:
            first_or_then[posting.officer_id] = posting
    return {pk: (posting, since[pk]) for pk, posting in first_or_then.items()}


# By a person, one at a time


@transaction.atomic
def record_posting(
    officer: Officer, *, rank: Rank | None, unit: Unit | None, since: date, by: User, today: date | None = None
) -> Posting:
    """Records a transfer or a promotion: rank and unit (one may be None) from `since` (date) on. Returns the Posting.

    Also for an officer who left the police and came back. Raises Refused for a day in the future or before the officer joined, for
    a day that has a posting, and when nothing would change.
    """
    officer = _locked(officer, by)
    _check_not_empty(rank, unit)
    _check_day(officer, since, today)
    current = Posting.objects.at(since).filter(officer=officer).first()
    if current and _values(current) == (rank, unit, False):
        raise Refused(
            _("The officer has this rank and unit since %(date)s already.") % {"date": _in_words(current.since)}
        )
    posting = Posting.objects.create(officer=officer, rank=rank, unit=unit, since=since)
    record(by, "posting.recorded", officer, posting=posting.pk, after=_facts(posting))
    _synchronise(officer, by=by)
    return posting


@transaction.atomic
def record_leaving(officer: Officer, *, since: date, by: User, today: date | None = None) -> Posting:
    """Records that the officer left the police (retired, resigned, died) on `since` (date). Returns the Posting.

    The officer keeps the last rank and has no unit. Raises Refused as `record_posting` does, and where the officer has already
    left or has a later posting.
    """
    officer = _locked(officer, by)
    _check_day(officer, since, today)
    last = officer.postings.order_by("-since").first()
    if last and last.has_left:
        raise Refused(_("The officer left the police on %(date)s already.") % {"date": _in_words(last.since)})
    if last and last.since > since:
        raise Refused(
            _("A posting of %(date)s, later than that day, is on record. Correct or remove it first.")
            % {"date": _in_words(last.since)}
        )
    posting = Posting.objects.create(
        officer=officer, rank_id=last.rank_id if last else officer.rank_id, since=since, has_left=True
    )
    record(by, "posting.left", officer, posting=posting.pk, after=_facts(posting))
    _synchronise(officer, by=by)
    return posting


@transaction.atomic
def correct_posting(
    posting: Posting, *, rank: Rank | None, unit: Unit | None, since: date, by: User, today: date | None = None
) -> Posting:
    """Corrects a posting. Returns it. Raises Refused as `record_posting` does.

    Where the posting says that the officer left the police, only the day can be corrected; rank and unit are ignored.
    """
    officer, posting = _locked_posting(posting, by)
    _check_day(officer, since, today, but=posting)
    before = _facts(posting)
    posting.since = since
    if posting.has_left:
        if officer.postings.filter(since__gt=since).exclude(pk=posting.pk).exists():
            raise Refused(_("A posting on record begins after that day. Enter a later day."))
    else:
        _check_not_empty(rank, unit)
        posting.rank, posting.unit = rank, unit
    if _facts(posting) == before:
        raise Refused(_("Nothing was changed."))
    posting.save(update_fields=["rank", "unit", "since"])
    record(by, "posting.corrected", officer, posting=posting.pk, before=before, after=_facts(posting))
    _synchronise(officer, by=by)
    return posting


@transaction.atomic
def remove_posting(posting: Posting, *, by: User) -> None:
    """Removes a posting that was recorded by mistake. Raises Refused for the only one of the officer."""
    officer, posting = _locked_posting(posting, by)
    if not officer.postings.exclude(pk=posting.pk).exists():
        raise Refused(_("This is the only posting on record. Correct it instead."))
    record(by, "posting.removed", officer, posting=posting.pk, before=_facts(posting))
    posting.delete()
    _synchronise(officer, by=by)


def _locked(officer, by):
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    require(by, coordinates_record, officer)
    return officer


def _locked_posting(posting, by):
    officer = _locked(posting.officer, by)
    current = Posting.objects.filter(pk=posting.pk, officer=officer).first()
    if current is None:
        raise Refused(_("This posting was removed meanwhile."))
    return officer, current


def _synchronise(officer, *, by):
    """Writes rank, unit and its district of the latest posting into the Officer, with history, where they differ."""
    last = officer.postings.select_related("unit__place__parent").order_by("-since").first()
    if (officer.rank_id, officer.unit_id) == (last.rank_id, last.unit_id):
        return
    if officer.unit_id != last.unit_id and (district := _district_of(last.unit)):
        officer.district = district
    officer.rank_id, officer.unit_id = last.rank_id, last.unit_id
    officer._history_user, officer._change_reason = by, SYNCHRONISED
    officer.save(update_fields=["rank", "unit", "district", "updated_at"])
    search_keys.index([officer])


def _district_of(unit):
    """Returns the district in which a unit has its seat, or None."""
    place = unit.place if unit else None
    while place is not None and place.kind != PlaceKind.DISTRICT:
        place = place.parent
    return place


def _check_not_empty(rank, unit):
    if rank is None and unit is None:
        raise Refused(_("Choose a rank or a unit."))


def _check_day(officer, since, today, but=None):
    today = today or timezone.localdate()
    if since > today:
        raise Refused(_("This day is still to come. Record a posting on the day it begins, or later."))
    earliest = max(EARLIEST, officer.joined_on or EARLIEST)
    if since < earliest:
        sentence = (
            _("The officer joined the police on %(date)s; a posting cannot begin earlier.")
            if earliest == officer.joined_on
            else _("Nobody on record was posted before %(date)s. Check the year.")
        )
        raise Refused(sentence % {"date": _in_words(earliest)})
    same_day = officer.postings.filter(since=since)
    if but is not None:
        same_day = same_day.exclude(pk=but.pk)
    if same_day.exists():
        raise Refused(
            _("There is a posting from %(date)s on already. Correct that one instead.") % {"date": _in_words(since)}
        )


def _values(posting):
    return posting.rank, posting.unit, posting.has_left


def _facts(posting):
    """Returns what the audit trail stores of a posting: ids, the day, and whether the officer left."""
    return {
        "since": posting.since,
        "rank": posting.rank_id,
        "unit": posting.unit_id,
        "has_left": posting.has_left,
    }


def _in_words(day):
    return date_text(day, get_language())
