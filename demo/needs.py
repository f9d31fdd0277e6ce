"""What the consultations found, and the modules that answer it.

The themes are those that public pages name (data/SOURCES.md); the texts, priorities and states are ours.
"""

from collections import defaultdict

from django.db import transaction

from accounts.models import User
from demo.consultations import EVENTS
from programmes.findings import lifecycle as rules
from programmes.findings.lifecycle import NewFinding, record_findings
from programmes.models import FindingState, Programme
from trainings.curriculum.module_answers import answer_all
from trainings.models import Module

FINDINGS = [
    # event, kind, theme, who raised it, priority, English, Bangla, state, {module: weight}
    (
        *("dhaka", "recommendation", "early_signs", "beat", 1),
        "Community and beat officers should learn to recognize early signs of radicalization and to respond to them.",
        "চরমপন্থায় জড়ানোর প্রাথমিক লক্ষণ চেনা ও তাতে পদক্ষেপ নেওয়ার প্রশিক্ষণ কমিউনিটি ও বিট অফিসারদের দেওয়া দরকার।",
        *(FindingState.DONE, {"EPV": "main", "TVE": "also"}),
    ),
    (
        *("dhaka", "recommendation", "communication", "beat", 1),
        "Officers need practice in communication, negotiation and settling conflicts.",
        "যোগাযোগ, আলোচনা ও বিরোধ নিষ্পত্তিতে কর্মকর্তাদের অনুশীলন প্রয়োজন।",
        *(FindingState.IN_PROGRESS, {"PLT": "also", "HRG": "also"}),
    ),
    (
        *("dhaka", "policy_input", "communities", "media", 2),
        "Communities and police need a common understanding of how each can help the other to prevent violent extremism.",
        "সহিংস চরমপন্থা প্রতিরোধে জনগণ ও পুলিশ কীভাবে একে অপরের পরিপূরক হতে পারে, সে বিষয়ে অভিন্ন বোঝাপড়া দরকার।",
        *(FindingState.IN_PROGRESS, {"PLT": "main", "HRG": "also"}),
    ),
    (
        *("rajshahi", "recommendation", "media", "media", 2),
        "The police should speak with communities by a plan: a communication strategy.",
        "জনগণের সঙ্গে পুলিশের যোগাযোগ পরিকল্পিত হওয়া দরকার: একটি যোগাযোগ কৌশল চাই।",
        *(FindingState.IN_PROGRESS, {}),
    ),
    (
        *("assessment", "gap", "curriculum", "experts", 1),
        "How terrorism is prevented, and why some ways do not work, is not taught as a subject of its own.",
        "সন্ত্রাসবাদ কীভাবে প্রতিরোধ করা যায় এবং কোন পথ কাজ করে না, তা আলাদা বিষয় হিসেবে পড়ানো হয় না।",
        *(FindingState.DONE, {"TTP": "main"}),
    ),
    (
        *("assessment", "gap", "early_signs", "other_police", 1),
        "Units lack ways to act early, before violent extremism takes root.",
        "সহিংস চরমপন্থা শিকড় গাড়ার আগেই ব্যবস্থা নেওয়ার উপায় ইউনিটগুলোর জানা নেই।",
        *(FindingState.DONE, {"EPV": "main", "TTP": "also"}),
    ),
    (
        *("assessment", "gap", "human_rights", "experts", 1),
        "Human rights and gender have to become part of everyday community policing, not a lecture beside it.",
        "মানবাধিকার ও জেন্ডার দৈনন্দিন কমিউনিটি পুলিশিংয়ের অংশ হওয়া দরকার, আলাদা বক্তৃতা নয়।",
        *(FindingState.IN_PROGRESS, {"HRG": "main", "TVE": "also"}),
    ),
    (
        *("khulna", "challenge", "trust", "range", 1),
        "Where trust between people and police is thin, nobody passes on what they see.",
        "জনগণ ও পুলিশের মধ্যে আস্থা কম থাকলে কেউ যা দেখে তা জানায় না।",
        *(FindingState.IN_PROGRESS, {"PLT": "main", "EPV": "also"}),
    ),
    (
        *("launch", "future_intervention", "women_led", "partners", 2),
        "Women should lead in community policing, and have the room for it.",
        "কমিউনিটি পুলিশিংয়ে নারীর নেতৃত্ব ও তার সুযোগ থাকা দরকার।",
        *(FindingState.ACCEPTED, {"HRG": "also"}),
    ),
    (
        *("launch", "future_intervention", "reintegration", "partners", 2),
        "People who turn away from violence need support to find their way back into society.",
        "যাঁরা সহিংসতা ছেড়ে আসেন, সমাজে ফিরতে তাঁদের সহায়তা প্রয়োজন।",
        *(FindingState.OPEN, {}),
    ),
    (
        *("khulna_2025", "recommendation", "curriculum", "metro", 2),
        "Supervisors should pass what they learn on to the beat officers of their own units.",
        "তদারকি কর্মকর্তারা যা শেখেন তা নিজ ইউনিটের বিট অফিসারদের শেখাবেন।",
        *(FindingState.IN_PROGRESS, {"TTP": "also", "EPV": "also", "HRG": "also"}),
    ),
    (
        *("assessment", "recommendation", "strategy", "other_police", 1),
        "The Community Policing Strategy of 2010 should be brought up to date with today's conditions and new research.",
        "২০১০ সালের কমিউনিটি পুলিশিং কৌশলপত্র বর্তমান বাস্তবতা ও নতুন গবেষণার আলোকে হালনাগাদ করা দরকার।",
        *(FindingState.IN_PROGRESS, {}),
    ),
    (
        *("assessment", "recommendation", "curriculum", "other_police", 2),
        "The training should become part of the national police curriculum.",
        "প্রশিক্ষণটি জাতীয় পুলিশ পাঠ্যক্রমের অংশ হওয়া দরকার।",
        *(FindingState.ACCEPTED, {}),
    ),
    (
        *("malaysia", "recommendation", "regional", "experts", 3),
        "Countries should go on sharing experience and good practice, and train together.",
        "দেশগুলোর মধ্যে অভিজ্ঞতা ও উত্তম চর্চা বিনিময় এবং যৌথ প্রশিক্ষণ চলতে থাকা দরকার।",
        *(FindingState.OPEN, {}),
    ),
    (
        *("malaysia", "good_practice", "communities", "experts", 3),
        "A long tradition of policing close to the people goes well together with a deradicalization programme.",
        "জনমুখী পুলিশিংয়ের দীর্ঘ ঐতিহ্য ও চরমপন্থা থেকে ফেরানোর কর্মসূচি একসঙ্গে ভালো কাজ করে।",
        *(FindingState.OPEN, {}),
    ),
]

