"""Planning a session: what need not be typed."""

from datetime import date

import pytest

from tests.factories import CourseFactory, DistrictFactory, PhaseFactory, SessionFactory
from trainings.models import TrainingSession
from trainings.sessions.suggestions import suggested_code, suggested_last_day, suggested_titles


@pytest.fixture
def course(programme):
    return CourseFactory(programme=programme, kind="tot", days=3)


def test_the_code_names_kind_and_place_and_takes_the_next_number(course):
    SessionFactory(code="TOT-RAJ-06", programme=course.programme)
    SessionFactory(code="SUP-RAJ-41", programme=course.programme)
    assert suggested_code(course, DistrictFactory(name_en="Khulna")) == "TOT-KHU-07"


def test_a_place_of_two_words_gives_letters_only(course):
    assert suggested_code(course, DistrictFactory(code="2022", name_en="Cox's Bazar")) == "TOT-COX-01"


def test_the_titles_are_in_both_scripts(course):
    assert suggested_titles(course, DistrictFactory()) == ("Training of trainers, Khulna", "প্রশিক্ষক প্রশিক্ষণ, খুলনা")


def test_the_last_day_follows_from_the_length_of_the_course(course):
    assert suggested_last_day(course, date(2026, 12, 30)) == date(2027, 1, 1)


def posted(course, **more):
    empty = {"trainers-TOTAL_FORMS": "0", "trainers-INITIAL_FORMS": "0"}
    return {
        **empty,
        "phase": PhaseFactory(programme=course.programme).pk,
        "course": course.pk,
        "place": DistrictFactory().pk,
        "venue_en": "Police Lines",
        "venue_bn": "পুলিশ লাইন্স",
        "starts_on": "2026-12-01",
        "capacity": "30",
        **more,
    }


def test_a_session_planned_with_the_least_has_code_titles_and_days(signed_in, coordinator, course):
    response = signed_in(coordinator).post("/admin/trainings/trainingsession/add/", posted(course))
    session = TrainingSession.objects.get()
    assert response["Location"] == f"/admin/sessions/{session.code}/"
    assert (session.code, session.title_en, session.ends_on) == (
        "TOT-KHU-01",
        "Training of trainers, Khulna",
        date(2026, 12, 3),
    )
    assert [day.date.day for day in session.days.all()] == [1, 2, 3]


def test_a_course_of_another_programme_is_refused_next_to_its_field(signed_in, coordinator, course):
    other = PhaseFactory(programme__coordinators=[coordinator])
    page = signed_in(coordinator).post("/admin/trainings/trainingsession/add/", posted(course, phase=other.pk))
    assert page.status_code == 200
    assert "belongs to another programme" in page.content.decode()
    assert not TrainingSession.objects.exists()


def test_days_out_of_order_are_refused(signed_in, coordinator, course):
    page = signed_in(coordinator).post("/admin/trainings/trainingsession/add/", posted(course, ends_on="2026-11-30"))
    assert "The last day is before the first." in page.content.decode()
    assert not TrainingSession.objects.exists()
