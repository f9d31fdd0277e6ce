"""Importing a table of officers into the register: against a stock ModelResource, and against parse + COPY + one INSERT.

    python -m bench.officer_import --count 100000

Half as many officers are on record before; of the rows 5 % change one of them, 2.5 % are bad, the rest are new. Ours and
stock do what the admin does: a dry run, then the import, from the file each time, behind an import-export Resource, with
checks, history and audit (ours: postings and the search keys too, as the job of the product does). The floor parses the file and
writes its good rows with COPY and one INSERT … ON CONFLICT, and the same search keys, which it finds ready in a file, with COPY (on
SQLite executemany for both), checking nothing. It uses none of the product's code. Stock is measured on fewer rows and compared by row.

Ours and the floor are run in turns, three times each; medians count. The series of row counts shows whether the cost of a row
stays the same: there other rows have been checked before, as by a worker that is not at its first table.

As in the product, the dry run leaves what it understood beside the file (`participants/table_import/check_cache.py`), and the import
takes it up from there; both are measured.

Every part is a process of its own on a fresh copy of the same database, so that the peaks of memory are its own. CPU time
is that of the process without its start, and on PostgreSQL of the server process behind its connection as /proc counts it (when it
runs on this machine); what the server writes in the background is counted for nobody. The last line is one JSON object.
"""
# ruff: noqa: E402 -- models can be imported once Django is set up

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from datetime import date
from itertools import islice
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

import tablib
from django.db import connection, transaction
from django.utils import timezone
from import_export import fields, resources, widgets

from accounts.models import User
from bench.officer_tables import FIELDS, HEADINGS, Officers, write_csv, write_keys, write_xlsx
from participants.duplicates import search_keys
from participants.models import Officer, OfficerKey, Rank, Unit
from participants.officers.reference_loading import load_ranks, load_units
from participants.table_import.bulk_writer import Incoming, OfficerWriter
from participants.table_import.formats import FORMATS
from participants.table_import.import_jobs import OFFICERS_PER_INDEXING
from participants.table_import.officer_resource import OfficerResource
from programmes.models import Place, Programme, TeamMember
from programmes.models.programme import TeamRole
from programmes.places.reference_loading import load_places

STOCK_MOST = 1_000
ROWS_OF_SERIES = (1_000, 10_000)
LINKS = {"rank": Rank, "unit": Unit, "district": Place}
POSTGRESQL = connection.vendor == "postgresql"


# The parts, each in a process of its own


def warmed(path):
    """Checks ten thousand rows, so that what a worker learns once in its life is in memory: catalogues, words of names."""
    with path.open(encoding="utf-8") as file:
        first = list(islice(file, 10_001))
    with tempfile.TemporaryDirectory() as name:
        table = Path(name) / "others.csv"
        table.write_text("".join(first), encoding="utf-8")
        OfficerResource(by=User.objects.get()).import_data(FORMATS["csv"]().create_dataset(table), dry_run=True)


def ours(path):
    """Dry run and import as the register does them."""
    by, programme = User.objects.get(), Programme.objects.get()
    for dry_run in (True, False):
        table = FORMATS[path.suffix[1:]]().create_dataset(path)
        result = OfficerResource(by=by, programme=programme).import_data(table, dry_run=dry_run)
        assert not result.has_errors(), result.base_errors
        totals = dict(result.totals)
        # In the product the import is another job than the check: it has what was kept in the file, nothing in memory.
        del result, table
    index()
    return totals


def index():
    """Writes the search keys of officers who have none, as the last step of the import does."""
    last = 0
    while last is not None:
        with transaction.atomic():
            last = search_keys.index_missing_after(last, limit=OFFICERS_PER_INDEXING)


