"""Issuing certificates: signed, stored and recorded, against one WeasyPrint render each and against a floor without the product.

    python -m bench.issuing --count 10000

A closed session with `count` and SESSIONS with USUAL officers, all different, are issued by the rule that the page and the
command use, from the request to the rows: everybody is checked and numbered, the files are signed (EC P-256), forced onto the
disk and moved into place, the rows and the audit trail written. The design is the one that a new programme begins with.
Measured beside it:

    floor           the least that it takes, by none of the product's code (bench/issuing_floor.py); "floor, codes" draws square codes
    bare            the same certificates stamped and signed in memory by the product, nothing stored, nothing recorded
    WeasyPrint      one render each, not signed: the naive way
    WeasyPrint and pyHanko's sign_pdf, as a tutorial has it
    RSA-2048        the same work with an RSA key
    a peer's way    the text on a canvas of its own (ReportLab), merged over the shared artwork (pypdf); needs both packages
    cold            the first batch of a worker that has just begun, asked for by another process; the artwork is kept from before,
                    as it is when a design comes into use
    two workers     two batches of half the size beside each other, two processes: by the clock, so only a quiet machine tells

Every part is a process of its own on a fresh copy of the same database, so the peaks of memory are its own; slow ones make
fewer and are compared by certificate. CPU time is that of the process without its start and, on PostgreSQL, of the server
process behind its connection as /proc counts it. What is done once per process and design (fonts, artwork, first session) is left out on
all sides. The last line is one JSON object.
"""
# ruff: noqa: E402, PLC0415 -- parts import only what they need, and models can be imported once Django is set up

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.db import connection
from django.utils import timezone

from accounts.models import User
from certificates.designs import versions
from certificates.designs.printed_facts import facts_of, specimen_facts
from certificates.drawing import draw, new_code, render
from certificates.drawing.engines.artwork import artwork
from certificates.issuing import batches, qr_payload
from certificates.models import CertificateBatch, CertificateDesign
from certificates.signing import keys
from jobs.requesting import run_now
from trainings.models import Enrolment, TrainingSession

POSTGRESQL = connection.vendor == "postgresql"
WARM = "WARM-01"
NAIVE_MOST, PYHANKO_MOST, PEER_MOST = 15, 10, 20
# The officers of a usual session, and how many such sessions are issued one after the other.
USUAL, SESSIONS = 60, 5
# What the first batch of a process issues.
COLD = 50


# The parts, each in a process of its own. They import what a worker imports, so that their memory is a worker's.


def ours(code):
    """The batches of sessions whose codes begin so, by the rule. Returns how many certificates they made."""
    codes = TrainingSession.objects.filter(code__startswith=code).order_by("code").values_list("code", flat=True)
    return sum(_issued(one) for one in codes)


def _issued(code):
    return _done(batches.request(TrainingSession.objects.get(code=code), by=User.objects.get()).job)


def _done(job):
    job = run_now(job)
    assert job.state == "done", job.reason
    return job.result["issued"]


def bare(code):
    """Stamps and signs in memory what `ours` issues."""
    _design, drawn, everyone = _facts(code)
    signer = keys.current()
    # With the payload in the square code, or they would be other, smaller certificates.
    session = TrainingSession.objects.get(code=code)
    everyone = [qr_payload.with_payload(facts, session=session, design=drawn, signer=signer) for facts in everyone]
    yield
    for facts in everyone:
        draw(facts, drawn, seal=signer, at=timezone.now())


def floor(code, *, draws_codes=False):
    """What `ours` makes, by none of the product's code; the artwork and a square code are there as bytes."""
    from bench.issuing_floor import Floor

    _design, drawn, everyone = _facts(code, 1)
    folder = Path(os.environ["VAR_DIR"]) / "media" / "floor"
    made = Floor(connection, draw(everyone[0], drawn), folder, draws_codes=draws_codes)
    made.make(WARM)
    codes = list(TrainingSession.objects.filter(code__startswith=code).order_by("code").values_list("code", flat=True))
    yield
    for one in codes:
        made.make(one)


def weasyprint(code):
    """One render each."""
    _design, drawn, everyone = _facts(code, NAIVE_MOST)
    render(everyone[0], drawn)
    yield
    for facts in everyone:
        render(facts, drawn)


