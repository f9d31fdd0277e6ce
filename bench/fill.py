"""Fills an empty PostgreSQL database with an invented country: one big programme that holds nearly everything, one small one.

    DATABASE_URL=postgres://…/country python -m bench.fill --officers 1000000
    DATABASE_URL=postgres://…/town python -m bench.fill --officers 2000

Numbers that are not given are in proportion to the officers (5,000 sessions, 1,000,000 enrolments and 500,000 certificates for
1,000,000 officers). The small programme has the same size everywhere: `bench.pages` compares its pages. A database that
holds anything is refused. No person of it exists; their accounts have passwords that nobody can type, and the
files of the certificates are not there. Rows are written past the rules, without history, and the audit trail without hashes
that fit: such a database is there to be measured, never to work with.

What only PostgreSQL's superuser may do is asked for and done without where it is refused: not checking each foreign key.
"""
# ruff: noqa: E402 -- models can be imported once Django is set up

import argparse
import json
import os
import random
import re
import sys
import time
from datetime import date
from datetime import time as clock_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.apps import apps
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.utils import timezone

from accounts.models import User
from bench import fill_statements as statements
from bench.labelled_pairs import Generator
from certificates.drawing import WORDINGS
from certificates.models import Ceremony, CertificateDesign
from participants.identity import keys_of_name
from participants.identity.finding_keys import finding_keys, mobile_key
from participants.models import Unit
from participants.officers.reference_loading import load_ranks, load_units
from participants.officers.sizes import note_large_programmes
from programmes.models import Finding, Phase, Place, Programme, TeamMember, Theme
from programmes.places.reference_loading import load_places
from trainings.models import Course, CourseModule, Module, ModuleFinding, TrainingSession

