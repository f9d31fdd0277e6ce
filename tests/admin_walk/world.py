"""Two programmes in different hands, each with one object of every kind that an address below /admin/ can name.

Who adds a kind of object to the product adds one here, in the room it belongs to; both programmes get it.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from programmes.invitations import inviting
from programmes.models import InvitedAs
from tests import factories
from tests.admin_walk import (
    world_of_certificates,
    world_of_lists,
    world_of_people,
    world_of_programmes,
    world_of_resources,
)
from tests.admin_walk.canaries import PROGRAMME, STAFF, Canaries, in_letters
from tests.admin_walk.numbering import FOREIGN_OFFSET, LATER_OFFSET, count_from, foreign_rows
from tests.admin_walk.pictures import png
from trainings.models import CourseModule


@dataclass
class Side:
    """One programme with all that belongs to it. `word(place)` is a new text: a canary on the foreign side."""

    name: str
    number: int
    word: object
    code: object
    today: object
    rank: object
    unit: object
    place: object
    force: object
    organisation: object
    modules: list
    things: SimpleNamespace = field(default_factory=SimpleNamespace)

    def __getattr__(self, thing):
        return getattr(self.__dict__["things"], thing)

    def keep(self, **things):
        """Remembers objects by name; returns the last one."""
        self.things.__dict__.update(things)
        return list(things.values())[-1]


@dataclass
class World:
    own: Side
    foreign: Side
    outsider: object
    administrator: object
    neighbour: object
    canaries: Canaries
    unmarked: list
    rows: dict
    first_rows: dict = field(default_factory=dict)  # what addresses.py looked up


def build():
    """Makes both programmes and returns the World. Run inside a transaction that is rolled back in the end."""
    count_from(0)
    canaries = Canaries()
    common = _common()
    common["organisation"].logo.save("logo.png", ContentFile(png()))
    plain = iter(range(1, 10_000))
    own = _side(
        "own", 1, common, word=lambda place, *_kind: f"Ours {in_letters(next(plain))}", code=lambda text, *_place: text
    )
    outsider = factories.UserFactory(email="outsider@example.org", full_name="Outsider")
    administrator = factories.AdministratorFactory(email="administrator@example.org", full_name="Administrator")
    neighbour = world_of_lists.neighbour(common, canaries)
    world_of_lists.build(own, neighbour)
    count_from(FOREIGN_OFFSET)
    foreign = _side("foreign", 2, common, word=canaries.word, code=canaries.code)
    world_of_lists.build(foreign, neighbour)
    count_from(LATER_OFFSET)
    unmarked = canaries.mark_everything()
    return World(own, foreign, outsider, administrator, neighbour, canaries, unmarked, foreign_rows())


def _common():
    """What belongs to no programme."""
    return {
        "today": timezone.localdate(),
        "rank": factories.RankFactory(),
        "force": factories.ForceFactory(),
        "unit": factories.UnitFactory(),
        "place": factories.DistrictFactory(),
        "organisation": factories.OrganisationFactory(),
        "modules": [factories.ModuleFactory() for _n in range(2)],
    }


def _side(name, number, common, *, word, code):
    side = Side(name, number, word, code, **common)
    _people(side)
    _programme(side)
    world_of_programmes.build(side)
    world_of_resources.build(side)
    world_of_people.build(side)
    world_of_certificates.build(side)
    return side


def _people(side):
    for role in ("coordinator", "colleague", "trainer", "observer", "administrator"):
        make = factories.AdministratorFactory if role == "administrator" else factories.UserFactory
        name = side.word(f"name of the {role}", STAFF)
        side.keep(**{role: make(email=_email(side, role), full_name=name)})


def _email(side, whose):
    return side.code(f"{whose}{side.number}0770{side.number}@example.org", f"e-mail of the {whose}", STAFF)


def _programme(side):
    code = side.code(f"PR077{side.number}", "code of the programme", PROGRAMME)
    words = {
        name: side.word(f"programme.{name}", PROGRAMME)
        for name in ("title_en", "title_bn", "short_title_en", "short_title_bn")
    }
    programme = factories.ProgrammeFactory(
        code=code, coordinators=[side.coordinator, side.colleague], is_public=False, **words
    )
    for role in ("trainer", "observer"):
        programme.team.create(user=side.things.__dict__[role], role=role)
    phase = factories.PhaseFactory(programme=programme, order=1, title_en=side.word("phase.title_en", PROGRAMME))
    course = factories.CourseFactory(programme=programme, code=f"C077{side.number}", title_en=side.word("course"))
    for order, module in enumerate(side.modules, start=1):
        CourseModule.objects.create(course=course, module=module, order=order)
    side.keep(programme=programme, phase=phase, course=course)
    side.keep(
        invitation=inviting.invite(programme, _email(side, "guest"), InvitedAs.TRAINER, by=side.coordinator),
        invitation_of_administrator=inviting.invite(
            programme, _email(side, "newcomer"), InvitedAs.COORDINATOR, by=side.administrator
        ),
    )
    for state, begins in (("scheduled", 20), ("running", 0), ("closed", -30)):
        starts_on = side.today + timedelta(days=begins)
        session = factories.SessionFactory(
            phase=phase,
            course=course,
            code=side.code(f"S077-{state[:3].upper()}-{side.number}", f"code of the {state} session"),
            title_en=side.word("session.title_en"),
            title_bn=side.word("session.title_bn"),
            venue_en=side.word("session.venue_en"),
            starts_on=starts_on,
            led_by=side.trainer,
            state=state,
            closed_at=timezone.now() if state == "closed" else None,
        )
        side.keep(**{state: session})
