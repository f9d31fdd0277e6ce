"""The pages in the hall: number, person, reason; and taking back."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import AuditEntry
from participants.models import Officer
from tests.factories import OfficerFactory, ProgrammeFactory, RankFactory
from tests.trainings.walk_ins.conftest import NUMBER
from trainings.models import Enrolment, OfficerRequest, WalkIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(session, force):
    return reverse("trainings:walk_in", args=[session.code])


@pytest.fixture
def here(signed_in, trainer, clock):
    """A client of the trainer, in the morning of the 22nd."""
    clock(22)
    return signed_in(trainer)


@pytest.fixture
def known(programme):
    return OfficerFactory(service_number=NUMBER, programme=programme, name_en="Kamrul Hasan")


def hidden_fields(answer):
    """Returns {name: value} of the hidden fields of a page."""
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', answer.content.decode())
    return dict(inputs)


def next_page(client, address, number=NUMBER):
    """Types the number and returns (the page, what its form sends)."""
    answer = client.post(address, {"number": number})
    return answer, hidden_fields(answer) | {"joined": "day=2&half=morning"}


def test_the_number_shows_whom_it_means_and_a_button_adds_the_officer(session, known, address, here):
    page, form = next_page(here, address, "BP ৯৯০০৭৭৭০০১")
    assert "Kamrul Hasan" in page.text
    answer = here.post(address, form)
    assert answer["Location"] == reverse("trainings:attendance", args=[session.code])
    assert session.enrolments.active().get().officer == known


def test_the_form_sent_twice_makes_one(known, address, here):
    _page, form = next_page(here, address)
    here.post(address, form)
    here.post(address, form)
    assert (Enrolment.objects.count(), WalkIn.objects.count()) == (1, 1)


def test_who_is_on_the_list_is_said_before(session, known, address, here):
    here.post(address, next_page(here, address)[1])
    assert "This officer is on the list already." in next_page(here, address)[0].text


def new_person(**values):
    return {
        "name_en": "Nazmul Huda",
        "rank": RankFactory().pk,
        "unit": "Khulna District Police",
        "sex": "male",
        **values,
    }


def test_an_unknown_number_asks_who_it_is(session, address, here, known):
    page, form = next_page(here, address, "9900777002")
    assert "Nobody of this programme is on record under this number." in page.text
    here.post(address, form | new_person(mobile="০১৭০০-১২৩৪৫৬"))
    made = Officer.objects.get(service_number="9900777002")
    assert (made.name_en, made.mobile, made.unit.name_en) == ("Nazmul Huda", "+8801700123456", "Khulna District Police")


@pytest.mark.parametrize(
    ("field", "text"),
    [("name_en", "Sabina @@ <Yesmin> #7"), ("name_en", ""), ("unit", "Nowhere at all"), ("mobile", "12"), ("rank", "")],
)
def test_what_cannot_be_is_refused_with_the_person_still_on_the_page(address, here, known, field, text):
    _page, form = next_page(here, address, "9900777002")
    answer = here.post(address, form | new_person(**{field: text}))
    assert answer.status_code == 422
    assert not Officer.objects.filter(service_number="9900777002").exists()


def test_a_number_of_another_programme_looks_like_an_unknown_one(session, address, here):
    OfficerFactory(service_number=NUMBER, programme=ProgrammeFactory(code="OTHER"), name_en="Hidden Person")
    held, form = next_page(here, address)
    unknown, _form = next_page(here, address, "9900777009")
    plain = [
        re.sub(r'value="[^"]*"|[0-9]{10}|CSRFToken": "[^"]*"|nonce="[^"]*"', "", page.text) for page in (held, unknown)
    ]
    assert plain[0] == plain[1]
    assert "Hidden" not in held.text
    answer = here.post(address, form | new_person())
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said[0].startswith("This officer is not on the list yet: the record has to be checked first.")
    assert OfficerRequest.objects.count() == 1


def test_a_constable_needs_a_reason_and_the_page_says_why(session, address, here, programme):
    OfficerFactory(
        service_number=NUMBER, programme=programme, rank=RankFactory(code="CONST", order=1, name_en="Constable")
    )
    page, form = next_page(here, address)
    assert "The course is for those who lead others; the rank is Constable." in page.text
    assert here.post(address, form).status_code == 409
    assert Enrolment.objects.count() == 0
    here.post(address, form | {"reason": "Leads the beat team."})
    assert WalkIn.objects.get().reason == "Leads the beat team."


def test_each_name_that_is_shown_is_audited_and_they_are_few(address, here, programme, monkeypatch):
    monkeypatch.setattr("trainings.walk_ins.looking_up.MOST_A_DAY", 2)
    for number in range(3):
        OfficerFactory(service_number=f"990077800{number}", programme=programme, name_en=f"Person {'abc'[number] * 4}")
    assert "Person aaaa" in next_page(here, address, "9900778000")[0].text
    assert "Person aaaa" in next_page(here, address, "9900778000")[0].text
    assert "Person bbbb" in next_page(here, address, "9900778001")[0].text
    refused, _form = next_page(here, address, "9900778002")
    assert refused.status_code == 409
    assert "Person cccc" not in refused.text
    assert AuditEntry.objects.filter(verb="walk_in.looked_up").count() == 2


def test_a_form_that_is_wrong_shows_no_name_past_the_limit(address, here, known, monkeypatch):
    monkeypatch.setattr("trainings.walk_ins.looking_up.MOST_A_DAY", 0)
    answer = here.post(address, {"form": "no", "number": NUMBER}, follow=True)
    assert "Kamrul" not in answer.text


def test_before_the_session_the_page_says_who_adds(session, address, signed_in, trainer, clock):
    clock(20)
    page = signed_in(trainer).get(address).text
    assert "Until then a coordinator adds officers." in page
    assert 'name="number"' not in page


def test_others_find_nothing(address, signed_in, outsider, observer):
    for user in (outsider, observer):
        assert signed_in(user).get(address).status_code in (403, 404)


def test_the_links_lead_there_while_officers_can_be_added(session, address, here, known):
    for page in ("trainings:session", "trainings:attendance"):
        assert address in here.get(reverse(page, args=[session.code])).text
    session.state = "held"
    session.save()
    for page in ("trainings:session", "trainings:attendance"):
        assert address not in here.get(reverse(page, args=[session.code])).text


# Taken back


def test_who_added_takes_it_back_the_same_day(session, known, address, here):
    here.post(address, next_page(here, address)[1])
    one = WalkIn.objects.get()
    assert "Take back" in here.get(address).text
    here.post(reverse("trainings:undo_walk_in", args=[session.code]), {"walk_in": one.pk})
    assert Enrolment.objects.count() == 0
    assert "Take back" not in here.get(address).text
    assert Officer.objects.filter(pk=known.pk).exists()


def test_the_coordinator_reads_about_it_and_says_so(session, known, address, here, coordinator, signed_in):
    here.post(address, next_page(here, address)[1])
    start = signed_in(coordinator).get(reverse("admin:index")).text
    assert "1 officer was added on the spot to TOT-KHU-03" in start
    page = here.get(reverse("reports:session", args=[session.code])).text
    assert "Added on the spot" in page
    assert "From Sunday morning on" in page
    here.post(reverse("sessions:note_walk_ins", args=[session.code]))
    assert "added on the spot to" not in here.get(reverse("admin:index")).text
