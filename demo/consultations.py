"""The consultations of the demonstration: who was asked, when and where.

Dates, places and headcounts come from public pages (data/SOURCES.md), the wording is ours. What no page tells is left out:
a group counted without a number came, and nobody published how many.
"""

from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from programmes.consultations.summaries import record_consultation
from programmes.models import CaseStudy, Consultation, Goal, Headcount, Organisation, Partnership, Place, Programme

GROUPS = ("atu", "range", "beat", "metro")
ORGANISERS = (("UNODC", "lead"), ("ATU", "co_organiser"), ("GAC", "donor"))

ABROAD = [  # kind, English, Bangla, abbreviation
    ("civil_society", "CGCC", "", "CGCC"),
    (
        "un_entity",
        "United Nations Counter-Terrorism Committee Executive Directorate",
        "জাতিসংঘ সন্ত্রাসবাদ দমন কমিটির নির্বাহী অধিদপ্তর",
        "CTED",
    ),
    (
        "government",
        "Southeast Asia Regional Centre for Counter-Terrorism",
        "দক্ষিণ-পূর্ব এশিয়া সন্ত্রাসবাদ দমন আঞ্চলিক কেন্দ্র",
        "SEARCCT",
    ),
    ("donor", "Government of New Zealand", "নিউজিল্যান্ড সরকার", ""),
]

