"""What follows from the findings: workstreams, reflections, the library, news.

That there are district pilots, work with two academies, a revision of the strategy of 2010 and a communication strategy is
public (data/SOURCES.md), and that regional networking, rehabilitation and reintegration are among the aims. Which districts,
the milestones and their dates are not: those here are examples.
"""

from datetime import date, timedelta

from django.db import transaction

from accounts.models import User
from programmes.library import versions
from programmes.models import (
    CommunicationMessage,
    Consent,
    Goal,
    LadderStep,
    LibraryResource,
    Milestone,
    NewsUpdate,
    Organisation,
    Place,
    Programme,
    Reflection,
    StrategyClause,
    Workstream,
)
from programmes.news import publishing
from programmes.reflections import consent
from programmes.workstreams import lifecycle
from trainings.models import Module

ANNOUNCED = date(2025, 6, 24)
EXAMPLE_EN = "Example: which districts take part is not published."
EXAMPLE_BN = "উদাহরণ: কোন জেলাগুলো অংশ নেবে তা প্রকাশিত হয়নি।"
AIM_EN = "An aim of the programme; no steps are published, so none are shown."
AIM_BN = "এটি কর্মসূচির একটি লক্ষ্য; কোনো ধাপ প্রকাশিত হয়নি, তাই কিছু দেখানো হয়নি।"
UNODC_PAGES = "https://www.unodc.org/southasia//frontpage/2023"

WORKSTREAMS = [
    # facts; themes of the findings it takes up; milestones as (English, Bangla, due in days from today, or None)
    *(
        (
            {
                "kind": "district_pilot",
                "title_en": f"District pilot in {english}",
                "title_bn": f"{bangla} জেলায় পাইলট কার্যক্রম",
                "summary_en": EXAMPLE_EN,
                "summary_bn": EXAMPLE_BN,
                "district": code,
            },
            ["trust", "communities"],
            [
                ("Beats chosen with the superintendent of police", "পুলিশ সুপারের সঙ্গে বিট বাছাই", days),
                ("First sessions of beat officers held", "বিট অফিসারদের প্রথম সেশন অনুষ্ঠিত", days + 60),
            ],
        )
        for english, bangla, code, days in (("Khulna", "খুলনা", "4047", 21), ("Rajshahi", "রাজশাহী", "5081", 45))
    ),
    *(
        (
            {
                "kind": "curriculum",
                "title_en": f"The training in the curriculum: {english}",
                "title_bn": f"পাঠ্যক্রমে প্রশিক্ষণ: {bangla}",
                "institution": institution,
            },
            ["curriculum"],
            [("Modules handed over for review", "পর্যালোচনার জন্য মডিউল দেওয়া", days)],
        )
        for english, bangla, institution, days in (
            ("Police Staff College", "পুলিশ স্টাফ কলেজ", "PSC", 30),
            ("Bangladesh Police Academy, Rajshahi", "বাংলাদেশ পুলিশ একাডেমি, রাজশাহী", "BPA", 75),
        )
    ),
    (
        {
            "kind": "strategy",
            "title_en": "Revision of the Community Policing Strategy of 2010",
            "title_bn": "২০১০ সালের কমিউনিটি পুলিশিং কৌশলপত্র সংশোধন",
            "summary_en": "To reflect today's conditions and new research.",
            "summary_bn": "বর্তমান বাস্তবতা ও নতুন গবেষণার প্রতিফলন ঘটাতে।",
        },
        ["strategy"],
        [
            ("Evidence from the findings gathered", "ফাইন্ডিং থেকে তথ্যপ্রমাণ সংগ্রহ", -6),
            ("Proposed wording discussed with Police Headquarters", "প্রস্তাবিত ভাষ্য নিয়ে পুলিশ হেডকোয়ার্টার্সে আলোচনা", 50),
        ],
    ),
    (
        {
            "kind": "communication",
            "title_en": "Communication strategy",
            "title_bn": "যোগাযোগ কৌশল",
            "summary_en": "So that officers speak with communities effectively and with one voice.",
            "summary_bn": "যাতে কর্মকর্তারা জনগণের সঙ্গে কার্যকরভাবে ও একই সুরে কথা বলেন।",
        },
        ["media", "communication"],
        [("Messages tried out with three beats", "তিনটি বিটে বার্তা যাচাই", 35)],
    ),
    (
        {
            "kind": "network",
            "title_en": "Regional networking",
            "title_bn": "আঞ্চলিক যোগাযোগ ও সহযোগিতা",
            "summary_en": f"Exchange with police of other countries of the region. {AIM_EN}",
            "summary_bn": f"এই অঞ্চলের অন্যান্য দেশের পুলিশের সঙ্গে অভিজ্ঞতা বিনিময়। {AIM_BN}",
            "starts_on": None,
        },
        ["regional"],
        [],
    ),
    (
        {
            "kind": "reintegration",
            "title_en": "Support for rehabilitation and reintegration",
            "title_bn": "পুনর্বাসন ও পুনরেকত্রীকরণে সহায়তা",
            "summary_en": f"How community policing can help people who leave violence behind to find their place again. {AIM_EN}",
            "summary_bn": f"সহিংসতা ছেড়ে আসা মানুষকে সমাজে ফিরতে কমিউনিটি পুলিশিং কীভাবে সাহায্য করতে পারে। {AIM_BN}",
            "starts_on": None,
        },
        ["reintegration"],
        [],
    ),
]
UNDER_WAY = ("strategy", "communication")

