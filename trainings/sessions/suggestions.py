"""What a coordinator need not type when planning a session: code, titles and the last day follow from the rest."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from programmes.models import Place
from trainings.models import Course, CourseKind, TrainingSession

PREFIXES = {
    CourseKind.TOT: "TOT",
    CourseKind.SUPERVISORS: "SUP",
    CourseKind.CASCADE: "CAS",
    CourseKind.REFRESHER: "REF",
}
BANGLA_KINDS = {
    CourseKind.TOT: "প্রশিক্ষক প্রশিক্ষণ",
    CourseKind.SUPERVISORS: "তদারকি কর্মকর্তাদের প্রশিক্ষণ",
    CourseKind.CASCADE: "ক্যাসকেড প্রশিক্ষণ",
    CourseKind.REFRESHER: "রিফ্রেশার কোর্স",
}
ENGLISH_KINDS = {
    CourseKind.TOT: "Training of trainers",
    CourseKind.SUPERVISORS: "Training of supervisors",
    CourseKind.CASCADE: "Cascade training",
    CourseKind.REFRESHER: "Refresher",
}


def suggested_code(course: Course, place: Place) -> str:
    """Returns a free code such as TOT-KHU-07: the kind of the course, the place, the next number of that kind."""
    return suggested_codes(course, [place])[0]


def suggested_codes(course: Course, places: Sequence[Place]) -> list[str]:
    """Returns a free code for each of the places, numbered in their order. One query."""
    prefix = PREFIXES[CourseKind(course.kind)]
    taken = TrainingSession.objects.filter(code__startswith=f"{prefix}-").values_list("code", flat=True)
    numbers = [int(found[1]) for code in taken if (found := re.search(r"-(\d+)$", code))]
    letters = [re.sub(r"[^A-Z]", "", place.name_en.upper())[:3] for place in places]
    return [f"{prefix}-{some}-{n:02d}" for n, some in enumerate(letters, start=max(numbers, default=0) + 1)]


def suggested_titles(course: Course, place: Place) -> tuple[str, str]:
    """Returns (English, Bangla) titles such as "Training of trainers, Khulna"."""
    kind = CourseKind(course.kind)
    return f"{ENGLISH_KINDS[kind]}, {place.name_en}", f"{BANGLA_KINDS[kind]}, {place.name_bn}"


def suggested_last_day(course: Course, first_day: date) -> date:
    """Returns the last day (date) of a session that begins on `first_day` and takes the days of the course."""
    return first_day + timedelta(days=course.days - 1)
