"""The pages of the sign-in sheets: A4, 25 lines of 8.6 mm, the numbers of the name tags, both languages."""

from collections.abc import Sequence
from typing import Any

from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_text, day_number_text, digits, weekday_text
from certificates.drawing.text.fitting import fit
from reports.exports.documents import document
from trainings.attendance.grid import apart_of
from trainings.excuses.reading import granted_of, with_excuses
from trainings.models import SessionDay, TrainingSession
from trainings.tags.numbers import numbers_of, with_numbers

LINES = 25  # on a page; a signature needs the height
FEWEST_FREE, MOST_FREE = 5, 15  # free lines for officers who are not on the list
NAME_BN = {"font": "semi_bn", "w": 46, "h": 5, "max": 8, "min": 5, "lines": 1}
NAME_EN = {"font": "sans_en", "w": 46, "h": 4, "max": 7, "min": 4.5, "lines": 1}
POSTED = {"font": "sans_bn", "w": 47, "h": 4.5, "max": 8, "min": 4.5, "lines": 1}


def lines_of(session: TrainingSession) -> list[dict[str, Any]]:
    """Returns a line for each officer, in the order of the numbers of the register, and the free lines behind. One query, two where
    somebody is excused.

    excused: the half-days for which an excuse was granted, never why. Free lines have no number: it would be given to somebody
    else. Whoever joins later comes after those who had a number.
    """
    enrolments = list(with_excuses(with_numbers(session.enrolments.on_the_roster())))
    excused = granted_of(enrolments)
    numbers, apart = numbers_of(enrolments), apart_of(enrolments)
    enrolments.sort(key=lambda one: numbers[one.pk])
    lines = [
        _line(numbers[one.pk], one, apart.get(one.pk, "")) | {"excused": excused.get(one.pk, ())} for one in enrolments
    ]
    rest = -(len(lines) + FEWEST_FREE) % LINES
    free = min(FEWEST_FREE + rest, MOST_FREE)
    return lines + [{} for _line in range(free)]


def pages_of(session: TrainingSession, days: Sequence[SessionDay]) -> list[dict[str, Any]]:
    """Returns the facts of each page, day after day; each day begins on a page of its own and is numbered alone."""
    lines = lines_of(session)
    parts = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    return [
        {
            "day": _day(day),
            "page": {"bn": digits(number, "bn"), "en": str(number)},
            "pages": {"bn": digits(len(parts), "bn"), "en": str(len(parts))},
            "lines": part,
            "halves": _halves(day),
        }
        for day in days
        for number, part in enumerate(parts, start=1)
    ]


def sheets_document(session: TrainingSession, pages: Sequence[dict[str, Any]]) -> Any:
    """Returns the WeasyPrint document of some pages. session: with course, place and programme. Raises Refused as `document`."""
    return document("reports/print/sign_in.html", {"session": session, "programme": session.programme, "pages": pages})


def _number(number):
    return {"number": {"bn": digits(number, "bn"), "en": str(number)}}


def _line(number, enrolment, apart):
    officer = enrolment.officer
    name_bn = officer.name_bn or officer.name_en
    name_en = officer.name_en if officer.name_bn else ""
    rank, unit = (localised_field(one, "name", "bn") if one else "" for one in (enrolment.rank, enrolment.unit))
    return _number(number) | {
        "name_bn": fit(name_bn, NAME_BN),
        "name_en": fit(name_en, NAME_EN) if name_en else None,
        "rank": fit(rank, POSTED) if rank else None,
        "unit": fit(unit, POSTED) if unit else None,
        "apart": apart,
    }


def _day(day):
    return {
        "number": {"bn": day_number_text(day.number, "bn"), "en": day_number_text(day.number, "en")},
        "date": {
            language: f"{weekday_text(day.date, language)}, {date_text(day.date, language)}"
            for language in ("bn", "en")
        },
    }


def _halves(day):
    halves = (
        (day.has_morning, {"bn": "সকাল", "en": "Morning", "key": (day.pk, "morning")}),
        (day.has_afternoon, {"bn": "বিকাল", "en": "Afternoon", "key": (day.pk, "afternoon")}),
    )
    return [half for is_taught, half in halves if is_taught]