CLAUSES = [  # number, theme of the findings behind it, proposed wording in English and Bangla
    (
        "Example 1",
        "trust",
        "Every beat keeps a standing meeting between residents and officers, and says afterwards what came of it.",
        "প্রতিটি বিটে বাসিন্দা ও কর্মকর্তাদের নিয়মিত সভা থাকবে এবং তার ফলাফল পরে জানানো হবে।",
    ),
    (
        "Example 2",
        "women_led",
        "Women lead forums and beats in their own right.",
        "নারীরা নিজ যোগ্যতায় ফোরাম ও বিটের নেতৃত্ব দেবেন।",
    ),
]
MESSAGES = [  # audience and message in English and Bangla, channel
    (
        "Families",
        "পরিবার",
        "If you worry about someone, speak with your beat officer early. Asking is not accusing.",
        "কারও জন্য উদ্বিগ্ন হলে আগেভাগেই আপনার বিট অফিসারর সঙ্গে কথা বলুন। জিজ্ঞাসা করা মানে অভিযোগ করা নয়।",
        "meeting",
    ),
    (
        "Local journalists",
        "স্থানীয় সাংবাদিক",
        "Ask the beat first: facts calm, rumours do not.",
        "আগে বিট অফিসারের কাছে জেনে নিন: সঠিক তথ্য শান্ত রাখে, গুজব অশান্তি বাড়ায়।",
        "press",
    ),
]

REFLECTIONS = [  # role and words in English and Bangla, theme, said on, whether consent was given
    (
        "A participant of the training of trainers",
        "প্রশিক্ষক প্রশিক্ষণের একজন অংশগ্রহণকারী",
        "Now I know what can be done before anything happens. My beat officers should know it too.",
        "কিছু ঘটার আগেই কী করা যায়, এখন জানি। আমার বিট অফিসারদেরও তা জানা দরকার।",
        "early_signs",
        ANNOUNCED,
        True,
    ),
    (
        "A senior officer of Police Headquarters",
        "পুলিশ হেডকোয়ার্টার্সের একজন জ্যেষ্ঠ কর্মকর্তা",
        "Trust, and a fair procedure for everyone: the rest of the model stands on these.",
        "আস্থা এবং সবার জন্য ন্যায্য প্রক্রিয়া: মডেলের বাকি সব এগুলোর ওপর দাঁড়িয়ে।",
        "trust",
        ANNOUNCED,
        False,
    ),
]

