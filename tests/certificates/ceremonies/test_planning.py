"""Planning a ceremony: its sessions, its states, its protocol, its running order."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.ceremonies import dignitaries, handover_marks, handover_order, planning, running_order
from certificates.ceremonies.timetable import clock
from certificates.models import Ceremony, RunningOrderItem
from tests.certificates.ceremonies.conftest import DAY, FACTS, GUEST, closed_session, names
from tests.certificates.conftest import completes, issued
from tests.factories import DistrictFactory, ProgrammeFactory, UserFactory

WELCOME = {"minutes": 10, "what_en": "Welcome", "what_bn": "স্বাগত"}


# Sessions


def test_a_session_is_part_of_a_ceremony_once(draft, closed, coordinator):
    with pytest.raises(Refused, match="TOT-KHU-02 is part of the ceremony already"):
        planning.add_session(draft, closed, by=coordinator)
    assert draft.sessions.count() == 1


def test_a_session_is_part_of_one_ceremony_until_that_is_cancelled(draft, closed, programme, coordinator):
    other = planning.create(programme, by=coordinator, place=DistrictFactory(), **FACTS)
    with pytest.raises(Refused, match="at another ceremony: Certificate ceremony, Khulna, 1 July 2025"):
        planning.add_session(other, closed, by=coordinator)
    planning.cancel(draft, by=coordinator, reason="Flood")
    planning.add_session(other, closed, by=coordinator)
    assert list(other.sessions.all()) == [closed]


def test_sessions_of_other_programmes_and_cancelled_ones_are_refused(draft, programme, coordinator):
    with pytest.raises(Refused, match="belongs to another programme"):
        planning.add_session(draft, closed_session(ProgrammeFactory()), by=coordinator)
    cancelled = closed_session(programme, state="cancelled", state_reason="Flood")
    with pytest.raises(Refused, match="was cancelled"):
        planning.add_session(draft, cancelled, by=coordinator)


@pytest.mark.parametrize("day", [date(2025, 6, 18), date(2020, 1, 1)])
def test_the_day_cannot_be_before_a_session_ended(draft, coordinator, day):
    with pytest.raises(Refused, match="The last day of TOT-KHU-02 is 19 June 2025"):
        planning.change(draft, by=coordinator, date=day)
    assert Ceremony.objects.get().date == DAY


def test_the_day_cannot_be_before_a_session_was_closed(draft, programme, coordinator):
    late = closed_session(programme, closed_at=datetime(2025, 7, 2, 5, tzinfo=UTC))
    with pytest.raises(Refused, match="was closed on 2 July 2025"):
        planning.add_session(draft, late, by=coordinator)
    planning.change(draft, by=coordinator, date=date(2025, 7, 2))
    planning.add_session(draft, late, by=coordinator)


def test_a_session_goes_with_its_places_but_not_once_one_is_marked(ceremony, closed, coordinator):
    row = ceremony.hand_overs.first()
    handover_marks.mark(row, "absent", expected="pending", by=coordinator)
    with pytest.raises(Refused, match="marked already"):
        planning.remove_session(ceremony, closed, by=coordinator)
    handover_marks.mark(row, "pending", expected="absent", by=coordinator)
    planning.remove_session(ceremony, closed, by=coordinator)
    assert (ceremony.sessions.count(), ceremony.hand_overs.count()) == (0, 0)


# States


def test_a_plan_needs_a_session_and_somebody_who_hands_over(draft, closed, coordinator):
    with pytest.raises(Refused, match="at least one dignitary"):
        planning.plan(draft, by=coordinator)
    planning.remove_session(draft, closed, by=coordinator)
    dignitaries.add(draft, by=coordinator, **GUEST)
    with pytest.raises(Refused, match="at least one session"):
        planning.plan(draft, by=coordinator)


def test_it_is_held_once_everyone_is_marked_and_not_before_its_day(ceremony, coordinator):
    with pytest.raises(Refused, match=r"The ceremony is on 1 July 2025\."):
        planning.hold(ceremony, by=coordinator, today=DAY - timedelta(days=1))
    with pytest.raises(Refused, match="3 officers are marked neither"):
        planning.hold(ceremony, by=coordinator)
    assert handover_marks.mark_remaining_absent(ceremony, by=coordinator) == 3
    assert planning.hold(ceremony, by=coordinator, today=DAY).state == "held"
    verbs = AuditEntry.objects.in_order().filter(verb__startswith="ceremony.").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["ceremony.planned", "ceremony.held"]


def test_a_cancelled_ceremony_has_a_reason_and_changes_no_more(ceremony, coordinator, certificates):
    with pytest.raises(Refused, match="Say why"):
        planning.cancel(ceremony, by=coordinator, reason="  ")
    planning.cancel(ceremony, by=coordinator, reason="Flood")
    row = ceremony.hand_overs.first()
    for refused in (
        lambda: planning.change(ceremony, by=coordinator, date=DAY),
        lambda: planning.plan(ceremony, by=coordinator),
        lambda: dignitaries.add(ceremony, by=coordinator, **GUEST),
        lambda: running_order.add(ceremony, by=coordinator, **WELCOME),
        lambda: handover_order.arrange(ceremony, "name", [], by=coordinator),
        lambda: handover_order.set_place(row, place=2, dignitary=None, seat="", by=coordinator),
        lambda: handover_marks.mark(row, "absent", expected="pending", by=coordinator),
        lambda: planning.cancel(ceremony, by=coordinator, reason="Again"),
    ):
        with pytest.raises(Refused, match="cancelled"):
            refused()


def test_a_ceremony_at_which_certificates_were_handed_over_is_not_cancelled(ceremony, coordinator):
    handover_marks.mark(ceremony.hand_overs.first(), "handed_over", expected="pending", by=coordinator)
    with pytest.raises(Refused, match="handed over or posted already"):
        planning.cancel(ceremony, by=coordinator, reason="Flood")


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "outsider", "another"])
def test_only_coordinators_of_the_programme_change_anything(request, ceremony, guests, who):
    other = UserFactory()
    ProgrammeFactory(coordinators=[other])
    user = other if who == "another" else request.getfixturevalue(who)
    row = ceremony.hand_overs.first()
    for refused in (
        lambda: planning.create(ceremony.programme, by=user, place=ceremony.place, **FACTS),
        lambda: planning.change(ceremony, by=user, date=DAY),
        lambda: planning.hold(ceremony, by=user),
        lambda: dignitaries.remove(guests[0], by=user),
        lambda: running_order.suggest(ceremony, by=user),
        lambda: handover_marks.mark(row, "absent", expected="pending", by=user),
        lambda: handover_marks.mark_posted(ceremony, [row.pk], posted_on=DAY, by=user),
    ):
        with pytest.raises(Refused, match="Only a coordinator"):
            refused()


# Protocol


def test_dignitaries_move_up_and_down_and_stop_at_the_ends(draft, guests, coordinator):
    first, second = guests
    dignitaries.move(second, -1, by=coordinator)
    assert list(draft.dignitaries.all()) == [second, first]
    dignitaries.move(second, -1, by=coordinator)
    dignitaries.move(second, 5, by=coordinator)
    assert list(draft.dignitaries.all()) == [second, first]
    assert list(draft.dignitaries.values_list("place", flat=True)) == [1, 2]


def test_who_is_taken_out_of_the_protocol_leaves_the_places_open(ceremony, guests, coordinator):
    assert dignitaries.remove(guests[0], by=coordinator) == 2
    assert list(ceremony.hand_overs.values_list("dignitary", flat=True)) == [None, None, guests[1].pk]
    assert ceremony.hand_overs.count() == 3


def test_who_has_handed_over_stays_in_the_protocol(ceremony, guests, coordinator):
    handover_marks.mark(ceremony.hand_overs.first(), "handed_over", expected="pending", by=coordinator)
    with pytest.raises(Refused, match="1 certificate was handed over by this dignitary already"):
        dignitaries.remove(guests[0], by=coordinator)


# Running order


def test_the_clock_follows_from_the_minutes():
    items = [
        RunningOrderItem(minutes=15),
        RunningOrderItem(minutes=5, starts_at=time(10, 30)),
        RunningOrderItem(minutes=20),
    ]
    times = [(line.begins, line.ends) for line in clock(time(10), items)]
    assert times == [(time(10), time(10, 15)), (time(10, 30), time(10, 35)), (time(10, 35), time(10, 55))]


def test_times_out_of_order_are_refused_wherever_they_come_from(draft, coordinator):
    running_order.add(draft, by=coordinator, **WELCOME)
    with pytest.raises(Refused, match="“Speech” would begin at 10:05, but what comes before it ends at 10:10"):
        running_order.add(draft, by=coordinator, minutes=5, what_en="Speech", what_bn="বক্তব্য", starts_at=time(10, 5))
    speech = running_order.add(
        draft, by=coordinator, minutes=5, what_en="Speech", what_bn="বক্তব্য", starts_at=time(10, 30)
    )
    with pytest.raises(Refused, match="“Speech” would begin at 10:30"):
        planning.change(draft, by=coordinator, starts_at=time(11))
    with pytest.raises(Refused, match="after midnight"):
        running_order.change(speech, by=coordinator, starts_at=time(23, 58))
    assert draft.running_order.count() == 2
    assert Ceremony.objects.get().starts_at == time(10)


def test_a_line_with_a_fixed_time_does_not_move_before_it(draft, coordinator):
    welcome = running_order.add(draft, by=coordinator, **(WELCOME | {"starts_at": time(10)}))
    running_order.add(draft, by=coordinator, minutes=5, what_en="Speech", what_bn="বক্তব্য")
    with pytest.raises(Refused, match="would begin at 10:00"):
        running_order.move(welcome, 1, by=coordinator)
    assert draft.running_order.first() == welcome


def test_a_suggestion_lets_the_chief_guest_speak_last_and_counts_the_certificates(ceremony, coordinator):
    items = running_order.suggest(ceremony, by=coordinator)
    assert [item.who_en for item in items if item.what_en == "Address"] == [
        "Head of the Unit",
        "Inspector General of Police",
    ]
    assert next(item.minutes for item in items if item.what_en.startswith("Handing")) == 10
    with pytest.raises(Refused, match="a running order already"):
        running_order.suggest(ceremony, by=coordinator)


# Order


@pytest.mark.parametrize("count", [0, 1, 30])
def test_everyone_with_a_certificate_gets_a_place_a_seat_and_somebody_who_hands_over(
    draft, guests, closed, coordinator, count
):
    for _n in range(count):
        completes(closed)
    if count:
        issued(closed, by=coordinator)
    assert handover_order.arrange(draft, "unit", guests, by=coordinator) == (count, count, 0)
    rows = list(draft.hand_overs.all())
    assert [row.place for row in rows] == list(range(1, count + 1))
    assert [row.seat for row in rows][:11] == [*(f"A{n}" for n in range(1, 11)), "B1"][:count]
    halves = [sum(row.dignitary_id == guest.pk for row in rows) for guest in guests]
    assert halves == ([1, 0] if count == 1 else [count // 2] * 2)


def test_places_by_hand_push_the_others_and_the_order_says_so(ceremony, guests, coordinator):
    last = ceremony.hand_overs.last()
    handover_order.set_place(last, place=1, dignitary=guests[0], seat="Z9", by=coordinator)
    assert names(ceremony) == ["Lailun Niazi", "Abul Hashem", "Belal Uddin"]
    assert list(ceremony.hand_overs.values_list("place", flat=True)) == [1, 2, 3]
    assert Ceremony.objects.get().order == "hand"
    handover_order.set_place(last, place=99, dignitary=None, seat="", by=coordinator)
    assert names(ceremony)[-1] == "Lailun Niazi"


def test_certificates_issued_later_are_told_and_added_at_the_end(ceremony, closed, coordinator):
    completes(closed, name_en="Aaron First")
    issued(closed, by=coordinator)
    assert handover_order.missing_places(ceremony) == 1
    assert handover_order.add_missing(ceremony, by=coordinator) == 1
    assert names(ceremony)[-1] == "Aaron First"
    assert handover_order.missing_places(ceremony) == 0


def test_the_order_stays_once_somebody_is_marked(ceremony, coordinator):
    handover_marks.mark(ceremony.hand_overs.first(), "absent", expected="pending", by=coordinator)
    with pytest.raises(Refused, match="the order stays"):
        handover_order.arrange(ceremony, "unit", [], by=coordinator)


def test_dignitaries_of_another_ceremony_hand_over_nothing_here(ceremony, programme, coordinator):
    other = planning.create(programme, by=coordinator, place=DistrictFactory(), **FACTS)
    stranger = dignitaries.add(other, by=coordinator, **GUEST)
    with pytest.raises(Refused, match="of this ceremony"):
        handover_order.arrange(ceremony, "unit", [stranger], by=coordinator)
    with pytest.raises(Refused, match="of this ceremony"):
        handover_order.set_place(ceremony.hand_overs.first(), place=1, dignitary=stranger, seat="", by=coordinator)


def test_who_has_no_certificate_is_told_with_why(ceremony, closed):
    completes(closed, name_bn="", name_en="Without Bangla")
    [row] = handover_order.WithoutCertificate(ceremony)
    assert (row.enrolment.officer.name_en, row.why) == ("Without Bangla", "The name in Bangla is missing.")


def test_rows_after_z_go_on_with_two_letters():
    assert [handover_order.seat_of(place, 10) for place in (1, 260, 261, 521)] == ["A1", "Z10", "AA1", "BA1"]


def test_today_is_the_day_of_dhaka(ceremony, coordinator):
    planning.change(ceremony, by=coordinator, date=timezone.localdate())
    handover_marks.mark(ceremony.hand_overs.first(), "absent", expected="pending", by=coordinator)
    assert ceremony.hand_overs.first().state == "absent"
