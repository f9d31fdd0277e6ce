"""Double clicks, officers who left, trainers who are officers, and what a photograph carries."""

import uuid

import pytest

from accounts.refusal import Refused
from tests.trainings.conftest import at
from tests.trainings.excuses.conftest import photograph
from tests.trainings.objections.conftest import TEXT, objects
from trainings.models import Enrolment, Objection, TrainingSession
from trainings.objections import deciding

pytestmark = pytest.mark.django_db
AM, PM = "morning", "afternoon"


def test_a_form_sent_twice_is_one_objection_and_no_refusal(closed, mine, officer_user, signed_in, clock):
    clock(24)
    client, page = signed_in(officer_user), f"/me/attendance/{mine.pk}/"
    sent = {"form": uuid.uuid4(), "half_days": ["1-morning"], "text": TEXT}
    assert [client.post(page, sent)["Location"] for _time in range(2)] == [page, page]
    stale = client.post(page, sent | {"form": uuid.uuid4()})
    assert stale.status_code == 422
    assert "waits already" in stale.text
    assert client.post(page, sent | {"form": uuid.uuid4(), "text": "\u200b"}).status_code == 422
    assert Objection.objects.count() == 1


def test_who_left_and_whose_session_was_cancelled_reads_the_answer_and_takes_back(
    closed, mine, days, officer_user, coordinator, signed_in, clock
):
    clock(24)
    made = objects(mine, (days[0], AM), (days[0], PM), by=officer_user)
    deciding.decide(made.half_days.first(), mark=None, answer="Nobody saw you.", by=coordinator, now=at(24))
    Enrolment.objects.filter(pk=mine.pk).update(state="withdrawn", half_days_attended=None, half_days_held=None)
    TrainingSession.objects.update(state="cancelled", state_reason="Floods")
    client, page = signed_in(officer_user), f"/me/attendance/{mine.pk}/"
    shown = client.get(page).text
    assert "Nobody saw you." in shown
    assert 'id="object"' not in shown
    assert client.post(f"/me/attendance/objections/{made.pk}/take-back/", follow=True).status_code == 200
    assert made.half_days.last().state == "withdrawn"


def test_who_is_the_officer_and_teaches_besides_reads_no_comment_and_decides_nothing(
    closed, mine, days, officer, officer_user, trainer, coordinator, signed_in, clock
):
    clock(24)
    made = objects(mine, (days[0], AM), by=officer_user)
    deciding.comment(made, "I saw nobody.", by=trainer, now=at(24))
    officer.user = coordinator
    officer.save()
    client = signed_in(coordinator)
    for page in (f"/admin/sessions/{closed.code}/objections/", f"/training/{closed.code}/objections/"):
        shown = client.get(f"{page}{made.pk}/")
        assert shown.status_code == 200
        assert "I saw nobody." not in shown.text
        assert "/decide/" not in shown.text
    with pytest.raises(Refused, match="your own attendance"):
        deciding.comment(made, "I was there.", by=coordinator, now=at(24))


def test_who_decides_or_comments_on_an_old_page_reads_what_happened(
    closed, mine, days, officer_user, coordinator, signed_in, clock
):
    clock(24)
    made = objects(mine, (days[0], AM), by=officer_user)
    row = deciding.decide(made.half_days.get(), mark=None, answer="Nobody saw you.", by=coordinator, now=at(24))
    client, page = signed_in(coordinator), f"/admin/sessions/{closed.code}/objections/{made.pk}/"
    sent = {"half_day": row.pk, f"{row.pk}-mark": "present", f"{row.pk}-answer": "Yes."}
    assert "This half-day was decided meanwhile." in client.post(f"{page}decide/", sent, follow=True).text
    assert "decided or taken back meanwhile" in client.post(page, {"text": "I saw."}, follow=True).text
    assert made.half_days.get().state == "left"


def test_a_paper_keeps_neither_phone_nor_name_and_is_answered_as_what_it_is(
    closed, mine, days, officer_user, signed_in, clock
):
    clock(24)
    made = objects(mine, (days[0], AM), by=officer_user, paper=photograph())
    answer = signed_in(officer_user).get(f"/me/attendance/objections/{made.pk}/paper/")
    assert (answer["Content-Type"], made.paper_name) == ("image/webp", "paper.webp")
    assert b"Sabina" not in b"".join(answer.streaming_content)
