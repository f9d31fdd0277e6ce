"""The folder for mail, telling what was put there."""

import itertools
import os
from pathlib import Path
from unittest.mock import patch

from accounts.ops import mail_folder
from tests.programmes.news.mailing import STANDS_STILL_AFTER
from tests.standing_still import stand_still

letters = itertools.count(1)


class EmailBackend(mail_folder.EmailBackend):
    """Adds the Message-ID of each letter to HANDED_OVER once it is in the folder.

    Does not wait for the disk: here workers are killed, and what they wrote outlives them without that.
    """

    def _write(self, message):
        with patch("os.fsync"):
            super()._write(message)
        with Path(os.environ["HANDED_OVER"]).open("a") as handed_over:
            handed_over.write(f"{message['Message-ID']}\n")
        if next(letters) == STANDS_STILL_AFTER:
            stand_still()
