"""Telling whether two descriptions are of one person: recall and precision on pairs of which it is known.

    python -m bench.identity --count 20000

Half of the pairs are one person, with noise; most of the others are people easily mistaken for each other. A pair counts
as found when both descriptions share a search key and the score reaches the threshold of the product. Ends with an error
when recall or precision is under 0.98. The naive side compares the plain names and phones with difflib.
"""

import argparse
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from difflib import SequenceMatcher

from bench.labelled_pairs import Generator
from participants.identity import LIKELY, keys_of, weigh

GOAL = 0.98
BATCH, SHARED_BY_MOST = 4_400, 80


def judged(pair):
    """Tells whether the product holds the two for one person."""
    return not keys_of(pair.one).isdisjoint(keys_of(pair.other)) and weigh(pair.one, pair.other).score >= LIKELY


def naive(pair):
    """Tells whether name and phone, as typed, are alike: what a first attempt would do."""
    one, other = pair.one, pair.other
    alike = SequenceMatcher(
        None, (one.name_en or one.name_bn).lower(), (other.name_en or other.name_bn).lower(), autojunk=False
    )
    return alike.ratio() > 0.8 and (one.mobile == other.mobile or one.unit == other.unit)


def measured(pairs, judge):
    """Returns (recall, precision, pairs judged wrongly) of a judge."""
    right = wrong = missed = 0
    errors = []
    for pair in pairs:
        said = judge(pair)
        right += said and pair.is_same
        wrong += said and not pair.is_same
        missed += pair.is_same and not said
        if said != pair.is_same:
            errors.append(pair)
    return right / max(1, right + missed), right / max(1, right + wrong), errors


def waiting_of_a_batch(generator, count):
    """Returns how many rows of a recruitment batch resemble somebody else of the batch, who is on record."""
    on_record, rows = generator.batch(count)
    with_key = defaultdict(set)
    for at, person in enumerate(on_record):
        for key in keys_of(person):
            with_key[key].add(at)
    waiting = 0
    for row in rows:
        near = {at for key in keys_of(row) if len(with_key[key]) <= SHARED_BY_MOST for at in with_key[key]}
        waiting += any(weigh(row, on_record[at], least=LIKELY).score >= LIKELY for at in near)
    return waiting


def show(pair):
    """Prints a pair with what was found of it."""
    weighed = weigh(pair.one, pair.other)
    shared = not keys_of(pair.one).isdisjoint(keys_of(pair.other))
    evidence = [one.as_json() for one in weighed.evidence]
    print(pair.kind, round(weighed.score, 3), "key" if shared else "NO KEY", evidence)
    print("   ", tuple(pair.one), "\n   ", tuple(pair.other))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--show", type=int, default=0, help="print so many of the pairs judged wrongly")
    options = parser.parse_args()
    pairs = Generator().pairs(options.count)
    start = time.process_time()
    recall, precision, errors = measured(pairs, judged)
    ours = time.process_time() - start
    start = time.process_time()
    plain_recall, plain_precision, _errors = measured(pairs, naive)
    plain = time.process_time() - start
    start = time.process_time()
    measured(pairs, lambda pair: pair.one.mobile == pair.other.mobile)
    floor = time.process_time() - start
    print(
        f"{options.count} pairs: recall {recall:.4f}, precision {precision:.4f}, {ours / options.count * 1e6:.0f} µs a pair"
    )
    print(f"names and phones compared as typed: recall {plain_recall:.4f}, precision {plain_precision:.4f}")
    for kind, count in Counter(pair.kind for pair in errors).most_common():
        print(f"  judged wrongly: {count} of {sum(pair.kind == kind for pair in pairs)} {kind}")
    waiting = waiting_of_a_batch(Generator(seed=2019), BATCH)
    print(f"of {BATCH // 2} rows of a recruitment batch, {waiting} resemble somebody else of it who is on record")
    for pair in errors[: options.show]:
        show(pair)
    print(
        json.dumps(
            {
                "name": "identity",
                "count": options.count,
                "ours_cpu_s": round(ours, 3),
                "naive_cpu_s": round(plain, 3),
                "ratio": round(plain / ours, 2),
                "floor_cpu_s": round(floor, 3),
                "over_floor": round(ours / floor, 1),
                "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
                "recall": round(recall, 4),
                "precision": round(precision, 4),
                "naive_recall": round(plain_recall, 4),
                "naive_precision": round(plain_precision, 4),
                "batch_rows": BATCH // 2,
                "batch_rows_waiting": waiting,
            }
        )
    )
    if min(recall, precision) < GOAL:
        sys.exit(f"Recall and precision must be at least {GOAL}.")


if __name__ == "__main__":
    main()
