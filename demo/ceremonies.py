"""Two ceremonies of the demonstration: one held, with two certificates to be posted; one planned for next week."""

from datetime import date, time, timedelta

from accounts.models import User
from certificates.ceremonies import dignitaries, handover_marks, handover_order, planning, running_order
from certificates.models import Ceremony, Certificate, HandOverState
from programmes.models import Programme
from trainings.models import TrainingSession

AT_THE_TABLE = [  # part, office and organisation in English and Bangla; officials appear by office
    ("chief_guest", "Inspector General of Police", "পুলিশ মহাপরিদর্শক", "Bangladesh Police", "বাংলাদেশ পুলিশ"),
    (
        "special_guest",
        "Head of the Anti-Terrorism Unit",
        "প্রধান, এন্টি টেররিজম ইউনিট",
        "Bangladesh Police",
        "বাংলাদেশ পুলিশ",
    ),
    (
        "host",
        "Programme Coordinator",
        "প্রোগ্রাম সমন্বয়ক",
        "United Nations Office on Drugs and Crime",
        "জাতিসংঘের মাদক ও অপরাধবিষয়ক কার্যালয়",
    ),
]


def load(programme: Programme, *, by: User, today: date) -> None:
    """Plans and holds the ceremonies, once."""
    if Ceremony.objects.filter(programme=programme).exists():
        return
    sessions = TrainingSession.objects.filter(phase__programme=programme).select_related("place").order_by("starts_on")
    issued = [
        session
        for session in sessions.filter(state="closed", code__startswith="TOT")
        if Certificate.objects.live().filter(enrolment__session=session).exists()
    ]
    if len(issued) < 2:
        return
    held = _plan(programme, issued[:1], issued[0].ends_on + timedelta(days=14), by=by)
    _hold(held, by=by)
    _plan(programme, issued[1:], today + timedelta(days=6), by=by)


def _plan(programme, sessions, date, *, by):
    first = sessions[0]
    ceremony = planning.create(
        programme,
        by=by,
        sessions=sessions,
        title_en=f"Certificate ceremony, {first.place.name_en}",
        title_bn=f"সনদ বিতরণ অনুষ্ঠান, {first.place.name_bn}",
        date=date,
        starts_at=time(10),
        place=first.place,
        venue_en=first.venue_en,
        venue_bn=first.venue_bn,
        seats_in_a_row=10,
    )
    guests = [
        dignitaries.add(
            ceremony,
            by=by,
            role=role,
            office_en=english,
            office_bn=bangla,
            organisation_en=of_english,
            organisation_bn=of_bangla,
        )
        for role, english, bangla, of_english, of_bangla in AT_THE_TABLE
    ]
    handover_order.arrange(ceremony, "unit", guests[:2], by=by)
    running_order.suggest(ceremony, by=by)
    return planning.plan(ceremony, by=by)


def _hold(ceremony, *, by):
    rows = list(ceremony.hand_overs.all())
    for row in rows[:-2]:
        handover_marks.mark(row, HandOverState.HANDED_OVER, expected=HandOverState.PENDING, by=by)
    handover_marks.mark_remaining_absent(ceremony, by=by)
    planning.hold(ceremony, by=by)