class StockResource(resources.ModelResource):
    """What one writes with the manual of the library in hand."""

    rank = fields.Field("rank", "Rank", widgets.ForeignKeyWidget(Rank, "name_en"))
    unit = fields.Field("unit", "Unit", widgets.ForeignKeyWidget(Unit, "name_en"))

    class Meta:
        model = Officer
        import_id_fields = ["service_number"]
        fields = FIELDS
        clean_model_instances = True

    def __init__(self):
        super().__init__()
        self._force, self._programme = Unit.objects.get(code="BP"), Programme.objects.get()
        district = widgets.ForeignKeyWidget(Place, "name_en")
        district.get_queryset = lambda *_row, **_more: Place.objects.districts()
        self.fields["district"] = fields.Field("district", "District", district)
        for field, heading in zip(FIELDS, HEADINGS, strict=True):
            self.fields[field].column_name = heading

    def before_save_instance(self, instance, row, **kwargs):
        instance.programme = self._programme

    def after_init_instance(self, instance, new, row, **kwargs):
        instance.force = self._force

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        try:
            super().import_field(field, instance, row, is_m2m, **kwargs)
        except (Rank.DoesNotExist, Unit.DoesNotExist, Place.DoesNotExist) as unknown:
            # Else one unknown unit would keep the whole file out.
            raise ValueError("unknown") from unknown


def stock(path):
    """Dry run and import by the library's own loop."""
    for dry_run in (True, False):
        table = tablib.Dataset().load(path.read_text(encoding="utf-8"), format="csv")
        result = StockResource().import_data(table, dry_run=dry_run)
        assert not result.has_errors(), (result.base_errors, result.row_errors()[:1])
    return dict(result.totals)


def floor(path):
    """Parse, and write the good rows at once."""
    ids = {name: dict(model.objects.values_list("name_en", "pk")) for name, model in LINKS.items()}
    ids["district"] = dict(Place.objects.districts().values_list("name_en", "pk"))
    bad = set(json.loads(path.with_suffix(".bad").read_text()))
    facts = (Unit.objects.get(code="BP").pk, Programme.objects.get().pk, timezone.now().isoformat())
    columns = ("force_id", "programme_id", "created_at", "updated_at", "honours")
    columns += tuple(f"{field}_id" if field in LINKS else field for field in FIELDS)
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns[6:])

    def rows():
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            for number, row in enumerate(reader):
                if number not in bad:
                    row[4], row[5], row[6] = ids["rank"][row[4]], ids["unit"][row[5]], ids["district"][row[6]]
                    yield (*facts, facts[2], "", *row)

    with transaction.atomic(), connection.cursor() as cursor:
        if POSTGRESQL:
            cursor.execute(f"CREATE TEMP TABLE s AS SELECT {', '.join(columns)} FROM participants_officer LIMIT 0")  # noqa: S608 -- names of our own tables and columns only
            with cursor.copy("COPY s FROM STDIN") as copy:
                copy.write("".join("\t".join(map(str, row)) + "\n" for row in rows()))
            cursor.execute(
                f"INSERT INTO participants_officer ({', '.join(columns)}) SELECT * FROM s"  # noqa: S608 -- as above
                f" ON CONFLICT (force_id, service_number) DO UPDATE SET {updates}"
            )
        else:
            cursor.executemany(
                f"INSERT INTO participants_officer ({', '.join(columns)})"  # noqa: S608 -- as above
                f" VALUES ({', '.join(['%s'] * len(columns))})"
                f" ON CONFLICT (force_id, service_number) DO UPDATE SET {updates}",
                rows(),
            )
        _write_keys(cursor, path.with_suffix(".keys"))
    return {}


def _write_keys(cursor, path):
    """Writes the search keys of new officers, of a file of lines (service number, key); those of others have not changed."""
    cursor.execute(
        f"SELECT service_number, id FROM {Officer._meta.db_table} AS o WHERE NOT EXISTS"  # noqa: S608 -- names of our own tables
        f" (SELECT 1 FROM {OfficerKey._meta.db_table} AS k WHERE k.officer_id = o.id)"
    )
    ids = dict(cursor.fetchall())
    with path.open(encoding="ascii") as file:
        rows = [(int(key), pk) for number, key in map(str.split, file) if (pk := ids.get(number))]
    rows.sort()
    into = f"{OfficerKey._meta.db_table} (key, officer_id)"
    if POSTGRESQL:
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            copy.write("".join([f"{key}\t{pk}\n" for key, pk in rows]))
    else:
        cursor.executemany(f"INSERT INTO {into} VALUES (%s, %s)", rows)  # noqa: S608 -- as above


