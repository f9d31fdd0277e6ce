"""Today's page says who is missing, who was missing twice running, and what there is to teach with."""

from datetime import time

import pytest
from django.urls import reverse

from programmes.library.versions import add_version
from tests.factories import EnrolmentFactory, ModuleFactory, OfficerFactory, ProgrammeFactory, UserFactory, named_for
from tests.programmes.factories import ResourceFactory
from tests.trainings.conftest import at
from trainings.attendance.absences import missing_now
from trainings.attendance.marking import mark, mark_column
from trainings.curriculum.materials import materials_of
from trainings.models import Half, Slot
from trainings.sessions.half_days import HalfDay, marks_by_half_day

TODAY = reverse("trainings:today")


@pytest.fixture
def abul(session):
    return EnrolmentFactory(session=session, officer=OfficerFactory(name_en="Abul Hashem"))


@pytest.fixture
def belal(session):
    return EnrolmentFactory(session=session, officer=OfficerFactory(name_en="Belal Uddin"))


def missing(session):
    found = missing_now([session], marks_by_half_day([session.pk]))
    return [(one.enrolment.officer.name_en, one.half_day.half.value, one.twice) for one in found]


def absent(enrolment, day, half, trainer, now):
    mark(enrolment, day, half, "absent", by=trainer, now=now)


def test_who_is_absent_now_stands_there_and_twice_running_first(session, abul, belal, days, trainer):
    absent(belal, days[0], Half.AFTERNOON, trainer, at(21, "14:00"))
    mark_column(session, days[0], Half.AFTERNOON, "present", by=trainer, now=at(21, "14:00"))
    for one in (abul, belal):
        absent(one, days[1], Half.MORNING, trainer, at(22, "09:00"))
    assert missing(session) == [("Belal Uddin", "morning", True), ("Abul Hashem", "morning", False)]


def test_who_came_again_is_not_missing(session, abul, belal, days, trainer):
    absent(abul, days[0], Half.MORNING, trainer, at(21))
    mark_column(session, days[0], Half.MORNING, "present", by=trainer, now=at(21))
    mark_column(session, days[0], Half.AFTERNOON, "present", by=trainer, now=at(21, "14:00"))
    assert missing(session) == []


@pytest.mark.parametrize("given", ["excused", "late", "present"])
def test_only_the_absent_are_missing(session, abul, days, trainer, given):
    mark(abul, days[0], Half.MORNING, given, by=trainer, now=at(21))
    assert missing(session) == []


def test_a_half_day_without_marks_is_no_reason_to_call(session, abul, days, trainer):
    absent(abul, days[0], Half.MORNING, trainer, at(21))
    assert missing(session) == [("Abul Hashem", "morning", False)]


def test_who_withdrew_is_not_called(session, abul, days, trainer):
    absent(abul, days[0], Half.MORNING, trainer, at(21))
    type(abul).objects.filter(pk=abul.pk).update(state="withdrawn", state_reason="Transferred")
    assert missing(session) == []


def test_sessions_without_marks_miss_nobody(session, abul, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert missing_now([], {}) == []
    assert missing(session) == []


def test_the_page_leads_to_the_mark(session, abul, days, trainer, signed_in, clock):
    for day, half, now in ((days[0], Half.AFTERNOON, at(21, "14:00")), (days[1], Half.MORNING, at(22, "09:00"))):
        absent(abul, day, half, trainer, now)
    clock(22, "09:30")
    client = signed_in(trainer)
    page = client.get(TODAY).text
    assert "Absent twice running: somebody should call." in page
    address = f"{reverse('trainings:correct', args=[session.code, abul.pk])}?day=2&half=morning"
    assert address.replace("&", "&amp;") in page
    assert client.get(address).status_code == 200


def test_who_was_absent_yesterday_is_not_said_to_be_absent_today(session, abul, days, trainer, signed_in, clock):
    absent(abul, days[0], Half.AFTERNOON, trainer, at(21, "14:00"))
    clock(22, "08:30")
    page = signed_in(trainer).get(TODAY).text
    assert f"Absent {HalfDay(days[0], Half.AFTERNOON).name}" in page
    assert "Missing today" not in page


def test_a_guest_is_not_told_who_is_missing(session, abul, days, trainer, programme, signed_in, clock):
    guest = UserFactory()
    programme.team.create(user=guest, role="trainer")
    named_for(session, guest, role="guest")
    absent(abul, days[1], Half.MORNING, trainer, at(22, "09:00"))
    clock(22, "09:30")
    assert "Abul Hashem" not in signed_in(guest).get(TODAY).text


# Materials


@pytest.fixture
def taught(session, days):
    module = ModuleFactory(title_en="Trust and legitimacy")
    slot = Slot.objects.create(
        day=days[1], starts_at=time(9), ends_at=time(10), kind="module", module=module, title_en="Module 1"
    )
    return module, slot


def document(module, programme, title, audience, **more):
    made = ResourceFactory(programme=programme, title_en=title, audience=audience)
    for link in more.get("links", ["https://example.org/handout"]):
        add_version(made, by=programme.team.filter(role="coordinator").first().user, link=link)
    module.resources.add(made)
    return made


def test_materials_of_the_day_stand_by_module_and_say_for_whom(taught, programme, trainer, signed_in, clock):
    module, _slot = taught
    handout = document(module, programme, "Handout", "officers")
    document(module, programme, "Trainer's guide", "trainers")
    document(module, programme, "Budget", "coordinators")
    document(module, programme, "Announced only", "officers", links=[])
    clock(22, "09:30")
    client = signed_in(trainer)
    page = client.get(TODAY).text
    read = reverse("library:read", args=[handout.public_id])
    assert read in page
    assert client.get(read)["Location"] == "https://example.org/handout"
    assert "Materials of today" in page
    assert page.index("Handout") < page.index("Trainer&#x27;s guide")
    assert "Budget" not in page
    assert "Announced only" not in page


def test_documents_of_another_programme_are_not_shown(taught, trainer):
    module, slot = taught
    document(module, ProgrammeFactory(coordinators=[UserFactory()]), "Foreign", "trainers")
    assert materials_of([slot], by=trainer) == []


@pytest.mark.parametrize("sessions", [1, 3])
def test_today_costs_the_same_for_many_officers_and_documents(
    session, days, taught, programme, trainer, signed_in, clock, django_assert_num_queries, sessions
):
    module, _slot = taught
    for number in range(sessions):
        document(module, programme, f"Handout {number}", "officers")
        absent(EnrolmentFactory(session=session), days[1], Half.MORNING, trainer, at(22, "09:00"))
    clock(22, "09:30")
    client = signed_in(trainer)
    client.get(TODAY)
    with django_assert_num_queries(15):
        client.get(TODAY)
