"""Allowances: due by attendance and a rate, noted as paid, signed on paper; and what a session cost."""

from datetime import timedelta
from decimal import Decimal

import lxml.html
import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.at_once import at_once
from tests.factories import EnrolmentFactory, ProgrammeFactory, SessionFactory, UserFactory
from tests.trainings.allowances.conftest import came, line, pay
from tests.trainings.conftest import at
from trainings.allowances import costs, lists, paying
from trainings.allowances.amounts import due
from trainings.allowances.forms import RateForm
from trainings.attendance.marking import mark
from trainings.enrolment.enrolment import withdraw
from trainings.models import AllowancePayment, AllowanceRate, Course, Half, TrainingSession
from trainings.templatetags.money import taka

pytestmark = pytest.mark.django_db


# What is due


@pytest.mark.parametrize(
    ("attended", "rate", "amount"),
    [
        (0, ("300", "150"), "0"),
        (1, ("300", "150"), "450"),
        (6, ("300", "0"), "1800"),
        (6, ("0", "150.50"), "150.50"),
        (-1, ("300", "150"), "0"),
    ],
)
def test_what_is_due_follows_from_half_days_and_rate(attended, rate, amount):
    per_half_day, travel = map(Decimal, rate)
    assert due(attended, AllowanceRate(per_half_day=per_half_day, travel=travel)) == Decimal(amount)
    assert due(attended, None) == 0


def test_half_days_that_were_attended_count_and_late_as_the_course_says(rated, abul, days, trainer):
    came(abul, days[0], trainer, "present", "late")
    came(abul, days[1], trainer, "absent", "excused")
    assert (line(rated, abul).attended, line(rated, abul).due) == (2, Decimal("750.50"))
    Course.objects.update(late_counts=False)
    assert (line(rated, abul).attended, line(rated, abul).due) == (1, Decimal("450.50"))


def test_a_session_with_a_rule_of_its_own_pays_by_it_whatever_the_course_says(rated, abul, days, trainer):
    TrainingSession.objects.filter(pk=rated.pk).update(required_share=80, late_counts=True)
    came(abul, days[0], trainer, "present", "late")
    Course.objects.update(late_counts=False)
    assert line(rated, abul).attended == lists.totals_of(rated, lists.rate_of(rated)).half_days == 2
    TrainingSession.objects.filter(pk=rated.pk).update(late_counts=False)
    Course.objects.update(late_counts=True)
    assert line(rated, abul).attended == lists.totals_of(rated, lists.rate_of(rated)).half_days == 1


def test_totals_are_those_of_the_lines(rated, abul, days, trainer, coordinator):
    other, absent = (EnrolmentFactory(session=rated) for _number in range(2))
    came(abul, days[0], trainer, "present", "present")
    came(other, days[0], trainer, "present")
    came(absent, days[0], trainer, "absent")
    pay(rated, coordinator, other)
    totals = lists.totals_of(rated, lists.rate_of(rated))
    assert totals == (2, 3, Decimal("1201.00"), Decimal("450.50"))
    assert totals.due == sum(line(rated, one).due for one in (abul, other, absent))


def test_who_was_present_in_two_sessions_at_one_time_is_pointed_out(rated, abul, days, trainer, programme):
    came(abul, days[0], trainer, "present")
    for state, code in (("running", "TOT-KHU-08"), ("running", "TOT-KHU-09")):
        other = SessionFactory(programme=programme, code=code, state=state, led_by=trainer)
        again = EnrolmentFactory(session=other, officer=abul.officer)
        came(
            again, other.days.get(number=1), trainer, *(("present",) if code == "TOT-KHU-08" else ("absent", "present"))
        )
    assert line(rated, abul).elsewhere == ("TOT-KHU-08",)


