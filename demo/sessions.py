"""The sessions of the demonstration, run through the same verbs that coordinators and trainers use."""

import random
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from certificates.issuing import batches
from demo import timetables
from jobs.requesting import run_now
from participants.duplicates import search_keys
from participants.models import Officer, Posting, Rank, Unit
from programmes.models import Goal, Place
from trainings.attendance import marking
from trainings.enrolment import enrolment as enrolling
from trainings.models import Course, EnrolmentState, Half, Mark, SessionTrainer, TrainingSession
from trainings.paper import keying
from trainings.sessions import lifecycle
from trainings.tags.numbers import give_numbers
from trainings.timetable import standard

DHAKA = ZoneInfo("Asia/Dhaka")
ON_PAPER = (1, Half.AFTERNOON)  # of the session that runs
COURSE_OF = {"SUP": "CBP-SUP", "TOT": "CBP-TOT"}

# code, phase, district, venue in English and Bangla, first day, officers, divisions served
CLOSED = [
    ("SUP-RAJ-01", 2, "5081", "Rajshahi city", "রাজশাহী মহানগর", date(2023, 10, 17), 26, "50 55"),
    ("SUP-CTG-02", 2, "2015", "Chattogram city", "চট্টগ্রাম মহানগর", date(2024, 1, 29), 27, "20"),
    ("SUP-KHU-03", 2, "4047", "Hotel City Inn", "হোটেল সিটি ইন", date(2024, 4, 28), 26, "40"),
    ("SUP-JSR-04", 2, "4041", "Jashore town", "যশোর শহর", date(2024, 6, 25), 26, "40"),
    ("SUP-DHK-05", 2, "3026", "Dhaka city", "ঢাকা মহানগর", date(2024, 6, 28), 26, "30"),
    ("TOT-RAJ-01", 3, "5081", "Hotel X", "হোটেল এক্স", date(2025, 4, 22), 30, "50 55"),
    ("TOT-KHU-02", 3, "4047", "Hotel Castle Salam", "হোটেল ক্যাসেল সালাম", date(2025, 6, 17), 30, "40 10"),
    ("TOT-DHK-03", 3, "3026", "Dhaka city", "ঢাকা মহানগর", date(2025, 6, 22), 40, "30 45"),
]
# The same, but the first day counts from today and the code gets the next free number.
NOW = [
    ("TOT-SYL", 4, "6091", "District Police Lines", "জেলা পুলিশ লাইন্স", -9, 24, "60"),  # closed, certificates to be issued
    ("TOT-KHU", 4, "4047", "Police Training Centre", "পুলিশ ট্রেনিং সেন্টার", -1, 30, "40"),  # runs, day 2 is today
    ("TOT-RAJ", 4, "5081", "Police Lines Auditorium", "পুলিশ লাইন্স মিলনায়তন", 5, 0, "50 55"),  # awaits its roster
    ("TOT-BAR", 4, "1006", "Police Lines Auditorium", "পুলিশ লাইন্স মিলনায়তন", 35, 0, "10"),  # units nominate
]
TITLES = {
    "SUP": ("Training of supervisors, {}", "তদারকি কর্মকর্তাদের প্রশিক্ষণ, {}"),
    "TOT": ("Training of trainers, {}", "প্রশিক্ষক প্রশিক্ষণ, {}"),
}


