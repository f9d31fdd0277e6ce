"""The "no" of the signing key. It holds for every certificate, unlike one that concerns a single officer."""

from accounts.refusal import Refused


class CannotSign(Refused):
    """There is no usable key, or the time-stamp authority is away. `str(no)` is a sentence for the administrator."""
