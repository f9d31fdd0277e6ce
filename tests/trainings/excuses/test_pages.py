"""The pages of excuses: of the officer, and of those who decide; nobody else reads why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, SessionFactory, UserFactory, named_for
from tests.trainings.conftest import at
from tests.trainings.excuses.conftest import AM, SECRET, pdf, photograph, states
from trainings.excuses import deciding
from trainings.models import Excuse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday(clock):
    """The day before the session."""
    clock(20)


def address(name, *args):
    return reverse(f"trainings:{name}", args=args)


def form(days, **more):
    return {"half_days": [f"{days[1].pk}-morning"], "kind": "illness", "reason": SECRET, **more}


# The officer


def test_an_officer_asks_from_the_own_page_and_reads_the_answer(enrolment, days, officer_user, trainer, signed_in):
    client, page = signed_in(officer_user), reverse("my_excuses:mine", args=[enrolment.pk])
    assert page in client.get(reverse("certificates:mine")).text
    answer = client.post(page, form(days, paper=photograph()), follow=True)
    assert "Your request is with the trainers." in answer.text
    assert "Waits for a decision" in answer.text
    assert f'value="{days[1].pk}-morning"' not in answer.text
    assert f'value="{days[1].pk}-afternoon"' in answer.text
    excuse = Excuse.objects.get()
    deciding.decide(excuse, [], by=trainer, now=at(20), answer="Come at ten.")
    after = client.get(page).text
    assert "Not granted" in after
    assert "Come at ten." in after
    assert client.get(reverse("my_excuses:paper", args=[excuse.pk])).status_code == 200


def test_an_officer_takes_the_own_request_back(asked, enrolment, officer_user, signed_in):
    excuse = asked((2, AM))
    client = signed_in(officer_user)
    client.post(reverse("my_excuses:withdraw", args=[excuse.pk]))
    client.post(reverse("my_excuses:withdraw", args=[excuse.pk]))
    assert states(excuse) == ["withdrawn"]
    assert "Taken back" in client.get(reverse("my_excuses:mine", args=[enrolment.pk])).text


def test_what_is_wrong_stands_beside_the_form_with_what_was_typed(enrolment, days, officer_user, signed_in):
    client, page = signed_in(officer_user), reverse("my_excuses:mine", args=[enrolment.pk])
    answer = client.post(page, form(days, half_days=[], paper=pdf("paper.exe")))
    assert answer.status_code == 422
    assert "Take a photo (JPEG or PNG) or a PDF." in answer.text
    assert SECRET in answer.text
    foreign = form(days, half_days=[f"{SessionFactory().days.first().pk}-morning"])
    assert client.post(page, foreign).status_code == 422
    assert not Excuse.objects.exists()


def test_once_nothing_is_ahead_the_page_says_whom_to_call(enrolment, officer_user, signed_in, clock):
    clock(23, "14:00")
    page = signed_in(officer_user).get(reverse("my_excuses:mine", args=[enrolment.pk])).text
    assert "call a trainer" in page
    assert "<textarea" not in page


def test_another_officer_finds_nothing(asked, enrolment, session, signed_in):
    excuse = asked((2, AM), paper=pdf())
    other = OfficerFactory(user=UserFactory(email=None, service_number="9900555009"))
    EnrolmentFactory(session=session, officer=other)
    client = signed_in(other.user)
    assert client.get(reverse("my_excuses:mine", args=[enrolment.pk])).status_code == 404
    assert client.get(reverse("my_excuses:paper", args=[excuse.pk])).status_code == 404
    assert client.post(reverse("my_excuses:withdraw", args=[excuse.pk])).status_code == 404
    assert states(excuse) == ["asked"]


# Who decides


def test_a_trainer_reads_and_decides(asked, session, trainer, signed_in):
    excuse, client = asked((2, AM), (3, AM), paper=pdf("Sabina.pdf")), signed_in(trainer)
    desk = client.get(address("excuses", session.code)).text
    assert "Sabina Yasmin" in desk
    assert SECRET not in desk
    page = client.get(address("excuse", session.code, excuse.pk)).text
    assert SECRET in page
    paper = client.get(address("paper_of_excuse", session.code, excuse.pk))
    assert paper["Content-Disposition"] == f'attachment; filename="excuse-{excuse.pk}.pdf"'
    assert (paper["Cache-Control"], paper["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert AuditEntry.objects.get(verb="excuse.paper_read").details == {"session": session.pk}
    first, _second = excuse.half_days.all()
    here = address("excuse", session.code, excuse.pk)
    refused = client.post(here, {"granted": [first.pk], "answer": ""})
    assert refused.status_code == 422
    assert "Say why it is not granted" in refused.text
    client.post(here, {"granted": [first.pk], "answer": "The test is then."})
    assert states(excuse) == ["granted", "declined"]
    client.post(address("withdraw_excuse", session.code, excuse.pk))
    assert states(excuse) == ["withdrawn", "declined"]


def test_a_call_is_recorded_for_the_officer(enrolment, days, session, coordinator, signed_in):
    client, page = signed_in(coordinator), address("new_excuse", session.code)
    assert "Sabina Yasmin (1)" in client.get(page).text
    wrong = client.post(page, form(days, officer="7"))
    assert "Nobody has this number in this session." in wrong.text
    client.post(page, form(days, officer="1"))
    excuse = Excuse.objects.get()
    assert (excuse.enrolment, excuse.asked_by) == (enrolment, coordinator)


def test_of_many_officers_the_number_is_typed(enrolment, session, trainer, signed_in, monkeypatch):
    monkeypatch.setattr("trainings.excuses.forms.MOST_TO_UNFOLD", 0)
    page = signed_in(trainer).get(address("new_excuse", session.code)).text
    assert "Number of the officer in the register" in page
    assert "Sabina" not in page


def test_guests_observers_and_people_of_other_programmes_find_nothing(
    asked, session, programme, observer, outsider, signed_in
):
    excuse = asked((2, AM), paper=pdf())
    guest = UserFactory()
    programme.team.create(user=guest, role="trainer")
    named_for(session, guest, "guest")
    foreign = UserFactory()
    ProgrammeFactory(coordinators=[foreign])
    places = [
        address("excuses", session.code),
        address("new_excuse", session.code),
        *(address(name, session.code, excuse.pk) for name in ("excuse", "paper_of_excuse")),
    ]
    for user in (guest, observer, outsider, foreign):
        client = signed_in(user)
        assert [client.get(place).status_code for place in places] == [404] * len(places), user
        assert client.post(places[2], {"granted": []}).status_code == 404
    assert states(excuse) == ["asked"]


def test_an_excuse_is_found_below_its_own_session_only(asked, session, programme, trainer, signed_in):
    excuse, other = asked((2, AM), paper=pdf()), SessionFactory(programme=programme, led_by=trainer)
    client = signed_in(trainer)
    for name in ("excuse", "paper_of_excuse"):
        assert client.get(address(name, other.code, excuse.pk)).status_code == 404


def test_an_empty_desk_says_how_excuses_come(session, enrolment, trainer, signed_in):
    page = signed_in(trainer).get(address("excuses", session.code)).text
    assert "Officers ask on their own page" in page
    assert address("new_excuse", session.code) in page


def test_the_desk_is_paged_and_costs_the_same_for_one_and_three(asked, session, trainer, signed_in, monkeypatch):
    def ask():
        one = EnrolmentFactory(session=session)
        asked((2, AM), enrolment=one, by=trainer)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(address("excuses", session.code))
        return len(queries)

    client = signed_in(trainer)
    ask()
    cost()
    first = cost()
    ask(), ask()
    assert cost() == first
    monkeypatch.setattr("trainings.views.excuses.ROWS_PER_PAGE", 2)
    assert "?page=2#waiting" in client.get(address("excuses", session.code)).text
