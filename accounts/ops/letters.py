"""The e-mail that all parts send: what RFC 2047, 2822, 3676 and 3834 ask of its headers and lines is done here, once."""

import base64
import hashlib
import re
from email.header import decode_header, make_header
from email.message import Message
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils.translation import get_language

_ENCODED = re.compile(r"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=(?:\s+=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=)*")
MOST_IN_WORD = 45  # bytes: 60 letters of base64, with their frame 72 of the 75 that RFC 2047 allows
_DELIMITER = re.compile(r"^--[ \t]*$", re.MULTILINE)


class Letter(EmailMultiAlternatives):
    """An e-mail of ours, with the same bytes each time it is made from the same words and headers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = {"Auto-Submitted": "auto-generated", "Content-Language": get_language() or settings.LANGUAGE_CODE}
        self.extra_headers = {**ours, **self.extra_headers}
        if "Message-ID" not in self.extra_headers:
            # Not the name of the machine, which Django would write.
            self.extra_headers["Message-ID"] = make_msgid(domain=urlsplit(settings.SITE_URL).hostname)
        # The line above a signature: two hyphens and a blank (RFC 3676, 4.3).
        self.body = _DELIMITER.sub("-- ", str(self.body))

    @classmethod
    def like(cls, message: EmailMessage) -> "Letter":
        """Returns the Letter of an e-mail that a library made."""
        letter = cls(message.subject, message.body, message.from_email, message.to, headers=message.extra_headers)
        for content, kind in getattr(message, "alternatives", []):
            letter.attach_alternative(content, kind)
        return letter

    def message(self, *args: Any, **kwargs: Any) -> Any:
        message = super().message(*args, **kwargs)
        for name, value in message.items():
            if "=?" in str(value):
                message.replace_header(name, _ENCODED.sub(_short_words, str(value)))
        _set_boundaries(message, seed=self.extra_headers["Message-ID"])
        return message


def _set_boundaries(message: Message, *, seed: str) -> None:
    digest = hashlib.sha256(seed.encode()).hexdigest()[:32]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{digest}_{number}")


def _short_words(found: re.Match[str]) -> str:
    """Encoded words of at most 75 letters each; Python writes some of 76."""
    words, room = [""], MOST_IN_WORD
    for letter in str(make_header(decode_header(found[0]))):
        size = len(letter.encode())
        if size > room:
            words.append("")
            room = MOST_IN_WORD
        words[-1] += letter
        room -= size
    return "\n ".join(f"=?utf-8?b?{base64.b64encode(word.encode()).decode()}?=" for word in words)
