"""Checks that every compiled translation (.mo) holds what its source (.po) says."""

import ast
import gettext
import sys
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def translations_in(source):
    """
    The translated messages of a .po file's text: {msgid: msgstr}, without fuzzy, obsolete and empty ones.

    A message with a context has the key "context\\x04msgid"; of plural forms the first stands for all.
    """
    found, message, field, fuzzy = {}, {}, None, False
    for line in [*source.splitlines(), ""]:
        if line.startswith("#,") and "fuzzy" in line:
            fuzzy = True
        elif line.startswith('"') and field:
            message[field] += ast.literal_eval(line)
        elif line.startswith("msg"):
            field, _, text = line.partition(" ")
            message[field] = ast.literal_eval(text)
        elif not line.strip() or line.startswith("#~"):
            translated = message.get("msgstr") or message.get("msgstr[0]")
            if translated and message.get("msgid") and not fuzzy:
                context = f"{message['msgctxt']}\x04" if "msgctxt" in message else ""
                found[context + message["msgid"]] = translated
            message, field, fuzzy = {}, None, False
    return found


def differences(source, compiled):
    """How many messages of the .po file `source` the .mo file `compiled` does not give (all when it is missing)."""
    wanted = translations_in(source.read_text(encoding="utf-8"))
    if not compiled.exists():
        return len(wanted)
    with compiled.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # gettext gives no other way to list it
    return sum(text != (catalogue.get(msgid) or catalogue.get((msgid, 0))) for msgid, text in wanted.items())


def main():
    """Names every compiled file that has to be made again and returns the exit code."""
    stale = 0
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        count = differences(source, source.with_suffix(".mo"))
        if count:
            print(f"{source.with_suffix('.mo')} lacks {count} messages of its source. Run: manage.py compilemessages")
            stale += 1
    return int(stale > 0)


if __name__ == "__main__":
    sys.exit(main())
