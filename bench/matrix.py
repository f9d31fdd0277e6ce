"""Opening the traceability matrix: against one query per cell, and against one raw SQL aggregate and the same drawing.

    python -m bench.matrix --count 500

`count` findings × 40 modules, 80 sessions, 2,400 enrolments, in a database of its own that is dropped afterwards. CPU time
of this process and, on PostgreSQL, of the server process that serves it (when it runs on this machine); the best of five.
Before anything is measured the page's numbers are compared with those of the aggregate. The last line is one JSON object.
"""
# ruff: noqa: E402 -- models can be imported once Django is set up

import argparse
import json
import os
import random
import resource
import time
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.conf import settings
from django.db import connection
from django.test import RequestFactory, override_settings

from accounts.models import User
from accounts.ui.staff_pages import render_staff_page
from participants.models import Officer, Unit
from programmes.models import CLOSED_STATES, Finding, FindingState, Phase, Place, Programme, TeamMember, Theme
from reports.matrix.matrix import matrix
from reports.matrix.page import page
from trainings.models import Course, CourseModule, Enrolment, Module, ModuleFinding, TrainingSession

MODULES, COURSES, SESSIONS, OFFICERS, SEATS, ANSWERS = 40, 8, 80, 2_000, 30, 3
BEST_OF, NAIVE_MOST = 5, 5
AGGREGATE = """
    SELECT f.id, COUNT(DISTINCT s.id),
        COUNT(DISTINCT CASE WHEN o.sex = 'female' THEN e.id END), COUNT(DISTINCT CASE WHEN o.sex = 'male' THEN e.id END),
        COUNT(DISTINCT CASE WHEN o.sex = 'female' THEN o.id END), COUNT(DISTINCT CASE WHEN o.sex = 'male' THEN o.id END)
    FROM programmes_finding f
    LEFT JOIN trainings_modulefinding a ON a.finding_id = f.id
    LEFT JOIN trainings_coursemodule m ON m.module_id = a.module_id
    LEFT JOIN trainings_trainingsession s ON s.course_id = m.course_id AND s.state IN ('running', 'held', 'closed')
    LEFT JOIN trainings_enrolment e ON e.session_id = s.id AND e.state <> 'withdrawn'
    LEFT JOIN participants_officer o ON o.id = e.officer_id
    WHERE f.programme_id = %s AND f.merged_into_id IS NULL
    GROUP BY f.id
"""


@contextmanager
def own_database():
    """A fresh database for the time of the block."""
    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)


