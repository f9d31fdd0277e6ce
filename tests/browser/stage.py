"""The stage hand: a process of the served Shetu that changes its data behind the scenes, one line of JSON at a time.

A process of its own, because the database of the tests is another one, and because the browser's driver keeps an event loop
in the thread of the tests, next to which Django refuses to ask a database.
"""

import json
import sys
import time
import traceback
from datetime import timedelta
from itertools import count
from pathlib import Path

import django

django.setup()

from allauth.usersessions.models import UserSession  # noqa: E402 -- after the set-up
from django.conf import settings  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from certificates.issuing import batches  # noqa: E402
from certificates.models import Certificate  # noqa: E402
from demo.samples import roster  # noqa: E402
from jobs.requesting import run_now  # noqa: E402
from participants.duplicates import scan  # noqa: E402
from participants.models import Officer, Rank, Unit  # noqa: E402
from programmes.models import Place, Programme  # noqa: E402
from tests import factories  # noqa: E402
from tests.waiting import wait_until  # noqa: E402
from trainings.attendance import marking  # noqa: E402
from trainings.models import AttendanceMark, ExcusedHalfDay, Half, Mark, TrainingSession  # noqa: E402
from trainings.sessions import lifecycle  # noqa: E402
from trainings.tags import tag_codes  # noqa: E402
from trainings.tags.numbers import give_numbers  # noqa: E402

PEOPLE = [  # English, Bangla, sex
    ("Sabina Yasmin", "সাবিনা ইয়াসমিন", "female"),
    ("Md. Rafiqul Islam", "মোঃ রফিকুল ইসলাম", "male"),
    ("Shamsunnahar Begum", "শামসুন্নাহার বেগম", "female"),
    ("Krishna Chandra Das", "কৃষ্ণ চন্দ্র দাস", "male"),
    ("Farzana Akter", "ফারজানা আক্তার", "female"),
    ("Abdullah Al Mamun", "আব্দুল্লাহ আল মামুন", "male"),
]
NUMBERS = count()  # of the officers that were made: no two sessions have the same
VERBS = {}


def verb(act):
    """Lets the tests call the function by its name."""
    VERBS[act.__name__] = act
    return act


@verb
def programme(code):
    """A programme with a course, a design, and an account for each role, named after the code. Returns how to sign in."""
    logins = {role: f"{role}.{code.lower()}@shetu.example" for role in ("coordinator", "trainer", "observer")}
    users = {role: factories.UserFactory(email=login, full_name=FULL_NAMES[role]) for role, login in logins.items()}
    made = factories.ProgrammeFactory(
        code=code, country=Place.objects.get(code="BD"), coordinators=[users["coordinator"]]
    )
    made.team.create(user=users["observer"], role="observer")
    factories.PhaseFactory(programme=made, order=1)
    factories.CourseFactory(programme=made, code=f"{code}-TOT", with_modules=2)
    factories.DesignFactory(programme=made)
    return {"logins": logins, "password": factories.PASSWORD, "today": timezone.localdate().isoformat()}


FULL_NAMES = {"coordinator": "Nusrat Jahan", "trainer": "Rafiqul Karim", "observer": "Donor Observer"}


@verb
def session(programme, code, *, officers=4, began_days_ago=0, length=3, state="running"):
    """A session of the programme that its trainer leads. Returns its officers as they stand on the roster."""
    programme = Programme.objects.get(code=programme)
    starts_on = timezone.localdate() - timedelta(days=began_days_ago)
    made = factories.SessionFactory(
        phase=programme.phases.get(),
        course=programme.courses.get(),
        code=code,
        place=Place.objects.get(kind="district", code="4047"),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=length - 1),
        led_by=User.objects.get(email=f"trainer.{programme.code.lower()}@shetu.example"),
        state=state,
    )
    unit = Unit.objects.filter(kind="district", place__code="4047").get()
    for place in range(officers):
        name_en, name_bn, sex = PEOPLE[place % len(PEOPLE)]
        number = next(NUMBERS)
        officer = factories.OfficerFactory(
            force=Unit.objects.get(code="BP"),
            service_number=f"99008{number:05d}",
            name_en=name_en,
            name_bn=name_bn,
            sex=sex,
            rank=Rank.objects.get(code="INSP"),
            unit=unit,
            district=unit.place,
            mobile=f"+88017008{number:05d}",
            programme=programme,
        )
        factories.EnrolmentFactory(session=made, officer=officer)
    return [
        {
            "enrolment": enrolment.pk,
            "service_number": enrolment.officer.service_number,
            "name_en": enrolment.officer.name_en,
        }
        for enrolment in made.enrolments.on_the_roster()
    ]


@verb
def quota(code, *, seats):
    """The police of Khulna may fill so many seats of the session."""
    unit = Unit.objects.filter(kind="district", place__code="4047").get()
    TrainingSession.objects.get(code=code).quotas.create(unit=unit, seats=seats)


@verb
def addresses(code, *, first):
    """The first officers of the roster have an e-mail address."""
    for enrolment in TrainingSession.objects.get(code=code).enrolments.on_the_roster()[:first]:
        enrolment.officer.email = f"officer{enrolment.officer_id}@police.example"
        enrolment.officer.save(update_fields=["email"])


@verb
def mark_days(code, *, days):
    """Everybody was present on these days (numbers) of the session."""
    session = TrainingSession.objects.get(code=code)
    trainer = session.trainers.get().user
    for day in session.days.filter(number__in=days):
        for half in Half:
            marking.mark_column(
                session, day, half, Mark.PRESENT, by=trainer, now=timezone.now(), reason="Played in advance."
            )


