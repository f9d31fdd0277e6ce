"""The prefixes of names, which stay with the name: Md., Mst., Dr., A K M, in short and in full."""

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from participants.roster.base.problems import Problem, problem
from participants.roster.base.text import BANGLA_LETTER, key

_DATA = Path(__file__).parent.parent.parent / "data"
_SHORT_PREFIX = re.compile(r"^(মোঃ|মো\.|মোছাঃ|মোসাঃ|Mst\.?|Most\.?|Md\.?|Mohd\.?)(?=[\s.])", re.IGNORECASE)


def prefix_notes(text: str | None, about: str) -> list[Problem]:
    """Returns the notes on the prefix of a name: it is short, or also written in other ways."""
    short = _SHORT_PREFIX.match(text or "")
    if short:
        return [problem("NAME_PREFIX", about, seen=short.group(1))]
    first = (text or "").split(" ")[0]
    if key(first) in _prefix_variants():
        return [problem("NAME_PREFIX_VARIANT", about, seen=first)]
    return []


@lru_cache(maxsize=1)
def _prefix_rows() -> list[dict[str, str]]:
    with (_DATA / "prefixes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _prefix_variants():
    """Returns the keys of full prefixes that are also written short: মোহাম্মদ for মোঃ."""
    return {
        key(word) for row in _prefix_rows()[:2] for word in row["variants"].split("|") if len(key(word)) > len("mohd")
    }


@lru_cache(maxsize=1)
def _prefixes() -> dict[str, dict[str, str]]:
    """Returns {key: row} of the prefixes that are no names of their own: Md., Mst., A K M."""
    rows = (row for row in _prefix_rows() if row["roman"] in ("Md.", "Mst.", "Dr.") or " " in row["roman"])
    return {key(word): row for row in rows for word in _forms(row) if len(key(word)) <= len("mohd")}


def _forms(row) -> Iterable[str]:
    return (row["roman"], row["bangla"], *row["variants"].split("|"))


def is_prefix(word: str) -> bool:
    """Whether a word as typed is a prefix and no name of its own."""
    return key(word) in _prefixes()


def prefix_in_other_script(text: str) -> str | None:
    """Returns a prefix as the other script writes it, or None."""
    row = _prefixes().get(key(text))
    if row is None:
        return None
    return row["roman"] if BANGLA_LETTER.search(text) else row["bangla"]
