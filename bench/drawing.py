"""Drawing certificates: the stamper against one WeasyPrint render each, and against the least that stamping can cost.

    python -m bench.drawing --count 1000

CPU time of this process, one run, every holder different. What happens once per process and design (loading fonts,
drawing the artwork) is left out on both sides and printed as set-up. The last line is one JSON object.
"""

import argparse
import json
import os
import random
import resource
import time
from dataclasses import replace

import django

from certificates.drawing import Design, Logo, PrintedFacts, SignatoryFacts, Stamper, new_code, render
from certificates.drawing.engines import stamping
from certificates.drawing.layout.composing import session_texts
from certificates.drawing.pdf import qr
from certificates.drawing.pdf.pdf_objects import stream
from certificates.drawing.pdf.pdf_text import common_words
from certificates.drawing.text.faces import runs

NAIVE_MOST = 20
HOST = "shetu.example"
SAMPLE = PrintedFacts(
    serial="SHETU-TOT-2025-00001",
    code="0" * 26,
    verify_url=f"https://{HOST}/verify/{'0' * 26}/",
    verify_address=f"{HOST}/verify",
    name_bn="লক্ষ্মী তঞ্চঙ্গ্যা",
    name_en="Lakshmi Tanchangya",
    rank_bn="অতিরিক্ত পুলিশ সুপার, র‍্যাপিড অ্যাকশন ব্যাটালিয়ন",
    rank_en="Additional Superintendent of Police, Rapid Action Battalion",
    course_bn="কমিউনিটি ও বিট পুলিশিং বিষয়ক প্রশিক্ষক প্রশিক্ষণ",
    course_en="Training of Trainers on Community and Beat Policing",
    dates_bn="১৭–১৯ জুন ২০২৫",
    dates_en="17–19 June 2025",
    place_bn="পুলিশ লাইন্স মিলনায়তন, খুলনা",
    place_en="Police Lines Auditorium, Khulna",
    hours_bn="১৮ ঘণ্টা",
    hours_en="18 hours",
    level="tot",
)
DESIGN = Design(
    signatories=(
        SignatoryFacts("", "", "প্রোগ্রাম সমন্বয়ক", "Programme Coordinator", "প্রথম প্রতিষ্ঠান", "The First Organisation"),
        SignatoryFacts("", "", "পরিচালক (প্রশিক্ষণ)", "Director (Training)", "দ্বিতীয় প্রতিষ্ঠান", "The Second Organisation"),
    ),
    logos=(Logo("প্রথম প্রতিষ্ঠান", "The First Organisation"), Logo("দ্বিতীয় প্রতিষ্ঠান", "The Second Organisation")),
)


def holders(count):
    """Returns facts of `count` holders, every name, rank, serial and code different."""
    chance = random.Random(1971)  # noqa: S311 -- sample names
    words = [word for kind in common_words().values() for word in kind]
    found = []
    for number in range(count):
        code = new_code()
        found.append(
            replace(
                SAMPLE,
                serial=f"SHETU-TOT-2025-{number:05d}",
                code=code,
                verify_url=f"https://{HOST}/verify/{code}/",
                name_bn=" ".join(chance.sample(words, 3)),
                name_en=f"Officer {chance.randrange(10**6)} of {number}",
                rank_bn=f"পরিদর্শক, {' '.join(chance.sample(words, 3))}",
                rank_en=f"Inspector, Unit {chance.randrange(10**6)}",
            )
        )
    return found


def least(head, facts):
    """The least a stamp can be: shape each text once, write its glyphs, draw the QR code, compress, close the file."""
    shown = [b"%d BI ID %s EI" % qr.packed_rows(facts.verify_url)]
    for text, font in (
        *((facts.name_bn, "serif_bn"), (facts.name_en, "serif_en"), (facts.rank_bn, "serif_bn")),
        *((facts.rank_en, "serif_en"), (facts.serial, "serif_en"), (facts.code, "sans_en")),
    ):
        for one, part in runs(text, font):
            shown.append(b"<%s>Tj" % b"".join(b"%04X" % glyph.gid for glyph in one.shape(part)[0]))
    return head.content + head.tail([stream(b"".join(shown), level=6)], root=1, info=1, identifier=bytes(16))


def cpu(work, each):
    """Returns the CPU seconds that `work` takes for all of `each`."""
    start = time.process_time()
    for one in each:
        work(one)
    return time.process_time() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    count = parser.parse_args().count
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    stamper, everyone = Stamper(DESIGN), holders(2 * count)
    set_up = cpu(stamper.stamp, [SAMPLE])
    ours = cpu(stamper.stamp, everyone[:count])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    session = stamping._session(DESIGN, SAMPLE.level, SAMPLE.verify_address, session_texts(SAMPLE))
    floor = cpu(lambda facts: least(session.head, facts), everyone[count:])
    few = everyone[: min(count, NAIVE_MOST)]
    render(SAMPLE, DESIGN)
    naive = cpu(lambda facts: render(facts, DESIGN), few) / len(few) * count
    print(f"set-up {set_up:.2f} s; each: ours {ours / count * 1000:.2f} ms, WeasyPrint {naive / count * 1000:.0f} ms,")
    print(f"floor {floor / count * 1000:.2f} ms; {len(stamper.stamp(SAMPLE)) / 1000:.0f} kB a file")
    print(
        json.dumps(
            {
                "name": "drawing",
                "count": count,
                "ours_cpu_s": round(ours, 3),
                "naive_cpu_s": round(naive, 3),
                "ratio": round(naive / ours, 1),
                "floor_cpu_s": round(floor, 3),
                "over_floor": round(ours / floor, 2),
                "peak_rss_mb": round(peak, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