RESOURCES = [  # English and Bangla title, what it is, theme, language, audience, link, module
    (
        "Report on the regional consultation in Dhaka, 2023",
        "ঢাকার আঞ্চলিক পরামর্শ সভার প্রতিবেদন, ২০২৩",
        "What participants asked for, as published by UNODC.",
        "communities",
        "en",
        "public",
        f"{UNODC_PAGES}/June/bangladesh_-unodc-promotes-community-policing-approaches-to-counter-terrorism-and-violent-extremism.html",
        "PLT",
    ),
    (
        "Community policing: bodies from ward to district",
        "কমিউনিটি পুলিশিং: ওয়ার্ড থেকে জেলা পর্যন্ত কমিটি",
        "How the forums are built, on the pages of Bangladesh Police.",
        "communities",
        "both",
        "officers",
        "http://digsylhet.police.gov.bd/Community-Policing",
        "HRG",
    ),
    (
        "Case studies on community policing, dialogue in Malaysia",
        "কমিউনিটি পুলিশিংয়ের কেস স্টাডি, মালয়েশিয়ার সংলাপ",
        "The page of the dialogue at which four countries spoke.",
        "regional",
        "en",
        "trainers",
        "https://www.globalcenter.org/events/countering-terrorism-and-violent-extremism-through-community-policing/",
        "EPV",
    ),
]

DONOR_EN, DONOR_BN = "Supported by Global Affairs Canada", "গ্লোবাল অ্যাফেয়ার্স কানাডার সহায়তায়"
UPDATES = [
    (
        {
            "topic": "consultations",
            "dated_on": date(2023, 6, 14),
            "title_en": "Eighty voices in Dhaka on community and beat policing",
            "title_bn": "কমিউনিটি ও বিট পুলিশিং নিয়ে ঢাকায় আশিজনের মতামত",
            "summary_en": "Police and media said what is missing and what should come next.",
            "summary_bn": "কী ঘাটতি আছে এবং এরপর কী দরকার, তা জানালেন পুলিশ ও গণমাধ্যমের প্রতিনিধিরা।",
            "where_en": "Dhaka",
            "where_bn": "ঢাকা",
            "text_en": "Officers of the Anti-Terrorism Unit, of ranges, metropolitan police and beats sat down with print and "
            "electronic media.\n\n## What they asked for\n- training to recognize early signs and to respond to them\n"
            "- practice in communication, negotiation and settling conflicts\n\n"
            "Their answers shape the modules that followed.",
            "text_bn": "এন্টি টেররিজম ইউনিট, রেঞ্জ, মহানগর পুলিশ ও বিটের কর্মকর্তারা মুদ্রণ ও ইলেকট্রনিক গণমাধ্যমের সঙ্গে আলোচনায় বসেন।\n\n"
            "## তাঁরা যা চেয়েছেন\n- প্রাথমিক লক্ষণ চেনা ও তাতে পদক্ষেপ নেওয়ার প্রশিক্ষণ\n- যোগাযোগ, আলোচনা ও বিরোধ নিষ্পত্তিতের অনুশীলন\n\n"
            "তাঁদের মতামতের ভিত্তিতেই পরের মডিউলগুলো তৈরি হয়।",
        },
        [5, 16, 17],
    ),
    (
        {
            "topic": "training",
            "dated_on": ANNOUNCED,
            "title_en": "The national training of trainers ends, work in the districts begins",
            "title_bn": "জাতীয় প্রশিক্ষক প্রশিক্ষণ শেষ, শুরু হচ্ছে স্থানীয় কাজ",
            "summary_en": "One hundred officers are ready to pass on what they learned.",
            "summary_bn": "একশ কর্মকর্তা যা শিখেছেন তা অন্যদের শেখাতে প্রস্তুত।",
            "where_en": "Khulna and Dhaka",
            "where_bn": "খুলনা ও ঢাকা",
            "text_en": "Two sessions of three days closed the series for supervisors from Khulna, Barishal, Dhaka and "
            "Mymensingh.\n\n## What comes next\n- pilots in districts\n- the training in the national police curriculum, with the "
            "Police Staff College and the academy at Rajshahi\n- a new version of the Community Policing Strategy of 2010\n"
            "- a communication strategy for officers",
            "text_bn": "খুলনা, বরিশাল, ঢাকা ও ময়মনসিংহের তদারকি কর্মকর্তাদের জন্য তিন দিনের দুটি সেশনের মাধ্যমে এই ধারাবাহিক প্রশিক্ষণ শেষ হলো।\n\n"
            "## এরপর\n- জেলায় পাইলট কার্যক্রম\n- পুলিশ স্টাফ কলেজ ও রাজশাহী একাডেমির সঙ্গে জাতীয় পাঠ্যক্রমে প্রশিক্ষণ\n"
            "- ২০১০ সালের কমিউনিটি পুলিশিং কৌশলপত্রের নতুন সংস্করণ\n- কর্মকর্তাদের জন্য যোগাযোগ কৌশল",
        },
        [16, 17],
    ),
]


