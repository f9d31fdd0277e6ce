"""E-mails as files, one per message: for the demo, for development, and for programs that fetch them.

A file is named after its Message-ID and is renamed into place when complete, so sending the same message twice leaves one
file with one message. Resumed work may therefore send again whatever is in doubt.
"""

import hashlib
import os
import re
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each message into the folder EMAIL_FILE_PATH (or `file_path`) as <name>.eml."""

    # Sending a message twice equals sending it once (see programmes/news/mailing.py).
    keeps_each_message_once = True

    def __init__(self, *args: Any, file_path: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options: Any = settings
        self.folder = Path(file_path or options.EMAIL_FILE_PATH)

    def open(self) -> bool:
        """Creates the folder. Returns False: nothing needs closing. jobs.execution.unfinished_files removes incomplete files."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return False

    def send_messages(self, email_messages: Any) -> int:
        """Writes the messages that have a recipient; returns how many."""
        if not self.folder.is_dir():
            self.open()
        written = 0
        for email in email_messages:
            if email.recipients():
                self._write(email.message())
                written += 1
        return written

    def _write(self, message: Any) -> None:
        name = file_name(message["Message-ID"])
        half = self.folder / f".{name}.{uuid.uuid4().hex}.part"
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(message.as_bytes(linesep="\r\n"))
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.folder / name)


def file_name(message_id: str) -> str:
    """Returns the file name of a message: its Message-ID without characters that a file name must not contain. Always the
    same."""
    plain = message_id.strip("<> ")
    readable = re.sub(r"[^A-Za-z0-9._@-]+", "-", plain).lstrip(".")[:120]
    if readable == plain:
        return f"{readable}.eml"
    return f"{readable}-{hashlib.sha256(message_id.encode()).hexdigest()[:16]}.eml"
