"""Two people record postings of one officer at the same moment, on two real connections; and a crash in the middle."""

from datetime import date

import pytest
from django.db import IntegrityError

from participants.models import Officer, Posting
from participants.models.posting import officers_out_of_sync
from participants.officers import postings
from tests.trainings.attendance.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _in_step(posted):
    yield
    assert not officers_out_of_sync().exists()


def record(officer, unit, day, by):
    return postings.record_posting(officer, rank=officer.rank, unit=unit, since=day, by=by).pk


def test_two_postings_of_one_day_leave_one(posted, jashore, khulna, asp, coordinator):
    day = date(2025, 3, 1)
    results = at_once(
        lambda: record(posted, jashore, day, coordinator),
        lambda: postings.record_posting(posted, rank=asp, unit=khulna, since=day, by=coordinator).pk,
    )
    assert sum("Correct that one instead" in str(result) for result in results) == 1
    assert Posting.objects.get(since=day).pk in results


def test_two_postings_of_two_days_both_stand_and_the_later_one_is_the_present(
    posted, jashore, khulna, asp, coordinator
):
    at_once(
        lambda: record(posted, jashore, date(2025, 3, 1), coordinator),
        lambda: postings.record_posting(posted, rank=asp, unit=khulna, since=date(2024, 3, 1), by=coordinator).pk,
    )
    posted.refresh_from_db()
    assert (posted.unit, posted.postings.count()) == (jashore, 3)


def test_a_transfer_and_leaving_do_not_contradict_each_other(posted, jashore, coordinator):
    results = at_once(
        lambda: record(posted, jashore, date(2025, 3, 1), coordinator),
        lambda: postings.record_leaving(posted, since=date(2025, 2, 1), by=coordinator).pk,
    )
    left = posted.postings.filter(has_left=True)
    # Who left in February may have come back in March; who was posted in March cannot have left in February.
    assert left.exists() != any("later than that day" in str(result) for result in results)
    posted.refresh_from_db()
    assert posted.unit == jashore


def test_corrected_and_removed_at_once_is_one_of_the_two(posted, jashore, coordinator):
    made = postings.record_posting(posted, rank=posted.rank, unit=jashore, since=date(2025, 3, 1), by=coordinator)
    results = at_once(
        lambda: (
            postings.correct_posting(made, rank=posted.rank, unit=jashore, since=date(2025, 4, 1), by=coordinator).pk
        ),
        lambda: postings.remove_posting(made, by=coordinator),
    )
    assert not Posting.objects.filter(pk=made.pk).exists()
    assert results[0] in (made.pk, "This posting was removed meanwhile.")


def test_a_posting_that_is_cut_off_leaves_everything_as_it_was(posted, jashore, coordinator, monkeypatch):
    before = list(Posting.objects.values()), list(Officer.objects.values())

    def crash(*_args, **_kwargs):
        raise IntegrityError("the power went")

    monkeypatch.setattr(postings, "_synchronise", crash)
    with pytest.raises(IntegrityError):
        record(posted, jashore, date(2025, 3, 1), coordinator)
    assert (list(Posting.objects.values()), list(Officer.objects.values())) == before
