"""Signing certificates: keys, signed messages, time stamps. No database."""

from certificates.signing.keys import current
from certificates.signing.refusing import CannotSign
from certificates.signing.signer import Signer

__all__ = ["CannotSign", "Signer", "current"]