class Loader:
    """Loads sessions with people of one Crowd; `coordinator`, `lead` and `co_trainer` are the demo's accounts."""

    def __init__(self, programme, crowd, *, coordinator, lead, co_trainer, today):
        self.programme, self.crowd, self.today = programme, crowd, today
        self.coordinator, self.lead, self.co_trainer = coordinator, lead, co_trainer
        self.force = Unit.objects.get(code="BP")
        self.ranks = list(Rank.objects.filter(code__in=["SI", "INSP", "ASP", "SR_ASP", "ADDL_SP"]).order_by("order"))
        self.units = {}
        for unit in Unit.objects.filter(kind__in=["district", "metro"]).select_related("place__parent"):
            if unit.place:
                self.units.setdefault(unit.place.parent.code, []).append(unit)
        self.random = random.Random(7)  # noqa: S311 -- an invented turnout needs no secrecy

    def load_closed(self) -> None:
        """Loads the sessions of 2023 to 2025 with attendance and certificates, from where an earlier run was stopped."""
        on_record = set(TrainingSession.objects.values_list("code", flat=True))
        for row in CLOSED:
            if row[0] not in on_record:
                self._hold(row, closed=True)
        for session in TrainingSession.objects.filter(code__in=[row[0] for row in CLOSED]).order_by("starts_on"):
            if session.enrolments.filter(state=EnrolmentState.COMPLETED, certificates=None).exists():
                run_now(batches.request(session, by=self.coordinator).job)  # type: ignore[arg-type]  # what was asked for has its work

    def load_present(self) -> None:
        """Loads the sessions around today: one closed, one running, one that awaits its roster, one to nominate for."""
        for place, phase, district, venue_en, venue_bn, begins_in, officers, divisions in NOW:
            number = TrainingSession.objects.filter(code__startswith="TOT-").count() + 1
            first = self.today + timedelta(days=begins_in)
            row = (f"{place}-{number:02d}", phase, district, venue_en, venue_bn, first, officers, divisions)
            self._hold(row, closed=first + timedelta(days=2) < self.today)

    @transaction.atomic
    def _hold(self, row, *, closed):
        session = self._plan(row)
        officers = self._graduates(row) if row[0].startswith("TOT") else []
        officers += self.recruit(row[6] - len(officers), row[7].split())
        if officers:
            enrolling.enrol(session, officers, by=self.coordinator)
        session.refresh_from_db()
        if session.ends_on >= self.today:
            timetables.name_trainers(session, by=self.coordinator)
        if session.starts_on <= self.today:
            lifecycle.start(session, by=self.lead)
            give_numbers(session, by=self.lead)
            self._take_attendance(session)
        if closed:
            lifecycle.hold(session, by=self.lead)
            evening = datetime.combine(session.ends_on, time(17), DHAKA)
            lifecycle.close(session, by=self.lead, today=session.ends_on, now=evening)

    def _plan(self, row):
        code, phase, district, venue_en, venue_bn, first, officers, divisions = row
        place = Place.objects.get(kind="district", code=district)
        course = Course.objects.get(code=COURSE_OF[code[:3]])
        english, bangla = TITLES[code[:3]]
        session = TrainingSession.objects.create(
            code=code,
            phase=self.programme.phases.get(order=phase),
            course=course,
            title_en=english.format(place.name_en),
            title_bn=bangla.format(place.name_bn),
            place=place,
            venue_en=venue_en,
            venue_bn=venue_bn,
            starts_on=first,
            ends_on=first + timedelta(days=2),
            capacity=officers + 5 if officers else 60,
        )
        session.regions.set(Place.objects.filter(kind="division", code__in=divisions.split()))
        session.goals.set(Goal.objects.filter(number__in=[16, 17]))
        SessionTrainer.objects.create(session=session, user=self.lead, role="lead")
        SessionTrainer.objects.create(session=session, user=self.co_trainer, role="co_trainer")
        for trainer in (self.lead, self.co_trainer):
            trainer.forget_roles()
        lifecycle.plan_days(session)
        standard.take_into_empty(session, by=self.coordinator)
        lifecycle.schedule(session, by=self.coordinator)
        session.refresh_from_db()
        return session

    def _graduates(self, row):
        """Some who were trained as supervisors in these divisions come back to become trainers."""
        known = Officer.objects.filter(
            unit__place__parent__code__in=row[7].split(),
            enrolments__session__code__startswith="SUP",
            enrolments__state="completed",
        ).exclude(enrolments__session__code__startswith="TOT")
        return list(known.order_by("service_number").distinct()[: row[6] // 4])

    def recruit(self, count: int, divisions: list[str], *, unit: Unit | None = None) -> list[Officer]:
        """Records `count` invented officers of units in the divisions (codes), or of the one Unit. Returns them."""
        units = [unit] if unit else [unit for division in divisions for unit in self.units[division]]
        officers = []
        for _place in range(count):
            person = self.crowd.draw()
            unit = self.random.choice(units)
            officers.append(
                Officer(
                    force=self.force,
                    service_number=person.service_number,
                    name_en=person.name_en,
                    name_bn=person.name_bn,
                    sex=person.sex,
                    mobile=person.mobile,
                    rank=self.random.choices(self.ranks, weights=[4, 5, 3, 1, 1])[0],
                    unit=unit,
                    district=unit.place,
                    programme=self.programme,
                )
            )
        officers = bulk_create_with_history(officers, Officer, default_user=self.coordinator)
        search_keys.index(officers)
        Posting.objects.bulk_create(
            Posting(officer=officer, rank=officer.rank, unit=officer.unit, since=self.programme.starts_on)
            for officer in officers
        )
        return officers

    def _take_attendance(self, session):
        """Every half-day before today: most are present, some late or excused, one now and then misses too much."""
        enrolments = list(session.enrolments.all())
        often_away = {enrolment.pk for enrolment in enrolments if self.random.random() < 0.06}
        for day in session.days.all():
            for half, hour in ((Half.MORNING, 9), (Half.AFTERNOON, 14)):
                now = datetime.combine(day.date, time(hour, 40), DHAKA).astimezone(UTC)
                if day.date >= self.today:
                    return  # today's grid is the trainer's to fill in
                if (day.number, half) == ON_PAPER and session.ends_on >= self.today:
                    self._key_in(session, day, half, now)
                    continue
                drawn = {enrolment.pk: self._exception(enrolment.pk in often_away) for enrolment in enrolments}
                marks = {pk: mark for pk, mark in drawn.items() if mark}
                marking.mark_sheet(session, day, half, marks, by=self.lead, now=now)
                marking.mark_column(session, day, half, Mark.PRESENT, by=self.lead, now=now)

    def _key_in(self, session, day, half, now):
        """One half-day of the session that runs came on paper: all signed, two of them late."""
        numbers = sorted(number for number, _one in keying.listed(session))
        marks = {number: Mark.LATE if number in (4, 17) else Mark.PRESENT for number in numbers}
        seen = keying.preview(session, day, half, marks, rest=False, now=now).seen
        form = uuid5(NAMESPACE_URL, f"{session.code}/{day.number}/{half}")
        keying.key_in(session, day, half, marks, form=form, rest=False, seen=seen, by=self.co_trainer, now=now)

    def _exception(self, often_away):
        if often_away:
            return self.random.choices([Mark.ABSENT, Mark.EXCUSED, None], weights=[3, 2, 4])[0]
        return self.random.choices([None, Mark.LATE, Mark.EXCUSED, Mark.ABSENT], weights=[92, 5, 2, 1])[0]
