"""Handing letters to the mail server, and what its answers mean."""

import logging
import smtplib
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.refusal import Refused

logger = logging.getLogger(__name__)

WAIT = timedelta(minutes=1)
PERMANENT = 500  # answers of a mail server from here on are final


class Answer(Enum):
    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"


def hand_over(letter, connection):
    """Gives one letter to the mail server; returns (Answer, its code or None).

    Raises OSError (smtplib's own are OSErrors) when the trouble is with the server and not with this letter. Then nobody
    knows whether it took the letter.
    """
    try:
        connection.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as no:
        code = max((code for code, _words in no.recipients.values()), default=PERMANENT)
        return (Answer.NEVER if code >= PERMANENT else Answer.LATER), code
    except smtplib.SMTPDataError as no:
        return (Answer.NEVER if no.smtp_code >= PERMANENT else Answer.LATER), no.smtp_code
    except ValueError:
        # An address that cannot be written into a letter (UnicodeError is one of these).
        return Answer.NEVER, None
    return Answer.TAKEN, None


def try_later(job, lease, trouble):
    """Puts the job back into the queue, to be taken up in a few minutes; after several times raises Refused."""
    # The message of the exception may hold an address; its kind does not.
    logger.warning("Job %s: the mail server is not at hand (%s).", job.number, type(trouble).__name__)
    if job.attempts >= settings.JOB_MAX_ATTEMPTS:
        raise Refused(
            _("The mail server is not at hand. What was sent is kept. Resume this work once the server is back.")
        ) from trouble
    lease.requeue(after=WAIT * job.attempts)
