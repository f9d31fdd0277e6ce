"""A roster is checked while people wait. The ceilings are several times what it takes, for slow machines."""

import csv
import random
import time

import pytest
from openpyxl import Workbook as Book

from participants.roster.base.reference import DATA
from participants.roster.check.checking import check
from participants.roster.check.known import Known
from participants.roster.files.reading import read
from participants.roster.layout.headers import lay_out
from tests.participants.roster.files import HEADINGS, workbook


def roster(path, count):
    """Writes a workbook with invented officers, as different from each other as real ones."""
    draw = random.Random(3)  # noqa: S311 -- test data

    def words(file_name, column):
        with (DATA / file_name).open(encoding="utf-8", newline="") as file:
            return [row[column] for row in csv.DictReader(file)]

    given, family = words("given_male.csv", "bangla"), words("family.csv", "bangla")
    units, ranks = words("units.csv", "name_bn"), words("ranks.csv", "name_en")
    book = Book(write_only=True)
    sheet = book.create_sheet("S")
    sheet.append(HEADINGS)
    for at in range(count):
        name = f"মোঃ {draw.choice(given)} {draw.choice(family)}"
        phone = f"০১৭{at:08}"
        sheet.append([at + 1, name, draw.choice(ranks), f"99{at:08}", draw.choice(units), "খুলনা", phone])
    book.save(path)
    return path


@pytest.mark.parametrize(("count", "seconds"), [(5_000, 6), (20_000, 20)])
def test_a_roster_is_read_and_checked_quickly(tmp_path, reference, count, seconds):
    path = roster(tmp_path / "a", count)
    start = time.process_time()
    layout = lay_out(read(path, "a.xlsx"), reference)
    read_in = time.process_time() - start
    rows = check(layout.rows, reference, Known())
    took = time.process_time() - start
    assert len(rows) == count
    assert took < seconds, took
    assert read_in < seconds / 2, read_in
    print(f"{count} rows: read in {read_in:.2f} s, checked in {took:.2f} s")  # noqa: T201 -- shown with -s


def test_a_column_full_of_strange_words_takes_no_longer(reference):
    draw = random.Random(5)  # noqa: S311 -- test data

    def words():
        return " ".join("".join(draw.choices("abdeghiklmnoprstu", k=6)) for _ in range(3))

    rows = [[str(at), words(), words(), f"99{at:08}", words(), words(), words()] for at in range(2_000)]
    layout = lay_out(workbook(HEADINGS, *rows), reference)
    start = time.process_time()
    assert len(check(layout.rows, reference, Known())) == 2_000
    assert time.process_time() - start < 15


def test_a_list_without_any_number_takes_no_longer(reference):
    rows = [[None, f"Some words {at}", f"and others {at}"] for at in range(5_000)]
    start = time.process_time()
    assert len(lay_out(workbook(HEADINGS[1:], *rows), reference).rows) == 5_000
    assert time.process_time() - start < 10