def test_sessions_of_other_programmes_are_not_looked_at(rated, abul, days, trainer, coordinator):
    came(abul, days[0], trainer, "present")
    elsewhere = ProgrammeFactory(coordinators=[UserFactory()])
    elsewhere.team.create(user=trainer, role="trainer")
    other = SessionFactory(programme=elsewhere, state="running", led_by=trainer)
    again = EnrolmentFactory(session=other, officer=abul.officer)
    came(again, other.days.get(number=1), trainer, "present")
    assert line(rated, abul).elsewhere == ()


# Paying


def test_what_is_due_is_noted_as_paid_once(rated, abul, days, trainer, coordinator):
    came(abul, days[0], trainer, "present", "present")
    assert pay(rated, coordinator, abul) == (1, Decimal("750.50"), 0)
    payment = AllowancePayment.objects.get()
    assert (payment.half_days, payment.amount, payment.is_signed) == (2, Decimal("750.50"), True)
    with pytest.raises(Refused, match="Nobody of those chosen"):
        pay(rated, coordinator, abul)
    assert AuditEntry.objects.get(verb="allowance.paid").details["amount"] == "750.50"


def test_attendance_that_changed_after_the_payment_is_shown(rated, abul, days, trainer, coordinator):
    came(abul, days[0], trainer, "present", "present")
    pay(rated, coordinator, abul)
    mark(abul, days[0], Half.AFTERNOON, "absent", by=trainer, now=at(23), reason="Was not there")
    assert (line(rated, abul).due, line(rated, abul).more) == (Decimal("450.50"), Decimal("-300.00"))


def test_a_payment_is_taken_back_and_the_trail_keeps_it(rated, abul, days, trainer, coordinator):
    came(abul, days[0], trainer, "present")
    pay(rated, coordinator, abul)
    payment = AllowancePayment.objects.get()
    paying.take_back(payment, by=coordinator)
    assert AuditEntry.objects.get(verb="allowance.payment_taken_back").details["amount"] == "450.50"
    with pytest.raises(Refused, match="meanwhile"):
        paying.take_back(payment, by=coordinator)
    assert pay(rated, coordinator, abul).officers == 1


def test_who_was_paid_and_withdrawn_is_still_seen_and_due_nothing(rated, abul, days, trainer, coordinator, signed_in):
    came(abul, days[0], trainer, "present")
    pay(rated, coordinator, abul)
    withdraw(abul, by=coordinator, reason="Called back to the unit")
    client, page = signed_in(coordinator), f"/admin/sessions/{rated.code}/allowances/"
    shown = client.get(page).text
    assert "Abul Hashem" in shown
    assert "৳\N{NO-BREAK SPACE}0 would be due" in shown
    client.post(f"{page}take-back/", {"payment": AllowancePayment.objects.get().pk})
    assert not AllowancePayment.objects.exists()
    assert "Abul Hashem" not in client.get(page).text
    with pytest.raises(Refused, match="Nobody of those chosen"):
        pay(rated, coordinator, abul)


@pytest.mark.parametrize(
    ("days_from_today", "said"), [(1, "still to come"), (-3, "before the session")], ids=["tomorrow", "before"]
)
def test_a_day_that_cannot_be_is_refused(rated, abul, days, trainer, coordinator, days_from_today, said):
    came(abul, days[0], trainer, "present")
    with pytest.raises(Refused, match=said):
        pay(rated, coordinator, abul, paid_on=timezone.localdate() + timedelta(days=days_from_today))


def test_nothing_is_paid_without_a_rate_or_for_a_cancelled_session(session, abul, days, trainer, coordinator):
    came(abul, days[0], trainer, "present")
    with pytest.raises(Refused, match="Set the rate first"):
        pay(session, coordinator, abul)
    TrainingSession.objects.filter(pk=session.pk).update(state="cancelled", state_reason="Flood")
    with pytest.raises(Refused, match="nothing is paid"):
        pay(session, coordinator, abul)


