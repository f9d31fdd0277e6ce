"""The ledger of a stock: lines are added, never changed; what is left is their sum and never below nothing."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import SessionFactory
from trainings.models import StockEntry
from trainings.resources import stock
from trainings.resources.stock import Line, left_of

pytestmark = pytest.mark.django_db


def test_what_is_left_is_the_sum_of_the_lines(ahead, booklets, enter):
    enter(booklets, "handed_out", 30, ahead)
    enter(booklets, "given_back", 5, ahead)
    counted = enter(booklets, "counted", 70, note="  Rats.  ")
    rows = StockEntry.objects.filter(resource=booklets).order_by("number")
    assert [(one.number, one.amount, one.left) for one in rows] == [
        (1, 100, 100),
        (2, -30, 70),
        (3, 5, 75),
        (4, -5, 70),
    ]
    assert left_of([booklets.pk]) == {booklets.pk: 70 if rows.aggregate(n=Sum("amount"))["n"] == 70 else None}
    assert (counted.note, counted.session) == ("Rats.", None)
    entry = AuditEntry.objects.get(verb="stock.handed_out")
    assert (entry.details, entry.programme_id) == (
        {"session": ahead.pk, "amount": -30, "left": 70},
        booklets.programme_id,
    )


def test_no_more_leaves_than_is_there_and_no_more_comes_back_than_left(ahead, other, booklets, enter):
    with pytest.raises(Refused, match="only 100 are left, so 101"):
        enter(booklets, "handed_out", 101, ahead)
    enter(booklets, "handed_out", 100, ahead)
    with pytest.raises(Refused, match="only 0 are left"):
        enter(booklets, "handed_out", 1, other)
    with pytest.raises(Refused, match="Booklet: 0 were handed out to TOT-TWO"):
        enter(booklets, "given_back", 1, other)
    enter(booklets, "given_back", 100, ahead)


def test_the_database_keeps_the_stock_above_nothing_and_its_lines_in_a_row(booklets, ahead, coordinator):
    def line(**facts):
        row = {"form": uuid.uuid4(), "resource": booklets, "number": 2, "kind": "handed_out", "amount": -1, "left": 1}
        row |= {"session": ahead, "entered_by": coordinator, "entered_at": "2026-01-01T00:00Z"}
        return StockEntry(**(row | facts))

    for wrong in ({"left": -1}, {"number": 1}, {"amount": 1}, {"session": None}, {"kind": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            line(**wrong).save()
    line().save()


def test_the_same_form_twice_is_one_line(booklets, projectors, enter, programme, coordinator):
    form = uuid.uuid4()
    assert enter(booklets, "received", 5, form=form) == enter(booklets, "received", 5, form=form)
    assert left_of([booklets.pk]) == {booklets.pk: 105}
    other = programme.resources.create(kind="stock", name_en="Folder")
    with pytest.raises(Refused, match="sent before"):
        enter(other, "received", 5, form=form)
    with pytest.raises(Refused, match="Only a stock"):
        enter(projectors, "received", 5)


@pytest.mark.parametrize(
    ("kind", "pieces"), [("received", 0), ("received", -1), ("counted", -1), ("received", 100_001), ("burnt", 1)]
)
def test_a_line_has_a_kind_and_a_number_in_bounds(booklets, enter, kind, pieces):
    with pytest.raises(Refused, match="Give a number"):
        enter(booklets, kind, pieces)


def test_pieces_go_to_sessions_of_the_programme_that_take_place(booklets, ahead, enter, elsewhere, plan, coordinator):
    theirs = SessionFactory(programme=elsewhere[1])
    for session in (theirs, None):
        with pytest.raises(Refused, match="another programme"):
            enter(booklets, "handed_out", 1, session)
    with pytest.raises(Refused, match="draft or to a cancelled"):
        enter(booklets, "handed_out", 1, plan(state="draft"))
    with pytest.raises(Refused, match="Booklet is not booked for TOT-ONE"):
        stock.enter(booklets, Line(uuid.uuid4(), "handed_out", 1, session=ahead), by=coordinator, now=timezone.now())
    enter(booklets, "handed_out", 5, ahead)
    type(ahead).objects.filter(pk=ahead.pk).update(state="cancelled", state_reason="Flood.")
    ahead.refresh_from_db()
    enter(booklets, "given_back", 5, ahead)


@pytest.mark.parametrize("who", ["observer", "officer_user", "outsider", "trainer"])
def test_nobody_else_writes_into_the_ledger(request, booklets, session, enter, elsewhere, who):
    for by in (request.getfixturevalue(who), elsewhere[0]):
        with pytest.raises(NotAllowed):
            enter(booklets, "received", 1, by=by)
    assert StockEntry.objects.count() == 1