def pyhanko(code):
    """One render each, signed by the function that the manual of pyHanko shows."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    _design, drawn, everyone = _facts(code, PYHANKO_MOST)
    own = signers.SimpleSigner.load_pkcs12(keys_path())
    meta = signers.PdfSignatureMetadata(
        field_name="Signature",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    render(everyone[0], drawn)
    yield
    for facts in everyone:
        signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(render(facts, drawn))), meta, signer=own)


def peer(code):
    """Text on a canvas of its own, merged over the artwork: how a ticket shop does it. Not signed, not shaped."""
    from pypdf import PdfReader, PdfWriter
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfgen.canvas import Canvas

    _design, drawn, everyone = _facts(code, PEER_MOST)
    background = render(everyone[0], drawn)
    yield
    for facts in everyone:
        overlay = BytesIO()
        canvas = Canvas(overlay, pagesize=landscape(A4))
        for line, text in enumerate((facts.name_en, facts.rank_en, facts.course_en, facts.dates_en, facts.serial)):
            canvas.drawCentredString(420, 400 - 30 * line, text)
        code_drawing = Drawing(90, 90)
        code_drawing.add(QrCodeWidget(facts.verify_url, barWidth=90, barHeight=90))
        renderPDF.draw(code_drawing, canvas, 40, 40)
        canvas.save()
        writer = PdfWriter()
        page = writer.add_page(PdfReader(BytesIO(background)).pages[0])
        page.merge_page(PdfReader(overlay).pages[0])
        writer.write(BytesIO())


def _facts(code, most=None):
    session = TrainingSession.objects.filter(code__startswith=code).order_by("code")[0]
    design = versions.design_for(session)
    enrolments = session.enrolments.select_related(
        "officer", "rank", "unit", "session__course", "session__place", "session__phase"
    ).order_by("pk")[:most]
    everyone = [
        facts_of(one, design, serial=f"BENCH-2026-{number:05d}", code=new_code())
        for number, one in enumerate(enrolments)
    ]
    return design, versions.drawn(design), everyone


def keys_path():
    """Returns the file of the key that signs."""
    keys.current()
    return os.environ.get("SIGNING_KEY_FILE") or str(Path(os.environ["VAR_DIR"]) / keys.OWN)


def warm():
    """What is done once per process and design."""
    design = CertificateDesign.objects.get()
    artwork(versions.drawn(design))
    first = Enrolment.objects.filter(session__code=WARM).select_related(
        "officer", "rank", "unit", "session__course", "session__place", "session__phase"
    )[0]
    draw(specimen_facts(first, design), versions.drawn(design), seal=keys.current(), at=timezone.now())


def server_cpu():
    """Returns CPU seconds of the server process behind our connection, 0 where it cannot be seen."""
    if POSTGRESQL:
        with suppress(OSError):
            parts = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
            return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def run_part(name, code, warm_up):
    """Runs one part in this process and prints what it took. warm_up: the code of the small session that goes first."""
    if name == "cold":
        import certificates.tasks  # noqa: F401 -- as a worker does when it starts

        before = lambda: asked_elsewhere(code)  # noqa: E731
        work = lambda: _done(CertificateBatch.objects.get(session__code=code).job)  # noqa: E731
    elif name == "ours":
        warm()
        # The first batch of a process imports and compiles what the second finds.
        ours(warm_up)
        before = lambda: None  # noqa: E731
        work = lambda: ours(code)  # noqa: E731
    else:
        warm()
        parts = {"floor": floor, "bare": bare, "weasyprint": weasyprint, "pyhanko": pyhanko, "peer": peer}
        steps = (parts | {"floor, codes": partial(floor, draws_codes=True)})[name](code)
        before, work = lambda: next(steps), lambda: next(steps, None)
    before()
    connection.ensure_connection()
    start, server, began = time.process_time(), server_cpu(), time.time()
    made = work()
    ended = time.time()
    took = {
        "client": time.process_time() - start,
        "server": server_cpu() - server,
        "clock": ended - began,
        "began": began,
        "ended": ended,
    }
    # VmHWM is of this program alone; ru_maxrss begins with the size of the process it was forked from.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps(took | {"rss_mb": int(peak.split()[1]) / 1024, "made": made}))


def asked_elsewhere(code):
    """Requests the certificates of a session in another process, as a web server does."""
    subprocess.run([sys.executable, "-m", "bench.issuing", "--ask", code], check=True)


# The whole


def begun(name, code, address, folder, *, warm_up=WARM, **more):
    """Starts a part as a process on the database at `address`; the files go below `folder`."""
    return subprocess.Popen(
        [sys.executable, "-m", "bench.issuing", "--part", name, "--session", code, "--warm", warm_up],
        env=os.environ | {"DATABASE_URL": address, "VAR_DIR": str(folder)} | more,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process):
    """Returns what a part took, once it has ended."""
    out, _none = process.communicate()
    assert process.returncode == 0
    took = json.loads(out.splitlines()[-1])
    took["cpu"] = took["client"] + took["server"]
    return took


def measured(name, copies, folder, *, code="ALL-01", **more):
    """Returns what a part took, on a fresh copy of the database."""
    with copies() as address:
        took = told(begun(name, code, address, folder, **more))
    shutil.rmtree(folder / "media", ignore_errors=True)
    return took


def rsa_key(folder):
    """Writes an RSA key of 2048 bits with a certificate; returns the path."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    from tests.certificates.signing.making import certificate_of, pem

    key = rsa.generate_private_key(65537, 2048)
    path = folder / "rsa.pem"
    path.touch(mode=0o600)
    path.write_bytes(pem(key, certificate_of(key)))
    return str(path)