def test_officers_of_other_sessions_and_those_who_never_came_are_left_out(rated, abul, days, trainer, coordinator):
    came(abul, days[0], trainer, "present")
    absent, foreign = EnrolmentFactory(session=rated), EnrolmentFactory()
    assert pay(rated, coordinator, abul, absent, foreign) == (1, Decimal("450.50"), 2)


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "outsider"])
def test_only_coordinators_handle_money(request, rated, abul, signed_in, who):
    user = request.getfixturevalue(who)
    for act in (
        lambda: pay(rated, user, abul),
        lambda: paying.set_rate(rated, per_half_day=Decimal(1), travel=Decimal(0), by=user),
        lambda: costs.set_costs(rated, {}, by=user),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert signed_in(user).get(f"/admin/sessions/{rated.code}/allowances/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_pay_at_once_pay_once(rated, abul, days, trainer, coordinator):
    came(abul, days[0], trainer, "present")
    refused = at_once(lambda: pay(rated, coordinator, abul), lambda: pay(rated, coordinator, abul))
    assert refused == ["Nobody of those chosen has anything left to be paid."]
    assert AllowancePayment.objects.count() == 1


# Costs


def test_costs_by_heading_and_for_each_participant_day(rated, abul, days, trainer, coordinator):
    came(abul, days[0], trainer, "present", "present")
    pay(rated, coordinator, abul)
    costs.set_costs(rated, {"food": (Decimal(5000), Decimal(4000)), "venue": (Decimal(2000), None)}, by=coordinator)
    found = costs.costs_of(rated, lists.totals_of(rated, lists.rate_of(rated)))
    assert (found.planned, found.actual, found.participant_days) == (7000, Decimal("4750.50"), 1)
    assert found.per_day == Decimal("4750.50")
    costs.set_costs(rated, {"food": (None, None)}, by=coordinator)
    assert rated.costs.values_list("heading", flat=True).get() == "venue"


@pytest.mark.parametrize(
    "wrong", [{"food": (Decimal(-1), None)}, {"food": (Decimal(10) ** 12, None)}, {"x": (None, None)}]
)
def test_a_wrong_cost_changes_nothing(rated, coordinator, wrong):
    with pytest.raises(Refused, match="amount in taka"):
        costs.set_costs(rated, {"venue": (Decimal(1), None)} | wrong, by=coordinator)
    assert not rated.costs.exists()


# The page


def test_a_coordinator_sets_the_rate_pays_and_writes_costs_on_the_page(
    session, abul, days, trainer, coordinator, signed_in
):
    came(abul, days[0], trainer, "present", "present")
    client, page = signed_in(coordinator), f"/admin/sessions/{session.code}/allowances/"
    assert "Set the rate first" in client.get(page).text
    assert client.post(f"{page}rate/", {"per_half_day": "x"}).status_code == 422
    client.post(f"{page}rate/", {"per_half_day": "১,২০০", "travel": ""})
    assert "৳\N{NO-BREAK SPACE}2,400" in client.get(page).text
    today = timezone.localdate().isoformat()
    client.post(f"{page}pay/", {"officer": [abul.pk, "x", "9" * 30], "paid_on": today, "is_signed": "on"})
    payment = AllowancePayment.objects.get()
    assert payment.amount == 2400
    assert client.post(f"{page}costs/", {"planned_food": "-5"}).status_code == 422
    client.post(f"{page}costs/", {"planned_food": "5000", "actual_food": "4,800"})
    shown = client.get(page).text
    assert "৳\N{NO-BREAK SPACE}7,200" in shown
    client.post(f"{page}take-back/", {"payment": payment.pk})
    assert not AllowancePayment.objects.exists()


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,200", "1200"),
        ("১,০০,০০০", "100000"),
        ("12,345.5", "12345.5"),
        ("৳ 1,200", "1200"),
        ("-0", "0"),
        ("0e999", "0"),
        ("1,5", None),
        ("12,50", None),
        ("1200,5", None),
        ("1,2000", None),
        ("1_5", None),
        ("NaN", None),
        ("1e30", None),
    ],
)
def test_a_comma_stands_between_thousands_and_nowhere_else(written, amount):
    form = RateForm({"per_half_day": written})
    assert form.is_valid() is (amount is not None)
    if amount:
        assert str(form.cleaned_data["per_half_day"]) == amount


