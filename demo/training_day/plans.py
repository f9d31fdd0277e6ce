"""What is planned for the coming months: supervisors in three districts, one without a venue yet; and refreshers from a template."""

from datetime import date, timedelta

from accounts.models import User
from programmes.models import Place, Programme
from trainings.calendar import series
from trainings.calendar.cloning import Stop
from trainings.models import Course, SessionTemplate, TrainingSession
from trainings.session_templates import keeping

COURSE = "CBP-SUP"
SEATS = 30
# district, venue in English and Bangla, weeks from now; the second meets a session whose trainers are the same.
STOPS = [
    ("4041", "Police Lines Auditorium", "পুলিশ লাইন্স মিলনায়তন", 3),
    ("1006", "Town Hall", "টাউন হল", 5),
    ("2015", "", "", 8),
]
# The same, for the sessions from the template.
FROM_TEMPLATE = [
    ("4087", "Shilpakala Academy", "শিল্পকলা একাডেমি", 10),
    ("4050", "Circuit House Hall", "সার্কিট হাউস মিলনায়তন", 12),
]
TEMPLATE = keeping.TemplateFacts(
    name_en="Supervisors, the usual days",
    name_bn="তদারকি কর্মকর্তা, প্রচলিত দিনসূচি",
    capacity=SEATS,
    women_share=20,
    materials_en="Flip charts and markers\nCase folders, one for each table\nName tags",
    materials_bn="ফ্লিপ চার্ট ও মার্কার\nপ্রতি টেবিলের জন্য একটি করে কেস ফোল্ডার\nনেম ট্যাগ",
)


def load(programme: Programme, *, by: User, today: date) -> None:
    """Plans the series once, like the session of this course that was held last, through the verb that coordinators use."""
    sessions = TrainingSession.objects.filter(phase__programme=programme, course__code=COURSE)
    if sessions.filter(starts_on__gt=today).exists():
        return
    like = sessions.filter(state="closed").order_by("-starts_on").select_related("phase").first()
    if like is None:
        return
    stops = [
        Stop(Place.objects.get(kind="district", code=code), today + timedelta(weeks=weeks), english, bangla)
        for code, english, bangla, weeks in STOPS
    ]
    phase = programme.phases.order_by("-order").first() or like.phase
    asked = series.Series(Course.objects.get(code=COURSE), phase, SEATS, stops, like=like)
    series.make(asked, [one.code for one in series.preview(asked)], by=by, today=today)
    _from_template(like, phase, by=by, today=today)


def _from_template(like, phase, *, by, today):
    """A template of the same session, and two more sessions from it."""
    if SessionTemplate.objects.filter(programme=phase.programme).exists():
        return
    template = keeping.save_session(like, TEMPLATE, by=by)
    stops = [
        Stop(Place.objects.get(kind="district", code=code), today + timedelta(weeks=weeks), english, bangla)
        for code, english, bangla, weeks in FROM_TEMPLATE
    ]
    asked = series.Series(template.course, phase, SEATS, stops, template=template, seen=template.version)
    series.make(asked, [one.code for one in series.preview(asked)], by=by, today=today)
