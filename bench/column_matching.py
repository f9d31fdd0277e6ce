"""Whether columns are understood as they should be: `python -m bench.column_matching [--count 2000] [--show]`.

`count` invented lists (bench/wild_rosters), each laid out from its headings and cells. Of each identity field (service number,
name, mobile) the result is right, asked, missed (a mobile that was not found) or wrong: another column was taken without asking.
At most none may be wrong, and 5 % asked. `naive_cpu_s` compares every heading with every listed one by difflib and reads every
cell; `floor_cpu_s` is a look at every cell, and nothing else.
"""

# ruff: noqa: E402 -- models can be imported once Django is set up

import argparse
import json
import os
import re
import resource
import sys
import time
from collections import Counter
from difflib import SequenceMatcher

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from accounts.refusal import Refused
from bench.wild_rosters import IDENTITY, Maker
from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.reference import Reference
from participants.roster.base.text import key
from participants.roster.layout.column_evidence import evidence_of
from participants.roster.layout.column_scores import NAME_PARTS
from participants.roster.layout.headers import NoHeadings, lay_out
from participants.roster.layout.heading_lexicon import tags_by_word
from participants.roster.layout.heading_words import WORDS, meaning_of
from programmes.workbooks.cell_text import as_text

MOST_ASKED, FEWEST_UNLISTED, NAIVE_MOST = 0.05, 0.4, 40
_LISTED = frozenset(key(word) or word for words in WORDS.values() for word in words)


def outcomes_of(roster, reference):
    """Returns {identity field: outcome} of one list."""
    try:
        layout = lay_out(roster.workbook, reference)
    except NoHeadings:
        return dict.fromkeys(IDENTITY, "asked")
    except Refused:
        return dict.fromkeys(IDENTITY, "refused")
    asked = {"name" if ask.field in NAME_COLUMNS else ask.field for ask in layout.asks}
    found = {field: set() for field in IDENTITY}
    for at, field in layout.columns.items():
        group = "name" if field in (*NAME_COLUMNS, *NAME_PARTS) else field
        if group in found:
            found[group].add(at)
    if found["mobile"] and found["mobile"] <= roster.truth.get("second_mobile", set()):
        found["mobile"] = set()
    return {field: _outcome(field, found[field], roster.truth[field], is_asked=field in asked) for field in IDENTITY}


def _outcome(field, found, right, *, is_asked):
    if is_asked:
        return "asked"
    if found == right:
        return "right"
    if found and found < right:
        return "half"
    if not found:
        return "missed" if field == "mobile" else "asked"
    return "wrong"


def _is_read(heading):
    meaning, _shown = meaning_of(heading)
    return meaning.fields or meaning.excluded


def _has_unknown_word(heading):
    words = [key(word) for word in re.split(r"[^\w\u0980-\u09ff\u200d]+|_", heading or "")]
    return not any(words) or any(word and word not in tags_by_word() for word in words)


def naive(rosters, reference):
    """Returns the CPU seconds of comparing all headings one by one and reading all cells."""
    start = time.process_time()
    for roster in rosters:
        for heading in roster.headings:
            max(SequenceMatcher(None, heading or "", word).ratio() for words in WORDS.values() for word in words)
        for row in (cells for _number, cells in roster.workbook.sheets[0].rows):
            evidence_of([row], range(len(row)), reference)
    return time.process_time() - start


def floor(rosters):
    """Returns the CPU seconds of looking at every cell once."""
    start = time.process_time()
    for roster in rosters:
        for _number, cells in roster.workbook.sheets[0].rows:
            for cell in cells:
                key(as_text(cell.value))
    return time.process_time() - start


def tallied(rosters, found, *, shows):
    """Returns {identity field: Counter of outcomes}; prints what is not right where `shows`."""
    tallies = {field: Counter() for field in IDENTITY}
    for at, (roster, outcomes) in enumerate(zip(rosters, found, strict=True)):
        for field, outcome in outcomes.items():
            tallies[field][outcome] += 1
            if shows and outcome != "right":
                headings = [f"{kind}={heading!r}" for kind, heading in zip(roster.kinds, roster.headings, strict=True)]
                print(at, field, outcome, len(roster.workbook.sheets[0].rows), "; ".join(headings))
    return tallies


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print the lists that are not right")
    options = parser.parse_args()
    maker, reference = Maker(), Reference.from_csv()
    rosters = [maker.make(options.seed * 1_000_000 + at) for at in range(options.count)]
    start = time.process_time()
    found = [outcomes_of(roster, reference) for roster in rosters]
    ours = time.process_time() - start
    tallies = tallied(rosters, found, shows=options.show)
    headings = [heading for roster in rosters for heading in roster.headings]
    unlisted = sum(not heading or key(heading) not in _LISTED for heading in headings) / len(headings)
    unread = sum(not heading or not _is_read(heading) for heading in headings) / len(headings)
    unknown = sum(map(_has_unknown_word, headings)) / len(headings)
    part = rosters[:NAIVE_MOST]
    slow = naive(part, reference) / len(part) * len(rosters)
    least = floor(rosters)
    for field, tally in tallies.items():
        print(f"{field}: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(tally.items())))
    print(
        f"{unlisted:.0%} of {len(headings)} headings are in no table, {unknown:.0%} have a word that is in none, {unread:.0%} say nothing"
    )
    result = {
        "name": "column_matching",
        "count": options.count,
        "ours_cpu_s": round(ours, 3),
        "naive_cpu_s": round(slow, 3),
        "ratio": round(slow / ours, 1),
        "floor_cpu_s": round(least, 3),
        "over_floor": round(ours / least, 2),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "unlisted_headings": round(unlisted, 3),
        "headings_with_an_unknown_word": round(unknown, 3),
        "unread_headings": round(unread, 3),
        **{
            f"{field}_{outcome}": tally[outcome]
            for field, tally in tallies.items()
            for outcome in ("wrong", "asked", "right")
        },
    }
    print(json.dumps(result))
    wrong = sum(tally["wrong"] + tally["half"] for tally in tallies.values())
    most = max(tally["asked"] + tally["missed"] for tally in tallies.values()) / options.count
    if wrong or most > MOST_ASKED or unlisted < FEWEST_UNLISTED:
        sys.exit(f"{wrong} wrong, up to {most:.1%} asked, {unlisted:.0%} of the headings unlisted.")


if __name__ == "__main__":
    main()
