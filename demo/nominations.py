"""A session that is still to come: quotas per unit and region, what two units proposed so far, and who waits."""

from datetime import date, timedelta

from demo.sessions import Loader
from participants.models import Rank, Unit
from programmes.models import Place
from trainings.enrolment.nominations import Quota, confirm, nominate, set_quotas
from trainings.models import TrainingSession
from trainings.nomination_links import making, typed_people

PLACE = "TOT-BAR"
SEATS_PER_UNIT = 2
PROPOSED = {"DP-1006": 4, "DP-1009": 1}  # Barishal two more than its quota, Bhola one less

OPENED = ("DP-1042", "DP-1078")
TYPED = [
    ("Shirin Akter", "শিরিন আক্তার", "female", "SI"),
    ("Mahbub Alam", "মাহবুব আলম", "male", "INSP"),
]


def load(loader: Loader, today: date) -> None:
    """Sets quotas and proposes officers for the session in Barishal, once. loader: demo.sessions.Loader."""
    session = TrainingSession.objects.filter(code__startswith=PLACE, starts_on__gt=today, quotas=None).first()
    if session is None:
        return
    division = Place.objects.get(kind="division", code="10")
    units = Unit.objects.filter(kind="district", place__parent=division).order_by("code")
    quotas = [Quota(unit, SEATS_PER_UNIT) for unit in units] + [Quota(division, 10)]
    set_quotas(
        session,
        quotas,
        women_share=30,
        due_on=session.starts_on - timedelta(days=10),
        send_to="Anti-Terrorism Unit, training@example.org",
        by=loader.coordinator,
        today=today,
    )
    for code, count in PROPOSED.items():
        unit = Unit.objects.get(code=code)
        nominate(session, loader.recruit(count, [division.code], unit=unit), unit=unit, by=loader.coordinator)
    first = session.enrolments.holding_a_seat().earliest("pk")
    confirm(session, [first.pk], by=loader.coordinator)
    _type_by_link(session, loader)


def _type_by_link(session, loader):
    """Makes a link for each unit; two of them opened theirs, and one typed whom it proposes."""
    links = {link.unit.code: link for link in making.make(session, by=loader.coordinator)}
    for code in OPENED:
        typed_people.note_opened(links[code])
    for number, (name_en, name_bn, sex, rank) in enumerate(TYPED):
        person = typed_people.Typed(
            service_number=f"99008{number:05}",
            name_en=name_en,
            name_bn=name_bn,
            sex=sex,
            rank=Rank.objects.get(code=rank),
            mobile=f"+88017000008{number:02}",
        )
        typed_people.add(links[OPENED[0]], person, seats=SEATS_PER_UNIT)
