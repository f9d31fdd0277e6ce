"""The standard timetables of the courses, and who teaches what where in the session that runs."""

from datetime import time

from accounts.models import User
from trainings.models import Course, CourseSlot, Module, Slot, SlotKind, TrainingSession
from trainings.timetable import editing
from trainings.timetable.editing import SlotFacts

OPENING = ("Opening and introductions", "উদ্বোধন ও পরিচিতি")
RECAP = ("Recap of the day before", "আগের দিনের পুনরালোচনা")
TEA = ("Tea", "চা বিরতি")
LUNCH = ("Lunch and prayer", "মধ্যাহ্নভোজ ও নামাজ")
CASES = ("Case work in groups", "ভাগ হয়ে কেস নিয়ে অনুশীলন")
PLANS = ("Action plans", "কর্মপরিকল্পনা")
END = ("Evaluation and closing", "মূল্যায়ন ও সমাপনী")
BREAKS = (TEA, LUNCH)

# course: for each day (from, to, code of the module or English and Bangla)
STANDARD = {
    "CBP-TOT": [
        [
            *((900, 930, OPENING), (930, 1100, "TTP"), (1100, 1115, TEA), (1115, 1300, "TTP")),
            *((1300, 1400, LUNCH), (1400, 1545, "TTP"), (1545, 1600, TEA), (1600, 1700, "EPV")),
        ],
        [
            *((900, 915, RECAP), (915, 1100, "EPV"), (1100, 1115, TEA), (1115, 1300, "EPV")),
            *((1300, 1400, LUNCH), (1400, 1530, "EPV"), (1530, 1545, TEA), (1545, 1700, "HRG")),
        ],
        [
            *((900, 915, RECAP), (915, 1100, "HRG"), (1100, 1115, TEA), (1115, 1300, "HRG"), (1300, 1400, LUNCH)),
            *((1400, 1545, "HRG"), (1545, 1600, TEA), (1600, 1630, "HRG"), (1630, 1700, END)),
        ],
    ],
    "CBP-SUP": [
        [
            *((900, 945, OPENING), (945, 1115, "PLT"), (1115, 1130, TEA), (1130, 1300, "PLT")),
            *((1300, 1400, LUNCH), (1400, 1600, "PLT"), (1600, 1615, TEA), (1615, 1700, "PLT")),
        ],
        [
            *((900, 915, RECAP), (915, 1030, "PLT"), (1030, 1045, TEA), (1045, 1300, "TVE")),
            *((1300, 1400, LUNCH), (1400, 1600, "TVE"), (1600, 1615, TEA), (1615, 1700, "TVE")),
        ],
        [
            *((900, 915, RECAP), (915, 1100, "TVE"), (1100, 1115, TEA), (1115, 1230, "TVE"), (1230, 1300, PLANS)),
            *((1300, 1400, LUNCH), (1400, 1600, CASES), (1600, 1615, TEA), (1615, 1700, END)),
        ],
    ],
}
ROOM = ("Main hall", "মূল হল")


def load_standard(courses: list[Course]) -> None:
    """Gives each course its standard timetable; once, while it has none."""
    modules = {module.code: module for module in Module.objects.all()}
    CourseSlot.objects.bulk_create(
        _line(course, day, line, modules)
        for course in courses
        for day, lines in enumerate(STANDARD.get(course.code, ()), start=1)
        for line in lines
        if not course.slots.exists()
    )


def name_trainers(session: TrainingSession, *, by: User) -> None:
    """Lets the two trainers of a session teach its modules by turns, in the main hall."""
    trainers = list(session.trainers.order_by("pk").values_list("pk", flat=True))
    slots = Slot.objects.filter(day__session=session, kind=SlotKind.MODULE).order_by("day__number", "starts_at")
    for turn, slot in enumerate(list(slots)):
        facts = SlotFacts(
            kind=slot.kind,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            module=slot.module_id,
            title_en=slot.title_en,
            title_bn=slot.title_bn,
            trainer=trainers[turn % len(trainers)],
            room_en=ROOM[0],
            room_bn=ROOM[1],
        )
        editing.change(slot, facts, by=by)


def _line(course, day, line, modules):
    starts, ends, what = line
    module = modules[what] if isinstance(what, str) else None
    title_en, title_bn = (module.title_en, module.title_bn) if module else what
    kind = SlotKind.MODULE if module else SlotKind.BREAK if what in BREAKS else SlotKind.OTHER
    return CourseSlot(
        course=course,
        day=day,
        kind=kind,
        starts_at=time(*divmod(starts, 100)),
        ends_at=time(*divmod(ends, 100)),
        module=module,
        title_en=title_en,
        title_bn=title_bn,
    )
