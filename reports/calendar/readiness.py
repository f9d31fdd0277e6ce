"""What has to be there before a session begins, line by line: done or open, and where it is mended. Pure: it takes facts."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.text.localised_text import date_text
from accounts.text.sentences import numbers
from trainings.models import SessionState
from trainings.resources.session_facts import NOTHING, BookedFacts

# Before the last day; afterwards the checklist before closing says what is open.
GETS_READY = (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING)
ENOUGH = 50  # per cent of the seats: with fewer officers a session is not worth its venue


@dataclass(frozen=True)
class ReadinessFacts:
    """What the checks look at. Counts; bare_halves: half-days without a line in the timetable; bare_modules: of the course,
    without a document. asked: quotas and nominations. booked: rooms, kits and stock."""

    code: str
    pk: int
    venue: str
    capacity: int
    has_lead: bool
    trainers: int
    quotas: int
    nominated: int
    due_on: date | None
    officers: int
    days: int
    bare_halves: int
    modules: int
    bare_modules: int
    has_design: bool
    booked: BookedFacts = NOTHING


@dataclass(frozen=True)
class ReadinessCheck:
    """One line. url: where it is mended."""

    key: str
    done: bool
    title: str
    fact: str
    url: str


def checks_of(facts: ReadinessFacts) -> list[ReadinessCheck]:
    """Returns the checks of a session in the order in which a training is planned. No query."""
    edit = reverse("admin:trainings_trainingsession_change", args=[facts.pk])
    return [
        _venue(facts, edit),
        _trainers(facts, edit),
        _nominations(facts),
        _roster(facts),
        _timetable(facts),
        _materials(facts),
        *_stock(facts),
        *_kits(facts),
        _design(facts),
    ]


def open_checks(facts: ReadinessFacts) -> int:
    """Returns how many checks are open."""
    return sum(not check.done for check in checks_of(facts))


def open_sentence(count: int) -> str:
    """Returns what a chip says: that the session is ready, or how many checks are open."""
    if not count:
        return _("Ready")
    return ngettext("%(count)s check open", "%(count)s checks open", count) % numbers(count=count)


def _venue(facts, edit):
    """A venue in words is enough, unless it is one whose rooms are on record: then one of them is booked."""
    booked, resources = facts.booked, _resources(facts)
    if booked.room_problem:
        return ReadinessCheck("venue", False, _("Venue"), booked.room_problem, resources)
    if not facts.venue.strip():
        url = resources if booked.has_rooms_on_record else edit
        return ReadinessCheck("venue", False, _("Venue"), _("No venue is named yet."), url)
    if booked.rooms:
        fact = _("Booked: %(rooms)s") % {"rooms": "; ".join(booked.rooms)}
        return ReadinessCheck("venue", True, _("Venue"), fact, resources)
    if booked.is_in_known_venue:
        fact = _("%(venue)s: none of its rooms is booked yet.") % {"venue": facts.venue}
        return ReadinessCheck("venue", False, _("Venue"), fact, resources)
    return ReadinessCheck("venue", True, _("Venue"), facts.venue, edit)


def _resources(facts):
    return reverse("sessions:resources", args=[facts.code])


def _stock(facts):
    """Only where the programme has stock on record: enough for the officers, or for the seats while the roster is empty."""
    booked = facts.booked
    if not booked.has_stock_on_record:
        return []
    wanted, most = facts.officers or facts.capacity, max(booked.pieces, default=0)
    if booked.stock_problem:
        done, fact = False, booked.stock_problem
    elif not booked.pieces:
        done, fact = False, _("No booklets are promised yet.")
    else:
        done = most >= wanted
        sentence = ngettext("%(most)s for %(count)s officer", "%(most)s for %(count)s officers", wanted)
        fact = sentence % numbers(most=most, count=wanted)
    return [ReadinessCheck("stock", done, _("Booklets"), fact, _resources(facts))]


def _kits(facts):
    """Only where something moved, so that a kit is not there on a day."""
    problem = facts.booked.kit_problem
    return [ReadinessCheck("kits", False, _("Kits"), problem, _resources(facts))] if problem else []


def _trainers(facts, edit):
    if not facts.trainers:
        fact = _("Nobody is named yet.")
    elif not facts.has_lead:
        fact = _("No lead trainer is named yet.")
    else:
        fact = ngettext("%(count)s trainer, one leads", "%(count)s trainers, one leads", facts.trainers)
        fact %= numbers(count=facts.trainers)
    return ReadinessCheck("trainers", facts.has_lead, _("Trainers"), fact, f"{edit}#trainers-group")


def _nominations(facts):
    """Units were asked (quotas), have answered (nominations), or need not be asked, because the officers are there."""
    done = bool(facts.quotas or facts.nominated or _is_filled(facts))
    if facts.quotas:
        fact = ngettext("%(count)s quota is set", "%(count)s quotas are set", facts.quotas)
        fact %= numbers(count=facts.quotas)
        if facts.due_on:
            fact = _("%(quotas)s, due by %(date)s") % {
                "quotas": fact,
                "date": date_text(facts.due_on, get_language()),
            }
    elif done:
        fact = _("Officers are named already.")
    else:
        fact = _("No unit was asked yet: set quotas, then send the letters.")
    return ReadinessCheck(
        "nominations", done, _("Nominations"), fact, reverse("sessions:nominations", args=[facts.code])
    )


def _is_filled(facts):
    return facts.officers * 100 >= facts.capacity * ENOUGH


def _roster(facts):
    fact = ngettext(
        "%(count)s of %(seats)s seats is filled.", "%(count)s of %(seats)s seats are filled.", facts.officers
    ) % numbers(count=facts.officers, seats=facts.capacity)
    if not _is_filled(facts):
        fact = f"{fact} " + _("Half of them are needed.")
    return ReadinessCheck("roster", _is_filled(facts), _("Roster"), fact, reverse("sessions:upload", args=[facts.code]))


def _timetable(facts):
    done = bool(facts.days) and not facts.bare_halves
    if not facts.days:
        fact = _("The days are not planned yet.")
    elif done:
        fact = _("Every half-day has its lines.")
    else:
        fact = ngettext(
            "%(count)s half-day has no timetable.", "%(count)s half-days have no timetable.", facts.bare_halves
        ) % numbers(count=facts.bare_halves)
    return ReadinessCheck("timetable", done, _("Timetable"), fact, reverse("sessions:timetable", args=[facts.code]))


def _materials(facts):
    done = bool(facts.modules) and not facts.bare_modules
    if not facts.modules:
        fact = _("The course has no modules yet.")
    elif done:
        fact = _("Every module of the course has a document.")
    else:
        fact = ngettext(
            "%(count)s module of the course has no document.",
            "%(count)s modules of the course have no document.",
            facts.bare_modules,
        ) % numbers(count=facts.bare_modules)
    return ReadinessCheck("materials", done, _("Materials"), fact, reverse("admin:trainings_module_changelist"))


def _design(facts):
    fact = _("In use for this course.") if facts.has_design else _("No design is in use for this course yet.")
    return ReadinessCheck(
        "design", facts.has_design, _("Design of the certificates"), fact, reverse("certificates:designs")
    )
