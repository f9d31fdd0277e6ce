"""The sign-in sheets of a session: a list per day, a signature per half-day, the numbers of the register, free lines."""

import subprocess

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from jobs.models import Job
from jobs.requesting import run_now
from reports.sign_in import printing, sheets
from tests.factories import EnrolmentFactory, OfficerFactory, UserFactory, named_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(session):
    """Thirty officers: a page of 25, and one of five with the free lines."""
    for number in range(30):
        officer = OfficerFactory(
            service_number=f"99001122{number:02d}", name_en=f"Officer A{'abcdefghijklmnopqrstuvwxyzABCD'[number]}"
        )
        EnrolmentFactory(session=session, officer=officer)
    return session


def page_texts(pdf):
    found = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return found.split("\f")[:-1]


def test_each_day_has_its_pages_with_numbers_and_signatures(roster, trainer):
    job = run_now(printing.ask(roster, day=None, by=trainer))
    pages = page_texts(default_storage.path(f"exports/{job.params['token']}.pdf"))
    assert len(pages) == 6
    for number, page in enumerate(pages):
        assert f"Page {number % 2 + 1} of 2" in page
        assert f"Day {number // 2 + 1}" in page
        assert "Morning, signature" in page
        assert "Afternoon, signature" in page
        assert "TOT-KHU-03" in page
        assert "do not photograph" in page


def test_at_most_25_lines_a_page_and_free_lines_behind_the_last_officer(roster):
    days = list(roster.days.all())
    first, second = sheets.pages_of(roster, days[:1])
    assert [len(first["lines"]), len(second["lines"])] == [25, 20]
    assert [line["number"]["en"] for line in first["lines"]] == [str(n) for n in range(1, 26)]
    assert [("name_bn" in line) for line in second["lines"]] == [True] * 5 + [False] * 15


@pytest.mark.parametrize("officers", [0, 1, 20, 21, 24, 25, 45, 50])
def test_there_are_always_five_free_lines(session, officers):
    for _number in range(officers):
        EnrolmentFactory(session=session)
    lines = sheets.lines_of(session)
    assert sheets.FEWEST_FREE <= len(lines) - officers <= sheets.MOST_FREE


def test_a_day_without_an_afternoon_has_one_signature(session, two_officers, days_of_session):
    day = days_of_session[0]
    day.has_afternoon = False
    day.save()
    page, *_others = sheets.pages_of(session, [day])
    assert [half["en"] for half in page["halves"]] == ["Morning"]


@pytest.fixture
def two_officers(session):
    return [EnrolmentFactory(session=session), EnrolmentFactory(session=session)]


@pytest.fixture
def days_of_session(session):
    return list(session.days.order_by("number"))


def test_the_numbers_are_those_of_the_register_and_namesakes_are_told_apart(session):
    for number in ("9900000043", "9900000042"):
        EnrolmentFactory(
            session=session, officer=OfficerFactory(service_number=number, name_en="Abdul Karim", name_bn="")
        )
    lines = sheets.lines_of(session)
    assert [line["apart"] for line in lines[:2]] == ["0043", "0042"]


def test_one_day_alone_can_be_printed(roster, trainer):
    job = run_now(printing.ask(roster, day=2, by=trainer))
    pages = page_texts(default_storage.path(f"exports/{job.params['token']}.pdf"))
    assert len(pages) == 2
    assert "22 November 2026" in pages[0]


def test_who_teaches_and_who_coordinates_may_others_not(roster, trainer, coordinator, outsider):
    guest = UserFactory()
    named_for(roster, guest, role="guest")
    for user in (trainer, coordinator):
        assert printing.ask(roster, day=1, by=user)
    for user in (outsider, guest):
        with pytest.raises(NotAllowed):
            printing.ask(roster, day=1, by=user)


def test_too_many_pages_are_refused(roster, trainer, monkeypatch):
    monkeypatch.setattr(printing, "MOST_PAGES", 5)
    with pytest.raises(Refused, match="6 pages are too many"):
        printing.ask(roster, day=None, by=trainer)


@pytest.mark.parametrize(("who", "name"), [("coordinator", "sign_in"), ("trainer", "trainer_sign_in")])
def test_the_page_leads_to_the_job_and_the_job_to_the_file(roster, request, signed_in, who, name):
    client = signed_in(request.getfixturevalue(who))
    address = reverse(f"reports:{name}", args=[roster.code])
    assert "All days as one PDF" in client.get(address).text
    client.post(address, {"day": "1"})
    client.post(address, {"day": "1"})
    job = run_now(Job.objects.get(kind=printing.JOB_KIND))
    assert job.params["next"].startswith(address)
    answer = client.get(job.params["next"])
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(verb="sign_in_sheets.downloaded").count() == 1


def test_the_file_is_for_who_asked_alone(roster, trainer, coordinator, signed_in):
    job = run_now(printing.ask(roster, day=1, by=trainer))
    token = job.params["token"]
    assert signed_in(coordinator).get(reverse("reports:sign_in_file", args=[roster.code, token])).status_code == 404


def test_the_pages_of_the_session_lead_there(roster, trainer, coordinator, signed_in):
    staff = signed_in(coordinator).get(reverse("reports:session", args=[roster.code])).text
    assert reverse("reports:sign_in", args=[roster.code]) in staff
    client = signed_in(trainer)
    for page in ("trainings:session", "trainings:attendance"):
        assert (
            reverse("reports:trainer_sign_in", args=[roster.code]) in client.get(reverse(page, args=[roster.code])).text
        )
