"""On the day and after it: who received a certificate, who is to get it by post, and two people who mark at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.ceremonies import handover_marks, planning
from certificates.issuing import records
from certificates.models import Ceremony, HandOver
from tests.certificates.ceremonies.conftest import DAY, states
from tests.certificates.superseding import supersede
from tests.factories import UserFactory


def first(ceremony):
    return ceremony.hand_overs.first()


def test_a_mark_keeps_which_certificate_who_and_when(ceremony, certificates, coordinator):
    row = handover_marks.mark(first(ceremony), "handed_over", expected="pending", by=coordinator)
    assert row.certificate.serial == row.live_serial == certificates[0].serial
    assert row.marked_by == coordinator
    entry = AuditEntry.objects.get(verb="hand_over.handed_over")
    assert entry.details == {"before": "pending", "certificate": row.certificate_id}


def test_a_mark_is_taken_back(ceremony, coordinator):
    handover_marks.mark(first(ceremony), "handed_over", expected="pending", by=coordinator)
    row = handover_marks.mark(first(ceremony), "pending", expected="handed_over", by=coordinator)
    assert (row.state, row.certificate) == ("pending", None)


def test_two_who_mark_the_same_officer_alike_agree(ceremony, coordinator, programme):
    other = UserFactory()
    programme.team.create(user=other, role="coordinator")
    handover_marks.mark(first(ceremony), "handed_over", expected="pending", by=coordinator)
    handover_marks.mark(first(ceremony), "handed_over", expected="pending", by=other)
    assert first(ceremony).marked_by == coordinator
    assert AuditEntry.objects.filter(verb="hand_over.handed_over").count() == 1


def test_two_who_mark_differently_never_overwrite_each_other(ceremony, coordinator, programme):
    other = UserFactory(full_name="Other Table")
    programme.team.create(user=other, role="coordinator")
    handover_marks.mark(first(ceremony), "handed_over", expected="pending", by=other)
    with pytest.raises(Refused, match="Other Table marked this officer meanwhile as “Handed over”"):
        handover_marks.mark(first(ceremony), "absent", expected="pending", by=coordinator)
    assert first(ceremony).state == "handed_over"


def test_nothing_is_marked_before_the_day_or_on_a_draft(ceremony, coordinator):
    with pytest.raises(Refused, match="from the day of the ceremony on"):
        handover_marks.mark(
            first(ceremony), "absent", expected="pending", by=coordinator, today=DAY - timedelta(days=1)
        )
    Ceremony.objects.update(state="draft")
    with pytest.raises(Refused, match="once it is planned"):
        handover_marks.mark(first(ceremony), "absent", expected="pending", by=coordinator)


@pytest.mark.parametrize(
    ("now", "wanted"), [("pending", "posted"), ("handed_over", "absent"), ("handed_over", "posted")]
)
def test_marks_follow_each_other_in_order(ceremony, coordinator, now, wanted):
    if now != "pending":
        handover_marks.mark(first(ceremony), now, expected="pending", by=coordinator)
    with pytest.raises(Refused, match="cannot be marked as"):
        handover_marks.mark(first(ceremony), wanted, expected=now, by=coordinator, posted_on=DAY)


def test_who_was_absent_and_comes_later_receives_it_after_all(ceremony, coordinator):
    handover_marks.mark(first(ceremony), "absent", expected="pending", by=coordinator)
    assert handover_marks.mark(first(ceremony), "handed_over", expected="absent", by=coordinator).state == "handed_over"


def test_a_corrected_certificate_is_the_one_that_is_handed_over(ceremony, certificates, coordinator):
    new = supersede(certificates[0], by=coordinator, reason="Name corrected")
    row = handover_marks.mark(first(ceremony), "handed_over", expected="pending", by=coordinator)
    assert row.certificate == new


def test_a_revoked_certificate_is_not_handed_over(ceremony, certificates, coordinator):
    records.revoke(certificates[0], by=coordinator, reason="Issued by mistake")
    with pytest.raises(Refused, match="no valid certificate"):
        handover_marks.mark(first(ceremony), "handed_over", expected="pending", by=coordinator)
    handover_marks.mark(first(ceremony), "absent", expected="pending", by=coordinator)
    with pytest.raises(Refused, match="no valid certificate"):
        handover_marks.mark_posted(ceremony, [first(ceremony).pk], posted_on=DAY, by=coordinator)
    assert first(ceremony).state == "absent"


def test_absent_officers_are_marked_as_posted_on_a_day(ceremony, coordinator):
    rows = list(ceremony.hand_overs.all())
    handover_marks.mark(rows[0], "handed_over", expected="pending", by=coordinator)
    assert handover_marks.mark_remaining_absent(ceremony, by=coordinator) == 2
    planning.hold(ceremony, by=coordinator)
    count = handover_marks.mark_posted(
        ceremony, [row.pk for row in rows], posted_on=DAY + timedelta(days=2), by=coordinator
    )
    assert (count, states(ceremony)) == (2, ["handed_over", "posted", "posted"])
    back = handover_marks.mark(rows[1], "absent", expected="posted", by=coordinator)
    assert (back.posted_on, back.certificate) == (None, None)
    with pytest.raises(Refused, match="None of these"):
        handover_marks.mark_posted(ceremony, [rows[0].pk], posted_on=DAY, by=coordinator)


@pytest.mark.parametrize("days", [-1, 40])
def test_nothing_is_posted_before_the_ceremony_or_tomorrow(ceremony, coordinator, days):
    today = DAY + timedelta(days=30)
    handover_marks.mark(first(ceremony), "absent", expected="pending", by=coordinator)
    with pytest.raises(Refused, match="on which day"):
        handover_marks.mark_posted(
            ceremony, [first(ceremony).pk], posted_on=DAY + timedelta(days=days), by=coordinator, today=today
        )


def test_the_database_holds_the_rules_too(ceremony, certificates):
    row = first(ceremony)
    for facts in ({"state": "posted"}, {"state": "handed_over"}, {"state": "lost"}, {"posted_on": DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOver.objects.filter(pk=row.pk).update(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(ceremony=ceremony, enrolment=row.enrolment, place=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ceremony.objects.update(state="cancelled")
