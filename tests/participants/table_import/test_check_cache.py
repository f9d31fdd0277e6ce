"""What the check understood is kept, and nobody can tell: the import does what it would do from the file."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.models import AuditEntry
from jobs.requesting import run_now
from participants.merging.merges import merge
from participants.models import Officer, Posting, Rank, Unit
from participants.models.posting import officers_out_of_sync
from participants.roster.tables.table_values import TableReader
from participants.table_import import import_jobs
from participants.table_import.bulk_writer import Incoming, OfficerWriter, ids_as_text, lines_of
from participants.table_import.formats import FORMATS
from participants.table_import.officer_resource import OfficerResource
from tests.factories import OfficerFactory, ProgrammeFactory
from tests.participants.table_import.conftest import HEADINGS, KARIM, RAHIMA, reasons

pytestmark = pytest.mark.usefixtures("register")
ALI = ["9900000003", "Rahim Ali", "রহিম আলী", "", "", "", "", "", ""]


@pytest.fixture(autouse=True)
def _nothing_shown(monkeypatch):
    # Rows that the preview shows are looked at again in any case.
    monkeypatch.setattr("participants.table_import.officer_resource.MOST_SHOWN", 0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "table"


def write(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])


def run(path, *, by, programme, dry_run=False, kind="csv"):
    dataset = FORMATS[kind]().create_dataset(path)
    return OfficerResource(by=by, programme=programme).import_data(dataset, dry_run=dry_run)


@pytest.fixture
def reads_nothing(monkeypatch):
    """From here on no row is read from the table."""

    def start():
        monkeypatch.setattr(TableReader, "read", lambda *_args: 1 / 0)

    return start


def on_record():
    return [
        (*one, *Posting.objects.filter(officer=one[0]).values_list("rank", "unit", "since"))
        for one in Officer.objects.order_by("service_number").values_list()
    ]


def test_rows_that_were_checked_are_not_read_again(path, coordinator, programme, reads_nothing):
    write(path, RAHIMA, KARIM, ALI, ["12", *KARIM[1:]], RAHIMA)
    tried = run(path, by=coordinator, programme=programme, dry_run=True)
    reads_nothing()
    done = run(path, by=coordinator, programme=programme)
    assert (dict(done.totals), done.total_rows, reasons(done)) == (dict(tried.totals), 5, reasons(tried))
    assert [row.values for row in done.invalid_rows] == [row.values for row in tried.invalid_rows]
    assert [row.returned.cells for row in done.invalid_rows] == [row.returned.cells for row in tried.invalid_rows]
    assert done.totals["new"] == Officer.objects.count() == Officer.history.count() == 3
    assert Posting.objects.count() == 2
    assert not officers_out_of_sync().exists()


@pytest.mark.parametrize("together", [1, 3, 100])
def test_portions_may_be_larger_when_they_are_taken_in(
    path, coordinator, programme, monkeypatch, reads_nothing, together
):
    monkeypatch.setattr("participants.table_import.officer_resource.ROWS_PER_BATCH", 2)
    monkeypatch.setattr("participants.table_import.check_cache.ROWS_PER_BATCH", together)
    write(path, RAHIMA, ["12", *KARIM[1:]], KARIM, RAHIMA, ALI, KARIM, ["13", *KARIM[1:]])
    tried = run(path, by=coordinator, programme=programme, dry_run=True)
    reads_nothing()
    done = run(path, by=coordinator, programme=programme)
    assert (dict(done.totals), done.total_rows, reasons(done)) == (dict(tried.totals), 7, reasons(tried))
    assert [row.number for row in done.invalid_rows] == [3, 5, 7, 8]
    assert set(Officer.objects.values_list("service_number", flat=True)) == {RAHIMA[0], KARIM[0], ALI[0]}


@pytest.mark.parametrize("text", ["back\\slash", "\\N", "\\t\\\\n", "a\tb", "a\nb", 'O\'Neil "x"', "100%", "a\u2028b"])
def test_texts_arrive_as_they_would_from_the_file(path, coordinator, programme, text):
    row = [*RAHIMA[:1], text, text, *RAHIMA[3:]]
    values = {"name_en": text, "name_bn": text, "designation": text, "joined_on": None, "rank": Rank.objects.get().code}
    force = Unit.objects.get(code="BP").pk
    writer = OfficerWriter(force=force, programme=programme.pk, by=coordinator, today=date(2026, 1, 2))
    writer.write([Incoming(row[0], values, False)])
    writer.record(lines_of([("9900000009", values)], ids_as_text()))
    one, other = (
        {
            name: value
            for name, value in officer.items()
            if name not in ("id", "service_number", "created_at", "updated_at")
        }
        for officer in Officer.objects.order_by("service_number").values()
    )
    assert one == other
    assert (one["name_en"], one["joined_on"]) == (text, None)


@pytest.mark.parametrize("kind", ["file", "rank", "day"])
def test_what_was_kept_of_other_facts_does_not_count(path, coordinator, programme, kind, monkeypatch):
    write(path, RAHIMA)
    run(path, by=coordinator, programme=programme, dry_run=True)
    if kind == "file":
        write(path, KARIM)
    elif kind == "rank":
        Rank.objects.update(name_en="Constable", aliases=[])
    else:
        monkeypatch.setattr("participants.table_import.check_cache.timezone.localdate", lambda: date(2031, 1, 1))
    asked = []
    read = TableReader.read
    monkeypatch.setattr(TableReader, "read", lambda self, cells: asked.append(cells) or read(self, cells))
    done = run(path, by=coordinator, programme=programme)
    assert len(asked) == 1
    if kind == "file":
        assert Officer.objects.get().service_number == KARIM[0]
    elif kind == "rank":
        assert list(reasons(done)) == [2]


def test_who_was_recorded_since_the_check_is_changed_and_not_recorded_twice(path, coordinator, programme):
    write(path, KARIM, RAHIMA, ALI)
    run(path, by=coordinator, programme=programme, dry_run=True)
    OfficerFactory(service_number=RAHIMA[0], name_en=RAHIMA[1], name_bn="", programme=programme, mobile="")
    done = run(path, by=coordinator, programme=programme)
    assert (done.totals["new"], done.totals["update"], done.total_rows) == (2, 1, 3)
    assert Officer.objects.count() == 3
    assert Officer.objects.get(service_number=RAHIMA[0]).mobile == "+8801711000001"
    created = AuditEntry.objects.get(verb="officers.recorded").details["created"]
    assert sum(last - first + 1 for first, last in created) == 2


def test_whose_number_was_given_up_since_the_check_is_not_recorded_anew(path, coordinator, programme):
    write(path, KARIM, RAHIMA)
    run(path, by=coordinator, programme=programme, dry_run=True)
    kept, absorbed = (
        OfficerFactory(service_number=number, name_en=RAHIMA[1], name_bn="", sex="female", programme=programme)
        for number in ("9900000077", RAHIMA[0])
    )
    merge(kept, absorbed, by=coordinator)
    done = run(path, by=coordinator, programme=programme)
    assert (done.totals["new"], done.totals["update"]) == (1, 1)
    assert set(Officer.objects.values_list("service_number", flat=True)) == {KARIM[0], "9900000077"}


def test_what_is_on_record_of_others_is_looked_at_again(path, coordinator, programme, reads_nothing):
    write(path, RAHIMA, KARIM)
    for row in (RAHIMA, KARIM):
        OfficerFactory(service_number=row[0], name_en=row[1], name_bn=row[2], programme=programme, mobile="")
    run(path, by=coordinator, programme=programme, dry_run=True)
    Officer.objects.filter(service_number=RAHIMA[0]).update(programme=ProgrammeFactory())
    reads_nothing()
    done = run(path, by=coordinator, programme=programme)
    assert (done.totals["update"], list(reasons(done))) == (1, [2])
    assert "Another programme holds" in reasons(done)[2][0]


def test_dates_and_fonts_of_rows_not_taken_come_back(path, coordinator, programme, reads_nothing):
    book = Workbook()
    book.active.append([*HEADINGS, "Joined the police on"])
    book.active.append(["12", *KARIM[1:], date(2012, 6, 3)])
    book.save(path)
    tried = run(path, by=coordinator, programme=programme, dry_run=True, kind="xlsx")
    reads_nothing()
    done = run(path, by=coordinator, programme=programme, kind="xlsx")
    assert [row.returned for row in done.invalid_rows] == [row.returned for row in tried.invalid_rows]
    assert done.invalid_rows[0].values == tried.invalid_rows[0].values


def test_of_a_check_that_was_given_up_nothing_is_kept(path, coordinator, programme, monkeypatch):
    write(path, RAHIMA, *(["1"] * len(HEADINGS) for _row in range(3)))
    monkeypatch.setattr("participants.table_import.officer_resource.ROWS_PER_BATCH", 1)
    monkeypatch.setattr("participants.table_import.officer_resource.MOST_LEFT_OUT", 2)
    assert run(path, by=coordinator, programme=programme, dry_run=True).has_errors()
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_only_the_owner_reads_what_is_kept(path, coordinator, programme):
    write(path, RAHIMA)
    run(path, by=coordinator, programme=programme, dry_run=True)
    (kept,) = (one for one in path.parent.iterdir() if one != path)
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("act", ["apply", "discard"])
def test_nothing_stays_beside_the_file_once_the_table_is_done_with(
    coordinator, programme, act, django_capture_on_commit_callbacks
):
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, RAHIMA])
    file = SimpleUploadedFile("a.csv", text.getvalue().encode())
    table = import_jobs.upload(file, programme=programme, by=coordinator)
    run_now(table.checking)
    table.refresh_from_db()

    def beside():
        folder, _slash, name = table.file.path.rpartition("/")
        return [one for one in table.file.storage.listdir(folder)[1] if one.startswith(name)]

    assert len(beside()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        if act == "apply":
            run_now(import_jobs.request_apply(table, by=coordinator))
        else:
            import_jobs.discard(table, by=coordinator)
    assert Officer.objects.count() == (act == "apply")
    assert len(beside()) == 1
