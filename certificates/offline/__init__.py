"""The signed payload of the QR code: what it says, written in as few bits as paper allows. No database."""

from certificates.offline.payload import Content, body_of, digits_of, room_for, signed_digits

__all__ = ["Content", "body_of", "digits_of", "room_for", "signed_digits"]