def load(programme: Programme, *, by: User, today: date) -> None:
    """Loads each part that is not there yet. by: the coordinator; milestones count from `today` (a date in Dhaka)."""
    for is_there, load_part in (
        (programme.workstreams.exists(), _workstreams),
        (programme.reflections.exists(), _reflections),
        (programme.library_resources.exists(), _resources),
        (programme.updates.exists(), _updates),
    ):
        if not is_there:
            with transaction.atomic():
                load_part(programme, by, today)


def _workstreams(programme, by, today):
    districts = {place.code: place for place in Place.objects.districts()}
    institutions = {one.abbreviation: one for one in Organisation.objects.all()}
    for facts, themes, milestones in WORKSTREAMS:
        values = {
            **facts,
            "district": districts.get(facts.get("district")),
            "institution": institutions.get(facts.get("institution")),
        }
        work = Workstream.objects.create(programme=programme, owner=by, **{"starts_on": ANNOUNCED, **values})
        work.carried_by.set([institutions["UNODC"], institutions["ATU"]])
        work.findings.set(_findings_on(programme, themes))
        for title_en, title_bn, days in milestones:
            Milestone.objects.create(
                workstream=work, title_en=title_en, title_bn=title_bn, owner=by, due_on=today + timedelta(days=days)
            )
        if work.kind == "curriculum":
            lifecycle.climb(work, LadderStep.PROPOSED, by=by, on=ANNOUNCED)
        if work.kind in UNDER_WAY:
            lifecycle.start(work, by=by)
        if work.kind == "strategy":
            _clauses(work, programme)
        if work.kind == "communication":
            _messages(work)


def _clauses(work, programme):
    for order, (number, theme, english, bangla) in enumerate(CLAUSES, start=1):
        clause = StrategyClause.objects.create(
            workstream=work, number=number, order=order, proposed_en=english, proposed_bn=bangla
        )
        clause.findings.set(_findings_on(programme, [theme]))


def _messages(work):
    for audience_en, audience_bn, message_en, message_bn, channel in MESSAGES:
        CommunicationMessage.objects.create(
            workstream=work,
            audience_en=audience_en,
            audience_bn=audience_bn,
            message_en=message_en,
            message_bn=message_bn,
            channel=channel,
        )


def _reflections(programme, by, today):
    for role_en, role_bn, text_en, text_bn, theme, said_on, has_consent in REFLECTIONS:
        reflection = Reflection.objects.create(
            programme=programme,
            said_on=said_on,
            speaker_role_en=role_en,
            speaker_role_bn=role_bn,
            language="bn",
            text_en=text_en,
            text_bn=text_bn,
            theme=theme,
        )
        if has_consent:
            consent.record_consent(reflection, answer=Consent.GIVEN, on=said_on, by=by, note="Signed form (example)")
            consent.publish(reflection, by=by)


def _resources(programme, by, today):
    for title_en, title_bn, about, theme, language, audience, link, module in RESOURCES:
        resource = LibraryResource.objects.create(
            programme=programme,
            title_en=title_en,
            title_bn=title_bn,
            about_en=about,
            theme=theme,
            language=language,
            audience=audience,
        )
        versions.add_version(resource, by=by, link=link)
        Module.objects.get(code=module, version=1).resources.add(resource)


def _updates(programme, by, today):
    for texts, goals in UPDATES:
        update = NewsUpdate.objects.create(programme=programme, donor_line_en=DONOR_EN, donor_line_bn=DONOR_BN, **texts)
        update.goals.set(Goal.objects.filter(number__in=goals))
        if quoted := programme.reflections.usable().filter(said_on=update.dated_on):
            publishing.quote(update, quoted, by=by)
        publishing.publish(update, by=by)


def _findings_on(programme, themes):
    return programme.findings.standing().filter(
        theme__in=themes, kind__in=["recommendation", "policy_input", "future_intervention"]
    )
