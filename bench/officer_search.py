"""Finding officers by numbers and names as people type them: against conditions joined by OR, and against one raw query by key.

    python -m bench.officer_search --count 200000

`count` invented officers in a database of its own that is dropped afterwards (PostgreSQL when DATABASE_URL says so), all of one
programme; beyond ORIGINALS they have names of others, and numbers and mobiles of their own. The coordinator types numbers in
many ways, names as they are written, and names spelt otherwise. CPU time, that of PostgreSQL included. The naive side looks for
digits and words within every officer, and finds nobody who is spelt otherwise. The floor reads one range of the index and the
officers in it, with nothing to understand or to compare.
"""

import argparse
import json
import resource
import sys
import time

from django.db import connection, transaction
from django.db.models import Q

from bench.duplicate_search import Force
from bench.matrix import clock, own_database  # sets Django up
from participants.duplicates import search_keys
from participants.identity.finding_keys import finding_keys, mobile_key, range_of_beginning
from participants.models import Officer, OfficerKey
from participants.officers.search import find
from programmes.models import Programme, TeamMember

ORIGINALS, COPIES_PER_STEP = 20_000, 5_000
SHOWN, SEARCHES, NAIVE_SEARCHES, MOST_CPU_MS = 26, 30, 2, 150
FLOOR = """
    SELECT o.id, o.name_en FROM participants_officer o
    JOIN participants_officerkey k ON k.officer_id = o.id WHERE k.key BETWEEN %s AND %s LIMIT 26
"""


def coordinator():
    """Returns the coordinator of a programme that holds all officers."""
    from accounts.models import User  # noqa: PLC0415 -- once Django is set up

    user = User.objects.create_user("bench@example.org", full_name="Bench")
    programme = Programme.objects.create(code="BENCH", title_en="Bench", short_title_en="Bench", starts_on="2023-01-01")
    TeamMember.objects.create(programme=programme, user=user, role="coordinator")
    Officer.objects.update(programme=programme)
    return user


def add_copies(count):
    """Adds officers until there are `count`, with the keys that a search reads."""
    known = list(Officer.objects.values("pk", "force_id", "programme_id", "unit_id", "name_en", "name_bn", "sex"))
    names = {one["pk"]: finding_keys((one["name_en"], one["name_bn"]), "") for one in known}
    for start in range(len(known), count, COPIES_PER_STEP):
        officers, keys = [], []
        for at in range(start, min(count, start + COPIES_PER_STEP)):
            original = known[at * 7919 % len(known)]
            mobile = f"+8801{3 + at % 7}{at * 9973 % 10**8:08}"
            values = {name: value for name, value in original.items() if name != "pk"}
            officers.append(Officer(service_number=f"00{at:08}", mobile=mobile, **values))
            keys.append(names[original["pk"]] | {mobile_key(mobile)})
        with transaction.atomic():
            Officer.objects.bulk_create(officers, batch_size=1000)
            OfficerKey.objects.bulk_create(
                OfficerKey(officer=officer, key=key) for officer, its in zip(officers, keys, strict=True) for key in its
            )


def typed(force):
    """Returns {kind: texts}, of officers on record."""
    texts = {kind: [] for kind in ("number", "mobile", "part of a number", "name", "one word", "other spelling")}
    numbers = sorted(force.people)[:: max(1, len(force.people) // SEARCHES)][:SEARCHES]
    for officer in Officer.objects.filter(pk__in=[number + 1 for number in numbers]).exclude(name_en="", mobile=""):
        person = force.people.get(officer.pk - 1)
        if person is None or not officer.mobile or not officer.name_en:
            continue
        texts["number"].append(f"BP No. {officer.service_number[:4]}-{officer.service_number[4:]}")
        texts["mobile"].append(f"(0{officer.mobile[4:8]}) {officer.mobile[8:]}")
        texts["part of a number"].append(officer.mobile[-6:])
        texts["name"].append(f"SI {officer.name_en}")
        texts["one word"].append(officer.name_en.split()[-1])
        row = force.generator.from_roster(person)
        texts["other spelling"].append(row.name_en or row.name_bn or officer.name_en)
    return texts


def by_or(officers, text):
    """The naive search."""
    digits = "".join(letter for letter in text if letter.isdigit())
    if digits:
        digits = digits.removeprefix("0") if len(digits) > 10 else digits
        wanted = Q(service_number__startswith=digits) | Q(mobile__endswith=digits)
    else:
        wanted = Q()
        for word in text.split():
            wanted &= Q(name_en__icontains=word) | Q(name_bn__icontains=word)
    return list(officers.filter(wanted).order_by("name_en", "name_bn", "pk")[:SHOWN])


def by_key(word):
    """The floor: what no search by an index can be quicker than."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, range_of_beginning(word))
        return cursor.fetchall()


def measure(user, texts):
    """Returns ({kind: milliseconds of wall time}, CPU seconds of all searches, of the naive side, of the floor)."""
    officers = Officer.objects.coordinated_by(user).with_names()
    ours = naive = floor = 0.0
    walls = {}
    for kind, lines in texts.items():
        found, wall = 0, []
        for line in lines:
            start, began = clock(), time.perf_counter()
            hits = list(find(officers, line).officers[:SHOWN])
            wall.append((time.perf_counter() - began) * 1000)
            ours += clock() - start
            found += bool(hits)
        start = clock()
        for line in lines[:NAIVE_SEARCHES]:
            by_or(officers, line)
        naive += (clock() - start) / len(lines[:NAIVE_SEARCHES]) * len(lines)
        start = clock()
        for word in texts["one word"]:
            by_key(word)
        floor += clock() - start
        walls[kind] = max(wall)
        print(
            f"{kind}: {found} of {len(lines)} find somebody, {sum(wall) / len(wall):.1f} ms, at most {max(wall):.1f} ms"
        )
    return walls, ours, naive, floor


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200_000)
    options = parser.parse_args()
    with own_database():
        force = Force()
        force.grow(min(ORIGINALS, options.count))
        for _step in search_keys.index_all():
            pass
        user = coordinator()
        add_copies(options.count)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        texts = typed(force)
        walls, ours, naive, floor = measure(user, texts)
    print(
        json.dumps(
            {
                "name": "officer_search",
                "count": options.count,
                "ours_cpu_s": round(ours, 3),
                "naive_cpu_s": round(naive, 3),
                "ratio": round(naive / ours, 1),
                "floor_cpu_s": round(floor, 3),
                "over_floor": round(ours / floor, 2),
                "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
                "searches": sum(map(len, texts.values())),
                "wall_ms": {kind: round(most, 1) for kind, most in walls.items()},
            }
        )
    )
    if ours / sum(map(len, texts.values())) * 1000 > MOST_CPU_MS:
        sys.exit(f"A search takes more than {MOST_CPU_MS} ms of CPU time.")


if __name__ == "__main__":
    main()
