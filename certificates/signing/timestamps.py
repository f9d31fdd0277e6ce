"""Asks a time-stamp authority (RFC 3161) to witness when a signature existed. Optional; one request per certificate."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from urllib.request import Request, urlopen

from asn1crypto import tsp
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps import TimeStamper

from accounts.text.sentences import numbers
from certificates.signing.refusing import CannotSign

SECONDS = 15
LONGEST_ANSWER = 64 * 1024
TOLERATED = timedelta(minutes=5)


class Authority(TimeStamper):
    """A time-stamp authority behind an address that the administrator set."""

    def __init__(self, url):
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Returns the answer (tsp.TimeStampResp) to a request (tsp.TimeStampReq)."""
        return await asyncio.to_thread(partial(self._ask, req.dump()))

    def _ask(self, content):
        request = Request(  # noqa: S310 -- the address is a setting, checked to be http(s) when it is read
            self.url, data=content, headers={"Content-Type": "application/timestamp-query"}
        )
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 -- as above
            if answer.status != HTTPStatus.OK:
                raise OSError(f"HTTP {answer.status}")
            return tsp.TimeStampResp.load(answer.read(LONGEST_ANSWER))


def timestamper(url: str) -> Callable[[bytes], bytes] | None:
    """Returns a function that takes a SHA-256 (32 bytes) and returns a token (DER), or None without an address.

    The function raises CannotSign when the authority does not answer or answers nonsense.
    """
    return partial(token, Authority(url)) if url else None


def token(authority: Authority, digest: bytes) -> bytes:
    """Returns the token (DER) of a time-stamp authority for a SHA-256; raises CannotSign."""
    try:
        found = asyncio.run(authority.async_timestamp(digest, "sha256"))
        there = found["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    except Exception as error:  # whatever a stranger's machine answers
        raise CannotSign(
            _("The time-stamp authority did not answer as it should. Nothing is lost: the work can be resumed later.")
        ) from error
    apart = abs(datetime.now(UTC) - there)
    if apart > TOLERATED:
        raise CannotSign(
            _(
                "The clock of this machine is %(minutes)s minutes away from that of the time-stamp authority. Set it right, then "
                "resume the work."
            )
            % numbers(minutes=round(apart.total_seconds() / 60))
        )
    return found.dump()