def test_what_is_noted_as_paid_is_what_the_page_showed(rated, abul, days, trainer, coordinator, signed_in):
    came(abul, days[0], trainer, "present")
    client, page = signed_in(coordinator), f"/admin/sessions/{rated.code}/allowances/"
    value = f"{abul.pk}:450.50"
    assert f'value="{value}"' in client.get(page).text
    paying.set_rate(rated, per_half_day=Decimal(500), travel=Decimal(0), by=coordinator)
    sent = {"officer": value, "paid_on": timezone.localdate().isoformat()}
    assert "Look at the amounts once more" in client.post(f"{page}pay/", sent, follow=True).text
    assert not AllowancePayment.objects.exists()
    client.post(f"{page}pay/", sent | {"officer": f"{abul.pk}:500.00"})
    assert AllowancePayment.objects.get().amount == 500


def test_paisa_add_up_and_stand_with_two_digits(session, days, trainer, coordinator, signed_in):
    paying.set_rate(session, per_half_day=Decimal("100.10"), travel=Decimal(0), by=coordinator)
    some = [EnrolmentFactory(session=session) for _number in range(3)]
    for one in some:
        came(one, days[0], trainer, "present")
    pay(session, coordinator, *some)
    totals = lists.totals_of(session, lists.rate_of(session))
    assert (str(totals.due), str(totals.paid)) == ("300.30", "300.30")
    shown = signed_in(coordinator).get(f"/admin/sessions/{session.code}/allowances/").text
    assert "৳\N{NO-BREAK SPACE}300.30" in shown
    assert "300.300" not in shown


@pytest.mark.parametrize(
    ("amount", "form", "written"),
    [("1200", "", "1,200"), ("950.50", "", "950.50"), ("2515.04", "whole", "2,515"), ("2515.60", "whole", "2,516")],
)
def test_an_amount_is_written_on_one_line(amount, form, written):
    assert taka(Decimal(amount), form) == f"৳\N{NO-BREAK SPACE}{written}"
    assert taka(None, form) == ""


def test_two_who_write_costs_keep_what_the_other_wrote(rated, coordinator, signed_in):
    client, page = signed_in(coordinator), f"/admin/sessions/{rated.code}/allowances/"
    form = lxml.html.document_fromstring(client.get(page).content).forms[-1]
    costs.set_costs(rated, {"venue": (Decimal(2000), None)}, by=coordinator)
    client.post(f"{page}costs/", {**dict(form.form_values()), "planned_food": "5000"})
    assert dict(rated.costs.values_list("heading", "planned")) == {"venue": 2000, "food": 5000}


def test_another_programme_reaches_nothing(rated, abul, days, trainer, coordinator, signed_in):
    came(abul, days[0], trainer, "present")
    pay(rated, coordinator, abul)
    other = UserFactory()
    ProgrammeFactory(coordinators=[other])
    client, page = signed_in(other), f"/admin/sessions/{rated.code}/allowances/"
    assert client.get(page).status_code == 404
    for act, sent in (
        ("pay/", {}),
        ("rate/", {}),
        ("costs/", {}),
        ("take-back/", {"payment": AllowancePayment.objects.get().pk}),
    ):
        assert client.post(page + act, sent).status_code == 404
    assert AllowancePayment.objects.count() == 1


@pytest.mark.parametrize("officers", [1, 3])
def test_the_page_costs_the_same_for_many(
    rated, days, trainer, coordinator, signed_in, django_assert_num_queries, officers
):
    for _number in range(officers):
        came(EnrolmentFactory(session=rated), days[0], trainer, "present")
    client, page = signed_in(coordinator), f"/admin/sessions/{rated.code}/allowances/"
    client.get(page)
    with django_assert_num_queries(16):
        client.get(page)
