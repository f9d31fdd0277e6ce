"""The refusal of the signing key. It concerns every certificate, unlike a refusal that concerns one officer."""

from accounts.refusal import Refused


class CannotSign(Refused):
    """There is no usable key, or the time-stamp authority is away. `str(no)` is a sentence for the administrator."""
