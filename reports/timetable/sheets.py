"""The pages of a printed timetable: A4, large times, both languages side by side."""

from collections.abc import Sequence
from typing import Any

from accounts.text.localised_text import date_text, day_number_text, digits, time_text, weekday_text
from reports.exports.documents import document
from trainings.models import SessionDay, Slot, SlotKind, TrainingSession

ALL_TRAINERS = {"bn": "সকল প্রশিক্ষক", "en": "All trainers"}


def days_of(session: TrainingSession, number: int | None) -> list[SessionDay]:
    """Returns the days that have lines, or the one of this number if it has some, with lines and trainers. Two queries."""
    days = session.days.order_by("number").prefetch_related("slots__trainer__user")
    return [day for day in days if number in (None, day.number) and day.slots.all()]


def pages_of(days: Sequence[SessionDay]) -> list[dict[str, Any]]:
    """Returns the facts of each day; it begins on a page of its own."""
    return [{"day": _day(day), "lines": [_line(slot) for slot in day.slots.all()]} for day in days]


def timetable_document(session: TrainingSession, pages: Sequence[dict[str, Any]]) -> Any:
    """Returns the WeasyPrint document of some days. session: with place and programme. Raises Refused as `document`."""
    return document(
        "reports/print/timetable.html", {"session": session, "programme": session.programme, "pages": pages}
    )


def _day(day):
    return {
        "number": {"bn": day_number_text(day.number, "bn"), "en": day_number_text(day.number, "en")},
        "date": {
            language: f"{weekday_text(day.date, language)}, {date_text(day.date, language)}"
            for language in ("bn", "en")
        },
    }


def _line(slot: Slot):
    is_break = slot.kind == SlotKind.BREAK
    return {
        "is_break": is_break,
        "starts": {"bn": _clock(slot.starts_at), "en": time_text(slot.starts_at, "en")},
        "ends": {"bn": _clock(slot.ends_at), "en": time_text(slot.ends_at, "en")},
        "title": _both(slot.title_bn, slot.title_en),
        "room": _both(slot.room_bn, slot.room_en),
        "trainer": slot.trainer.user.full_name if slot.trainer else "",
        "all": None if slot.trainer or is_break else ALL_TRAINERS,
    }


def _both(bangla, english):
    """Both texts; a text that there is in one script only stands once."""
    return {"bn": bangla or english, "en": english if bangla and english != bangla else ""}


def _clock(time):
    """A time by the twelve-hour clock in Bangla digits; the page says by its order which part of the day it is."""
    return digits(f"{time.hour % 12 or 12}:{time:%M}", "bn")
