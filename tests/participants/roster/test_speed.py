"""A roster is checked while people wait: the work grows with its rows, not faster. How long it takes is measured in bench/."""

import csv
import random

import pytest
from openpyxl import Workbook as Book

from participants.roster.base.reference import DATA
from participants.roster.check.checking import check
from participants.roster.check.known import Known
from participants.roster.layout import column_evidence, heading_rows
from participants.roster.layout.headers import NoHeadings, lay_out
from programmes.workbooks.reading import read
from tests.growth import TIMES, assert_grows_evenly
from tests.participants.roster.files import workbook
from tests.programmes.workbooks.files import HEADINGS


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


def test_the_work_grows_no_faster_than_the_roster(tmp_path, reference):
    paths = {count: roster(tmp_path / str(count), count) for count in (800, 800 * TIMES)}

    def work(count):
        layout = lay_out(read(paths[count], "a.xlsx"), reference)
        assert len(check(layout.rows, reference, Known())) == count

    assert_grows_evenly(work, 800)


def test_a_column_full_of_strange_words_takes_no_longer(reference):
    draw = random.Random(5)  # noqa: S311 -- test data

    def words():
        return " ".join("".join(draw.choices("abdeghiklmnoprstu", k=6)) for _ in range(3))

    def work(count):
        rows = [[str(at), words(), words(), f"99{at:08}", words(), words(), words()] for at in range(count)]
        layout = lay_out(workbook(HEADINGS, *rows), reference)
        assert len(check(layout.rows, reference, Known())) == count

    assert_grows_evenly(work, 150)


def test_a_list_without_any_number_takes_no_longer(reference):
    def work(count):
        rows = [[None, f"Some words {at}", f"and others {at}"] for at in range(count)]
        assert len(lay_out(workbook(HEADINGS[1:], *rows), reference).rows) == count

    assert_grows_evenly(work, 1_000)


def test_strange_headings_take_no_longer_the_more_rows_are_tried(reference):
    rows = [[f"some {at} words {column}" for column in range(8)] for at in range(60)]
    looked_at = []

    class Counted(column_evidence.Kinds):
        def _kinds(self, text, font):
            looked_at.append(text)
            return super()._kinds(text, font)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heading_rows, "Kinds", Counted)
        patch.setattr(column_evidence, "Kinds", Counted)
        with pytest.raises(NoHeadings):
            lay_out(workbook([f"Word {at}" for at in range(8)], *rows), reference)
    assert len(looked_at) == len(set(looked_at))
