"""How long people wait for the first page of a preview: `python -m bench.roster_preview [--count 5000]`.

A Shetu of its own is served the way it comes (SQLite, a broker in files, `manage.py serve`), a coordinator uploads a roster
over HTTP, and the clock runs until the first page of the preview has arrived. `ours_cpu_s` is the time that workers and web
spent meanwhile; `naive_cpu_s` is the same list checked row by row with a query for each officer; `floor_cpu_s` is reading the
file alone.
"""

# ruff: noqa: E402 -- models can be imported once Django is set up

import argparse
import csv
import json
import os
import random
import re
import shutil
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
import uuid
from http.cookiejar import CookieJar
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from openpyxl import Workbook

from bench.matrix import clock, own_database
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.reference import DATA
from participants.roster.check.checking import check
from participants.roster.check.known import Known
from participants.roster.layout.headers import lay_out
from participants.roster_import.known_officers import known_officers
from programmes.workbooks.reading import read
from tests.browser.serving import Shetu

POLL_SECONDS, RUNS, NAIVE_MOST = 0.25, 3, 200
HEADINGS = ("Sl", "Name", "Rank", "BP No", "Unit", "District", "Mobile")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def write_roster(path, count, *, first):
    """Writes a workbook of invented officers, as different from each other as real ones. Returns the path."""
    draw = random.Random(first)  # noqa: S311 -- measured data

    def words(file_name, column):
        with (DATA / file_name).open(encoding="utf-8", newline="") as file:
            return [row[column] for row in csv.DictReader(file)]

    given, family = words("given_male.csv", "bangla"), words("family.csv", "bangla")
    units, ranks = words("units.csv", "name_bn"), words("ranks.csv", "name_en")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("S")
    sheet.append(HEADINGS)
    for at in range(first, first + count):
        name = f"মোঃ {draw.choice(given)} {draw.choice(family)}"
        sheet.append([at, name, draw.choice(ranks), f"99{at:08}", draw.choice(units), "খুলনা", f"০১৭{at:08}"])
    book.save(path)
    return path


class Coordinator:
    """Somebody at a browser without pictures: signs in, uploads, waits."""

    def __init__(self, url, login, password):
        self.url, self.web = url, urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.post("/accounts/login/", {"login": login, "password": password})

    def get(self, path):
        """Returns (text of the page, path of the page it led to)."""
        return self._answer(urllib.request.Request(self.url + path))  # noqa: S310 -- our own address

    def post(self, path, fields, file=None):
        """Fills in the form of a page and sends it; returns the same as `get`."""
        token = TOKEN.search(self.get(path)[0])[1]
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {**fields, "csrfmiddlewaretoken": token}.items()
        ]
        if file:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
            parts.append(head.encode() + file.read_bytes() + b"\r\n")
        body = b"".join([*parts, f"--{boundary}--\r\n".encode()])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Referer": self.url + path}
        return self._answer(urllib.request.Request(self.url + path, body, headers))  # noqa: S310 -- our own address

    def _answer(self, asked):
        with self.web.open(asked) as answer:
            return answer.read().decode(), urllib.parse.urlsplit(answer.url).path

    def sees_preview(self, session, path):
        """Uploads a file and returns the seconds until the first rows of its preview have arrived."""
        upload = f"/admin/sessions/{session}/rosters/upload/"
        start = time.perf_counter()
        page, address = self.post(upload, {}, path)
        while 'id="row-' not in page:
            time.sleep(POLL_SECONDS)
            page, address = self.get(address)
        return time.perf_counter() - start


def children_cpu(pid):
    """Returns the seconds of CPU time that a process and all below it have spent."""
    ticks = 0
    for one in _family(pid):
        fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(pid):
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="utf-8").split():
            yield from _family(int(child))


def peak_mb(pid):
    """Returns the most memory that one of the processes has used."""
    most = 0
    for one in _family(pid):
        lines = Path(f"/proc/{one}/status").read_text(encoding="utf-8").splitlines()
        most = max([most, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
    return most / 1024


def measure(count, runs):
    """Returns (seconds of each run, CPU seconds of a run, peak memory in MB)."""
    folder = Path(tempfile.mkdtemp(prefix="shetu-bench-"))
    shetu = Shetu(folder, empty=True, DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}", REDIS_URL="")
    try:
        serving = shetu.start().serving
        house = shetu.stage("programme", code="BENCH")
        person = Coordinator(shetu.url, house["logins"]["coordinator"], house["password"])
        waited, spent = [], []
        for run in range(runs):
            code = f"TOT-KHU-{run + 10}"
            shetu.stage("session", programme="BENCH", code=code, officers=0, began_days_ago=-5, state="scheduled")
            path = write_roster(folder / f"roster-{run}.xlsx", count, first=run * count)
            before = children_cpu(serving.pid)
            waited.append(person.sees_preview(code, path))
            spent.append(children_cpu(serving.pid) - before)
        return waited, statistics.median(spent), peak_mb(serving.pid)
    finally:
        shetu.stop()
        shutil.rmtree(folder, ignore_errors=True)


def others(path, count):
    """Returns the CPU seconds of (a check with a query for each row, extrapolated; reading the file alone)."""
    start = clock()
    workbook = read(path, path.name)
    alone = clock() - start
    reference = reference_for_rosters()
    rows = lay_out(workbook, reference).rows[:NAIVE_MOST]
    begun = clock()
    for row in rows:
        check([row], reference, Known(known_officers([str(row.cells["service_number"].value)])))
    return alone + (clock() - begun) / len(rows) * count, alone


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    count = parser.parse_args().count
    waited, ours, peak = measure(count, RUNS)
    with own_database(), tempfile.TemporaryDirectory() as folder:
        naive, floor = others(write_roster(Path(folder) / "roster.xlsx", count, first=0), count)
    shown = ", ".join(f"{seconds:.2f}" for seconds in waited)
    print(f"{count} rows: first page of the preview after {statistics.median(waited):.2f} s (runs: {shown})")
    print(
        json.dumps(
            {
                "name": "roster_preview",
                "count": count,
                "first_page_s": round(statistics.median(waited), 2),
                "ours_cpu_s": round(ours, 3),
                "naive_cpu_s": round(naive, 3),
                "ratio": round(naive / ours, 1),
                "floor_cpu_s": round(floor, 3),
                "over_floor": round(ours / floor, 2),
                "peak_rss_mb": round(peak, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
