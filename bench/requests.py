"""What three requests of every day take: checking a certificate, saving a mark, opening the start page of a coordinator.

    VAR_DIR=… python -m bench.requests

In a database with the demonstration programme (`manage.py prepare` with DEMO=yes), whichever it is. Everything is asked by Django's
test client, as an empty view behind the same middleware is, in turns, so that all see the same machine. CPU of this process and, on
PostgreSQL of this machine, of the server process; the median and the smallest of ROUNDS. Nothing stays: the marks are rolled back,
so that the commit, which is the disk's, is not counted. `ratio` is how many checks a CPU second gives beside empty views.
"""
# ruff: noqa: E402 -- models can be imported once Django is set up

import json
import os
import statistics
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from unittest import mock
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")
django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.utils import timezone

from accounts.access.view_guards import public
from accounts.models import User
from accounts.sign_in.device_person import device_person
from certificates.models import Certificate
from config.urls import urlpatterns as all_pages
from trainings.models import SessionState, TrainingSession

ROUNDS, TIMES = 25, {"empty": 20, "check": 20, "mark": 2, "start page": 2}
GOALS = {"ratio": 0.5, "mark": 10, "start page": 40}


@public
def empty(_request):
    """A page without anything, behind the middleware of every page."""
    return HttpResponse("")


urlpatterns = [path("bench-empty/", empty), *all_pages]


def spent():
    """Returns the CPU seconds of this process and of the server process behind its connection, as far as it can be seen."""
    of_server = 0.0
    if connection.vendor == "postgresql":
        with suppress(OSError):
            backend = connection.connection.info.backend_pid
            of_server = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9
    return time.process_time() + of_server


def signed_in(user):
    """Returns a client in which this person is signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def taps():
    """Returns what marks one officer after another, at ten on a day of the session."""
    session = TrainingSession.objects.filter(state=SessionState.RUNNING, trainers__role="lead").earliest("pk")
    day = session.days.filter(has_morning=True).earliest("number")
    lead = session.trainers.get(role="lead").user
    client, address = signed_in(lead), reverse("trainings:acts", args=[session.code])
    taking_part = session.enrolments.active().exclude(marks__in=day.marks.filter(half="morning", mark="late"))
    officers, marks = list(taking_part.values_list("pk", flat=True)), ("late", "absent")
    count = 0

    def tap():
        nonlocal count
        officer, mark = officers[count % len(officers)], marks[count // len(officers) % 2]
        count += 1
        act = {
            "id": str(uuid4()),
            "kind": "mark",
            "day": day.number,
            "half": "morning",
            "officers": [officer],
            "mark": mark,
        }
        act |= {"reason": "Measured."}
        sent = {"person": device_person(lead), "acts": [act]}
        with mock.patch.object(timezone, "now", return_value=at):
            return client.post(address, json.dumps(sent), content_type="application/json")

    at = timezone.make_aware(datetime.combine(day.date, datetime.min.time().replace(hour=10)))
    return tap


def measured():
    """Returns {request: (median, smallest)} in milliseconds of CPU, {request: how many statements}."""
    code = Certificate.objects.filter(state="issued").earliest("pk").code
    client, coordinator = Client(), signed_in(User.objects.get(email="coordinator@shetu.example"))
    ask = {
        "empty": lambda: client.get("/bench-empty/"),
        "check": lambda: client.get(reverse("certificates:verify_code", args=[code])),
        "mark": taps(),
        "start page": lambda: coordinator.get(reverse("admin:index")),
    }
    found, statements = {name: [] for name in ask}, {}
    for name, asked in ask.items():
        asked()
        with CaptureQueriesContext(connection) as queries:
            answer = asked()
        if answer.status_code != 200 or (name == "mark" and b'"saved"' not in answer.content):
            raise SystemExit(f"{name}: {answer.status_code} {answer.content[:500]!r}")
        statements[name] = len(queries)
    for _round in range(ROUNDS):
        for name, asked in ask.items():
            start = spent()
            for _time in range(TIMES[name]):
                asked()
            found[name].append((spent() - start) / TIMES[name] * 1000)
    return {name: (statistics.median(times), min(times)) for name, times in found.items()}, statements


def main():
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        override_settings(
            STORAGES={**settings.STORAGES, "staticfiles": plain},
            ALLOWED_HOSTS=["testserver"],
            ROOT_URLCONF="bench.requests",
            REQUIRE_SECOND_FACTOR=False,
        ),
        transaction.atomic(),
    ):
        times, statements = measured()
        transaction.set_rollback(True)
    for name, (median, smallest) in times.items():
        print(f"{name:12} {median:7.2f} ms (smallest {smallest:6.2f}), {statements[name]} statements")
    ratio = [times["empty"][at] / times["check"][at] for at in (0, 1)]
    print(f"a check: {ratio[0]:.2f} × the requests of an empty view (smallest {ratio[1]:.2f})")
    found = {"ratio": ratio[0], "mark": times["mark"][0], "start page": times["start page"][0]}
    missed = [name for name, goal in GOALS.items() if (found[name] < goal if name == "ratio" else found[name] > goal)]
    print(json.dumps({"name": "requests", "found": found, "statements": statements, "missed": missed}))


if __name__ == "__main__":
    main()
