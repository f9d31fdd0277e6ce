"""The sheets of slips: twelve of 97 × 46 mm on A4, two columns, one cut line for two slips."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.safestring import mark_safe

from accounts.access.secret_codes import GROUP
from accounts.text.localised_text import digits, number_text
from certificates.drawing.text.fitting import fit
from participants.claim_slips.codes import qr_path, scanned_address, typed_address
from participants.claim_slips.making import VALID_ON_PAPER
from participants.models import Officer
from reports.exports.documents import document

ON_A_SHEET = 12
LEFT, TOP, WIDTH, HEIGHT = 8, 10.5, 97, 46  # mm
ROWS = 6
NAME_BN = {"font": "semi_bn", "w": 61, "h": 5, "max": 11, "min": 6, "lines": 1}
NAME_EN = {"font": "sans_en", "w": 61, "h": 4, "max": 8.5, "min": 5.5, "lines": 1}
GROUPS_IN_A_LINE = 4


def slips_document(officers: Sequence[Officer], codes: Mapping[int, str], label: str, *, first: int = 0) -> Any:
    """Returns the WeasyPrint document of the slips of some officers. Raises Refused as `document`.

    codes: {id of an officer: code}. label: the text under the QR code, with the place on the list, counted from `first`.
    """
    slips = [_slip(officer, codes[officer.pk], first + n) for n, officer in enumerate(officers)]
    return document(
        "reports/print/claim_slips.html",
        {
            "label": label,
            "sheets": [slips[start : start + ON_A_SHEET] for start in range(0, len(slips), ON_A_SHEET)],
            "cuts": [TOP + n * HEIGHT for n in range(ROWS + 1)],
            "address": typed_address(),
            "until": digits(timezone.localtime(timezone.now() + VALID_ON_PAPER).strftime("%d/%m/%Y, %H:%M"), "bn"),
        },
    )


def _slip(officer, code, number):
    path, side = qr_path(scanned_address(code))
    column, line = number % 2, number % ON_A_SHEET // 2
    parts = [code[start : start + GROUP] for start in range(0, len(code), GROUP)]
    name_en = officer.name_en if officer.name_bn else ""
    return {
        "x": LEFT + column * WIDTH,
        "y": TOP + line * HEIGHT,
        "number": number_text(number + 1, "bn"),
        "name_bn": fit(officer.name_bn or officer.name_en, NAME_BN),
        "name_en": fit(name_en, NAME_EN) if name_en else None,
        "code": [" ".join(parts[:GROUPS_IN_A_LINE]), " ".join(parts[GROUPS_IN_A_LINE:])],
        "path": mark_safe(path),
        "side": side,
    }
