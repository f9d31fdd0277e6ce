"""The pool of trainers of the demonstration: colleagues without a password, languages, days away, guests. All of them are invented."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from programmes.models import Programme, TeamMember, TeamRole
from trainings.models import GuestExpert, SessionState, TrainingSession
from trainings.trainer_pool import absences, guests, naming, profiles

COLLEAGUES = [  # e-mail, name, languages, days since the certificate
    ("farhana@shetu.example", "Farhana Trainer", ["bn", "en"], 900),
    ("jahid@shetu.example", "Jahid Trainer", ["bn", "ctg", "rhg"], 400),
    ("mitali@shetu.example", "Mitali Trainer", ["bn", "ccp"], None),
    ("zakir@shetu.example", "Zakir Trainer", ["bn", "syl", "en"], 1500),
]
GUESTS = [
    {
        "name_en": "Dr. Shirin Example",
        "name_bn": "ড. শিরিন উদাহরণ",
        "organisation_en": "Department of Criminology, Example University",
        "organisation_bn": "অপরাধবিজ্ঞান বিভাগ, উদাহরণ বিশ্ববিদ্যালয়",
        "post_en": "Professor",
        "post_bn": "অধ্যাপক",
        "email": "shirin@university.example",
    },
    {
        "name_en": "Anna Sample",
        "name_bn": "আনা নমুনা",
        "organisation_en": "Example Institute for Policing",
        "organisation_bn": "উদাহরণ পুলিশিং ইনস্টিটিউট",
        "post_en": "Expert on community policing",
        "post_bn": "কমিউনিটি পুলিশিং বিশেষজ্ঞ",
        "email": "anna@institute.example",
        "phone": "+000 0000",
    },
]


def load(programme: Programme, *, by: User, trainers: list[User], today: date) -> None:
    """Fills the pool, and names a guest for the session that runs. Once."""
    if GuestExpert.objects.filter(programme=programme).exists():
        return
    for user in trainers:
        _describe(user, programme, ["bn", "en"], None, by=by, today=today)
    for email, name, languages, days in COLLEAGUES:
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, full_name=name)
        TeamMember.objects.get_or_create(programme=programme, user=user, role=TeamRole.TRAINER)
        user.forget_roles()
        _describe(user, programme, languages, days and today - timedelta(days=days), by=by, today=today)
    away = User.objects.get(email=COLLEAGUES[1][0])
    course = absences.Days(uuid4(), today + timedelta(days=4), today + timedelta(days=9), "Course abroad")
    absences.note(away, programme, course, by=by, now=timezone.now())
    _guests(programme, by)


def _describe(user, programme, languages, certified_on, *, by, today):
    body = "Bangladesh Police Academy, Sardah" if certified_on else ""
    profiles.describe(
        user, programme, languages=languages, certified_on=certified_on, certified_by=body, by=by, today=today
    )


def _guests(programme, by):
    known = [guests.add(programme, uuid4(), facts, ["en"], by=by) for facts in GUESTS]
    running = TrainingSession.objects.filter(phase__programme=programme, state=SessionState.RUNNING).first()
    if running:
        naming.name_guest(running, known[1], "expert", by=by)
