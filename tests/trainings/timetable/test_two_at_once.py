"""Two people change one timetable at the same moment, on two real connections."""

from itertools import pairwise

import pytest

from tests.at_once import at_once
from tests.trainings.timetable.conftest import facts, shown
from trainings.models import Slot
from trainings.timetable import editing

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_lines_at_one_time_come_one_after_the_other(planned, days, coordinator, trainer):
    at_once(
        lambda: editing.add(days[0], facts("09:00", 30, title="One"), by=coordinator),
        lambda: editing.add(days[0], facts("09:00", 30, title="Other"), by=trainer),
    )
    assert [row.split(" ")[0] for row in shown(days[0])] == ["09:00-09:30", "09:30-10:00"]


def test_one_is_told_that_the_line_is_gone(morning, days, coordinator, trainer):
    again = Slot.objects.get(pk=morning["Tea"].pk)
    refused = at_once(
        lambda: editing.take_out(morning["Tea"], by=coordinator),
        lambda: editing.take_out(again, by=trainer),
    )
    assert refused == ["This line was taken out of the timetable meanwhile."]
    assert shown(days[0]) == [
        "09:00-09:30 Opening",
        "09:30-11:00 Trust",
        "11:00-12:00 Practice",
        "14:00-15:00 Cases",
    ]


def test_two_moves_keep_every_line_and_its_length(morning, days, coordinator, trainer):
    before = {slot.title_en: slot.minutes for slot in Slot.objects.filter(day=days[0])}
    at_once(
        lambda: editing.move(morning["Practice"], down=False, by=coordinator),
        lambda: editing.place(morning["Opening"], before=None, by=trainer),
    )
    assert {slot.title_en: slot.minutes for slot in Slot.objects.filter(day=days[0])} == before
    spans = [row.split(" ")[0].split("-") for row in shown(days[0])]
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