def plain_static_files():
    """Lets pages be drawn without the manifest that only a deployment has."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, ALLOWED_HOSTS=["testserver"])


def fill(count):
    """Writes a programme with `count` findings; returns (programme, its coordinator)."""
    chance = random.Random(1971)  # noqa: S311 -- sample data
    user = User.objects.create_user("bench@example.org", full_name="Bench")
    country = Place.objects.create(kind="country", code="XX", name_en="Country", name_bn="দেশ")
    programme = Programme.objects.create(
        code="BENCH", title_en="Bench", short_title_en="Bench", starts_on=date(2023, 1, 1)
    )
    TeamMember.objects.create(programme=programme, user=user, role="coordinator")
    phase = Phase.objects.create(programme=programme, order=1, title_en="Phase")
    modules = Module.objects.bulk_create(
        Module(code=f"M{n:02}", title_en=f"Module {n} on trust and early prevention", minutes=90)
        for n in range(MODULES)
    )
    courses = Course.objects.bulk_create(
        Course(programme=programme, code=f"C{n}", kind="tot", title_en=f"Course {n}", title_bn="কোর্স")
        for n in range(COURSES)
    )
    CourseModule.objects.bulk_create(
        CourseModule(course=courses[n % COURSES], module=module, order=n) for n, module in enumerate(modules)
    )
    _fill_sessions(phase, courses, country, chance)
    states = [state for state in FindingState.values if state not in CLOSED_STATES]
    findings = Finding.objects.bulk_create(
        Finding(
            programme=programme,
            kind="gap",
            theme=chance.choice(Theme.values),
            text_en=f"Finding {n}: what is agreed at meetings seldom reaches those who patrol the neighbourhood",
            state=chance.choice(states),
        )
        for n in range(count)
    )
    ModuleFinding.objects.bulk_create(
        ModuleFinding(finding=finding, module=module, weight="main" if place == 0 else "also")
        for finding in findings[count // 10 :]
        for place, module in enumerate(chance.sample(modules, ANSWERS))
    )
    return programme, user


def _fill_sessions(phase, courses, country, chance):
    """Writes sessions that were held, with their officers."""
    force = Unit.objects.create(kind="force", code="XX", name_en="Force", name_bn="বাহিনী")
    sessions = TrainingSession.objects.bulk_create(
        TrainingSession(
            code=f"S-{n:03}",
            phase=phase,
            course=courses[n % COURSES],
            title_en="Session",
            place=country,
            starts_on=date(2024, 1, 1) + timedelta(days=7 * n),
            ends_on=date(2024, 1, 3) + timedelta(days=7 * n),
            state="held",
        )
        for n in range(SESSIONS)
    )
    officers = Officer.objects.bulk_create(
        Officer(
            force=force, service_number=f"9900{n:06}", name_en=f"Officer {n}", sex="female" if n % 5 == 0 else "male"
        )
        for n in range(OFFICERS)
    )
    Enrolment.objects.bulk_create(
        Enrolment(session=session, officer=officer, state="withdrawn" if chance.random() < 0.05 else "completed")
        for session in sessions
        for officer in chance.sample(officers, SEATS)
    )


def aggregate(programme):
    """Returns the rows of the one raw SQL aggregate."""
    with connection.cursor() as cursor:
        cursor.execute(AGGREGATE, [programme.pk])
        return cursor.fetchall()


def compare(programme):
    """Stops the benchmark when the page and the aggregate disagree on a number."""
    ours = {
        row.finding.pk: (
            row.reach.sessions,
            row.reach.participations.women,
            row.reach.participations.men,
            row.reach.officers.women,
            row.reach.officers.men,
        )
        for row in matrix(programme).rows
    }
    assert ours == {pk: tuple(numbers) for pk, *numbers in aggregate(programme)}


def naive(programme, findings, modules):
    """Asks the database for every cell, and for every number of a row, as it comes to them."""
    for finding in findings:
        for module in modules:
            ModuleFinding.objects.filter(finding=finding, module=module).first()
        sessions = TrainingSession.objects.filter(
            course__modules__answers__finding=finding, state__in=["running", "held", "closed"]
        ).distinct()
        sessions.count()
        taken_part = Enrolment.objects.filter(session__in=sessions).exclude(state="withdrawn")
        for sex in ("female", "male", ""):
            taken_part.filter(officer__sex=sex).count()
            Officer.objects.filter(enrolments__in=taken_part, sex=sex).distinct().count()


def clock():
    """Returns CPU seconds of this process and of the database's server process behind our connection."""
    spent = time.process_time()
    if connection.vendor == "postgresql":
        with suppress(OSError):
            parts = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
            spent += (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def best(work):
    """Returns the CPU seconds of the quickest of some runs."""
    spent = []
    for _run in range(BEST_OF):
        start = clock()
        work()
        spent.append(clock() - start)
    return min(spent)


def measure(count):
    """Returns (ours, naive, floor) in CPU seconds for a matrix of `count` findings."""
    programme, user = fill(count)
    compare(programme)
    context = page(programme, {})

    def draw(shown):
        request = RequestFactory().get(f"/admin/programme/{programme.code}/matrix/")
        request.user = User.objects.get(pk=user.pk)
        return render_staff_page(request, "reports/matrix.html", shown)

    draw(context)  # reads the templates
    ours = best(lambda: draw(page(programme, {})))
    floor = best(lambda: (aggregate(programme), draw(context)))
    drawn = best(lambda: draw(context))
    few = [row.finding for row in matrix(programme).rows[-min(count, NAIVE_MOST) :]]
    start = clock()
    naive(programme, few, list(Module.objects.all()))
    asked = (clock() - start) / len(few) * count + drawn
    print(f"{count} findings × {MODULES} modules: page {ours * 1000:.0f} ms, of it drawing {drawn * 1000:.0f} ms;")
    print(f"one aggregate and drawing {floor * 1000:.0f} ms; a query a cell {asked:.1f} s")
    return ours, asked, floor


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    count = parser.parse_args().count
    with own_database(), plain_static_files():
        ours, asked, floor = measure(count)
    print(
        json.dumps(
            {
                "name": "matrix",
                "count": count,
                "ours_cpu_s": round(ours, 3),
                "naive_cpu_s": round(asked, 3),
                "ratio": round(asked / ours, 1),
                "floor_cpu_s": round(floor, 3),
                "over_floor": round(ours / floor, 2),
                "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
