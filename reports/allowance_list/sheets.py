"""The pages of the list on which officers sign for their allowance: A4, 20 lines, both languages."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_range_text, digits, number_text
from certificates.drawing.text.fitting import fit
from reports.exports.documents import document
from trainings.allowances.lists import Line, attended_on, lines_of, rate_of
from trainings.models import TrainingSession

LINES = 20  # on a page, so that a signature has the height
NAME_BN = {"font": "semi_bn", "w": 46, "h": 5, "max": 8, "min": 5, "lines": 1}
NAME_EN = {"font": "sans_en", "w": 46, "h": 4, "max": 7, "min": 4.5, "lines": 1}
POSTED = {"font": "sans_bn", "w": 44, "h": 4.5, "max": 8, "min": 4.5, "lines": 1}


def pages_of(session: TrainingSession, *, most: int) -> list[dict[str, Any]]:
    """Returns the facts of each page, `most` at most: who is due something, with the sum of the page. session: with its phase."""
    rate = rate_of(session)
    rows = list(attended_on(session).filter(attended__gt=0)[: most * LINES])
    lines = [line for line in lines_of(session, rows, rate) if line.due]
    parts = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    return [
        {
            "page": _both(number),
            "pages": _both(len(parts)),
            "lines": [_line(place, line) for place, line in enumerate(part, start=(number - 1) * LINES + 1)],
            "sum": _both(sum((line.due for line in part), Decimal(0))),
        }
        for number, part in enumerate(parts, start=1)
    ]


def sheets_document(session: TrainingSession, pages: Sequence[dict[str, Any]]) -> Any:
    """Returns the WeasyPrint document of some pages. session: with course, place and programme. Raises Refused as `document`."""
    dates = {language: date_range_text(session.starts_on, session.ends_on, language) for language in ("bn", "en")}
    context = {"session": session, "programme": session.programme, "dates": dates, "pages": pages}
    return document("reports/print/allowance_list.html", context)


def _both(number):
    number = number.quantize(Decimal(1)) if isinstance(number, Decimal) and number == number.to_integral() else number
    return {"bn": number_text(number, "bn"), "en": number_text(number, "en")}


def _line(place, line: Line):
    officer, enrolment = line.enrolment.officer, line.enrolment
    name_en = officer.name_en if officer.name_bn else ""
    rank, unit = (localised_field(one, "name", "bn") if one else "" for one in (enrolment.rank, enrolment.unit))
    return {
        "number": {"bn": digits(place, "bn"), "en": str(place)},
        "name_bn": fit(officer.name_bn or officer.name_en, NAME_BN),
        "name_en": fit(name_en, NAME_EN) if name_en else None,
        "rank": fit(rank, POSTED) if rank else None,
        "unit": fit(unit, POSTED) if unit else None,
        "half_days": _both(line.attended),
        "due": _both(line.due),
        "is_paid": line.payment is not None,
    }
