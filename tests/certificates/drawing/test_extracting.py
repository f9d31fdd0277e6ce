"""The text of a certificate can be searched, copied and read aloud, in both scripts and in reading order."""

import random
from dataclasses import replace

import pytest

from certificates.drawing import Stamper, grouped
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import CONJUNCTS, HERITAGE, LONGEST, MODERN, PLAIN, TYPICAL

GIVEN = "লক্ষ্মী|সঙ্গীতা|আব্দুস সাত্তার|শামসুন্নাহার|রঞ্জন|মোছাঃ মুক্তা|জ্যোৎস্না|উজ্জ্বল|মৃত্যুঞ্জয়|কৃষ্ণ|ঋতুপর্ণা|র‍্যামন্ড|বিশ্বজিৎ"
FAMILY = "তঞ্চঙ্গ্যা|বিশ্বাস|চৌধুরী|দত্ত|ওবায়দুল্লাহ|আকন্দ|চক্রবর্তী|ভট্টাচার্য্য|ব্রহ্মচারী|সান্ত্বনা|খ্রীষ্টফার|দ্বন্দ্ব|ত্র্যম্বক|হ্রদ"
each_layout = pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)


@each_layout
@pytest.mark.parametrize("facts", [TYPICAL, CONJUNCTS], ids=["typical", "conjuncts"])
def test_every_fact_and_every_fixed_word_can_be_found(facts, design, tmp_path):
    lines = pages.text_of(pages.drawn(facts, design), tmp_path)
    printed = [
        *(facts.serial, facts.name_bn, facts.name_en, facts.rank_bn, facts.rank_en),
        *(facts.course_bn, facts.course_en, facts.dates_bn, facts.dates_en),
        *(facts.place_bn, facts.place_en, facts.hours_bn, facts.hours_en, facts.verify_address),
        *("জাতিসংঘ মাদক ও অপরাধ বিষয়ক কার্যালয়", "এন্টি টেররিজম ইউনিট", "পুলিশ স্টাফ কলেজ বাংলাদেশ"),
    ]
    text = " ".join(lines)
    assert [fact for fact in printed if fact not in text] == []
    assert grouped(facts.code) in text
    assert design.wording(facts.level).statement_bn in text


def test_the_page_is_read_in_order(tmp_path):
    text = "\n".join(pages.text_of(pages.drawn(TYPICAL, HERITAGE), tmp_path))
    in_order = [
        *("Embassy of Japan", "প্রশিক্ষক প্রশিক্ষণ সনদ", "This is to certify that", TYPICAL.name_bn, TYPICAL.name_en),
        *(TYPICAL.rank_en, "has graduated as a trainer from", TYPICAL.course_bn, TYPICAL.course_en, "তারিখ · Dates"),
        *(TYPICAL.dates_bn, TYPICAL.place_en, TYPICAL.hours_en, "Police Staff College", "shetu.example/verify", "K7QM"),
        TYPICAL.serial,
    ]
    places = [text.index(part) for part in in_order]
    assert places == sorted(places)


def test_a_course_on_two_lines_is_whole(tmp_path):
    text = " ".join(pages.text_of(pages.drawn(LONGEST, HERITAGE), tmp_path))
    assert LONGEST.course_en in text
    assert LONGEST.course_bn in text


def test_dates_are_written_in_their_digits(tmp_path):
    lines = pages.text_of(pages.drawn(TYPICAL, HERITAGE), tmp_path)
    assert "১৭–১৯ জুন ২০২৫" in lines
    assert "17–19 June 2025" in lines


def test_all_names_and_serials_of_a_batch_can_be_found(tmp_path):
    chance, stamper = random.Random(1971), Stamper(HERITAGE)  # noqa: S311 -- sample names
    missing = []
    for number in range(100):
        name = " ".join(chance.choice(pool.split("|")) for pool in (GIVEN, GIVEN, FAMILY))
        facts = replace(
            TYPICAL, serial=f"SHETU-TOT-2025-{number:05d}", name_bn=name, name_en=f"Officer Number {number}"
        )
        lines = pages.text_of(stamper.stamp(facts), tmp_path)
        missing += [fact for fact in (facts.name_bn, facts.name_en, facts.serial) if fact not in lines]
    assert missing == []


def test_a_name_with_rare_letters_brings_its_own_shapes(tmp_path):
    facts = replace(TYPICAL, name_bn="ঌৡ ঢ়্ক ক্ত্র ষ্প্র", name_en="Žāneta Ñī Ālam")
    pdf = pages.drawn(facts, HERITAGE)
    pages.check(pdf, tmp_path)
    lines = pages.text_of(pdf, tmp_path)
    assert facts.name_bn in lines
    assert facts.name_en in lines
