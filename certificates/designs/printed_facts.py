"""What a certificate says about one officer: the records of today, written out once, in both scripts."""

from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from accounts.text.localised_text import date_range_text, date_text, digits
from certificates.drawing import PrintedFacts
from certificates.drawing.text.placeholders import named
from certificates.models import CertificateDesign
from trainings.models import Enrolment, TrainingSession

BANGLA, ENGLISH = "bn", "en"
SPECIMEN_CODE = "0" * 26
# Made up, for a programme without a session yet.
LONGEST = ("এ কে এম খন্দকার মোহাম্মদ মনিরুজ্জামান চৌধুরী", "A K M Khandaker Mohammad Moniruzzaman Chowdhury")
SHORTEST = ("ইতি দে", "Eti Dey")
MADE_UP = {
    "course_bn": "কমিউনিটি ও বিট পুলিশিংবিষয়ক প্রশিক্ষক প্রশিক্ষণ",
    "course_en": "Training of Trainers on Community and Beat Policing",
    "dates_bn": "১৭–১৯ জুন ২০২৫",
    "dates_en": "17–19 June 2025",
    "place_bn": "পুলিশ লাইন্স মিলনায়তন, খুলনা",
    "place_en": "Police Lines Auditorium, Khulna",
    "hours_bn": "১৮ ঘণ্টা",
    "hours_en": "18 hours",
    "starts_bn": "১৭ জুন ২০২৫",
    "starts_en": "17 June 2025",
    "ends_bn": "১৯ জুন ২০২৫",
    "ends_en": "19 June 2025",
}


def facts_of(enrolment: Enrolment, design: CertificateDesign, *, serial: str, code: str) -> PrintedFacts:
    """Returns the PrintedFacts of an enrolment.

    enrolment: with officer, rank, unit and session (course, place) fetched; rank and unit are those of the enrolment. Rank and
    unit stay out where the design (CertificateDesign) does not show them, and so do the hours.
    """
    officer = enrolment.officer
    return PrintedFacts(
        serial=serial,
        code=code,
        verify_url=verify_url(code),
        verify_address=verify_address(),
        name_bn=officer.name_bn,
        name_en=officer.name_en,
        rank_bn=_post(enrolment, BANGLA) if design.shows_rank else "",
        rank_en=_post(enrolment, ENGLISH) if design.shows_rank else "",
        **facts_of_session(enrolment.session, design),
        level=design.level,
    )


def facts_of_session(session: TrainingSession, design: CertificateDesign) -> dict[str, str]:
    """Returns the facts that everybody in a session shares, as a dictionary of PrintedFacts' fields."""
    shows_hours = design.shows_hours or any(
        "hours" in named(text) for text in (design.statement_bn, design.statement_en)
    )
    return {
        "course_bn": session.course_title_bn,
        "course_en": session.course_title_en,
        **_days(session.starts_on, session.ends_on),
        "place_bn": _where(session.venue_bn, session.place.name_bn),
        "place_en": _where(session.venue_en, session.place.name_en),
        "hours_bn": hours_text(session.course_hours, BANGLA) if shows_hours else "",
        "hours_en": hours_text(session.course_hours, ENGLISH) if shows_hours else "",
    }


@lru_cache(maxsize=64)
def _days(start, end):
    # Dates, not times: how they are written depends on nothing else. A batch asks for the same ones again and again.
    return {
        "dates_bn": date_range_text(start, end, BANGLA),
        "dates_en": date_range_text(start, end, ENGLISH),
        "starts_bn": date_text(start, BANGLA),
        "starts_en": date_text(start, ENGLISH),
        "ends_bn": date_text(end, BANGLA),
        "ends_en": date_text(end, ENGLISH),
    }


def specimen_facts(enrolment: Enrolment, design: CertificateDesign) -> PrintedFacts:
    """Returns the facts with a serial that says SPECIMEN and a code that opens nothing, to try texts before issuing."""
    return facts_of(enrolment, design, serial="SPECIMEN", code=SPECIMEN_CODE)


def made_up_facts(
    design: CertificateDesign, names: tuple[str, str] = SHORTEST, session: TrainingSession | None = None
) -> PrintedFacts:
    """Returns made-up facts, to look at a design. names: in Bangla and English. session: for course, days and place."""
    return PrintedFacts(
        serial="SPECIMEN",
        code=SPECIMEN_CODE,
        verify_url=verify_url(SPECIMEN_CODE),
        verify_address=verify_address(),
        name_bn=names[0],
        name_en=names[1],
        rank_bn="পরিদর্শক, জেলা পুলিশ" if design.shows_rank else "",
        rank_en="Inspector, District Police" if design.shows_rank else "",
        level=design.level,
        **(facts_of_session(session, design) if session else MADE_UP),
    )


def verify_url(code: str) -> str:
    """Returns the address in the QR code."""
    return f"{settings.SITE_URL}/verify/{code}/"


def verify_address() -> str:
    """Returns the address printed in words beside the QR code: host and path, "shetu.example/verify"."""
    return f"{urlsplit(settings.SITE_URL).netloc}/verify"


def hours_text(hours: Decimal | float, language: str) -> str:
    """Returns "18 hours", "1 hour", "16.5 hours", "১৮ ঘণ্টা". hours: Decimal or number."""
    number = f"{hours:.1f}".removesuffix(".0")
    if language == BANGLA:
        return f"{digits(number, BANGLA)} ঘণ্টা"
    return f"{number} hour" if number == "1" else f"{number} hours"


def _where(venue, place):
    """The venue and, where it does not say so itself, the place."""
    return venue if not place or place.casefold() in venue.casefold() else f"{venue}, {place}"


def _post(enrolment, language):
    """Rank and unit at the time, as far as they are known."""
    parts = [getattr(record, f"name_{language}") for record in (enrolment.rank, enrolment.unit) if record]
    return ", ".join(part for part in parts if part)