EVENTS: dict[str, dict[str, Any]] = {
    # people: those of each category, 0 where they came and no number is published
    "launch": {
        "kind": "launch",
        "scope": "national",
        "starts_on": date(2023, 3, 25),
        "place": "3026",
        "phase": 1,
        "title_en": "Launch of the programme",
        "title_bn": "কর্মসূচির উদ্বোধন",
        "venue_en": "Pan Pacific Sonargaon",
        "venue_bn": "প্যান প্যাসিফিক সোনারগাঁও",
        "purpose_en": "The planned work was presented to those concerned, and they said what they expect of it.",
        "purpose_bn": "পরিকল্পিত কাজ সংশ্লিষ্টদের কাছে তুলে ধরা হয় এবং তাঁরা নিজেদের প্রত্যাশা জানান।",
        "headcount_note": "The source says “over 150”.",
        "people": {"not_broken_down": 150, "other_police": 0, "partners": 0},
        "partners": ORGANISERS,
    },
    "assessment": {
        "kind": "needs_assessment",
        "scope": "national",
        "phase": 1,
        "title_en": "Technical needs assessment",
        "title_bn": "কারিগরি চাহিদা নিরূপণ",
        "purpose_en": "A first look at the needs of the whole country. Police officers and international experts were heard. "
        "Its dates are not published.",
        "purpose_bn": "সারা দেশের চাহিদার প্রথম নিরূপণ। পুলিশ কর্মকর্তা ও আন্তর্জাতিক বিশেষজ্ঞদের মতামত নেওয়া হয়। তারিখ প্রকাশিত হয়নি।",
        "headcount_note": "No numbers are published.",
        "people": {"other_police": 0, "experts": 0},
        "partners": (("UNODC", "lead"), ("ATU", "co_organiser")),
    },
    "rajshahi": {
        "kind": "workshop",
        "scope": "regional",
        "starts_on": date(2023, 4, 16),
        "dates_known": "month",
        "phase": 1,
        "follows": "launch",
        "title_en": "Regional workshops in Rajshahi and Mymensingh",
        "title_bn": "রাজশাহী ও ময়মনসিংহে আঞ্চলিক কর্মশালা",
        "venue_en": "Rajshahi and Mymensingh",
        "venue_bn": "রাজশাহী ও ময়মনসিংহ",
        "purpose_en": "Gaps, challenges and what should be done next.",
        "purpose_bn": "ঘাটতি, চ্যালেঞ্জ ও পরবর্তী করণীয়।",
        "headcount_note": "Two workshops together; the source says “over 100” and was published on 16 April 2023.",
        "people": {"not_broken_down": 100, "atu": 0, "beat": 0, "other_police": 0, "media": 0},
        "partners": ORGANISERS,
    },
    "rangpur": {
        "kind": "workshop",
        "scope": "regional",
        "starts_on": date(2023, 5, 3),
        "place": "5585",
        "phase": 1,
        "follows": "launch",
        "title_en": "Regional workshop in Rangpur",
        "title_bn": "রংপুরে আঞ্চলিক কর্মশালা",
        "headcount_note": "No numbers are published.",
        "people": {"beat": 0, "metro": 0, "range": 0},
        "partners": ORGANISERS[:2],
    },
    "khulna": {
        "kind": "workshop",
        "scope": "regional",
        "starts_on": date(2023, 5, 15),
        "place": "4047",
        "phase": 1,
        "follows": "rajshahi",
        "title_en": "Regional consultation in Khulna",
        "title_bn": "খুলনায় আঞ্চলিক পরামর্শ সভা",
        "venue_en": "Hotel City Inn",
        "venue_bn": "হোটেল সিটি ইন",
        "purpose_en": "Built on what was heard in Dhaka, Rajshahi and Mymensingh.",
        "purpose_bn": "ঢাকা, রাজশাহী ও ময়মনসিংহের মতামতের ধারাবাহিকতায় অনুষ্ঠিত।",
        "people": {"not_broken_down": 80, **dict.fromkeys(GROUPS, 0), "media": 0},
        "partners": ORGANISERS,
    },
    "dhaka": {
        "kind": "workshop",
        "scope": "regional",
        "starts_on": date(2023, 6, 14),
        "dates_known": "month",
        "place": "3026",
        "phase": 1,
        "follows": "khulna",
        "title_en": "Regional consultation workshop in Dhaka",
        "title_bn": "ঢাকায় আঞ্চলিক পরামর্শ কর্মশালা",
        "purpose_en": "What is missing, what is hard and what should be done to make community and beat policing stronger.",
        "purpose_bn": "কমিউনিটি ও বিট পুলিশিং জোরদারে ঘাটতি, চ্যালেঞ্জ ও ভবিষ্যৎ উদ্যোগ চিহ্নিত করা।",
        "headcount_note": "Published on 14 June 2023; the day of the workshop and the numbers by group are not.",
        "people": {"not_broken_down": 80, **dict.fromkeys(GROUPS, 0), "media": 0},
        "partners": ORGANISERS,
        "goals": [5, 16, 17],
    },
    "khulna_2025": {
        "kind": "workshop",
        "scope": "regional",
        "starts_on": date(2025, 5, 18),
        "place": "4047",
        "phase": 3,
        "follows": "dhaka",
        "title_en": "Regional consultation in Khulna, second round",
        "title_bn": "খুলনায় আঞ্চলিক পরামর্শ সভা, দ্বিতীয় পর্ব",
        "venue_en": "Hotel City Inn",
        "venue_bn": "হোটেল সিটি ইন",
        "people": {"not_broken_down": 37, "range": 0, "metro": 0},
        "partners": ORGANISERS[:2],
    },
    "bangkok": {
        "kind": "expert_meeting",
        "scope": "international",
        "starts_on": date(2013, 5, 1),
        "dates_known": "month",
        "title_en": "Meeting on community policing in Bangkok",
        "title_bn": "ব্যাংককে কমিউনিটি পুলিশিংবিষয়ক সভা",
        "venue_en": "Bangkok",
        "venue_bn": "ব্যাংকক",
        "place": "TH",
        "headcount_note": "No numbers are published.",
        "people": {},
        "partners": (),
    },
    "malaysia": {
        "kind": "dialogue",
        "scope": "international",
        "follows": "bangkok",
        "place": "MY",
        "title_en": "Consultative dialogue in Malaysia",
        "title_bn": "মালয়েশিয়ায় পরামর্শমূলক সংলাপ",
        "purpose_en": "Four countries showed how community policing helps against violent extremism. The date is not published.",
        "purpose_bn": "সহিংস চরমপন্থার বিরুদ্ধে কমিউনিটি পুলিশিং কীভাবে সহায়ক, চারটি দেশ তা তুলে ধরে। তারিখ প্রকাশিত হয়নি।",
        "headcount_note": "No numbers are published.",
        "people": {"experts": 0, "other_police": 0, "government": 0},
        "partners": (
            ("CGCC", "lead"),
            ("United Nations Counter-Terrorism Committee Executive Directorate", "co_organiser"),
            ("Southeast Asia Regional Centre for Counter-Terrorism", "co_organiser"),
            ("Government of New Zealand", "donor"),
        ),
    },
}

