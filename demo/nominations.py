"""A session that is still to come: quotas per unit and region, what two units proposed so far, and who waits."""

from datetime import date, timedelta

from demo.sessions import Loader
from participants.models import Unit
from programmes.models import Place
from trainings.enrolment.nominations import Quota, confirm, nominate, set_quotas
from trainings.models import TrainingSession

PLACE = "TOT-BAR"
SEATS_PER_UNIT = 2
PROPOSED = {"DP-1006": 4, "DP-1009": 1}  # Barishal two more than its quota, Bhola one less


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
