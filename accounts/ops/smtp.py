"""Sends e-mails through the mail server and reads its answers."""

import hashlib
import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusal import Refused

logger = logging.getLogger(__name__)

WAIT = timedelta(minutes=1)
MOST_BEFORE_AT = 64  # letters (RFC 5321, 4.5.3.1.1)
PERMANENT = 500  # answers of a mail server from here on are final


class Delivery(Enum):
    """The answer of the mail server to one e-mail."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    REJECTED = "rejected"


class Work(Protocol):
    """What this module needs of a jobs.models.Job, which it cannot import."""

    attempts: int

    @property
    def number(self) -> str: ...


class WorkLease(Protocol):
    """What this module needs of a jobs.execution.leases.Lease."""

    def requeue(self, *, after: timedelta = ..., **fields: Any) -> None: ...


def send(message: EmailMessage, connection: Any) -> tuple[Delivery, int | None]:
    """Sends one e-mail through `connection` (an e-mail backend). Returns the answer and its code.

    Raises OSError (the errors of smtplib are OSErrors) when the server failed, not this e-mail. Then it is unknown whether the
    server accepted it.
    """
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as no:
        code = max((code for code, _words in no.recipients.values()), default=PERMANENT)
        return (Delivery.REJECTED if code >= PERMANENT else Delivery.RETRY), code
    except smtplib.SMTPDataError as no:
        return (Delivery.REJECTED if no.smtp_code >= PERMANENT else Delivery.RETRY), no.smtp_code
    except ValueError:
        # An address that cannot be written into an e-mail (UnicodeError is a ValueError).
        return Delivery.REJECTED, None
    return Delivery.ACCEPTED, None


def retry_later(job: Work, lease: WorkLease, error: OSError) -> None:
    """Puts the job back into the queue for some minutes. Raises Refused after JOB_MAX_ATTEMPTS attempts."""
    # The message of the exception may contain an address; its type does not.
    logger.warning("Job %s: the mail server does not answer (%s).", job.number, type(error).__name__)
    if job.attempts >= settings.JOB_MAX_ATTEMPTS:
        raise Refused(
            _(
                "The mail server does not answer. E-mails that were sent stay sent. Resume this work when the server is back."
            )
        ) from error
    lease.requeue(after=WAIT * job.attempts)


def send_in_job(message: EmailMessage, job: Work, lease: WorkLease) -> Delivery | None:
    """Sends the one e-mail that `job` is about. Returns None when the job has to try again later and is back in the queue."""
    try:
        delivery, _code = send(message, get_connection())
    except OSError as error:
        retry_later(job, lease, error)
        return None
    if delivery is Delivery.RETRY:
        retry_later(job, lease, OSError())
        return None
    return delivery


def automatic_headers(name: str, at: datetime) -> dict[str, str]:
    """Returns the headers of an e-mail that no person wrote.

    name: unique for the e-mail and the same at every attempt, so that a receiver recognises a second copy. at: aware.
    """
    if len(name) > MOST_BEFORE_AT:
        name = hashlib.sha256(name.encode()).hexdigest()[:40]
    return {
        "Message-ID": f"<{name}@{urlsplit(settings.SITE_URL).hostname}>",
        "Date": format_datetime(timezone.localtime(at)),
        "Auto-Submitted": "auto-generated",
    }