CASE_STUDIES = [  # country, speaker, theme, English and Bangla title, English and Bangla summary
    (
        "MY",
        "Speaker from Malaysia",
        "reintegration",
        "Community-oriented policing beside deradicalization: Malaysia",
        "জনমুখী পুলিশিং ও চরমপন্থা থেকে ফেরানোর কর্মসূচি: মালয়েশিয়া",
        "A long tradition of policing close to the people, and a robust programme for those who leave extremism behind.",
        "জনমুখী পুলিশিংয়ের দীর্ঘ ঐতিহ্য এবং চরমপন্থা ছেড়ে আসা ব্যক্তিদের জন্য শক্তিশালী কর্মসূচি।",
    ),
    *(
        (
            code,
            f"Speaker from {english}",
            "communities",
            f"Community policing and violent extremism: {english}",
            bangla,
            "",
            "",
        )
        for code, english, bangla in (
            ("NZ", "New Zealand", "কমিউনিটি পুলিশিং ও সহিংস চরমপন্থা: নিউজিল্যান্ড"),
            ("CA", "Canada", "কমিউনিটি পুলিশিং ও সহিংস চরমপন্থা: কানাডা"),
            ("BE", "Belgium and the European Union", "কমিউনিটি পুলিশিং ও সহিংস চরমপন্থা: বেলজিয়াম ও ইউরোপীয় ইউনিয়ন"),
        )
    ),
]


@transaction.atomic
def load(programme: Programme, *, by: User) -> None:
    """Records them with their headcounts, partners, goals and case studies, unless there are some. by: the coordinator."""
    if programme.consultations.exists():
        return
    organisations = _organisations()
    phases: dict[Any, Any] = {phase.order: phase for phase in programme.phases.all()}
    places: dict[Any, Place] = Place.objects.in_bulk(field_name="code")
    recorded: dict[Any, Consultation] = {}
    for key, event in EVENTS.items():
        facts = {name: value for name, value in event.items() if name not in ("people", "partners", "goals")}
        facts |= {
            "phase": phases.get(event.get("phase")),
            "place": places.get(event.get("place")),
            "follows": recorded.get(event.get("follows")),
        }
        recorded[key] = one = record_consultation(Consultation(programme=programme, **facts), by=by)
        Headcount.objects.bulk_create(
            Headcount(consultation=one, category=category, not_recorded=people)
            for category, people in event["people"].items()
        )
        Partnership.objects.bulk_create(
            Partnership(consultation=one, organisation=organisations[name], role=role)
            for name, role in event["partners"]
        )
        one.goals.set(Goal.objects.filter(number__in=event.get("goals", [])))
    for code, speaker, theme, title_en, title_bn, summary_en, summary_bn in CASE_STUDIES:
        CaseStudy.objects.create(
            consultation=recorded["malaysia"],
            country=places[code],
            speaker=speaker,
            theme=theme,
            title_en=title_en,
            title_bn=title_bn,
            summary_en=summary_en,
            summary_bn=summary_bn,
        )


def _organisations():
    """Returns {abbreviation or English name: organisation}, with those from abroad on record."""
    for kind, name_en, name_bn, abbreviation in ABROAD:
        Organisation.objects.get_or_create(
            name_en=name_en, defaults={"kind": kind, "name_bn": name_bn, "abbreviation": abbreviation}
        )
    found = {}
    for one in Organisation.objects.all():
        found |= {one.abbreviation: one, one.name_en: one}
    return found
