"""Records of one person who was paid an allowance: the payment stays with the person, and nobody was paid twice unseen."""

from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.refusal import Refused
from participants.merging.merges import merge, take_back
from participants.merging.plan import plan
from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.allowances import lists, paying
from trainings.attendance.marking import mark
from trainings.models import AllowancePayment, Half


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """The evening of the last day of `session`."""
    monkeypatch.setattr(timezone, "now", lambda: at(23, "18:00"))


@pytest.fixture
def two(session, kept, absorbed, trainer, coordinator):
    """The enrolments of both records, each there for one half-day; the session has a rate."""
    day = session.days.order_by("number").first()
    found = [EnrolmentFactory(session=session, officer=officer) for officer in (kept, absorbed)]
    for enrolment, half in zip(found, Half, strict=True):
        mark(enrolment, day, half, "present", by=trainer, now=at(23, "16:00"), reason="Sheet found")
    paying.set_rate(session, per_half_day=Decimal(300), travel=Decimal(100), by=coordinator)
    return found


def pay(session, by, *enrolments):
    ids = [one.pk for one in enrolments]
    return paying.pay(session, ids, paid_on=timezone.localdate(), is_signed=True, by=by)


def test_the_payment_of_the_record_that_goes_stays_with_the_person(session, kept, absorbed, coordinator, two):
    pay(session, coordinator, two[1])
    done = merge(kept, absorbed, by=coordinator)
    assert AllowancePayment.objects.get().enrolment == two[0]
    (line,) = lists.lines_of(session, list(lists.attended_on(session)), lists.rate_of(session))
    assert (line.payment.amount, line.due, line.more) == (400, 700, 300)
    take_back(done, by=coordinator)
    assert AllowancePayment.objects.get().enrolment == two[1]


def test_who_was_paid_on_both_records_is_not_merged_before_one_payment_is_taken_back(
    session, kept, absorbed, coordinator, two
):
    pay(session, coordinator, *two)
    (told,) = [one for one in plan(kept, absorbed, by=coordinator).conflicts if one.prevents]
    assert "one person is paid once" in told.description
    with pytest.raises(Refused, match="one person is paid once"):
        merge(kept, absorbed, by=coordinator)
    paying.take_back(AllowancePayment.objects.get(enrolment=two[1]), by=coordinator)
    merge(kept, absorbed, by=coordinator)
    assert AllowancePayment.objects.get().enrolment == two[0]
