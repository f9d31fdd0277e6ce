"""What the demonstration lends to its sessions: two venues with rooms, kits, booklets. All of it is invented."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from programmes.models import Place, Programme
from trainings.models import Resource, ResourceKind, SessionState, TrainingSession
from trainings.resources import booking, catalogue, stock
from trainings.resources.booking import Wanted
from trainings.resources.stock import Line

# name in English and Bangla, district, notes, rooms: (names, seats, notes)
VENUES: list[tuple[Any, ...]] = [
    (
        *("Police Training Centre", "পুলিশ ট্রেনিং সেন্টার", "4047", "Generator; canteen for 80"),
        [("Hall 1", "হল ১", 60, "Projector fixed to the ceiling"), ("Seminar room", "সেমিনার কক্ষ", 25, "")],
    ),
    (
        *("Police Lines", "পুলিশ লাইন্স", "5081", "Ask the Reserve Office for the key"),
        [("Auditorium", "মিলনায়তন", 120, "Ramp at the side door"), ("Classroom 2", "শ্রেণিকক্ষ ২", 35, "")],
    ),
]
KITS = [("Projector", "প্রজেক্টর", 4), ("Camera", "ক্যামেরা", 1), ("Set of flip charts", "ফ্লিপ চার্টের সেট", 10)]
STOCKS = [("Booklet for trainers", "প্রশিক্ষকদের পুস্তিকা", 140), ("Folder", "ফোল্ডার", 300)]


def load(programme: Programme, *, by: User, today: date) -> None:
    """Puts everything on record and books some of it for the sessions around today. Once."""
    if Resource.objects.filter(programme=programme).exists():
        return
    made = _on_record(programme, by)
    booklets, folders = made["Booklet for trainers"], made["Folder"]
    sessions = TrainingSession.objects.filter(phase__programme=programme, ends_on__gte=today)
    running = sessions.filter(state=SessionState.RUNNING).first()
    if running:
        _book(running, made["Hall 1"], 1, by, writes_venue=True)
        for thing, pieces in (("Seminar room", 1), ("Projector", 2), ("Camera", 1)):
            _book(running, made[thing], pieces, by)
        for pieces in (booklets, folders):
            _book(running, pieces, 35, by)
            _enter(pieces, "handed_out", 30, by, session=running)
    soon = sessions.filter(code__startswith="TOT-RAJ").first()
    if soon:
        _book(soon, made["Auditorium"], 1, by, writes_venue=True)
        _book(soon, made["Projector"], 3, by, before=1, after=1)
        _book(soon, booklets, 60, by)
    later = sessions.filter(code__startswith="TOT-BAR").first()
    if later:
        _book(later, booklets, 65, by, reason="A second print run is ordered.")


def _on_record(programme, by):
    made = {}
    for english, bangla, district, notes, rooms in VENUES:
        facts = {"name_en": english, "name_bn": bangla, "notes": notes}
        place = Place.objects.get(kind="district", code=district)
        venue = catalogue.add_venue(programme, facts | {"place": place}, by=by)
        for name_en, name_bn, seats, note in rooms:
            facts = {"name_en": name_en, "name_bn": name_bn, "venue": venue, "seats": seats, "notes": note}
            made[name_en] = catalogue.add(programme, ResourceKind.ROOM, facts, by=by)
    for name_en, name_bn, count in KITS:
        facts = {"name_en": name_en, "name_bn": name_bn, "count": count}
        made[name_en] = catalogue.add(programme, ResourceKind.KIT, facts, by=by)
    for name_en, name_bn, pieces in STOCKS:
        facts = {"name_en": name_en, "name_bn": name_bn}
        made[name_en] = catalogue.add(programme, ResourceKind.STOCK, facts, by=by)
        _enter(made[name_en], "received", pieces, by)
    return made


def _book(session, resource, quantity, by, **more):
    booking.book(session, resource, Wanted(quantity, **more), by=by, now=timezone.now())


def _enter(resource, kind, pieces, by, session=None):
    stock.enter(resource, Line(uuid4(), kind, pieces, session=session), by=by, now=timezone.now())