OUTCOME = "Taught in the national training of trainers since April 2025."

OUTCOME = "Taught in the national training of trainers since April 2025."
# The state changes of a finding in each state.
WAY = {
    FindingState.OPEN: (),
    FindingState.ACCEPTED: (FindingState.ACCEPTED,),
    FindingState.IN_PROGRESS: (FindingState.ACCEPTED, FindingState.IN_PROGRESS),
    FindingState.DONE: (FindingState.ACCEPTED, FindingState.IN_PROGRESS, FindingState.DONE),
}


@transaction.atomic
def load(programme: Programme, *, by: User) -> None:
    """Records the findings, the modules that answer them and how far each has come, unless there are some."""
    if programme.findings.exists():
        return
    events = {one.title_en: one for one in programme.consultations.all()}
    modules = {module.code: module for module in Module.objects.filter(courses__programme=programme)}
    gone_through = defaultdict(list)
    for event, kind, theme, raised_by, priority, english, bangla, state, answers in FINDINGS:
        new = NewFinding(kind, theme, english, bangla, raised_by=raised_by, priority=priority, owner=by)
        came_up_at = events[EVENTS[event]["title_en"]]
        (finding,) = record_findings([new], programme=programme, consultation=came_up_at, by=by)
        if answers:
            answer_all(finding, {modules[code]: weight for code, weight in answers.items()}, by=by)
        for step in WAY[state]:
            gone_through[step].append(finding)
    for step in (FindingState.ACCEPTED, FindingState.IN_PROGRESS):
        rules.move_many(gone_through[step], step, by=by)
    for finding in gone_through[FindingState.DONE]:
        rules.finish(finding, by=by, outcome=OUTCOME)