@verb
def mark(code, *, enrolment, day, half, value, by):
    """Somebody (an e-mail address) marks an officer now, at a desk of their own."""
    session = TrainingSession.objects.get(code=code)
    one = session.enrolments.get(pk=enrolment)
    who = {"by": User.objects.get(email=by), "now": timezone.now()}
    marking.mark(one, session.days.get(number=day), half, value, **who)


@verb
def tags(code):
    """Gives the officers of a session their numbers. Returns the texts in the codes of their tags, in the order of the numbers."""
    session = TrainingSession.objects.get(code=code)
    give_numbers(session, by=session.trainers.get().user)
    return [tag_codes.text_of(session, tag.number) for tag in session.name_tags.all()]


@verb
def marks(code):
    """The marks of a session: officer, half-day, mark, who gave it, how many seconds ago, and how."""
    rows = AttendanceMark.objects.filter(enrolment__session__code=code).select_related("enrolment", "day", "marked_by")
    now = timezone.now()
    return [
        {
            "enrolment": row.enrolment_id,
            "half_day": f"{row.day.number} {row.half}",
            "mark": row.mark,
            "by": row.marked_by.email,
            "seconds_ago": (now - row.marked_at).total_seconds(),
            "source": row.source,
        }
        for row in rows
    ]


@verb
def colleague(code, *, email, full_name):
    """Another trainer of the session."""
    user = factories.UserFactory(email=email, full_name=full_name)
    factories.named_for(TrainingSession.objects.get(code=code), user, "co_trainer")


@verb
def off_the_session(code, *, email):
    """This trainer is taken off the session."""
    TrainingSession.objects.get(code=code).trainers.filter(user__email=email).delete()


@verb
def close(code):
    """Everybody was there, and the session is closed."""
    mark_days(code, days=[1, 2, 3])
    session = TrainingSession.objects.get(code=code)
    lifecycle.close(session, by=session.trainers.get().user, reason="Played in advance.")


@verb
def days_pass(code, *, days):
    """The session, with what is excused on its days, lies so many days further back."""
    session = TrainingSession.objects.get(code=code)
    for day in session.days.order_by("number"):
        day.date -= timedelta(days=days)
        day.save(update_fields=["date"])
        ExcusedHalfDay.objects.filter(day=day).update(date=day.date)
    session.starts_on, session.ends_on = (
        session.starts_on - timedelta(days=days),
        session.ends_on - timedelta(days=days),
    )
    session.save(update_fields=["starts_on", "ends_on"])


@verb
def issue(code):
    """Asks for the certificates of a closed session and waits for the workers. Returns {service number: what is on it}."""
    session = TrainingSession.objects.get(code=code)
    job = batches.request(session, by=session.phase.programme.team.get(role="coordinator").user).job

    def finished():
        job.refresh_from_db()
        return job.finished

    wait_until(finished)
    issued = Certificate.objects.filter(enrolment__session=session).select_related("enrolment__officer")
    return {
        one.enrolment.officer.service_number: {"serial": one.serial, "code": one.code, "facts": one.facts}
        for one in issued
    }


@verb
def account(service_number, *, language="en"):
    """An account for an officer. Returns what the officer signs in with."""
    officer = Officer.objects.get(service_number=service_number)
    officer.user = User.objects.create_user(
        service_number=service_number, password=factories.PASSWORD, full_name=officer.name_en, language=language
    )
    officer.save(update_fields=["user"])
    return {"login": service_number, "password": factories.PASSWORD}


@verb
def ticket(login):
    """The cookie of somebody who has just signed in with a password, for whom signing in is not what a test is about."""
    user = User.objects.get(Q(email=login) | Q(service_number=login))
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    sitting = browser.session
    sitting["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    sitting.save()
    UserSession.objects.create(user=user, session_key=sitting.session_key, ip="127.0.0.1", user_agent="Phone")
    return {"name": settings.SESSION_COOKIE_NAME, "value": sitting.session_key}


@verb
def officers(code):
    """The officers of a session: service numbers and both names, in the order of the roster."""
    enrolments = TrainingSession.objects.get(code=code).enrolments.on_the_roster()
    return [
        {
            "service_number": one.officer.service_number,
            "name_en": one.officer.name_en,
            "name_bn": one.officer.name_bn,
            "sex": one.officer.sex,
            "state": one.state,
        }
        for one in enrolments
    ]


@verb
def recorded_twice(programme):
    """Two people of the programme, each on record twice, and the search that finds the pairs."""
    twice = [("Shamsunnahar Begum", "Shamsun Nahar Begom"), ("Md. Rafiqul Islam", "Mohammad Rafikul Islam")]
    for names in twice:
        number = next(NUMBERS)
        for name_en in names:
            factories.OfficerFactory(
                force=Unit.objects.get(code="BP"),
                service_number=f"99008{next(NUMBERS):05d}",
                name_en=name_en,
                name_bn="",
                rank=Rank.objects.get(code="INSP"),
                unit=Unit.objects.filter(kind="district", place__code="4047").get(),
                mobile=f"+88017007{number:05d}",
                programme=Programme.objects.get(code=programme),
            )
    run_now(scan.request_scan())


@verb
def sample_roster_file(path):
    """Writes the demonstration's roster to upload."""
    roster.build(Path(path))


def main():
    for line in sys.stdin:
        name, facts = json.loads(line)
        try:
            answer = [True, VERBS[name](**facts)]
        except Exception:  # noqa: BLE001 -- whatever it is, the test shall see it
            answer = [False, traceback.format_exc()]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
