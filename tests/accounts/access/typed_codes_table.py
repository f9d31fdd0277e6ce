"""The table of texts with a code in them, for Python and for the script of the pages."""

import json
import re
from pathlib import Path

TABLE = json.loads(Path(__file__).with_name("typed_codes.json").read_text(encoding="utf-8"))
NOTHING = {"code": "", "problem": "", "letters": 0, "letter": ""}


def written(text: str) -> str:
    """A text of the table with the code in it: CODE in one piece, GROUPS or GROUPS{mark} in groups."""
    text = re.sub(r"GROUPS(?:\{([^}]*)\})?", lambda found: (found[1] or " ").join(TABLE["groups"]), text)
    return text.replace("CODE", TABLE["code"])


def cases() -> list[tuple[str, dict]]:
    """[(text, what is found in it)] of the whole table."""
    found = [(written(text), {**NOTHING, "code": TABLE["code"]}) for text in TABLE["found"]]
    alike = [(text, {**NOTHING, "code": TABLE["meant"]}) for text in TABLE["look_alike"]]
    return [*found, *alike, *((written(text), {**NOTHING, **answer}) for text, answer in TABLE["problems"])]
