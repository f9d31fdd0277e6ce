"""A slip that was just made, as a page shows it once: the code in groups, the QR code, where to type it, how long it is good."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import mark_safe

from accounts.access.secret_codes import grouped
from participants.claim_slips.codes import qr_path, scanned_address, typed_address


@dataclass(frozen=True)
class ShownSlip:
    """What stands on the page; the path is drawn in a square of `side` modules."""

    code: str
    address: str
    path: str
    side: int
    valid_until: datetime


def shown(made):
    """Returns the ShownSlip of a NewSlip (participants/claim_slips/reidentification.py)."""
    path, side = qr_path(scanned_address(made.code))
    return ShownSlip(grouped(made.code), typed_address(), mark_safe(path), side, made.slip.expires_at)
