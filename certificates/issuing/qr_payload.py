"""Puts the signed payload for a check without a network into the address that a certificate's QR code holds."""

from certificates import offline
from certificates.drawing import Design, PrintedFacts
from certificates.drawing.layout.composing import qr_box
from certificates.drawing.pdf import qr
from certificates.signing import Signer
from trainings.models import TrainingSession


def with_payload(facts: PrintedFacts, *, session: TrainingSession, design: Design, signer: Signer) -> PrintedFacts:
    """Returns the PrintedFacts with the payload behind the address of the QR code, in its fragment.

    session: its days are part of the payload; design: its QR box says how much fits. The facts come back unchanged when the key is
    no P-256 key (an RSA signature alone is larger than the code) or nothing fits.
    """
    address = f"{facts.verify_url}#"
    content = offline.Content(
        session.starts_on,
        session.ends_on,
        facts.serial,
        facts.level,
        facts.name_en,
        facts.name_bn,
        facts.course_en,
        facts.course_bn,
    )
    room = qr.room_for_digits(address, qr_box(design).width)
    digits = offline.signed_digits(content, code=facts.code, signer=signer, room=room)
    return facts.with_verify_url(address + digits) if digits else facts
