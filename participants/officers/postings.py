"""Postings: dated rank and unit. Rank and unit of an Officer are those of the latest posting, kept in step here and nowhere else.

Lists and people tell of postings with the day from which they are known; what an older list says is a posting of that time
and changes nothing about the present.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.permissions import coordinates_record, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from participants.duplicates import search_keys
from participants.models import Officer, Posting
from participants.roster.base.fields import POSTED_FIELDS

# Nobody serves longer; a day before this is a slip of the finger.
EARLIEST = date(1971, 3, 26)
# Why a version of the record was written; its page does not tell of the same change twice.
SYNCHRONISED = "posting"


# What a list tells, many at a time


def record_postings(officers, *, since):
    """Records the present rank and unit of each officer as a posting from `since` (date) on; returns how many.

    For officers who are new or whose rank or unit has just changed, and none of whom is posted later than `since`. Run on one
    day twice, the later one stands.
    """
    postings = [
        Posting(officer=officer, rank_id=officer.rank_id, unit_id=officer.unit_id, since=since)
        for officer in officers
        if officer.rank_id or officer.unit_id
    ]
    return len(_write(postings))


def record_past_postings(changes, *, since):
    """Records postings of officers who are posted later than `since`; their present rank and unit stay. Returns how many.

    changes: {officer id: {"rank_id": …, "unit_id": …}}; what is left out was as it stood on that day, as far as that is known.
    """
    then = postings_on(since, changes)
    postings = []
    for officer_id, values in changes.items():
        stood = then.get(officer_id)
        known = {f"{field}_id": stood and getattr(stood, f"{field}_id") for field in POSTED_FIELDS}
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


def postings_on(day, officers):
    """Returns {officer id: the Posting of that day} for officers or their ids; nobody who was not posted by then. One query."""
    return {posting.officer_id: posting for posting in Posting.objects.at(day).filter(officer__in=officers)}


def known_otherwise(day, officers):
    """Returns {officer id: (Posting, day of the latest posting)} of the officers (or ids) posted later than `day`.

    The Posting is that of `day`; of those not on record by then, their first. Two queries, one where nobody was posted later.
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


# What a person records, one at a time


@transaction.atomic
def record_posting(officer, *, rank, unit, since, by, today=None):
    """Records a transfer or a promotion: rank and unit (one may be None) from `since` (date) on. Returns the Posting.

    An officer who left the police and came back is posted like this too. Raises Refused for a day that cannot be, a day with
    a posting of its own, and when nothing would change on that day.
    """
    officer = _locked(officer, by)
    _refuse_nothing(rank, unit)
    _refuse_day(officer, since, today)
    stood = Posting.objects.at(since).filter(officer=officer).first()
    if stood and _says(stood) == (rank, unit, False):
        raise Refused(
            _("The officer has this rank and unit since %(date)s already.") % {"date": _in_words(stood.since)}
        )
    posting = Posting.objects.create(officer=officer, rank=rank, unit=unit, since=since)
    record(by, "posting.recorded", officer, posting=posting.pk, after=_facts(posting))
    _synchronise(officer, by=by)
    return posting


@transaction.atomic
def record_leaving(officer, *, since, by, today=None):
    """Records that the officer left the police (retired, resigned, died) on `since` (date). Returns the Posting.

    The last rank stays with the officer, no unit does. Raises Refused as `record_posting` does, for whoever left already,
    and where a later posting is on record.
    """
    officer = _locked(officer, by)
    _refuse_day(officer, since, today)
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
def correct_posting(posting, *, rank, unit, since, by, today=None):
    """Puts right what is on record of a posting. Returns it; Refused as `record_posting`.

    Of the day an officer left the police, only that day can be corrected; rank and unit are ignored.
    """
    officer, posting = _locked_posting(posting, by)
    _refuse_day(officer, since, today, but=posting)
    before = _facts(posting)
    posting.since = since
    if posting.has_left:
        if officer.postings.filter(since__gt=since).exclude(pk=posting.pk).exists():
            raise Refused(_("On that day a posting on record had not begun yet. Write a later day."))
    else:
        _refuse_nothing(rank, unit)
        posting.rank, posting.unit = rank, unit
    if _facts(posting) == before:
        raise Refused(_("Nothing was changed."))
    posting.save(update_fields=["rank", "unit", "since"])
    record(by, "posting.corrected", officer, posting=posting.pk, before=before, after=_facts(posting))
    _synchronise(officer, by=by)
    return posting


@transaction.atomic
def remove_posting(posting, *, by):
    """Takes a posting off the record that never was. Raises Refused for the only one: correct that instead."""
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
    """Writes rank and unit of the latest posting into the Officer, with history, where they differ."""
    last = officer.postings.order_by("-since").first()
    if (officer.rank_id, officer.unit_id) == (last.rank_id, last.unit_id):
        return
    officer.rank_id, officer.unit_id = last.rank_id, last.unit_id
    officer._history_user, officer._change_reason = by, SYNCHRONISED
    officer.save(update_fields=["rank", "unit", "updated_at"])
    search_keys.index([officer])


def _refuse_nothing(rank, unit):
    if rank is None and unit is None:
        raise Refused(_("Choose a rank or a unit."))


def _refuse_day(officer, since, today, but=None):
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


def _says(posting):
    return posting.rank, posting.unit, posting.has_left


def _facts(posting):
    """What the audit trail keeps of a posting: ids, the day, and whether it ends the service."""
    return {
        "since": posting.since,
        "rank": posting.rank_id,
        "unit": posting.unit_id,
        "has_left": posting.has_left,
    }


def _in_words(day):
    return date_text(day, get_language())
