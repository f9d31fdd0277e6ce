"""The programme of the demonstration: its public timeline, organisations, courses and certificate designs.

Dates, places, numbers and organisations come from public pages (data/SOURCES.md); the wording is ours. Officials appear by
office only.
"""

from datetime import date

from django.core.files.base import ContentFile

from certificates.models import CertificateDesign, DesignPartner, DesignSignatory, Signatory
from demo import timetables
from demo.samples.module_texts import TEXTS
from demo.samples.signatures import scribble
from programmes.models import Goal, Organisation, Partnership, Phase, Place, Programme
from trainings.models import Course, CourseModule, Module

CODE = "CBP"

ORGANISATIONS = [  # kind, English, Bangla, abbreviation, roles in the programme
    ("un_entity", "United Nations Office on Drugs and Crime", "জাতিসংঘের মাদক ও অপরাধবিষয়ক কার্যালয়", "UNODC", ["lead"]),
    ("police", "Anti-Terrorism Unit, Bangladesh Police", "এন্টি টেররিজম ইউনিট, বাংলাদেশ পুলিশ", "ATU", ["implementer"]),
    ("donor", "Global Affairs Canada", "গ্লোবাল অ্যাফেয়ার্স কানাডা", "GAC", ["donor"]),
    ("police", "Police Headquarters, Bangladesh Police", "পুলিশ হেডকোয়ার্টার্স, বাংলাদেশ পুলিশ", "PHQ", ["host"]),
    ("academic", "Police Staff College Bangladesh", "পুলিশ স্টাফ কলেজ বাংলাদেশ", "PSC", []),
    ("academic", "Bangladesh Police Academy, Rajshahi", "বাংলাদেশ পুলিশ একাডেমি, রাজশাহী", "BPA", []),
]

PHASES = [  # English, Bangla, from, to
    ("Needs assessment and consultations", "চাহিদা নিরূপণ ও পরামর্শ সভা", date(2023, 3, 25), date(2023, 9, 30)),
    ("Training of supervisors", "তদারকি কর্মকর্তাদের প্রশিক্ষণ", date(2023, 10, 1), date(2024, 12, 31)),
    ("National training of trainers", "জাতীয় প্রশিক্ষক প্রশিক্ষণ", date(2025, 1, 1), date(2025, 6, 30)),
    ("Local implementation", "স্থানীয় বাস্তবায়ন", date(2025, 7, 1), None),
]

MODULES = [  # code, English, Bangla, minutes, on human rights, on gender
    ("PLT", "Police legitimacy and trust", "পুলিশের গ্রহণযোগ্যতা ও জনআস্থা", 420, 60, 30),
    ("TVE", "Terrorism, violent extremism and lawful responses", "সন্ত্রাসবাদ, সহিংস চরমপন্থা ও আইনানুগ পদক্ষেপ", 480, 90, 30),
    ("TTP", "Theory of terrorism prevention", "সন্ত্রাসবাদ প্রতিরোধের তত্ত্ব", 300, 30, 0),
    ("EPV", "Early prevention of violent extremism", "সহিংস চরমপন্থার আগাম প্রতিরোধ", 360, 30, 30),
    (
        "HRG",
        "Human-rights-based, gender-sensitive and community-oriented practice",
        "মানবাধিকারভিত্তিক, জেন্ডার-সংবেদনশীল ও জনমুখী চর্চা",
        420,
        240,
        120,
    ),
]

COURSES = [  # code, kind, English, Bangla, modules
    (
        "CBP-SUP",
        "supervisors",
        "Community Policing to Counter Violent Extremism",
        "সহিংস চরমপন্থা প্রতিরোধে কমিউনিটি পুলিশিং",
        ["PLT", "TVE"],
    ),
    (
        "CBP-TOT",
        "tot",
        "Training of Trainers on Community and Beat Policing",
        "কমিউনিটি ও বিট পুলিশিংবিষয়ক প্রশিক্ষক প্রশিক্ষণ",
        ["TTP", "EPV", "HRG"],
    ),
]

SIGNATORIES = [  # post and organisation, English and Bangla
    (
        "DIG (Training and Research)",
        "ডিআইজি (প্রশিক্ষণ ও গবেষণা)",
        "Anti-Terrorism Unit, Bangladesh Police",
        "এন্টি টেররিজম ইউনিট, বাংলাদেশ পুলিশ",
    ),
    (
        "National Programme Coordinator",
        "জাতীয় প্রোগ্রাম সমন্বয়ক",
        "United Nations Office on Drugs and Crime",
        "জাতিসংঘের মাদক ও অপরাধবিষয়ক কার্যালয়",
    ),
]

