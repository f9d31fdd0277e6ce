"""A new slip as a page shows it once: the code in groups, the QR code, the address, the end of validity."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import mark_safe

from accounts.access.secret_codes import grouped
from participants.claim_slips.codes import qr_path, scanned_address, typed_address
from participants.claim_slips.reidentification import NewSlip


@dataclass(frozen=True)
class ShownSlip:
    """The texts of the page. path: SVG path data of the QR code, in a square of `side` modules."""

    code: str
    address: str
    path: str
    side: int
    valid_until: datetime


def shown_slip(made: NewSlip) -> ShownSlip:
    """Returns the ShownSlip of a NewSlip (participants/claim_slips/reidentification.py)."""
    path, side = qr_path(scanned_address(made.code))
    return ShownSlip(grouped(made.code), typed_address(), mark_safe(path), side, made.slip.expires_at)
