"""Whether the clock of this machine can be believed: certificates and signatures state the time."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.refusal import Refused
from accounts.text.sentences import numbers

TOLERATED = timedelta(minutes=5)


def refuse_wrong_clock() -> None:
    """Raises Refused when this machine and that of the database are more than TOLERATED apart; one of them is wrong.

    With SQLite both are the same clock, and nothing can be compared.
    """
    there, here = database_time(), timezone.now()
    if there is None or abs(here - there) <= TOLERATED:
        return
    minutes = max(round(abs(here - there).total_seconds() / 60), 1)
    raise Refused(
        ngettext(
            "The clocks of this machine and of the database are %(minutes)s minute apart. Set them right, then resume the work: "
            "certificates state the time of signing.",
            "The clocks of this machine and of the database are %(minutes)s minutes apart. Set them right, then resume the work: "
            "certificates state the time of signing.",
            minutes,
        )
        % numbers(minutes=minutes)
    )


def database_time() -> datetime | None:
    """Returns the time (aware datetime) by the clock of the database server, None where that is this machine's own."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
