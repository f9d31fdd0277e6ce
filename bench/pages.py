"""What each page costs in a small database and in a country: queries, CPU of Python and of PostgreSQL, bytes, rows loaded.

    python -m bench.pages --small postgres://…/town --full postgres://…/country

Both databases were made by `bench.fill`. The coordinator of the big programme, the one of the small programme, a trainer and an
observer open their pages by Django's test client; the small programme is the same in both, so its ratio says what the neighbours
cost. CPU of Python is that of this process, CPU of SQL that of the server process behind its connection as /proc counts it (when it
runs on this machine); workers that PostgreSQL starts beside it are switched off, so that nothing is missing. The best of RUNS
after one that is not counted (`first_ms`: numbers of a large programme are counted then); a page that takes longer than SLOW
seconds is opened twice only. `--only` takes a part of names.

The goal of each page: at most MOST_RATIO × the small database, or MOST_MS with MOST_SQL_MS of SQL; at most MOST_ROWS rows. The last
line is one JSON object, with what misses the goal.
"""
# ruff: noqa: E402 -- models can be imported once Django is set up

import argparse
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")
django.setup()

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from accounts.access.discreet_search import SEARCHED, WORDS
from accounts.access.view_guards import public
from accounts.models import User
from certificates.models import Ceremony, Certificate
from config.urls import urlpatterns as all_pages
from participants.models import Officer
from trainings.models import ModuleFinding, TrainingSession

RUNS, SLOW, VERIFIED_TIMES = 3, 3, 100
MOST_RATIO, MOST_MS, MOST_SQL_MS, MOST_ROWS = 1.5, 200, 150, 500
WITHOUT_WORKERS = "SET max_parallel_workers_per_gather = 0; SET statement_timeout = 120000"
COMMON, RARE, MISSPELT = "Islam", "Moniruzzaman", "Rafikool Islaam"


@public
def empty(_request):
    """A page without anything, behind the middleware of every page."""
    return HttpResponse("")


urlpatterns = [path("bench-empty/", empty), *all_pages]


class Counting:
    """Counts the queries of a page and the rows they brought."""

    def __init__(self):
        self.queries = self.rows = 0

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        self.queries += 1
        if sql.lstrip(" (").startswith(("SELECT", "WITH", "EXECUTE")):
            self.rows += max(0, context["cursor"].rowcount)
        return result


def server_cpu():
    """Returns CPU seconds of the server process behind our connection, 0 where it cannot be seen."""
    with suppress(OSError):
        return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    return 0.0


def opened(ask):
    """Opens a page once; returns what it took."""
    counting = Counting()
    start, server, wall = time.process_time(), server_cpu(), time.perf_counter()
    with connection.execute_wrapper(counting):
        response = ask()
    return {
        "python_ms": (time.process_time() - start) * 1000,
        "sql_ms": (server_cpu() - server) * 1000,
        "wall_s": time.perf_counter() - wall,
        "queries": counting.queries,
        "rows": counting.rows,
        "bytes": len(response.content),
        "status": response.status_code,
    }


def measured(ask):
    """Returns what a page takes, the best of some; {"status": why} where it cannot be opened."""
    try:
        first = opened(ask)
        found = [opened(ask) for _run in range(1 if first["wall_s"] > SLOW else RUNS)]
    except DatabaseError as problem:
        return {"status": str(problem).split("\n", 1)[0]}
    best = min(found, key=lambda one: one["python_ms"] + one["sql_ms"])
    return best | {"first_ms": first["python_ms"] + first["sql_ms"]}


def pages():
    """Yields (name, what opens the page)."""
    for who in ("big", "small"):
        client = signed_in(who)
        for name, ask in pages_of_coordinator(client, who):
            yield f"{who}: {name}", ask
    big = TrainingSession.objects.filter(phase__programme__code="BIG")
    trainer = signed_in("trainer")
    led = big.filter(trainers__user__email="trainer@example.org", state="running").first() or big.latest("pk")
    yield "trainer: today", lambda: trainer.get(reverse("trainings:today"))
    yield "trainer: session", lambda: trainer.get(reverse("trainings:session", args=[led.code]))
    observer = signed_in("observer")
    yield "observer: capacity", lambda: observer.get(reverse("reports:capacity"))
    certificate = Certificate.objects.filter(state="issued").earliest("pk")
    yield "anybody: verify a code", lambda: Client().get(reverse("certificates:verify_code", args=[certificate.code]))


