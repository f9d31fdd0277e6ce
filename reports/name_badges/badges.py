"""What stands on each badge, set as large as its label lets it, and the pages."""

from collections.abc import Sequence
from typing import Any

from accounts.text.bilingual import localised_field
from accounts.text.localised_text import digits
from certificates.drawing.text.fitting import fit
from participants.claim_slips.codes import qr_path
from reports.exports.documents import document
from reports.name_badges.label_sheets import LabelSheet
from trainings.models import Enrolment, TrainingSession
from trainings.tags.tag_codes import text_of

TALL = 66  # mm: the height for which the largest type was chosen; it is read at two metres
LARGEST_BN, LARGEST_EN, SMALLEST_BN, SMALLEST_EN = 30, 13, 10, 6.5  # points
NARROW = 90  # mm
CODE, SMALL_CODE = (
    18,
    14,
)  # mm with the white around it: modules of 0.55 and 0.42 mm, read from paper at an arm's length


def pages_of(
    session: TrainingSession, enrolments: Sequence[Enrolment], sheet: LabelSheet, *, first: int = 0
) -> list[list[dict[str, Any]]]:
    """Returns the badges of each page. first: place of the first label that is free.

    enrolments: with officer, rank and unit, and the number of each (`with_numbers` of trainings/tags), which was given before.
    """
    badges = [_badge(one, sheet) | _tag(session, one) for one in enrolments]
    for place, badge in enumerate(badges, start=first):
        badge["x"], badge["y"] = sheet.corner(place % sheet.labels)
    head = sheet.labels - first
    return [badges[:head], *(badges[at : at + sheet.labels] for at in range(head, len(badges), sheet.labels))]


def badges_document(session: TrainingSession, pages: Sequence[list[dict[str, Any]]], sheet: LabelSheet) -> Any:
    """Returns the WeasyPrint document of some pages. session: with course and programme. Raises Refused as `document`."""
    context = {
        "session": session,
        "programme": _both(session.programme, "short_title"),
        "sheet": sheet,
        "pages": pages,
        "pad": _padding(sheet),
        "place": _places(sheet),
        "is_low": sheet.height < TALL * 0.85,
        "marks": _marks(sheet) if sheet.is_cut else {},
    }
    return document("reports/print/name_badges.html", context)


def _badge(enrolment, sheet):
    officer, share = enrolment.officer, min(1, sheet.height / TALL)
    width = sheet.width - 2 * _padding(sheet)
    name_bn = {
        "font": "semi_bn",
        "w": width,
        "h": 20.5 * share,
        "max": LARGEST_BN * share,
        "min": SMALLEST_BN,
        "lines": 2,
    }
    name_en = {
        "font": "semi_en",
        "w": width,
        "h": 10 * share,
        "max": LARGEST_EN * share,
        "min": SMALLEST_EN,
        "lines": 2,
    }
    return {
        "bn": fit(officer.name_bn or officer.name_en, name_bn),
        "en": fit(officer.name_en, name_en) if officer.name_bn and officer.name_en else None,
        "rank": _both(enrolment.rank, "name"),
        "unit": _unit(enrolment.unit, width + 3 - _code_side(sheet), share),
    }


def _tag(session, enrolment):
    """The number of the tag, in both scripts, and its QR code."""
    number = enrolment.tag_number
    path, side = qr_path(text_of(session, number))
    return {"number": {"bn": digits(number, "bn"), "en": str(number)}, "code": path, "code_side": side}


def _unit(unit, width, share):
    """The unit in both scripts, each on one line, smaller where it is long."""
    both = _both(unit, "name")
    if both is None:
        return None
    fonts = {"bn": "semi_bn", "en": "sans_en"}
    line = {"w": width, "h": 3.9, "max": 8 if share == 1 else 7, "min": 4.5, "lines": 1}
    return {language: fit(text, {"font": fonts[language], **line}) if text else None for language, text in both.items()}


def _both(one, field):
    """{language: text} of a field, the English one empty where both are the same; None without a row."""
    if one is None:
        return None
    bangla, english = (localised_field(one, field, language) for language in ("bn", "en"))
    return {"bn": bangla, "en": english if english != bangla else ""}


def _padding(sheet):
    return 6 if sheet.width >= NARROW else 4


def _places(sheet):
    """Where the parts of a badge stand, in mm: nothing touches another on the lowest label."""
    share = min(1, sheet.height / TALL)
    top = 6 * share if share == 1 else 3.2
    name = top + 8
    height = round(22 * share, 2)
    return {
        "top": top,
        "bn": name,
        "bn_height": height,
        "en": name + height + 0.6,
        "bottom": 5 if share == 1 else 3,
        "code": _code_side(sheet),
        "code_bottom": 2 if share == 1 else 0.8,
        "code_right": _padding(sheet) - 3,
        "unit_right": _padding(sheet) - 3 + _code_side(sheet),
    }


def _code_side(sheet):
    return CODE if sheet.height >= TALL * 0.85 else SMALL_CODE


def _marks(sheet):
    return {
        "columns": [sheet.left + place * sheet.across for place in range(sheet.columns + 1)],
        "lines": [sheet.top + place * sheet.down for place in range(sheet.rows + 1)],
    }
