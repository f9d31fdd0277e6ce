"""The print pack of a ceremony, asked for and performed as in the product, from stored and signed certificates.

    python -m bench.ceremony_pack --count 1000

`count` certificates of two sessions, every holder different, are drawn and stored by a process of its own; then the pack is
made from a database of its own, once for each sheet. CPU time and peak memory of the process that packs. For comparison:
qpdf joining the same files (the usual way), and the least it can cost: reading every file, its SHA-256, and writing the pack's
bytes. The last line is one JSON object.
"""
# ruff: noqa: E402 -- models can be imported once Django is set up

import argparse
import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from bench.drawing import DESIGN, holders
from bench.matrix import own_database
from certificates.ceremonies import dignitaries, handover_order, planning
from certificates.drawing import Stamper
from certificates.models import Certificate, CertificateDesign
from jobs.requesting import run_now
from participants.models import Officer, Rank, Unit
from programmes.models import Phase, Place, Programme
from reports.ceremony import print_pack
from trainings.models import Course, Enrolment, TrainingSession

SESSIONS = 2


class Zeros:
    """A signature of the usual length that says nothing: the pack leaves signatures out anyway."""

    room = 1800

    def message(self, _digest):
        return bytes(self.room)


def draw(folder, count):
    """Draws and stores `count` certificates; run in a process of its own, so that its memory is not counted."""
    stamper, now = Stamper(DESIGN), timezone.now()
    for number, facts in enumerate(holders(count)):
        of_session = replace(facts, dates_en=f"{number % SESSIONS + 17} June 2025")
        (folder / f"{number}.pdf").write_bytes(stamper.stamp(of_session, seal=Zeros(), at=now))


def fill(folder, count):
    """Writes the rows of the stored files and a ceremony over them, in order; returns (ceremony, its coordinator)."""
    user = User.objects.create_user("bench@example.org", password=None, full_name="Bench")
    country = Place.objects.create(kind="country", code="XX", name_en="Country", name_bn="দেশ")
    programme = Programme.objects.create(
        code="BENCH", title_en="Bench", short_title_en="Bench", starts_on=date(2023, 1, 1)
    )
    programme.countries.add(country)
    sessions = _closed_sessions(programme, country)
    facts = holders(count)
    enrolments = _completed(facts, sessions, country)
    _issue(programme, enrolments, facts, folder, user)
    ceremony = planning.create(
        programme,
        by=user,
        sessions=sessions,
        title_en="Bench",
        title_bn="পরিমাপ",
        date=date(2025, 7, 1),
        starts_at=clock_time(10),
        place=country,
        venue_en="Hall",
        venue_bn="হল",
    )
    guests = [
        dignitaries.add(ceremony, by=user, role="chief_guest", office_en=f"Office {n}", office_bn=f"দপ্তর {n}")
        for n in range(3)
    ]
    handover_order.arrange(ceremony, "unit", guests, by=user)
    return ceremony, user


def _closed_sessions(programme, place):
    phase = Phase.objects.create(programme=programme, order=1, title_en="Phase", title_bn="পর্যায়")
    course = Course.objects.create(programme=programme, code="B", kind="tot", title_en="Course", title_bn="কোর্স")
    return [
        TrainingSession.objects.create(
            code=f"B-{n}",
            phase=phase,
            course=course,
            title_en="Session",
            place=place,
            venue_en="Hall",
            venue_bn="হল",
            starts_on=date(2025, 6, 17),
            ends_on=date(2025, 6, 19),
            state="closed",
            closed_at=datetime(2025, 6, 19, 11, tzinfo=timezone.get_current_timezone()),
        )
        for n in range(SESSIONS)
    ]


def _completed(facts, sessions, country):
    """Returns an Enrolment for each of the facts, every holder different."""
    force = Unit.objects.create(kind="force", code="F", name_en="Force", name_bn="বাহিনী")
    units = [
        Unit.objects.create(kind="district", code=f"U{n}", parent=force, name_en=f"Unit {n}", name_bn=f"ইউনিট {n}")
        for n in range(20)
    ]
    rank = Rank.objects.create(country=country, code="I", order=5, name_en="Inspector", name_bn="পরিদর্শক")
    officers = Officer.objects.bulk_create(
        Officer(
            force=force,
            service_number=f"{n:010d}",
            name_en=one.name_en,
            name_bn=one.name_bn,
            rank=rank,
            unit=units[n % 20],
        )
        for n, one in enumerate(facts)
    )
    return Enrolment.objects.bulk_create(
        Enrolment(
            session=sessions[n % SESSIONS],
            officer=officer,
            rank=rank,
            unit=officer.unit,
            state="completed",
            was_confirmed=True,
        )
        for n, officer in enumerate(officers)
    )