def getter(client):
    """Returns a function that returns what opens an address with a query."""
    return lambda address, **query: lambda: client.get(address, query)


def pages_of_coordinator(client, who):
    """Yields (name, what opens the page) of a coordinator."""
    code = who.upper()
    sessions = TrainingSession.objects.filter(phase__programme__code=code).order_by("pk")
    session = sessions.filter(state="closed").first()
    officer = Officer.objects.filter(programme__code=code).exclude(name_en="").order_by("pk")[17]
    yield "start page", getter(client)(reverse("admin:index"))
    yield from pages_of_officers(client, who, officer)
    yield from pages_of_certificates(client, who, session)
    yield from other_pages(client, code, session)


def pages_of_officers(client, who, officer):
    """Yields the pages on which officers are looked for."""
    get = getter(client)
    officers, find = reverse("admin:participants_officer_changelist"), reverse("officers:search")
    yield "officers", get(officers)
    yield "officers, last page", get(officers, p=last_page(Officer, who))
    yield "officers, women", get(officers, sex="female")
    yield "officers, of a rank", get(officers, rank__id__exact=officer.rank_id)
    words = typed(officer)
    for kind, text in words.items():
        yield f"officers, by {kind}", lambda text=text: client.post(find, {"words": text})
    chosen = {"app_label": "participants", "model_name": "delegate", "field_name": "officer"}
    for kind in ("common name", "number"):
        yield (
            f"chooser of officers, {kind}",
            partial(client.post, reverse("admin:autocomplete"), {"term": words[kind], **chosen}),
        )
    for kind in ("number", "common name", "misspelt name"):
        yield f"Ctrl-K, {kind}", lambda text=words[kind]: client.post(reverse("reports:find"), {"words": text})
    yield "officer", get(reverse("reports:officer", args=[officer.pk]))


def searched(client, address, words):
    """Searches a list for people, as its form does: what is typed goes by POST, and the list that follows is returned."""
    client.post(address, {WORDS: words})
    return client.get(address, {SEARCHED: "1"})


def typed(officer):
    """Returns {kind: what somebody types who looks for an officer}."""
    return {
        "number": officer.service_number,
        "mobile": officer.mobile,
        "common name": COMMON,
        "rare name": RARE,
        "misspelt name": MISSPELT,
    }


def pages_of_certificates(client, who, session):
    """Yields the list of certificates in its ways."""
    get, code = getter(client), who.upper()
    certificates = reverse("admin:certificates_certificate_changelist")
    yield "certificates", get(certificates)
    yield "certificates, last page", get(certificates, p=last_page(Certificate, who))
    yield "certificates, revoked", get(certificates, state__exact="revoked")
    serial = Certificate.objects.filter(serial__startswith=code).earliest("pk").serial
    for kind, words in (("serial", serial), ("common name", COMMON), ("session", session.code)):
        yield f"certificates, by {kind}", lambda words=words: searched(client, certificates, words)
    yield "certificates, of a session", get(certificates, enrolment__session__code=session.code)


def other_pages(client, code, session):
    """Yields the pages on which the numbers of a programme stand."""
    get = getter(client)
    yield "participations", get(reverse("reports:participations"))
    yield "participations, officers", get(reverse("reports:participations"), count="officers")
    yield "sessions", get(reverse("admin:trainings_trainingsession_changelist"))
    yield "session", get(reverse("reports:session", args=[session.code]))
    yield "session, change", get(reverse("admin:trainings_trainingsession_change", args=[session.pk]))
    yield "certificates of a session", get(reverse("certificates:issue", args=[session.code]))
    yield "certificates of the programme", get(reverse("certificates:programme", args=[code]))
    yield "matrix", get(reverse("reports:matrix", args=[code]))
    if answer := ModuleFinding.objects.filter(finding__programme__code=code).order_by("pk").first():
        yield "thread of a finding", get(reverse("reports:finding", args=[code, answer.finding_id]))
        yield "thread of a module", get(reverse("reports:module", args=[code, answer.module_id]))
    yield "findings", get(reverse("programme:findings"))
    yield "findings that look alike", get(reverse("programme:alike"))
    yield "capacity", get(reverse("reports:capacity"))
    if ceremony := Ceremony.objects.filter(programme__code=code).first():
        for page in ("order", "day", "after"):
            yield f"ceremony, {page}", get(reverse(f"certificates:ceremony_{page}", args=[ceremony.pk]))
    yield "records alike", get(reverse("duplicates:desk"))
    yield "audit trail", get(reverse("admin:accounts_auditentry_changelist"))