PEOPLE = {"big": "coordinator", "small": "coordinator", "trainer": "trainer", "observer": "observer"}
NAMES_MOST, ANSWERS, MODULES, COURSES, PHASES = 50_000, 3, 40, 8, 4
OURS = ("accounts", "jobs", "programmes", "participants", "trainings", "certificates")
SMALL = {"officers": 300, "sessions": 10, "enrolments": 300, "certificates": 120}
# Primes; one that divides the number of officers would enrol the same few again and again.
STEPS = (7919, 104_729, 611_953)
HANDED_OVER_FROM = 5
WORDS = (
    *("officers", "patrol", "neighbourhood", "women", "trust", "early", "signs", "meeting", "community"),
    *("leaders", "school", "teachers", "police", "station", "visit", "report", "record", "follow"),
    *("complaint", "hear", "youth", "online", "rumour", "market", "transport", "night", "shift"),
    *("training", "module", "trainer", "handbook", "budget", "vehicle", "radio", "district", "upazila"),
    *("union", "ward", "committee", "agreed", "seldom", "reaches", "names", "contact", "number"),
    *("list", "share", "victim", "support", "desk", "referral", "health", "court", "prison"),
    *("release", "family", "work", "skill", "mentor", "media", "journalist", "statement", "facts"),
)
FACTS = {
    "verify_address": "testserver/verify",
    "course_en": "Training of Trainers on Community and Beat Policing",
    "course_bn": "কমিউনিটি ও বিট পুলিশিং বিষয়ক প্রশিক্ষক প্রশিক্ষণ",
    "dates_bn": "১৭–১৯ জুন ২০২৫",
    "hours_en": "18 hours",
    "hours_bn": "১৮ ঘণ্টা",
    "level": "tot",
    "version": 1,
    "wording": dict(vars(WORDINGS["tot"])),
    "signatories": [],
    "partners": [],
    "design": "",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--officers", type=int, default=1_000_000)
    for name in ("sessions", "enrolments", "certificates", "findings", "accounts", "trainers", "pairs", "audit"):
        parser.add_argument(f"--{name}", type=int, help="in proportion to the officers, if not given")
    options = parser.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL must name a PostgreSQL database.")
    call_command("migrate", verbosity=0)
    if holds := [
        model._meta.label for model in apps.get_models() if is_ours(model) and model._default_manager.exists()
    ]:
        sys.exit(f"This database holds something already ({holds[0]}). Make an empty one.")
    fill(numbers(options))


def is_ours(model):
    """Whether a model is of an app of the product; the migrations write rows into those of Django."""
    return model._meta.app_label in OURS


def numbers(options):
    """Returns every number of the country, those that were not given in proportion to the officers."""
    officers = options.officers
    usual = {
        "sessions": max(10, officers // 200),
        "enrolments": officers,
        "certificates": officers // 2,
        "findings": max(40, officers // 500),
        "accounts": officers // 20,
        "trainers": max(10, officers // 2_500),
        "pairs": officers // 1_000,
        "audit": officers,
    }
    given = {name: value for name, value in vars(options).items() if value is not None}
    found = usual | given
    return found | {"names": min(officers, NAMES_MOST), "officers_of_small": SMALL["officers"]}


def fill(count):
    """Writes the country. count: {what: how many}, as `numbers` returns it."""
    random.seed(1971)
    with without_checks():
        step("reference data and people", lambda: load_reference(count))
        step("names", lambda: write_names(count["names"]))
        for name in ("ACCOUNTS", "TRAINERS", "OFFICERS", "POSTINGS"):
            run(name, count)
        with_keys(count)
        for code, sizes in (("big", count), ("small", SMALL)):
            fill_programme(code, sizes, count)
        for name in ("DAYS", "SESSION_TRAINERS", "MARKS", "PAIRS", "AUDIT"):
            run(name, count)
        step("findings", lambda: write_findings(count))
        step("a ceremony", lambda: write_ceremony(count))
    step("sequences", set_sequences)
    step("sizes of programmes", note_large_programmes)
    with connection.cursor() as cursor:
        step("statistics", lambda: cursor.execute("VACUUM ANALYZE"))


def step(title, work):
    """Does a part of the work and says how long it took."""
    start = time.perf_counter()
    work()
    print(f"{title}: {time.perf_counter() - start:.1f} s", flush=True)


def run(name, values):
    """Runs the statement of that name."""
    statement = getattr(statements, name)
    with connection.cursor() as cursor:
        step(name.lower().replace("_", " "), lambda: cursor.execute(statement, values))
        # The next statement is planned by what is there now.
        cursor.execute(f"ANALYZE {re.findall('INTO ([a-z_]+)', statement)[-1]}")


class without_checks:  # noqa: N801 -- reads as a sentence
    """No trigger and no foreign key is looked at meanwhile, where the account may ask for that."""

    def __enter__(self):
        self._say("replica")

    def __exit__(self, *_problem):
        self._say("origin")

    def _say(self, role):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET session_replication_role = {role}")
        except Error:
            print("Every foreign key is checked: only a superuser can leave that out.")


def load_reference(count):
    """Writes reference data, the two programmes with their courses, and the people who sign in; their ids go into `count`."""
    load_places()
    load_ranks()
    load_units()
    for code in ("big", "small"):
        programme = Programme.objects.create(
            code=code.upper(), title_en=f"The {code} programme", short_title_en=code.title(), starts_on=date(2020, 1, 1)
        )
        count[code] = programme.pk
        for order in range(1, PHASES + 1):
            Phase.objects.create(programme=programme, order=order, title_en=f"Phase {order}")
        courses = [
            Course.objects.create(
                programme=programme,
                code=f"{code}-{n}",
                kind="tot",
                title_en=f"Course {n} ({code})",
                title_bn=f"কোর্স {n}",
            )
            for n in range(COURSES)
        ]
        modules = [
            Module.objects.create(
                code=f"{code}-M{n:02}", title_en=f"Module {n} on trust and early prevention", minutes=90
            )
            for n in range(MODULES)
        ]
        for n, module in enumerate(modules):
            CourseModule.objects.create(course=courses[n % COURSES], module=module, order=n)
    for name, role in PEOPLE.items():
        user = User.objects.create_user(f"{name}@example.org", full_name=name.title())
        count[f"{name}_user"] = user.pk
        programme = count["small" if name == "small" else "big"]
        TeamMember.objects.create(programme_id=programme, user=user, role=role)
    count |= {"by": count["big_user"], "force": Unit.objects.get(code="BP").pk}


def write_names(count):
    """Writes invented names and their search keys into tables of this connection alone."""
    generator = Generator()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_name (id bigint PRIMARY KEY, name_en text, name_bn text, sex text)")
        cursor.execute("CREATE TEMP TABLE bench_name_key (name_id bigint, key bigint)")
        people = [generator.on_record(generator.person()) for _place in range(count)]
        with cursor.copy("COPY bench_name FROM STDIN") as copy:
            for n, one in enumerate(people):
                copy.write_row((n, one.name_en, one.name_bn, one.sex))
        with cursor.copy("COPY bench_name_key FROM STDIN") as copy:
            for n, one in enumerate(people):
                for key in keys_of_name(one) | finding_keys((one.name_en, one.name_bn), ""):
                    copy.write_row((n, key))
        cursor.execute("ANALYZE bench_name")
        cursor.execute("ANALYZE bench_name_key")


def with_keys(count):
    """Writes the search keys; their indices are made afterwards, at once."""
    table = "participants_officerkey"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE '%%_pkey'", [table]
        )
        others = cursor.fetchall()
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
        for name, _definition in others:
            cursor.execute(f'DROP INDEX "{name}"')
    run("KEYS", count | {"mobiles": mobile_key("+8800000000000")})
    with connection.cursor() as cursor:
        step("their index", lambda: cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (key, officer_id)"))
        for _name, definition in others:
            cursor.execute(definition)


def fill_programme(code, sizes, count):
    """Writes sessions, enrolments and certificates of a programme. sizes: how many of each."""
    is_small = code == "small"
    design = CertificateDesign.objects.create(
        programme_id=count[code], name="Certificate", level="tot", is_default=True, **vars(WORDINGS["tot"])
    )
    values = {
        **{name: sizes[name] for name in ("sessions", "enrolments", "certificates")},
        "programme": count[code],
        "design": design.pk,
        "code": code.upper(),
        "prefix": f"{code[0].upper()}-",
        "by": count[f"{code}_user"],
        "first": count["sessions"] if is_small else 0,
        "first_officer": count["officers"] if is_small else 0,
        "among": sizes["officers"],
        "step": next(one for one in STEPS if sizes["officers"] % one),
        "seats": -(-sizes["enrolments"] // sizes["sessions"]),
        "facts": json.dumps(FACTS),
    }
    for name in ("SESSIONS", "ENROLMENTS", "BATCHES", "CERTIFICATES"):
        run(name, values)


def write_findings(count):
    """Writes findings of both programmes, and what answers most of them; some say nearly the same."""
    for code, findings in (("big", count["findings"]), ("small", 40)):
        modules = list(Module.objects.filter(code__startswith=f"{code}-"))
        made = Finding.objects.bulk_create(
            Finding(
                programme_id=count[code],
                kind="gap",
                theme=random.choice(Theme.values),  # noqa: S311 -- sample data
                text_en=" ".join(random.choices(WORDS, k=14)),  # noqa: S311 -- as above
            )
            for _place in range(findings)
        )
        for one, other in zip(made[::20], made[1::20], strict=False):
            other.text_en = f"{one.text_en} again"
        Finding.objects.bulk_update(made[1::20], ["text_en"], batch_size=500)
        ModuleFinding.objects.bulk_create(
            ModuleFinding(finding=one, module=module, weight="main" if place == 0 else "also")
            for one in made[findings // 10 :]
            for place, module in enumerate(random.sample(modules, ANSWERS))
        )


def write_ceremony(count):
    """Writes a ceremony at which the certificates of some sessions are handed over."""
    ceremony = Ceremony.objects.create(
        programme_id=count["big"],
        title_en="Ceremony",
        title_bn="অনুষ্ঠান",
        date=timezone.localdate(),
        starts_at=clock_time(10),
        place=Place.objects.districts()[0],
        venue_en="Hall",
        venue_bn="মিলনায়তন",
        state="planned",
    )
    first = TrainingSession.objects.filter(phase__programme=count["big"], state="closed").order_by("pk")
    ceremony.sessions.set(first[:HANDED_OVER_FROM])
    run("HAND_OVERS", {"ceremony": ceremony.pk})


def set_sequences():
    """Lets the next row of each table come after those that brought their number."""
    with connection.cursor() as cursor:
        for table in ("participants_officer", "trainings_trainingsession"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608 -- names of our own tables


if __name__ == "__main__":
    main()