def _issue(programme, enrolments, facts, folder, user):
    """Writes a Certificate for each Enrolment, whose file is stored already."""
    design = CertificateDesign.objects.create(
        programme=programme, name="Bench", level="tot", title_en="T", title_bn="স", statement_en="s", statement_bn="ব"
    )
    contents = ((folder / f"{n}.pdf").read_bytes() for n in range(len(facts)))
    Certificate.objects.bulk_create(
        Certificate(
            enrolment=enrolment,
            design=design,
            serial=one.serial,
            code=one.code,
            facts={},
            pdf=f"{folder.name}/{n}.pdf",
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            issued_at=timezone.now(),
            issued_by=user,
        )
        for n, (enrolment, one, content) in enumerate(zip(enrolments, facts, contents, strict=True))
    )


def measured(work):
    """Returns (CPU seconds of this process, peak memory so far in MB, what `work` returned)."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, result


def by_qpdf(folder, count, target):
    """Returns the CPU seconds of qpdf joining the files, or None where it is not installed."""
    if not shutil.which("qpdf"):
        return None
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    files = [str(folder / f"{n}.pdf") for n in range(count)]
    subprocess.run([shutil.which("qpdf"), "--empty", "--pages", *files, "--", str(target)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(folder, count, target, pack):
    """Reads and hashes every file and writes as many bytes as the pack has."""
    for n in range(count):
        hashlib.sha256((folder / f"{n}.pdf").read_bytes()).digest()
    target.write_bytes(pack)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media), own_database():
        folder = Path(media) / "stored"
        folder.mkdir()
        artist = multiprocessing.get_context("spawn").Process(target=draw, args=(folder, count))
        artist.start()
        artist.join()
        ceremony, user = fill(folder, count)
        first = print_pack.Choice(separators=True, last=5)
        run_now(print_pack.ask(ceremony, first, by=user))  # WeasyPrint is loaded and its fonts are read
        numbers, packs = {}, {}
        begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for sheet in ("a4", "sra3"):
            choice = print_pack.Choice(sheet=sheet, separators=True)
            cpu, peak, job = measured(lambda choice=choice: run_now(print_pack.ask(ceremony, choice, by=user)))
            assert job.result["certificates"] == count, job.reason
            path = Path(default_storage.path(f"exports/{job.params['token']}.pdf"))
            numbers[sheet], packs[sheet] = (cpu, peak), path.stat().st_size
            print(
                f"{sheet}: {job.result['sheets']} sheets, {cpu:.2f} s CPU, {packs[sheet] / 1e6:.1f} MB, "
                f"peak {peak:.0f} MB (before: {begin:.0f} MB)"
            )
        stored = sum((folder / f"{n}.pdf").stat().st_size for n in range(count))
        target = Path(media) / "other.pdf"
        floor, _peak, _none = measured(lambda: least(folder, count, target, bytes(packs["a4"])))
        naive = by_qpdf(folder, count, target)
        print(f"stored: {stored / 1e6:.0f} MB; floor {floor:.2f} s", end="")
        print(f"; qpdf {naive:.2f} s, {target.stat().st_size / 1e6:.0f} MB" if naive else "; qpdf is not installed")
        ours, peak = numbers["a4"]
        print(
            json.dumps(
                {
                    "name": "ceremony_pack",
                    "count": count,
                    "ours_cpu_s": round(ours, 3),
                    "naive_cpu_s": naive and round(naive, 3),
                    "ratio": naive and round(naive / ours, 1),
                    "floor_cpu_s": round(floor, 3),
                    "over_floor": round(ours / floor, 2),
                    "peak_rss_mb": round(max(one[1] for one in numbers.values()), 1),
                    "pack_mb": round(packs["a4"] / 1e6, 2),
                    "stored_mb": round(stored / 1e6, 1),
                }
            )
        )


if __name__ == "__main__":
    main()