def last_page(model, who):
    """Returns the number of the last page of a list of the admin."""
    rows = (
        model.objects.filter(programme__code=who.upper())
        if model is Officer
        else model.objects.filter(serial__startswith=who.upper())
    )
    return min(400, -(-rows.count() // 25))


def signed_in(who):
    """Returns a client in which this person is signed in."""
    client = Client()
    client.force_login(
        User.objects.get(email=f"{who}@example.org"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def verified():
    """Returns (requests per CPU second of an empty page, of the answer for a code), CPU of the server included."""
    code = Certificate.objects.filter(state="issued").earliest("pk").code
    client = Client()
    found = []
    for address in ("/bench-empty/", reverse("certificates:verify_code", args=[code])):
        client.get(address)
        spent = []
        for _run in range(RUNS):
            start = time.process_time() + server_cpu()
            for _time in range(VERIFIED_TIMES):
                client.get(address)
            spent.append(time.process_time() + server_cpu() - start)
        found.append(VERIFIED_TIMES / min(spent))
    return found


def run_part(only):
    """Measures every page of the database of this process; prints a JSON object for each."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with ExitStack() as stack:
        stack.enter_context(
            override_settings(
                STORAGES={**settings.STORAGES, "staticfiles": plain},
                ALLOWED_HOSTS=["testserver"],
                ROOT_URLCONF="bench.pages",
                REQUIRE_SECOND_FACTOR=False,
            )
        )
        cache.clear()
        with connection.cursor() as cursor:
            cursor.execute(WITHOUT_WORKERS)
        for name, ask in pages():
            if only in name:
                print(json.dumps({"page": name, **measured(ask)}), flush=True)
        if only in "verify":
            without, of_code = verified()
            print(json.dumps({"page": "verify", "empty_per_s": without, "code_per_s": of_code}), flush=True)


def part_of(database, only):
    """Measures a database in a process of its own; yields what it prints."""
    environment = {**os.environ, "DATABASE_URL": database, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "bench.pages", "--part", "--only", only]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode:
        sys.exit("A part failed.")


def misses(small, full):
    """Returns which parts of the goal a page misses."""
    if "sql_ms" not in full or full["status"] not in (200, 302):
        return [str(full["status"])]
    found = []
    spent = full["python_ms"] + full["sql_ms"]
    is_quick = spent <= MOST_MS and full["sql_ms"] <= MOST_SQL_MS
    if not is_quick and ("sql_ms" not in small or spent > MOST_RATIO * (small["python_ms"] + small["sql_ms"])):
        found.append("cpu")
    if full["rows"] > MOST_ROWS:
        found.append("rows")
    return found


def in_words(one):
    """Returns a page in one database as part of a line."""
    if "sql_ms" not in one:
        return f"{one['status']:>48}"
    return f"{one['queries']:4} q {one['python_ms']:6.0f} + {one['sql_ms']:6.0f} ms {one['bytes'] / 1024:6.0f} kB {one['rows']:6} rows"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", help="address of the small database")
    parser.add_argument("--full", help="address of the country")
    parser.add_argument("--only", default="", help="only pages whose name has this in it")
    parser.add_argument("--part", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        run_part(options.only)
        return
    small = {one["page"]: one for one in part_of(options.small, options.only)}
    missed, of_pages = {}, {}
    for full in part_of(options.full, options.only):
        page = full.pop("page")
        beside = small.get(page, {"status": "not there"})
        of_pages[page] = {"small": beside, "full": full}
        if page == "verify":
            for title, one in (("small", beside), ("full", full)):
                share = one["code_per_s"] / one["empty_per_s"]
                print(
                    f"{title}: an empty page {one['empty_per_s']:.0f}/s, a code {one['code_per_s']:.0f}/s: {share:.2f}"
                )
            continue
        if failed := misses(beside, full):
            missed[page] = failed
        ratio = ""
        if "sql_ms" in beside and "sql_ms" in full:
            ratio = f"{(full['python_ms'] + full['sql_ms']) / (beside['python_ms'] + beside['sql_ms']):6.1f} ×"
        print(f"{page:34} {in_words(beside)} | {in_words(full)} {ratio} {' '.join(failed)}", flush=True)
    print(json.dumps({"name": "pages", "missed": missed, "pages": of_pages}))


if __name__ == "__main__":
    main()
