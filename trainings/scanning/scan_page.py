"""What the page that scans tags tells its script: officers by number, their marks, and the codes of other sessions."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import digits, month_text
from trainings.attendance.device_page import moment_text, page_data
from trainings.attendance.grid import Grid
from trainings.models import AttendanceMark, Enrolment, TrainingSession
from trainings.tags.numbers import holders_of
from trainings.tags.tag_codes import short_code

DECODER, ITS_PART = "vendor/qr/decode.js", "vendor/qr/index.js"
MOST_OTHERS = 300  # other sessions whose tags are named by their code


def scan_data(user: User, session: TrainingSession, grid: Grid, *, static_url: str, now: datetime) -> dict[str, Any]:
    """Returns what the script of the page needs, as JSON can hold it; a few queries for any number of officers.

    The names are those of the attendance list, which the same people read.
    """
    numbers: dict[int, list[int]] = defaultdict(list)
    for number, pk in holders_of(session, ((row.number, row.enrolment.pk) for row in grid.rows)).items():
        numbers[pk].append(number)
    marks = _marks(session)
    return page_data(user, session, grid, marks=True, now=now) | {
        "page": reverse("trainings:scan", args=[session.code]),
        "short": short_code(session),
        "officers": [
            {
                "pk": row.enrolment.pk,
                "numbers": sorted(numbers[row.enrolment.pk]),
                "name": " ".join(filter(None, (localised_field(row.enrolment.officer, "name"), _end(row.apart)))),
                "place": _place(row.enrolment),
                "marks": marks[row.enrolment.pk],
                "later": [_name(cell.column.half_day) for cell in row.cells if cell.before],
                **({"excused": row.excused.split(",")} if row.excused else {}),
            }
            for row in grid.rows
        ],
        "others": _others(user, session),
        "decoder": static(DECODER),
        "decoder_part": f"{static_url}{ITS_PART}",
    }


def _end(apart):
    return f"…{apart}" if apart else ""


def _name(half_day):
    return f"{half_day.day.number} {half_day.half.value}"


def _place(enrolment: Enrolment) -> str:
    return ", ".join(localised_field(one, "name") for one in (enrolment.rank, enrolment.unit) if one)


def _marks(session):
    """{enrolment id: {"1 morning": [mark, when it was given in words]}}. One query."""
    rows = AttendanceMark.objects.filter(enrolment__in=session.enrolments.active()).order_by()
    marks: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for pk, number, date, half, mark, given_at in rows.values_list(
        "enrolment", "day__number", "day__date", "half", "mark", "marked_at"
    ):
        marks[pk][f"{number} {half}"] = [mark, moment_text(given_at, date)]
    return marks


def _others(user, session):
    """{code as on tags: code and month} of other sessions that this person may see, the latest."""
    language = get_language()
    rows = TrainingSession.objects.visible_to(user).exclude(pk=session.pk).order_by("-starts_on", "pk")[:MOST_OTHERS]
    return {
        short_code(
            one
        ): f"{one.code}, {month_text(one.starts_on.month, language)} {digits(one.starts_on.year, language)}"
        for one in rows.only("code", "starts_on")
    }
