"""Whom the rows of a roster resemble among all officers on record: by search keys, against comparing with everybody.

    python -m bench.duplicate_search --count 200000 --rows 5000

`count` invented officers in a database of its own that is dropped afterwards (PostgreSQL when DATABASE_URL says so); six of ten
rows are of somebody on record, respelled, mistyped and moved, with another service number or none; the others are new.
Measured at a quarter, half and all of the officers: the exponent says how the cost grows (1 is linear). Wall and CPU time,
that of PostgreSQL included. The naive side compares plain names with difflib, a few rows of them measured and multiplied.
"""

import argparse
import json
import math
import resource
import sys
import time
from difflib import SequenceMatcher

from django.db import connection, transaction
from django.db.models import Count

from bench.labelled_pairs import Generator
from bench.matrix import clock, own_database  # sets Django up
from participants.duplicates import candidates, search_keys
from participants.identity import description_of, keys_of
from participants.models import Officer, OfficerKey, Unit
from programmes.models import Place

MOST_SECONDS, MOST_MEMORY, MOST_EXPONENT = 30, 500, 1.3
KNOWN_SHARE, OFFICERS_PER_BATCH, NAIVE_ROWS = 0.6, 5_000, 2


class Force:
    """Fills the database with invented officers, some more at a time, and writes rosters of them."""

    def __init__(self):
        self.generator, self.people, self.written = Generator(), {}, 0
        self.force = Unit.objects.create(kind="force", code="XX", name_en="Force", name_bn="বাহিনী")
        self.units = {
            code: Unit.objects.create(kind="district", code=code, name_en=code, name_bn=code).pk
            for code in self.generator.units
        }
        districts = {*self.generator.districts.values(), *(f"d{at:02}" for at in range(64))}
        self.districts = {
            code: Place.objects.create(kind="country", code=code, name_en=code, name_bn=code).pk
            for code in sorted(districts)
        }

    def grow(self, count):
        """Adds officers until there are `count`."""
        while self.written < count:
            with transaction.atomic():
                self._add(min(OFFICERS_PER_BATCH, count - self.written))

    def _add(self, count):
        officers = []
        for _place in range(count):
            person = self.generator.person()
            # Unique, in series as they are given out.
            person["service_number"] = f"{person['service_number'][:4]}{self.written % 10**6:06}"
            if self.written % 20 == 0:
                self.people[self.written] = person
            known = self.generator.on_record(person)
            officers.append(
                Officer(
                    force=self.force,
                    service_number=known.service_number,
                    name_en=known.name_en,
                    name_bn=known.name_bn,
                    mobile=known.mobile,
                    email=known.email,
                    sex=known.sex,
                    unit_id=self.units[known.unit],
                    district_id=self.districts[known.district],
                    joined_on=known.joined_on or None,
                )
            )
            self.written += 1
        Officer.objects.bulk_create(officers, batch_size=1000)

    def roster(self, rows):
        """Returns ([values of a row], [service number on record or None])."""
        chance, values, known = self.generator.chance, [], []
        people = list(self.people.values())
        for _place in range(rows):
            is_known = chance.random() < KNOWN_SHARE
            person = chance.choice(people) if is_known else self.generator.person()
            values.append(self.generator.from_roster(person)._asdict())
            known.append(person["service_number"] if is_known else None)
        return values, known


def search(values, known):
    """Returns (candidates, recall, precision) of a search for all rows."""
    found = candidates.candidates_for(values)
    ids = [one.officer_id for one in found if one]
    numbers = {}
    for start in range(0, len(ids), 500):
        numbers |= dict(Officer.objects.filter(pk__in=ids[start : start + 500]).values_list("pk", "service_number"))
    right = sum(1 for one, number in zip(found, known, strict=True) if one and numbers[one.officer_id] == number)
    return found, right / sum(map(bool, known)), right / max(1, len(ids))


def compare_all(values, count):
    """Returns the estimated CPU seconds of comparing every row with every officer."""
    names = list(Officer.objects.values_list("name_en", "name_bn").iterator())
    start = time.process_time()
    for row in values[:NAIVE_ROWS]:
        name = row["name_en"] or row["name_bn"]
        for english, bangla in names:
            SequenceMatcher(None, name, english or bangla, autojunk=False).ratio()
    return (time.process_time() - start) / NAIVE_ROWS * len(values)


def only_look_up(values):
    """Counts who shares the keys of all rows, and nothing else: what no search by keys can be quicker than."""
    keys = sorted({key for row in values for key in keys_of(description_of(row))})
    for start in range(0, len(keys), candidates.KEYS_PER_QUERY):
        part = keys[start : start + candidates.KEYS_PER_QUERY]
        list(OfficerKey.objects.filter(key__in=part).values_list("key").annotate(Count("officer")).order_by())


def measure(count, rows):
    """Returns the results at a quarter, half and all of `count` officers."""
    force, steps, last = Force(), [], 0
    for size in (count // 4, count // 2, count):
        force.grow(size)
        start = clock()
        for _step in search_keys.index_all(after=last):
            pass
        indexed = clock() - start
        last = Officer.objects.order_by("pk").last().pk
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        values, known = force.roster(rows)
        start, wall = clock(), time.perf_counter()
        found, recall, precision = search(values, known)
        steps.append(
            {"officers": size, "cpu_s": clock() - start, "wall_s": time.perf_counter() - wall, "index_s": indexed}
        )
        print(
            f"{size} officers × {rows} rows: {steps[-1]['wall_s']:.1f} s, {steps[-1]['cpu_s']:.1f} s of CPU; "
            f"indexing {indexed:.1f} s; {sum(map(bool, found))} rows resemble somebody, recall {recall:.3f}, precision {precision:.3f}"
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = clock()
    only_look_up(values)
    return steps, clock() - start, compare_all(values, count), memory


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=5_000)
    options = parser.parse_args()
    with own_database():
        steps, floor, naive, memory = measure(options.count, options.rows)
        keys_per_officer = OfficerKey.objects.count() / options.count
    first, last = steps[0], steps[-1]
    exponent = math.log(last["cpu_s"] / first["cpu_s"]) / math.log(last["officers"] / first["officers"])
    print(f"cost grows with the officers to the power of {exponent:.2f}; {keys_per_officer:.1f} keys an officer")
    print(
        json.dumps(
            {
                "name": "duplicate_search",
                "count": options.count,
                "ours_cpu_s": round(last["cpu_s"], 3),
                "naive_cpu_s": round(naive, 1),
                "ratio": round(naive / last["cpu_s"], 1),
                "floor_cpu_s": round(floor, 3),
                "over_floor": round(last["cpu_s"] / floor, 2),
                "peak_rss_mb": round(memory, 1),
                "rows": options.rows,
                "wall_s": round(last["wall_s"], 2),
                "exponent": round(exponent, 2),
            }
        )
    )
    if last["wall_s"] > MOST_SECONDS or memory > MOST_MEMORY or exponent > MOST_EXPONENT:
        sys.exit(f"At most {MOST_SECONDS} s, {MOST_MEMORY} MB and an exponent of {MOST_EXPONENT}.")


if __name__ == "__main__":
    main()
