"""Reads the Bangla catalogue as it stands in its source: every message with its context, its forms and its marks."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parent.parent / "locale" / "bn" / "LC_MESSAGES" / "django.po"
# What a message carries over unchanged: %(name)s, %%, {name}, <b>.
PLACEHOLDER = re.compile(r"%\(\w+\)[-+ 0#]*\d*(?:\.\d+)?[a-zA-Z]|%[%sd]|\{\w*\}|<[^>]+>")


class Message(NamedTuple):
    context: str
    english: tuple  # one sentence, or singular and plural
    bangla: tuple
    fuzzy: bool

    @property
    def key(self):
        """As gettext looks it up."""
        return f"{self.context}\x04{self.english[0]}" if self.context else self.english[0]


def messages_in(text):
    """Returns every Message of a .po file's text but its head; what is marked as obsolete (#~) counts for nothing."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        fields, field = {}, None
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        for line in lines:
            if line.startswith("msg"):
                field, _, line = line.partition(" ")  # noqa: PLW2901 -- the rest is read like the lines that follow
                fields[field] = ""
            if field and line.startswith('"'):
                fields[field] += ast.literal_eval(line)
        if fields.get("msgid"):
            found.append(
                Message(
                    context=fields.get("msgctxt", ""),
                    english=tuple(fields[name] for name in ("msgid", "msgid_plural") if name in fields),
                    bangla=tuple(value for name, value in fields.items() if name.startswith("msgstr")),
                    fuzzy=any(line.startswith("#,") and "fuzzy" in line for line in lines),
                )
            )
    return found


def bare(sentence):
    """The words of a sentence without its placeholders."""
    return PLACEHOLDER.sub(" ", sentence)


MESSAGES = messages_in(SOURCE.read_text(encoding="utf-8"))