def two_workers(copies, folder):
    """Returns how many times faster two workers are with two sessions than one is, by the clock."""
    pairs = (("HALF-01", "WARM-01"), ("HALF-02", "WARM-02"))
    with copies() as address:
        one = sum(told(begun("ours", code, address, folder, warm_up=warm_up))["clock"] for code, warm_up in pairs)
    with copies() as address:
        begun_both = [begun("ours", code, address, folder, warm_up=warm_up) for code, warm_up in pairs]
        both = [told(process) for process in begun_both]
        together = max(took["ended"] for took in both) - min(took["began"] for took in both)
    shutil.rmtree(folder / "media", ignore_errors=True)
    return one / together


def compare(count, *, brief):
    """Runs all parts and prints them; returns the facts of the last line."""
    with tempfile.TemporaryDirectory(prefix="shetu-bench-") as name:
        folder = Path(name)
        from bench.issuing_sessions import seeded

        with seeded(folder, count) as copies:
            took = {
                part: measured(part, copies, folder) for part in ("ours", "floor", "floor, codes", "bare", "weasyprint")
            }
            usual = {part: measured(part, copies, folder, code="USUAL") for part in ("ours", "floor", "floor, codes")}
            cold = measured("cold", copies, folder, code="COLD-01")
            workers = None
            if not brief:
                took["ours, RSA-2048"] = measured("ours", copies, folder, SIGNING_KEY_FILE=rsa_key(folder))
                took["pyhanko"] = measured("pyhanko", copies, folder)
                if find_spec("reportlab") and find_spec("pypdf"):
                    took["peer"] = measured("peer", copies, folder)
                workers = two_workers(copies, folder)
    sizes = {"weasyprint": NAIVE_MOST, "pyhanko": PYHANKO_MOST, "peer": PEER_MOST}
    each = {part: one["cpu"] / min(sizes.get(part, count), count) for part, one in took.items()}
    of_usual = {part: one["cpu"] / (USUAL * SESSIONS) for part, one in usual.items()}
    _tell(count, took, sizes, each, of_usual)
    print(f"the first {COLD} of a process that has just begun, artwork kept: {cold['cpu']:.2f} s")
    if workers:
        print(
            f"two workers, two sessions, by the clock: {workers:.2f} × one (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)"
        )
    return _last_line(count, took, each, of_usual, workers) | {"cold_cpu_s": round(cold["cpu"], 2)}


def _tell(count, took, sizes, each, of_usual):
    for part, one in took.items():
        print(
            f"{part:16} {each[part] * 1000:8.2f} ms each ({each[part] / each['ours']:6.1f} × ours), "
            f"{one['server'] / min(sizes.get(part, count), count) * 1000:.2f} of it in the server; peak {one['rss_mb']:.0f} MB"
        )
    print(
        f"{SESSIONS} sessions of {USUAL}, from the request to the rows: {of_usual['ours'] * 1000:.2f} ms each,"
        f" {each['weasyprint'] / of_usual['ours']:.0f} × naive, {of_usual['ours'] / of_usual['floor']:.2f} × the floor,"
        f" {of_usual['ours'] / of_usual['floor, codes']:.2f} × the floor with codes"
    )
    if "peer" not in took:
        print("a peer's way was not measured: ReportLab and pypdf are not both installed")
    print(f"by the clock: {count / took['ours']['clock']:.0f} a second with one worker")


def _last_line(count, took, each, of_usual, workers):
    return {
        "name": "issuing",
        "count": count,
        "database": connection.vendor,
        "ours_cpu_s": round(took["ours"]["cpu"], 3),
        "naive_cpu_s": round(each["weasyprint"] * count, 3),
        "ratio": round(each["weasyprint"] / each["ours"], 1),
        "floor_cpu_s": round(took["floor"]["cpu"], 3),
        "over_floor": round(took["ours"]["cpu"] / took["floor"]["cpu"], 2),
        "over_floor_with_codes": round(took["ours"]["cpu"] / took["floor, codes"]["cpu"], 2),
        "over_bare": round(took["ours"]["cpu"] / took["bare"]["cpu"], 2),
        "usual": {
            "count": USUAL,
            "ms_each": round(of_usual["ours"] * 1000, 2),
            "ratio": round(each["weasyprint"] / of_usual["ours"], 1),
            "over_floor": round(of_usual["ours"] / of_usual["floor"], 2),
            "over_floor_with_codes": round(of_usual["ours"] / of_usual["floor, codes"], 2),
        },
        "peak_rss_mb": round(took["ours"]["rss_mb"], 1),
        "ms_each": round(each["ours"] * 1000, 2),
        **({"two_workers": round(workers, 2)} if workers else {}),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--brief", action="store_true", help="only ours, the floor and the naive way")
    parser.add_argument("--part", help="run one part alone, on DATABASE_URL as it is")
    parser.add_argument("--ask", help="request the certificates of the session of this code, and end")
    parser.add_argument("--warm", help="the code of the session that goes first", default=WARM)
    parser.add_argument("--session", help="the code of the session for --part")
    asked = parser.parse_args()
    if asked.ask:
        batches.request(TrainingSession.objects.get(code=asked.ask), by=User.objects.get())
        return
    if asked.part:
        run_part(asked.part, asked.session, asked.warm)
        return
    print(json.dumps(compare(asked.count, brief=asked.brief)))


if __name__ == "__main__":
    main()
