"""The timetable on paper: a page per day, both languages, for who works on the session."""

import subprocess

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from jobs.models import Job
from jobs.requesting import run_now
from reports.timetable import printing, sheets
from tests.factories import ProgrammeFactory, UserFactory, named_for
from trainings.models import Slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(session, trainer):
    """Two days with lines; the third has none."""
    first, second, _third = session.days.order_by("number")
    own = session.trainers.get(user=trainer)
    lines = [
        (first, "09:00", "09:30", "other", "Opening", "উদ্বোধন", None, "Main hall", "মূল হল"),
        (first, "11:00", "11:15", "break", "Tea", "চা বিরতি", None, "", ""),
        (first, "14:05", "15:00", "other", "Cases", "", own, "Room 2", ""),
        (second, "09:00", "10:00", "other", "Practice", "অনুশীলন", None, "", ""),
    ]
    fields = ("day", "starts_at", "ends_at", "kind", "title_en", "title_bn", "trainer", "room_en", "room_bn")
    for line in lines:
        Slot.objects.create(**dict(zip(fields, line, strict=True)))
    return session


def page_texts(job):
    pdf = default_storage.path(f"exports/{job.params['token']}.pdf")
    found = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return found.split("\f")[:-1]


def test_each_day_with_lines_has_a_page_in_both_languages(planned, trainer):
    first, second = page_texts(run_now(printing.ask(planned, day=None, by=trainer)))
    for words in ("Timetable of the day", "TOT-KHU-03", "Day 1", "21 November 2026", "Opening", "Main hall", "Tea"):
        assert words in first
    assert "09:00–09:30" in first
    assert "৯:০০" in first
    assert "২:০৫" in first
    assert "Rafiqul Trainer" in first
    assert first.count("All trainers") == 1
    assert "Practice" in second


def test_one_day_alone_can_be_printed(planned, trainer):
    [page] = page_texts(run_now(printing.ask(planned, day=2, by=trainer)))
    assert "Practice" in page
    assert "Opening" not in page


def test_a_text_in_one_script_stands_once(planned):
    [page, _second] = sheets.pages_of(sheets.days_of(planned, None))
    assert page["lines"][2]["title"] == {"bn": "Cases", "en": ""}


def test_what_has_no_lines_and_what_was_cancelled_is_refused(planned, trainer):
    with pytest.raises(Refused, match="This day has no timetable yet"):
        printing.ask(planned, day=3, by=trainer)
    planned.state, planned.state_reason = "cancelled", "Flood"
    planned.save()
    with pytest.raises(Refused, match="cancelled"):
        printing.ask(planned, day=1, by=trainer)
    planned.state = "running"
    planned.save()
    Slot.objects.all().delete()
    with pytest.raises(Refused, match="This session has no timetable yet"):
        printing.ask(planned, day=None, by=trainer)


def test_everybody_named_for_the_session_may_and_nobody_else(planned, trainer, coordinator, outsider):
    guest, stranger = UserFactory(), UserFactory()
    named_for(planned, guest, role="guest")
    ProgrammeFactory(coordinators=[stranger])
    for user in (trainer, coordinator, guest):
        assert printing.ask(planned, day=1, by=user)
    for user in (outsider, stranger):
        with pytest.raises(NotAllowed):
            printing.ask(planned, day=1, by=user)


@pytest.mark.parametrize(("who", "name"), [("coordinator", ""), ("trainer", "trainer_")])
def test_the_button_leads_to_the_job_and_the_job_to_the_file(planned, request, signed_in, who, name):
    client = signed_in(request.getfixturevalue(who))
    ask = reverse(f"reports:print_{name}timetable", args=[planned.code])
    for _twice in range(2):
        client.post(ask, {"day": "1"})
    job = run_now(Job.objects.get(kind=printing.JOB_KIND))
    answer = client.get(job.params["next"])
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(verb="timetable.print_requested").count() == 1
    assert AuditEntry.objects.filter(verb="timetable.downloaded").count() == 1
    assert client.get(ask).status_code == 405


def test_the_file_is_for_who_asked_alone(planned, trainer, coordinator, signed_in):
    token = run_now(printing.ask(planned, day=1, by=trainer)).params["token"]
    assert signed_in(coordinator).get(reverse("reports:timetable_file", args=[planned.code, token])).status_code == 404


def test_the_pages_of_the_session_have_the_button(planned, trainer, coordinator, signed_in):
    staff, own = (reverse(f"reports:print_{name}timetable", args=[planned.code]) for name in ("", "trainer_"))
    assert f'action="{staff}"' in signed_in(coordinator).get(reverse("reports:session", args=[planned.code])).text
    assert f'action="{staff}"' in signed_in(coordinator).get(reverse("sessions:timetable", args=[planned.code])).text
    assert f'action="{own}"' in signed_in(trainer).get(reverse("trainings:session", args=[planned.code])).text


def test_a_day_that_is_bad_input_means_all_days(planned, trainer, signed_in):
    client, ask = signed_in(trainer), reverse("reports:print_trainer_timetable", args=[planned.code])
    client.post(ask, {"day": "1e3"})
    assert Job.objects.get(kind=printing.JOB_KIND).params["day"] is None