def server_cpu():
    """Returns CPU seconds of the server process behind our connection, 0 where it cannot be seen."""
    if POSTGRESQL:
        with suppress(OSError):
            parts = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
            return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def run_part(name, path, before=None):
    """Runs one part in this process and prints what it took; before: the table that was checked before, if any."""
    connection.ensure_connection()
    if before:
        warmed(before)
    start, server = time.process_time(), server_cpu()
    totals = {"ours": ours, "stock": stock, "floor": floor}[name](path)
    # VmHWM is of this program alone; ru_maxrss begins with the size of the process it was forked from.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    took = {"client": time.process_time() - start, "server": server_cpu() - server}
    print(json.dumps(took | {"rss_mb": int(peak.split()[1]) / 1024, "totals": totals}))


# The whole


@contextmanager
def seeded(folder, count):
    """A database with `count` officers, as a function that makes a fresh copy and yields its address. All are dropped."""
    kept = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = "bench_officer_seed" if POSTGRESQL else str(folder / "seed.sqlite3")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        _fill(count)
        name = connection.settings_dict["NAME"]
        connection.close()
        yield lambda: _copied(name, folder)
    finally:
        connection.close()
        connection.creation.destroy_test_db(kept, verbosity=0)


def _fill(count):
    user = User.objects.create_user("bench@example.org", "bridge-over-river-9", full_name="Bench")
    programme = Programme.objects.create(code="B", title_en="Bench", short_title_en="B", starts_on=date(2023, 1, 1))
    # Else the officers on record were those of another programme, and no row could change one.
    TeamMember.objects.create(programme=programme, user=user, role=TeamRole.COORDINATOR)
    load_places()
    load_ranks()
    load_units()
    codes = {name: dict(model.objects.values_list("name_en", "code")) for name, model in LINKS.items()}
    codes["district"] = dict(Place.objects.districts().values_list("name_en", "code"))
    force = Unit.objects.get(code="BP")
    with transaction.atomic():
        writer = OfficerWriter(force=force.pk, programme=programme.pk, by=None, today=date(2024, 1, 1))
        on_record = []
        for number, *cells in on_record_before(count):
            values = dict(zip(FIELDS[1:], cells, strict=True))
            on_record.append(Incoming(number, values | {name: codes[name][values[name]] for name in LINKS}, False))
        for start in range(0, count, 5_000):
            writer.write(on_record[start : start + 5_000])
        writer.close()
    index()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def on_record_before(count):
    """Returns the cells of the officers who are there from the start."""
    officers = Officers(seed=1952)
    return [officers.draw(at) for at in range(count)]


@contextmanager
def _copied(name, folder):
    if not POSTGRESQL:
        path = folder / "copy.sqlite3"
        shutil.copyfile(name, path)
        yield f"sqlite:///{path}"
        for file in folder.glob("copy.sqlite3*"):
            file.unlink()
        return
    said = connection.settings_dict
    with connection._nodb_cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS bench_officer_import")
        cursor.execute(f'CREATE DATABASE bench_officer_import TEMPLATE "{name}"')
    try:
        host = said["HOST"]
        where = (
            f"/bench_officer_import?host={host}"
            if host.startswith("/")
            else f"{host}:{said['PORT'] or 5432}/bench_officer_import"
        )
        user = f"{said['USER']}:{said['PASSWORD']}@" if said["PASSWORD"] else f"{said['USER']}@"
        yield f"postgres://{user}{where}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE bench_officer_import")


