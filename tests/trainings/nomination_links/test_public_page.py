"""The page behind a link: Bangla first, no session cookie, one answer for all that opens nothing, nothing looked up."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from tests.factories import EnrolmentFactory, OfficerFactory, RankFactory
from tests.trainings.enrolment.conftest import officers, propose
from tests.trainings.nomination_links.conftest import words_of
from trainings.models import Course, Enrolment, NominatedPerson, TrainingSession
from trainings.nomination_links import making
from trainings.nomination_links.addresses import secret_of

pytestmark = pytest.mark.django_db


def test_the_unit_sees_the_session_its_seats_and_the_women_wanted_in_bangla_first(client, address, session):
    page = words_of(client.get(address.removesuffix("?language=en")))
    assert '<html lang="bn"' in page
    page = words_of(client.get(address))
    assert '<html lang="en"' in page
    for words in ("Khulna District Police", session.course.title_en, "TOT-KHU-03", session.venue_en):
        assert words in page
    assert re.search(r"Seats for your unit</dt><dd><b>2</b>", page)
    assert re.search(r"Women wanted among them, at least</dt><dd><b>1</b>", page)


def test_the_unit_reads_the_rule_of_the_session_not_what_its_course_asks_since(client, address, session):
    Course.objects.update(required_share=60)
    assert "at least 60% of the half-days" in words_of(client.get(address))
    TrainingSession.objects.filter(pk=session.pk).update(required_share=75, late_counts=True)
    assert "at least 75% of the half-days" in words_of(client.get(address))


def test_the_unit_reads_the_entry_rules_and_which_typed_rank_does_not_meet_them(client, address, session, link, typed):
    Course.objects.update(lowest_rank=RankFactory(code="DIG", order=99, name_en="DIG"), unit_kinds=["thana"])
    client.post(address, typed())
    page = words_of(client.get(address))
    assert "Ranks: DIG and above." in page
    assert "Kinds of units: Police station." in page
    assert re.search(r"The rank is [^.]+\. Ranks: DIG and above\.", page)


def test_it_needs_no_account_and_leaves_no_session_behind(client, address):
    response = client.get(address)
    assert "sessionid" not in response.cookies
    assert response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_a_person_is_typed_and_stands_in_the_list_without_the_number(client, address, typed, link):
    response = client.post(address, typed(), follow=True)
    page = words_of(response)
    person = NominatedPerson.objects.get()
    assert (person.service_number, person.mobile, person.link) == ("9900555001", "+8801711000001", link)
    assert "রহিমা খাতুন" in page
    assert "5001" in page
    assert "9900555001" not in page
    assert "1711000001" not in page
    assert "1 officer, 2 seats" in page


def test_numbers_are_read_as_people_type_them(client, address, typed):
    client.post(address, typed(service_number="বিপি নং ৯৯০০-৫৫৫০-০১", mobile="০১৭১১০০০০০১"))
    assert NominatedPerson.objects.get().service_number == "9900555001"
    assert NominatedPerson.objects.get().mobile == "+8801711000001"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"service_number": ""}, "Type the BP number of the officer."),
        ({"service_number": "12345"}, "digits"),
        ({"service_number": "not a number"}, "not a number"),
        ({"rank": ""}, "Choose the rank."),
        ({"rank": "1e9"}, "Select a valid choice"),
        ({"name_bn": "Rahima"}, "Type the name in Bangla letters."),
        ({"name_en": "রহিমা"}, "Type the name in English letters."),
        ({"name_en": "x" * 201}, "at most 200"),
        ({"mobile": "hello"}, "hello"),
        ({"sex": "perhaps"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_saved(client, address, typed, wrong, sentence):
    response = client.post(address, typed(**wrong))
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not NominatedPerson.objects.exists()


def test_the_same_number_twice_is_noticed_in_the_lines_of_this_link_only(
    client, address, typed, session, jashore, coordinator
):
    client.post(address, typed(1))
    client.post(address, typed(2))
    response = client.post(address, typed(1, name_en="Somebody Else"))
    assert response.status_code == 409
    assert "in line 1 of your list already" in words_of(response)
    assert NominatedPerson.objects.count() == 2
    session.quotas.create(unit=jashore, seats=1)
    (other,) = making.make(session, units=[jashore.pk], by=coordinator)
    assert client.post(reverse("nominate:page", args=[secret_of(other)]), typed(1)).status_code == 302
    assert NominatedPerson.objects.count() == 3


def test_nothing_tells_whether_a_number_is_known_here_or_elsewhere(client, address, typed, session):
    """An officer of this session, one of another programme, and a number that nobody has: the same queries, the same page."""
    EnrolmentFactory(session=session, officer=OfficerFactory(service_number="9900555001"))
    OfficerFactory(service_number="9900555002")
    seen = []
    for number in (1, 2, 3):
        with CaptureQueriesContext(connection) as queries:
            response = client.post(address, typed(number))
        tables = [re.findall(r'"(participants_\w+)"', query["sql"]) for query in queries.captured_queries]
        assert not any("participants_officer" in found for found in tables)
        assert "participants_formernumber" not in str(tables)
        seen.append((response.status_code, response["Location"], len(queries)))
        NominatedPerson.objects.all().delete()
    assert len(set(seen)) == 1


def test_the_page_says_nothing_of_what_came_in_other_ways(client, address, session, khulna):
    propose(session, officers(2, khulna, name_en="Belal Uddin", name_bn="বেলাল উদ্দিন"))
    page = words_of(client.get(address))
    assert "Belal" not in page
    assert "0 officers, 2 seats" in page


def test_more_than_the_seats_may_be_typed_and_that_is_said_up_to_a_limit(client, address, typed, link):
    for number in range(1, 4):
        client.post(address, typed(number))
    assert "more than your seats" in words_of(client.get(address))
    for number in range(4, 15):
        client.post(address, typed(number))
    response = client.post(address, typed(15))
    assert response.status_code == 409
    assert "Your list has 14 lines" in words_of(response)
    assert "Your list is full" in words_of(client.get(address))
    assert link.people.count() == 14


def test_a_line_is_taken_out_again_and_a_second_time_harmlessly(client, address, typed, link):
    client.post(address, typed())
    person = link.people.get()
    remove = reverse("nominate:remove", args=[secret_of(link)])
    for _time in range(2):
        assert client.post(remove, {"person": person.pk}).status_code == 302
    assert client.post(remove, {"person": "1e9"}).status_code == 302
    assert not link.people.exists()
    assert AuditEntry.objects.filter(verb="nominated_person.removed").count() == 1


def test_a_line_of_another_link_stays(client, address, typed, link, session, jashore, coordinator):
    client.post(address, typed())
    session.quotas.create(unit=jashore, seats=1)
    (other,) = making.make(session, units=[jashore.pk], by=coordinator)
    client.post(reverse("nominate:remove", args=[secret_of(other)]), {"person": link.people.get().pk})
    assert link.people.count() == 1


def test_what_ended_what_was_taken_back_and_what_never_was_look_the_same(client, link, typed, session, coordinator):
    address = reverse("nominate:page", args=[secret_of(link)])
    making.make(session, units=[link.unit_id], renew=True, by=coordinator)
    replaced = client.get(address)
    never = client.get(reverse("nominate:page", args=["A" * 26]))
    strange = client.get("/n/<script>/")
    assert {answer.status_code for answer in (replaced, never, strange)} == {404}
    assert len({re.sub(r'name="request".*', "", answer.content.decode()) for answer in (replaced, never, strange)}) == 1
    assert client.post(address, typed()).status_code == 404
    assert not NominatedPerson.objects.exists()
    assert "sessionid" not in replaced.cookies


def test_whoever_guesses_waits_and_whoever_has_a_right_link_elsewhere_does_not(client, address):
    for number in range(30):
        assert client.get(f"/n/{number}/").status_code == 404
    response = client.get(address)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="203.0.113.7").get(address).status_code == 200


def test_a_link_that_ends_while_the_page_is_open_changes_nothing(client, address, typed, link, coordinator):
    assert client.get(address).status_code == 200
    making.take_back(link, by=coordinator)
    response = client.post(address, typed())
    assert response.status_code == 404
    assert not NominatedPerson.objects.exists()


def test_the_first_opening_is_noted_once(client, address, link):
    client.head(address)
    link.refresh_from_db()
    assert link.opened_at is None
    for _time in range(2):
        client.get(address)
    link.refresh_from_db()
    assert link.opened_at is not None
    (entry,) = AuditEntry.objects.filter(verb="nomination_link.opened")
    assert (entry.actor, entry.details) == (None, {"unit": link.unit_id})


def test_the_trail_says_by_whose_link_and_names_nobody(client, address, typed, link):
    client.post(address, typed())
    entry = AuditEntry.objects.get(verb="nominated_person.typed")
    assert (entry.actor, entry.details) == (None, {"link": link.pk, "unit": link.unit_id})
    assert entry.programme_id == link.session.phase.programme_id


def test_typing_nominates_nobody(client, address, typed):
    client.post(address, typed())
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_takes_the_same_queries_however_many_lines_there_are(client, address, typed, lines, takes_queries):
    for number in range(lines):
        client.post(address, typed(number))
    client.get(address)
    with takes_queries(4):
        client.get(address)


def test_a_form_from_another_site_is_refused(address, typed):
    assert Client(enforce_csrf_checks=True).post(address, typed()).status_code == 403
    assert not NominatedPerson.objects.exists()


def test_the_secret_stays_out_of_the_log(client, link, caplog):
    client.get("/n/AAAAAAAAAAAAAAAAAAAAAAAAAA/")
    assert "AAAAAAAA" not in caplog.text
