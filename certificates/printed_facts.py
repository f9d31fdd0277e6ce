"""What a certificate says about one officer: the records of today, written out once, in both scripts."""

from urllib.parse import urlsplit

from django.conf import settings

from accounts.writing import date_range_text, digits
from certificates.drawing import PrintedFacts

BANGLA, ENGLISH = "bn", "en"
SPECIMEN_CODE = "0" * 26


def facts_of(enrolment, design, *, serial, code):
    """Returns the PrintedFacts of an enrolment.

    enrolment: with officer, rank, unit and session (course, place) fetched; rank and unit are those of the enrolment. Rank and
    unit stay out where the design (CertificateDesign) does not show them.
    """
    session, officer = enrolment.session, enrolment.officer
    course = session.course
    return PrintedFacts(
        serial=serial,
        code=code,
        verify_url=verify_url(code),
        verify_address=verify_address(),
        name_bn=officer.name_bn,
        name_en=officer.name_en,
        rank_bn=_post(enrolment, BANGLA) if design.shows_rank else "",
        rank_en=_post(enrolment, ENGLISH) if design.shows_rank else "",
        course_bn=course.title_bn,
        course_en=course.title_en,
        dates_bn=date_range_text(session.starts_on, session.ends_on, BANGLA),
        dates_en=date_range_text(session.starts_on, session.ends_on, ENGLISH),
        place_bn=_where(session.venue_bn, session.place.name_bn),
        place_en=_where(session.venue_en, session.place.name_en),
        hours_bn=hours_text(course.contact_hours, BANGLA),
        hours_en=hours_text(course.contact_hours, ENGLISH),
        level=design.level,
    )


def specimen_facts(enrolment, design):
    """Returns the facts with a serial that says SPECIMEN and a code that opens nothing, to try texts before issuing."""
    return facts_of(enrolment, design, serial="SPECIMEN", code=SPECIMEN_CODE)


def verify_url(code):
    """Returns what the QR code holds."""
    return f"{settings.SITE_URL}/verify/{code}/"


def verify_address():
    """Returns the address printed in words beside the QR code: host and path, "shetu.example/verify"."""
    return f"{urlsplit(settings.SITE_URL).netloc}/verify"


def hours_text(hours, language):
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
