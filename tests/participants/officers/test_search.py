"""Finding an officer by number, phone or name."""

import pytest
from django.utils import translation

from participants.models import Officer
from participants.officers.search import find
from tests.factories import OfficerFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

SEARCH = "/admin/officers/search/"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def karim(programme):
    return OfficerFactory(
        programme=programme,
        service_number="9900123456",
        name_en="Md. Abdul Karim",
        name_bn="মোঃ আব্দুল করিম",
        mobile="+8801700987654",
    )


@pytest.fixture
def rahima(programme):
    return OfficerFactory(programme=programme, service_number="9900222333", name_en="Rahima Khatun", name_bn="রহিমা খাতুন")


@pytest.mark.parametrize(
    "words",
    [
        "9900123456",
        "৯৯০০১২৩৪৫৬",
        "BP 9900-123456",
        "বিপি৯৯০০১২৩৪৫৬",
        "990012",
        "987654",
        "01700987654",
        "+880 1700-987654",
        "karim",
        "Md. Karim",
        "KARIM Abdul",
        "করিম",
        "মোঃ করিম",
    ],
)
def test_one_officer_is_found_by(karim, rahima, words):
    assert list(find(Officer.objects.all(), words).officers) == [karim]


@pytest.mark.parametrize("words", ["", "  ", "99", "Md.", "মোঃ", "a", "Nobody", "Karim Rahima", "%", "' OR 1=1 --"])
def test_nobody_is_found_by(karim, rahima, words):
    assert list(find(Officer.objects.all(), words).officers) == []


def test_the_words_leave_no_trace_in_an_address(signed_in, coordinator, karim, rahima):
    client = signed_in(coordinator)
    answer = client.post(SEARCH, {"words": "a"})
    assert answer.status_code == 200
    answer = client.post(SEARCH, {"words": "9900"})
    page = answer.content.decode()
    assert "Abdul Karim" in page
    assert "Rahima" in page
    assert "words=" not in page


def test_a_single_hit_opens_at_once(signed_in, coordinator, karim, rahima):
    answer = signed_in(coordinator).post(SEARCH, {"words": "করিম"})
    assert answer.headers["Location"] == f"/admin/officers/{karim.pk}/"


def test_what_was_asked_in_the_address_is_not_searched(signed_in, coordinator, karim):
    assert "Abdul Karim" not in signed_in(coordinator).get(f"{SEARCH}?words=karim").content.decode()


def test_long_answers_show_their_beginning(signed_in, coordinator, programme):
    for _n in range(27):
        OfficerFactory(programme=programme)
    page = signed_in(coordinator).post(SEARCH, {"words": "officer"}).content.decode()
    assert "These are the first 25" in page


def test_officers_of_other_programmes_are_not_found(signed_in, coordinator, programme):
    OfficerFactory(programme=ProgrammeFactory(), name_en="Secret Stranger")
    assert "Nobody on record matches" in signed_in(coordinator).post(SEARCH, {"words": "Stranger"}).content.decode()


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_nobody_but_a_coordinator_searches(request, signed_in, session, karim, who):
    assert signed_in(request.getfixturevalue(who)).post(SEARCH, {"words": "karim"}).status_code == 404


def test_the_start_page_of_a_coordinator_offers_the_search(signed_in, coordinator, programme):
    assert f'action="{SEARCH}"' in signed_in(coordinator).get("/admin/").content.decode()


def test_what_only_sounds_alike_is_shown_and_not_opened(signed_in, coordinator, karim, rahima):
    page = signed_in(coordinator).post(SEARCH, {"words": "Korim Abdool"})
    assert page.status_code == 200
    assert "No officer is written exactly so; these sound alike." in page.content.decode()
    assert "Abdul Karim" in page.content.decode()


def test_what_is_written_so_says_nothing_about_sound(signed_in, coordinator, karim, rahima):
    OfficerFactory(programme=karim.programme, name_en="Karim Uddin")
    page = signed_in(coordinator).post(SEARCH, {"words": "karim"}).content.decode()
    assert "Karim Uddin" in page
    assert "sound alike" not in page


@pytest.mark.parametrize("words", ["9" * 200, "9900123456 " * 20, "BP", "(", "\u0000", "কখ" * 200])
def test_the_page_bears_any_text(signed_in, coordinator, karim, words):
    assert signed_in(coordinator).post(SEARCH, {"words": words}).status_code in (200, 302)
