"""The pages: an officer's own attendance, the list of who teaches, the desk of coordinators."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEntry
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, SessionFactory, UserFactory, named_for
from tests.trainings.conftest import at
from tests.trainings.objections.conftest import TEXT, objects
from trainings.models import MadeUpHalfDay, Objection

pytestmark = pytest.mark.django_db
AM, PM = "morning", "afternoon"


def text_of(answer):
    return " ".join(answer.text.split())


@pytest.fixture
def on_the_24th(closed, clock):
    clock(24)
    return closed


def test_an_officer_sees_the_own_marks_objects_reads_the_answer_and_takes_back(
    on_the_24th, mine, days, officer_user, coordinator, signed_in
):
    client, page = signed_in(officer_user), f"/me/attendance/{mine.pk}/"
    assert f'href="{page}"' in client.get("/me/").text
    shown = text_of(client.get(page))
    assert "Objections are taken until the end of 30 November 2026." in shown
    assert "Attended 4 of 6 half-days" in shown
    sent = {"form": uuid.uuid4(), "half_days": ["1-morning", "1-afternoon"], "text": TEXT}
    assert client.post(page, sent | {"half_days": []}).status_code == 422
    assert client.post(page, sent | {"half_days": ["9-morning"]}).status_code == 422
    assert client.post(page, sent | {"paper": SimpleUploadedFile("a.exe", b"MZ")}).status_code == 422
    assert client.post(page, sent)["Location"] == page
    assert text_of(client.get(page)).count("Objection waits") == 2
    assert "Objection waits" in client.get("/me/").text
    morning, _afternoon = Objection.objects.get().half_days.all()
    desk = f"/admin/sessions/{on_the_24th.code}/objections/"
    client = signed_in(coordinator)
    assert f"1 objection in {on_the_24th.code} waits for your decision" in client.get("/admin/").text
    assert TEXT in client.get(desk).text
    one = f"{desk}{Objection.objects.get().pk}/"
    answer = {"half_day": morning.pk, f"{morning.pk}-mark": "present", f"{morning.pk}-answer": ""}
    assert client.post(f"{one}decide/", answer).status_code == 422
    assert client.post(f"{one}decide/", answer | {f"{morning.pk}-answer": "You signed."})["Location"] == one
    client = signed_in(officer_user)
    shown = text_of(client.get(page))
    assert "absent → present" in shown
    assert "You signed." in shown
    assert "Attended 5 of 6 half-days" in shown
    client.post(f"/me/attendance/objections/{Objection.objects.get().pk}/take-back/")
    assert "Objection answered" in client.get("/me/").text


def test_after_the_window_the_page_says_so_and_has_no_form(closed, mine, officer_user, signed_in, monkeypatch, clock):
    closed.objections_until = closed.ends_on
    closed.save()
    clock(24)
    page = signed_in(officer_user).get(f"/me/attendance/{mine.pk}/")
    assert "Objections were possible until the end of 23 November 2026." in text_of(page)
    assert 'name="half_days"' not in page.text


def test_nobody_opens_what_is_of_others(
    on_the_24th, mine, other, days, officer_user, coordinator, programme, signed_in
):
    paper = SimpleUploadedFile("card.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n")
    made = objects(mine, (days[0], AM), by=officer_user, paper=paper)
    file, code = f"/me/attendance/objections/{made.pk}/paper/", on_the_24th.code
    stranger, helper, guest, colleague = (UserFactory() for _n in range(4))
    ProgrammeFactory(coordinators=[stranger])
    for user, role in ((helper, "co_trainer"), (guest, "guest")):
        programme.team.create(user=user, role="trainer")
        named_for(on_the_24th, user, role=role)
    OfficerFactory(user=colleague)
    for user, opens in ((officer_user, 200), (coordinator, 200), (helper, 404), (stranger, 404), (colleague, 404)):
        assert signed_in(user).get(file).status_code == opens
    assert AuditEntry.objects.filter(verb="objection.paper_read").count() == 2
    assert signed_in(colleague).get(f"/me/attendance/{mine.pk}/").status_code == 404
    assert signed_in(officer_user).get(f"/me/attendance/{other.pk}/").status_code == 404
    for user, opens in ((helper, 200), (guest, 404)):
        for page in ("", f"{made.pk}/"):
            assert signed_in(user).get(f"/training/{code}/objections/{page}").status_code == opens
    client = signed_in(stranger)
    for page in ("", f"{made.pk}/", "record/", f"record/{other.pk}/"):
        assert client.get(f"/admin/sessions/{code}/objections/{page}").status_code == 404
    assert client.post(f"/admin/sessions/{code}/objections/{made.pk}/decide/", {}).status_code == 404


def test_a_trainer_records_for_who_has_no_account_comments_and_decides_nothing(
    on_the_24th, mine, other, days, trainer, officer_user, signed_in
):
    client, pages = signed_in(trainer), f"/training/{on_the_24th.code}/objections/"
    assert f'href="{pages}"' in client.get(f"/training/{on_the_24th.code}/attendance/").text
    assert "Nobody has objected so far." in client.get(pages).text
    whom = client.get(f"{pages}record/").text
    assert f"record/{other.pk}/" in whom
    assert f"record/{mine.pk}/" not in whom
    assert client.get(f"{pages}record/{mine.pk}/").status_code == 404
    sent = {"form": uuid.uuid4(), "half_days": ["2-morning"], "text": "<b>Came late</b> by bus."}
    made = client.post(f"{pages}record/{other.pk}/", sent)["Location"]
    page = client.post(made, {"text": "I saw him at ten."}, follow=True).text
    assert "I saw him at ten." in page
    assert "<b>Came late" not in page
    assert "/decide/" not in page
    objection = Objection.objects.get()
    assert client.post(f"{pages}{objection.pk}/take-back/").status_code == 302
    assert objection.half_days.get().state == "withdrawn"
    theirs = objects(mine, (days[0], AM), by=officer_user)
    client = signed_in(officer_user)
    assert "I saw him" not in client.get(f"/me/attendance/{mine.pk}/").text
    assert client.post(f"{made}", {"text": "x"}).status_code in {403, 404}
    assert theirs.half_days.get().state == "open"


@pytest.mark.parametrize("objections", [1, 3])
def test_the_lists_cost_the_same_for_many(
    on_the_24th, mine, days, officer_user, trainer, coordinator, signed_in, django_assert_num_queries, objections
):
    keys = [(day, half) for day in days for half in (AM, PM)]
    for number in range(objections):
        objects(mine, keys[number], by=officer_user)
        if number:
            objects(EnrolmentFactory(session=on_the_24th, state="completed"), keys[number], by=trainer)
    for user, page, queries in (
        (coordinator, f"/admin/sessions/{on_the_24th.code}/objections/", 12),
        (officer_user, f"/me/attendance/{mine.pk}/", 14),
    ):
        client = signed_in(user)
        client.get(page)
        with django_assert_num_queries(queries):
            client.get(page)


def test_a_half_day_made_up_elsewhere_says_where(closed, mine, days, officer_user, trainer, signed_in):
    elsewhere = SessionFactory(programme=closed.programme, code="TOT-BAR-07").days.first()
    who = {"seen_by": trainer, "recorded_by": trainer, "recorded_at": at(23)}
    MadeUpHalfDay.objects.create(
        enrolment=mine, day=days[0], half="morning", other_day=elsewhere, other_half="morning", **who
    )
    page = signed_in(officer_user).get(f"/me/attendance/{mine.pk}/").text
    assert page.count("made up in TOT-BAR-07") == 1
