"""Transfers, promotions and leaving the police, recorded by hand."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import Refused
from participants.models import Posting
from participants.models.posting import officers_out_of_sync
from participants.officers import postings
from tests.factories import DistrictFactory, EnrolmentFactory, UnitFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
SPRING = date(2026, 3, 1)


def line(officer):
    """The postings in order of time, as (day, rank code, unit code, left)."""
    return [
        (one.since, one.rank and one.rank.code, one.unit and one.unit.code, one.has_left)
        for one in officer.postings.order_by("since").select_related("rank", "unit")
    ]


def present(officer):
    officer.refresh_from_db()
    return officer.rank and officer.rank.code, officer.unit and officer.unit.code


def test_a_transfer_is_the_present_unit_from_its_day_on(posted, coordinator, inspector, jashore):
    made = postings.record_posting(posted, rank=inspector, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    assert line(posted) == [(date(2020, 1, 1), "INSP", "DP-4047", False), (SPRING, "INSP", "DP-4041", False)]
    assert present(posted) == ("INSP", "DP-4041")
    version = posted.history.first()
    assert (version.history_user, version.unit_id) == (coordinator, jashore.pk)
    entry = AuditEntry.objects.get(verb="posting.recorded")
    assert (entry.actor, entry.target_id, entry.details["posting"]) == (coordinator, str(posted.pk), made.pk)


def test_the_district_of_the_record_follows_the_unit(posted, coordinator, inspector, asp, jashore):
    posted.district = DistrictFactory(code="4047", name_en="Khulna", name_bn="খুলনা")
    posted.save()
    postings.record_posting(posted, rank=asp, unit=posted.unit, since=date(2025, 1, 1), by=coordinator, today=TODAY)
    posted.refresh_from_db()
    assert posted.district.code == "4047"
    made = postings.record_posting(posted, rank=asp, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    posted.refresh_from_db()
    assert posted.district.code == posted.history.first().district.code == "4041"
    made.refresh_from_db()
    postings.remove_posting(made, by=coordinator)
    posted.refresh_from_db()
    assert posted.district.code == "4047"


def test_who_goes_to_a_unit_without_a_seat_keeps_the_district(posted, coordinator, inspector, jashore):
    seatless = UnitFactory(code="NOWHERE", name_en="Unit without a seat", place=None)
    posted.district = jashore.place
    posted.save()
    postings.record_posting(posted, rank=inspector, unit=seatless, since=SPRING, by=coordinator, today=TODAY)
    posted.refresh_from_db()
    assert posted.district == jashore.place


def test_a_posting_of_the_past_does_not_touch_the_present(posted, coordinator, inspector, asp, jashore):
    postings.record_posting(posted, rank=asp, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    postings.record_posting(posted, rank=inspector, unit=jashore, since=date(2024, 5, 1), by=coordinator, today=TODAY)
    assert present(posted) == ("ASP", "DP-4041")
    assert [day for day, *_rest in line(posted)] == [date(2020, 1, 1), date(2024, 5, 1), SPRING]


def test_sessions_keep_rank_and_unit_as_they_were(posted, session, coordinator, asp, jashore):
    enrolment = EnrolmentFactory(session=session, officer=posted)
    postings.record_posting(posted, rank=asp, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    postings.record_leaving(posted, since=date(2026, 6, 1), by=coordinator, today=TODAY)
    enrolment.refresh_from_db()
    assert (enrolment.rank.code, enrolment.unit.code) == ("INSP", "DP-4047")


def test_who_leaves_keeps_the_rank_and_has_no_unit(posted, coordinator):
    postings.record_leaving(posted, since=SPRING, by=coordinator, today=TODAY)
    assert line(posted)[-1] == (SPRING, "INSP", None, True)
    assert present(posted) == ("INSP", None)


def test_who_left_can_come_back(posted, coordinator, inspector, jashore):
    postings.record_leaving(posted, since=SPRING, by=coordinator, today=TODAY)
    postings.record_posting(posted, rank=inspector, unit=jashore, since=date(2026, 9, 1), by=coordinator, today=TODAY)
    assert present(posted) == ("INSP", "DP-4041")


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        (date(2026, 11, 22), "still to come"),
        (date(2020, 1, 1), "already"),
        (date(205, 3, 1), "Check the year"),
        (date(2012, 6, 2), "joined the police on 3 June 2012"),
    ],
)
def test_a_day_that_cannot_be_is_refused(posted, coordinator, inspector, jashore, since, sentence):
    posted.joined_on = date(2012, 6, 3) if since.year == 2012 else None
    posted.save()
    with pytest.raises(Refused, match=sentence):
        postings.record_posting(posted, rank=inspector, unit=jashore, since=since, by=coordinator, today=TODAY)
    assert len(line(posted)) == 1
    assert not AuditEntry.objects.filter(verb__startswith="posting.").exists()


def test_today_is_early_enough(posted, coordinator, inspector, jashore):
    postings.record_posting(posted, rank=inspector, unit=jashore, since=TODAY, by=coordinator, today=TODAY)
    assert present(posted) == ("INSP", "DP-4041")


def test_what_changes_nothing_is_refused(posted, coordinator, inspector, khulna):
    with pytest.raises(Refused, match="since 1 January 2020 already"):
        postings.record_posting(posted, rank=inspector, unit=khulna, since=SPRING, by=coordinator, today=TODAY)
    with pytest.raises(Refused, match="rank or a unit"):
        postings.record_posting(posted, rank=None, unit=None, since=SPRING, by=coordinator, today=TODAY)


def test_nobody_leaves_twice_or_before_a_later_posting(posted, coordinator, inspector, jashore):
    postings.record_posting(posted, rank=inspector, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    with pytest.raises(Refused, match="1 March 2026"):
        postings.record_leaving(posted, since=date(2025, 1, 1), by=coordinator, today=TODAY)
    postings.record_leaving(posted, since=date(2026, 6, 1), by=coordinator, today=TODAY)
    with pytest.raises(Refused, match="on 1 June 2026 already"):
        postings.record_leaving(posted, since=date(2026, 7, 1), by=coordinator, today=TODAY)


def test_a_correction_of_the_latest_posting_corrects_the_officer(posted, coordinator, inspector, asp, jashore):
    made = postings.record_posting(posted, rank=inspector, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    day = date(2026, 3, 2)
    postings.correct_posting(made, rank=asp, unit=jashore, since=day, by=coordinator, today=TODAY)
    assert line(posted)[-1] == (day, "ASP", "DP-4041", False)
    assert present(posted) == ("ASP", "DP-4041")
    details = AuditEntry.objects.get(verb="posting.corrected").details
    assert (details["before"]["since"], details["after"]["since"]) == ("2026-03-01", "2026-03-02")


def test_a_correction_can_change_which_posting_is_the_latest(posted, coordinator, inspector, jashore):
    made = postings.record_posting(posted, rank=inspector, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    moved_back = date(2019, 1, 1)
    postings.correct_posting(made, rank=inspector, unit=jashore, since=moved_back, by=coordinator, today=TODAY)
    assert present(posted) == ("INSP", "DP-4047")


def test_a_correction_that_collides_or_changes_nothing_is_refused(posted, coordinator, inspector, jashore):
    made = postings.record_posting(posted, rank=inspector, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    for since, sentence in ((date(2020, 1, 1), "posting from 1 January 2020"), (SPRING, "Nothing was changed")):
        with pytest.raises(Refused, match=sentence):
            postings.correct_posting(made, rank=inspector, unit=jashore, since=since, by=coordinator, today=TODAY)


def test_the_day_of_leaving_can_be_corrected_but_not_before_another_posting(posted, coordinator):
    left = postings.record_leaving(posted, since=SPRING, by=coordinator, today=TODAY)
    postings.correct_posting(left, rank=None, unit=None, since=date(2026, 4, 1), by=coordinator, today=TODAY)
    assert line(posted)[-1] == (date(2026, 4, 1), "INSP", None, True)
    with pytest.raises(Refused, match="begins after that day"):
        postings.correct_posting(left, rank=None, unit=None, since=date(2019, 4, 1), by=coordinator, today=TODAY)


def test_a_posting_that_never_was_goes_and_the_one_before_counts_again(posted, coordinator, inspector, jashore):
    made = postings.record_posting(posted, rank=inspector, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    postings.remove_posting(made, by=coordinator)
    assert present(posted) == ("INSP", "DP-4047")
    assert AuditEntry.objects.get(verb="posting.removed").details["before"]["unit"] == jashore.pk
    with pytest.raises(Refused, match="removed meanwhile"):
        postings.correct_posting(made, rank=inspector, unit=None, since=SPRING, by=coordinator, today=TODAY)


def test_the_only_posting_stays(posted, coordinator):
    with pytest.raises(Refused, match="only posting"):
        postings.remove_posting(posted.postings.get(), by=coordinator)


def test_after_every_verb_the_officer_is_in_step(posted, coordinator, inspector, asp, jashore, khulna):
    made = postings.record_posting(posted, rank=asp, unit=jashore, since=SPRING, by=coordinator, today=TODAY)
    assert not officers_out_of_sync().exists()
    postings.correct_posting(made, rank=asp, unit=None, since=SPRING, by=coordinator, today=TODAY)
    assert not officers_out_of_sync().exists()
    left = postings.record_leaving(posted, since=date(2026, 6, 1), by=coordinator, today=TODAY)
    assert not officers_out_of_sync().exists()
    postings.remove_posting(left, by=coordinator)
    assert not officers_out_of_sync().exists()
    postings.record_past_postings({posted.pk: {"unit_id": khulna.pk}}, since=date(2018, 1, 1))
    assert not officers_out_of_sync().exists()
    type(posted).objects.filter(pk=posted.pk).update(unit=khulna)
    assert list(officers_out_of_sync()) == [posted]


def test_the_database_keeps_postings_sane(posted, khulna, inspector):
    for broken in (
        {"since": date(2020, 1, 1), "rank": inspector},
        {"since": SPRING, "unit": khulna, "has_left": True},
        {"since": SPRING},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.create(officer=posted, **broken)
