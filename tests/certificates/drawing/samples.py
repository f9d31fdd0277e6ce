"""Sample facts and designs: synthetic people, officials by office only."""

from certificates.drawing import Design, Logo, PrintedFacts, SignatoryFacts

CODE = "K7QM4X2P9RTD6WHV3NBC8YEGFA"
BASE = {
    "code": CODE,
    "verify_url": f"https://shetu.example/verify/{CODE}/",
    "verify_address": "shetu.example/verify",
}
TYPICAL = PrintedFacts(
    **BASE,
    serial="SHETU-TOT-2025-00042",
    level="tot",
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
)
SHORTEST = PrintedFacts(
    **BASE,
    serial="SHETU-P-2025-00001",
    level="participation",
    name_bn="ইতি দে",
    name_en="Eti Dey",
    course_bn="বিট পুলিশিং",
    course_en="Beat Policing",
    dates_bn="২ মে ২০২৫",
    dates_en="2 May 2025",
    place_bn="ফেনী",
    place_en="Feni",
    hours_bn="৬ ঘণ্টা",
    hours_en="6 hours",
)
LONGEST = PrintedFacts(
    **BASE,
    serial="SHETU-CTPCVE-TOT-2025-10042",
    level="tot",
    name_bn="এ কে এম খন্দকার মোহাম্মদ মনিরুজ্জামান বিন ওবায়দুল্লাহ চৌধুরী",
    name_en="A K M Khandaker Mohammad Moniruzzaman Bin Obaidullah Chowdhury",
    rank_bn="অতিরিক্ত উপ-পুলিশ মহাপরিদর্শক, স্পেশাল সিকিউরিটি অ্যান্ড প্রটেকশন ব্যাটালিয়ন, বাংলাদেশ পুলিশ",
    rank_en="Additional Deputy Inspector General of Police, Special Security and Protection Battalion, "
    "Bangladesh Police",
    course_bn="কমিউনিটি ও বিট পুলিশিং ব্যবস্থা শক্তিশালীকরণের মাধ্যমে সন্ত্রাসবাদ দমন ও সহিংস উগ্রবাদ প্রতিরোধ বিষয়ক জাতীয় "
    "প্রশিক্ষক প্রশিক্ষণ",
    course_en="National Training of Trainers on Countering Terrorism and Preventing and "
    "Countering Violent Extremism through "
    "Strengthened Community and Beat Policing",
    dates_bn="২৮ সেপ্টেম্বর – ২ অক্টোবর ২০২৫",
    dates_en="28 September – 2 October 2025",
    place_bn="বঙ্গোপসাগর সম্মেলন কক্ষ, জেলা পুলিশ লাইন্স, কক্সবাজার",
    place_en="Bay of Bengal Conference Room, District Police Lines, Cox’s Bazar",
    hours_bn="৩০ ঘণ্টা (৫ দিন)",
    hours_en="30 hours (5 days)",
)
CONJUNCTS = PrintedFacts(
    **{
        **TYPICAL.as_dict(),
        "serial": "SHETU-C-2025-00117",
        "level": "completion",
        "name_bn": "জ্ঞানেন্দ্র কৃষ্ণ ব্রহ্মচারী",
        "name_en": "Jnanendra Krishna Brahmachari",
        "rank_bn": "উপ-পরিদর্শক, র‍্যাপিড অ্যাকশন ব্যাটালিয়ন, চট্টগ্রাম",
        "rank_en": "Sub-Inspector, Rapid Action Battalion, Chattogram",
        "course_bn": "দ্বন্দ্ব নিরসন, রাষ্ট্রীয় আইন ও ক্ষতিগ্রস্তদের সাহায্য: অঙ্গীকার থেকে বাহ্যিক প্রয়োগ",
        "course_en": "Conflict Resolution, National Law and Support to Victims: From Commitment to Practice",
        "place_bn": "পুলিশ ট্রেনিং সেন্টার, টাঙ্গাইল",
        "place_en": "Police Training Centre, Tangail",
    }
)
NAME = ("স্বাক্ষরকারীর নাম", "Name")
SIGNATORIES = (
    SignatoryFacts(
        *NAME,
        "ডিআইজি (প্রশাসন)",
        "DIG (Administration)",
        "এন্টি টেররিজম ইউনিট, বাংলাদেশ পুলিশ",
        "Anti-Terrorism Unit, Bangladesh Police",
    ),
    SignatoryFacts(
        *NAME,
        "প্রোগ্রাম সমন্বয়ক",
        "Programme Coordinator",
        "জাতিসংঘ মাদক ও অপরাধ বিষয়ক কার্যালয়",
        "United Nations Office on Drugs and Crime",
    ),
    SignatoryFacts(
        *NAME, "পরিচালক (প্রশিক্ষণ)", "Director (Training)", "পুলিশ স্টাফ কলেজ বাংলাদেশ", "Police Staff College Bangladesh"
    ),
    SignatoryFacts(*NAME, "প্রধান প্রশিক্ষক", "Lead Trainer", "এন্টি টেররিজম ইউনিট", "Anti-Terrorism Unit"),
)
PARTNERS = (
    Logo("জাতিসংঘ মাদক ও অপরাধ বিষয়ক কার্যালয়", "United Nations Office on Drugs and Crime"),
    Logo("এন্টি টেররিজম ইউনিট, বাংলাদেশ পুলিশ", "Anti-Terrorism Unit, Bangladesh Police"),
    Logo("জাপান দূতাবাস", "Embassy of Japan in Bangladesh"),
)
HERITAGE = Design(layout="heritage", signatories=SIGNATORIES[:3], logos=PARTNERS)
MODERN = Design(layout="modern", signatories=SIGNATORIES[:3], logos=PARTNERS)
PLAIN = Design(layout="plain", signatories=SIGNATORIES[:3], logos=PARTNERS)