DESIGNS = [  # level, layout, colours, name, title and statement in English and Bangla
    (
        "tot",
        "heritage",
        "green",
        "Graduate of the training of trainers",
        "Training of Trainers Graduate",
        "প্রশিক্ষক প্রশিক্ষণ সনদ",
        "has graduated as a trainer from",
        "নিম্নোক্ত প্রশিক্ষক প্রশিক্ষণ সফলভাবে সম্পন্ন করেছেন",
    ),
    (
        "completion",
        "heritage",
        "indigo",
        "Completion of a training",
        "Certificate of Completion",
        "প্রশিক্ষণ সমাপনী সনদ",
        "has successfully completed the training",
        "নিম্নোক্ত প্রশিক্ষণ সফলভাবে সম্পন্ন করেছেন",
    ),
    (
        "participation",
        "plain",
        "black",
        "Participation",
        "Certificate of Participation",
        "অংশগ্রহণ সনদ",
        "took part in the training",
        "নিম্নোক্ত প্রশিক্ষণে অংশগ্রহণ করেছেন",
    ),
    (
        "trainer",
        "modern",
        "indigo",
        "Trainers",
        "Trainer’s Certificate",
        "প্রশিক্ষক সনদ",
        "has served as a trainer of the training",
        "নিম্নোক্ত প্রশিক্ষণে প্রশিক্ষক হিসেবে দায়িত্ব পালন করেছেন",
    ),
]


def load() -> Programme:
    """Creates the programme with everything but its sessions and people. Returns the Programme."""
    programme = Programme.objects.create(
        code=CODE,
        title_en=(
            "Countering Terrorism and Preventing and Countering Violent Extremism through Strengthening of "
            "Community and Beat Policing in Bangladesh"
        ),
        title_bn="বাংলাদেশে কমিউনিটি ও বিট পুলিশিং শক্তিশালীকরণের মাধ্যমে সন্ত্রাসবাদ দমন ও সহিংস চরমপন্থা প্রতিরোধ",
        short_title_en="Community and Beat Policing",
        short_title_bn="কমিউনিটি ও বিট পুলিশিং",
        objective_en=(
            "Police and communities prevent violent extremism together: policing that is open, trusted and close to the "
            "people, led by women as well as men."
        ),
        objective_bn=(
            "পুলিশ ও জনগণ একসঙ্গে সহিংস চরমপন্থা প্রতিরোধ করে: স্বচ্ছ, আস্থাভাজন ও জনমুখী পুলিশিং, যার নেতৃত্বে নারী ও পুরুষ উভয়েই।"
        ),
        strands=[
            "research",
            "training",
            "national_coordination",
            "regional_networking",
            "women_led_policing",
            "reintegration",
        ],
        starts_on=PHASES[0][2],
        is_public=True,
    )
    programme.countries.add(Place.objects.get(kind="country", code="BD"))
    programme.goals.set(Goal.objects.filter(number__in=[5, 16, 17]))
    for order, (title_en, title_bn, starts_on, ends_on) in enumerate(PHASES, start=1):
        Phase.objects.create(
            programme=programme, order=order, title_en=title_en, title_bn=title_bn, starts_on=starts_on, ends_on=ends_on
        )
    organisations = _load_organisations(programme)
    _load_courses(programme)
    _load_designs(programme, [organisations[name] for name in ("UNODC", "ATU", "GAC")])
    return programme


def _load_organisations(programme):
    loaded = {}
    for kind, name_en, name_bn, abbreviation, roles in ORGANISATIONS:
        loaded[abbreviation], _created = Organisation.objects.get_or_create(
            name_en=name_en, defaults={"kind": kind, "name_bn": name_bn, "abbreviation": abbreviation}
        )
        for role in roles:
            Partnership.objects.create(programme=programme, organisation=loaded[abbreviation], role=role)
    return loaded


def _load_courses(programme):
    modules = {
        code: Module.objects.create(
            code=code,
            title_en=english,
            title_bn=bangla,
            minutes=minutes,
            human_rights_minutes=rights,
            gender_minutes=gender,
            **TEXTS.get(code, {}),
        )
        for code, english, bangla, minutes, rights, gender in MODULES
    }
    for code, kind, title_en, title_bn, taught in COURSES:
        course = Course.objects.create(programme=programme, code=code, kind=kind, title_en=title_en, title_bn=title_bn)
        for order, module in enumerate(taught, start=1):
            CourseModule.objects.create(course=course, module=modules[module], order=order)
    timetables.load_standard(list(Course.objects.filter(programme=programme)))


def _load_designs(programme, partners):
    signatories = [
        Signatory.objects.create(
            programme=programme,
            post_en=post_en,
            post_bn=post_bn,
            organisation_en=where_en,
            organisation_bn=where_bn,
            signature=ContentFile(scribble(number), name="signature.png"),
        )
        for number, (post_en, post_bn, where_en, where_bn) in enumerate(SIGNATORIES, start=7)
    ]
    for level, layout, palette, name, title_en, title_bn, statement_en, statement_bn in DESIGNS:
        design = CertificateDesign.objects.create(
            programme=programme,
            name=name,
            level=level,
            layout=layout,
            palette=palette,
            title_en=title_en,
            title_bn=title_bn,
            statement_en=statement_en,
            statement_bn=statement_bn,
            is_default=True,
        )
        for order, signatory in enumerate(signatories, start=1):
            DesignSignatory.objects.create(design=design, signatory=signatory, order=order)
        for order, organisation in enumerate(partners, start=1):
            DesignPartner.objects.create(design=design, organisation=organisation, order=order)
