"""The pages: coordinators keep the list and book for their sessions, those who train a session read what it has, nobody else."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import DistrictFactory, UserFactory
from trainings.models import Resource, ResourceBooking, StockEntry, Venue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_plain_problem_pages")]


def text(response):
    return response.content.decode()


@pytest.fixture
def desk(signed_in, coordinator, programme):
    """The coordinator, signed in."""
    return signed_in(coordinator)


def test_a_venue_a_room_a_kit_and_a_stock_are_put_on_record(desk, programme):
    start = desk.get("/admin/resources/", follow=True)
    assert start.redirect_chain == [("/admin/resources/SHETU/", 302)]
    assert "Nothing yet. Add a venue" in text(start)
    assert "Add the venue first" in text(desk.get("/admin/resources/SHETU/add/room/"))
    facts = {"name_en": "Police Academy", "name_bn": "", "place": DistrictFactory().pk, "notes": "Key at the gate"}
    answer = desk.post("/admin/resources/SHETU/venues/add/", facts)
    venue = Venue.objects.get()
    assert answer.url == f"/admin/resources/SHETU/add/room/?venue={venue.pk}"
    assert f'<option value="{venue.pk}" selected>' in text(desk.get(answer.url))
    for kind, more in (("room", {"venue": venue.pk, "seats": 40}), ("kit", {"count": 3}), ("stock", {})):
        desk.post(f"/admin/resources/SHETU/add/{kind}/", {"name_en": f"A {kind}", **more})
    again = desk.post("/admin/resources/SHETU/add/kit/", {"name_en": "a KIT", "count": 3})
    assert (again.status_code, "of this name already" in text(again)) == (422, True)
    assert desk.get("/admin/resources/SHETU/add/car/").status_code == 404
    shown = text(desk.get("/admin/resources/SHETU/"))
    assert all(words in shown for words in ("A room", "40 seats", "A kit", "A stock", "0 in stock", "Key at the gate"))
    assert "A kit" not in text(desk.get("/admin/resources/SHETU/?kind=room"))
    found = text(desk.get("/admin/resources/SHETU/?words=academy"))
    assert ("A room" in found, "A kit" in found) == (True, False)
    assert "Nothing is found" in text(desk.get("/admin/resources/SHETU/?words=nowhere"))
    room = Resource.objects.get(kind="room")
    desk.post(f"/admin/resources/SHETU/{room.pk}/change/", {"name_en": "Hall", "venue": venue.pk, "seats": 41})
    desk.post(f"/admin/resources/SHETU/{room.pk}/retire/")
    desk.post(f"/admin/resources/SHETU/venues/{venue.pk}/remove/")
    assert (Venue.objects.count(), Resource.objects.filter(kind="room").count()) == (0, 0)


def test_the_ledger_is_written_on_the_page_of_the_stock(desk, booklets):
    address = f"/admin/resources/SHETU/{booklets.pk}/"
    sent = {"form": uuid.uuid4(), "kind": "counted", "pieces": "80", "note": "Rats"}
    for _twice in range(2):
        assert desk.post(f"{address}ledger/", sent).status_code == 302
    page = text(desk.get(address))
    assert ("Rats" in page, "−20" in page, StockEntry.objects.count()) == (True, True, 2)
    wrong = desk.post(f"{address}ledger/", {**sent, "form": uuid.uuid4(), "kind": "handed_out"})
    assert (wrong.status_code, StockEntry.objects.count()) == (422, 2)


def test_a_session_books_hands_out_and_releases(desk, ahead, other, hall, small_room, projectors, booklets):
    page = f"/admin/sessions/{ahead.code}/resources/"
    assert "Nothing is booked yet" in text(desk.get(page))
    desk.post(f"{page}book/room/", {"resource": hall.pk, "venue": "on"})
    desk.post(f"{page}book/kit/", {"resource": projectors.pk, "quantity": 2, "before": 1})
    desk.post(f"{page}book/stock/", {"resource": booklets.pk, "quantity": 90})
    shown = text(desk.get(page))
    assert all(words in shown for words in ("Hall 1, Police Academy", "2 pieces", "90 pieces", "Room 7"))
    pieces = ahead.bookings.get(resource=booklets)
    line = {"form": uuid.uuid4(), "kind": "handed_out", "pieces": 30}
    desk.post(f"{page}{pieces.pk}/hand-out/", line)
    assert "30 handed out" in text(desk.get(page))
    # The other session is refused the room and told what is free; the booklets with a reason.
    there = f"/admin/sessions/{other.code}/resources/"
    answer = desk.post(f"{there}book/room/", {"resource": hall.pk}, follow=True)
    assert "by TOT-ONE. Free on all days: Room 7" in text(answer)
    few = desk.post(f"{there}book/stock/", {"resource": booklets.pk, "quantity": 11})
    assert (few.status_code, "give a reason to promise more" in text(few)) == (422, True)
    desk.post(f"{there}book/stock/", {"resource": booklets.pk, "quantity": 11, "reason": "More is printed."})
    assert "Promised beyond what there was: More is printed." in text(desk.get(there))
    desk.post(f"{page}{ahead.bookings.get(resource=hall).pk}/release/")
    assert [one.resource.name for one in ahead.bookings.order_by("pk")] == ["Projector", "Booklet"]
    assert desk.post(f"{page}book/car/").status_code == 404


def test_the_month_says_who_has_what_on_which_day(desk, ahead, hall, projectors, book):
    book(ahead, hall)
    book(ahead, projectors, 2, before=1)
    month = f"/admin/resources/SHETU/month/?month={ahead.starts_on:%Y-%m}"
    shown = text(desk.get(month))
    assert all(words in shown for words in ("TOT-ONE", "Hall 1, Police Academy", "× 2", "Nusrat Coordinator"))
    rooms = text(desk.get(f"{month}&kind=room"))
    assert ("Hall 1" in rooms, "Projector" in rooms) == (True, False)
    assert "Nothing is booked in this month" in text(desk.get("/admin/resources/SHETU/month/?month=2031-01"))


def test_those_who_train_the_session_read_and_nobody_else(signed_in, session, hall, book, trainer, observer, outsider):
    book(session, hall)
    page = text(signed_in(trainer).get(f"/training/{session.code}/resources/"))
    assert "Hall 1, Police Academy" in page
    assert "/admin/" not in page.replace("/admin/resources/none", "")
    assert f'href="/training/{session.code}/resources/"' in text(signed_in(trainer).get(f"/training/{session.code}/"))
    stranger = UserFactory()
    session.phase.programme.team.create(user=stranger, role="trainer")
    for who in (stranger, observer, outsider):
        assert signed_in(who).get(f"/training/{session.code}/resources/").status_code == 404
    for address in ("", "SHETU/", f"SHETU/{hall.pk}/", "SHETU/month/"):
        assert signed_in(trainer).get(f"/admin/resources/{address}").status_code == 404


def test_another_programme_reaches_nothing(signed_in, ahead, hall, booklets, book, elsewhere, plan, programme):
    booked, by = book(ahead, hall), elsewhere[0]
    theirs = plan(programme=elsewhere[1], code="TOT-THEIRS")
    theirs_room = Resource.objects.create(programme=elsewhere[1], kind="kit", name_en="Theirs", count=1)
    client = signed_in(by)
    for address in (f"SHETU/{hall.pk}/", "SHETU/", f"OTHER/{hall.pk}/", f"OTHER/venues/{hall.venue_id}/"):
        assert client.get(f"/admin/resources/{address}").status_code == 404
    there = f"/admin/sessions/{theirs.code}/resources/"
    for address in (f"{booked.pk}/release/", f"{booked.pk}/hand-out/"):
        assert client.post(there + address).status_code == 404
    assert client.post(f"{there}book/room/", {"resource": hall.pk}).status_code == 404
    assert client.post(f"{there}book/stock/", {"resource": booklets.pk, "quantity": 1}).status_code == 422
    assert "TOT-ONE" not in text(client.get(f"/admin/resources/OTHER/{theirs_room.pk}/"))
    assert ResourceBooking.objects.get() == booked


def test_a_session_that_moved_says_what_clashes_then(desk, ahead, plan, hall, book, today):
    later = plan(20, code="TOT-LATER")
    book(ahead, hall)
    book(later, hall)
    form = desk.get(reverse("admin:trainings_trainingsession_change", args=[ahead.pk])).context["adminform"].form
    sent = {name: form.initial.get(name) or "" for name in form.fields}
    sent |= {"starts_on": later.starts_on, "ends_on": later.ends_on, "regions": [], "goals": []}
    sent |= {"trainers-TOTAL_FORMS": 0, "trainers-INITIAL_FORMS": 0}
    answer = desk.post(reverse("admin:trainings_trainingsession_change", args=[ahead.pk]), sent, follow=True)
    assert "Hall 1, Police Academy is taken on" in text(answer)
    assert [day.date for day in ahead.days.all()] == [day.date for day in later.days.all()]


@pytest.mark.parametrize(
    "address",
    ["/admin/resources/SHETU/", "/admin/resources/SHETU/month/?month={month}", "/admin/sessions/TOT-ONE/resources/"],
)
def test_the_number_of_queries_does_not_grow(desk, programme, academy, ahead, plan, book, enter, address):
    address = address.format(month=f"{ahead.starts_on:%Y-%m}")
    counts = []
    for number in range(3):
        room = Resource.objects.create(programme=programme, kind="room", name_en=f"R{number}", venue=academy, seats=9)
        kit = Resource.objects.create(programme=programme, kind="kit", name_en=f"K{number}", count=9)
        stock = Resource.objects.create(programme=programme, kind="stock", name_en=f"S{number}")
        enter(stock, "received", 9)
        for resource in (room, kit, stock):
            book(ahead, resource)
            book(plan(40 + 9 * number, code=f"TOT-M{resource.pk}"), resource)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_only_a_room_in_the_place_of_the_session_is_offered_as_its_venue(desk, hall, ahead):
    page = f"/admin/sessions/{ahead.code}/resources/"
    assert text(desk.get(page)).count('name="venue"') == 1
    for place, ticked in ((ahead.place, 1), (DistrictFactory(code="4041"), 0)):
        Venue.objects.update(place=place)
        assert len(re.findall(r'name="venue"\s+checked', text(desk.get(page)))) == ticked