def measured(name, path, copies, *more):
    """Returns what a part took, in a process of its own on a fresh copy of the database."""
    with copies() as address:
        told = subprocess.run(
            [sys.executable, "-m", "bench.officer_import", "--part", name, "--table", str(path), *more],
            env=os.environ | {"DATABASE_URL": address},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    took = json.loads(told.stdout.splitlines()[-1])
    took["cpu"] = took["client"] + took["server"]
    return took


def tables(folder, count, on_record, *, workbook=False):
    """Writes a table of `count` rows; returns its path, and beside it which rows are bad."""
    rows = list(Officers().table(count, on_record))
    path = folder / f"{count}.csv"
    write_csv(path, (cells for cells, _good in rows))
    path.with_suffix(".bad").write_text(json.dumps([number for number, (_cells, good) in enumerate(rows) if not good]))
    write_keys(path.with_suffix(".keys"), (cells for cells, good in rows if good))
    if workbook:
        write_xlsx(path.with_suffix(".xlsx"), (cells for cells, _good in rows))
    return path


def _median(all_runs):
    return sorted(all_runs, key=lambda one: one["cpu"])[len(all_runs) // 2]


def compare(count, runs):
    """Runs all parts and prints them; returns the facts of the last line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = max(count // 2, 1)
        with seeded(folder, known) as copies:
            on_record = on_record_before(known)
            whole = tables(folder, count, on_record, workbook=True)
            sizes = {"stock": min(count, STOCK_MOST)} | {
                f"CSV of {rows}, warm": rows for rows in sorted({min(count, rows) for rows in ROWS_OF_SERIES} | {count})
            }
            few = {rows: tables(folder, rows, on_record) for rows in set(sizes.values()) - {count}} | {count: whole}
            # In turns, so that a machine that grows busier is not held against one of them.
            turns = [(measured("ours", whole, copies), measured("floor", whole, copies)) for _run in range(runs)]
            ours, floor = zip(*turns, strict=True)
            took = {
                "CSV": _median(ours),
                "floor": _median(floor),
                "XLSX": measured("ours", whole.with_suffix(".xlsx"), copies),
                "stock": measured("stock", few[sizes["stock"]], copies),
            }
            series = {part: rows for part, rows in sizes.items() if part != "stock"}
            took |= {part: measured("ours", few[rows], copies, "--before", str(whole)) for part, rows in series.items()}
    for part, one in took.items():
        rows = sizes.get(part, count)
        each = 1e6 / rows
        print(
            f"{part:19} {rows:7} rows: {one['cpu'] * each:8.1f} µs a row ({one['client'] * each:.1f} here,"
            f" {one['server'] * each:.1f} in the server), peak {one['rss_mb']:.0f} MB {one['totals'] or ''}"
        )
    naive = took["stock"]["cpu"] / sizes["stock"] * count
    return {
        "name": "officer_import",
        "count": count,
        "database": connection.vendor,
        "ours_cpu_s": round(took["CSV"]["cpu"], 3),
        "naive_cpu_s": round(naive, 3),
        "ratio": round(naive / took["CSV"]["cpu"], 1),
        "floor_cpu_s": round(took["floor"]["cpu"], 3),
        "over_floor": round(took["CSV"]["cpu"] / took["floor"]["cpu"], 2),
        "peak_rss_mb": round(took["CSV"]["rss_mb"], 1),
        "peak_rss_mb_xlsx": round(took["XLSX"]["rss_mb"], 1),
        "us_per_row": {rows: round(took[part]["cpu"] / rows * 1e6, 1) for part, rows in series.items()},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument(
        "--part", choices=("ours", "stock", "floor"), help="run one part alone, on DATABASE_URL as it is"
    )
    parser.add_argument("--before", type=Path, help="a file that is checked before --part begins")
    parser.add_argument("--runs", type=int, default=3, help="of which the median counts")
    parser.add_argument("--table", type=Path, help="the file for --part")
    asked = parser.parse_args()
    if asked.part:
        run_part(asked.part, asked.table, asked.before)
        return
    print(json.dumps(compare(asked.count, asked.runs)))


if __name__ == "__main__":
    main()
