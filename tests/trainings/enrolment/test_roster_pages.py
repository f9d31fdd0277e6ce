"""The roster of a session with more officers than a page: turned, searched, and read a page at a time."""

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory, SessionFactory
from tests.rows_loaded import rows_loaded
from tests.trainings.conftest import mark_everyone
from trainings.enrolment import roster_pages
from trainings.enrolment.roster_pages import roster_page
from trainings.models import Course, Enrolment, TrainingSession
from trainings.sessions.completion import completion_statuses, decide_by_hand, totals


@pytest.fixture
def large(programme, trainer, monkeypatch):
    """A session of seven officers, three to a page."""
    monkeypatch.setattr(roster_pages, "ROWS", 3)
    monkeypatch.setattr("reports.pages.session.ROWS", 3)
    session = SessionFactory(programme=programme, led_by=trainer, code="LARGE-01")
    for number in range(7):
        EnrolmentFactory(session=session, officer__name_en=f"Rahim {'ABCDEFG'[number]}", officer__name_bn="")
    return session


def names(page):
    return [one.officer.name_en for one in page.rows]


def test_pages_follow_the_order_of_the_roster(large):
    shown = [names(roster_page(large, 7, number=number)) for number in (None, "2", "3", "x")]
    assert [len(one) for one in shown] == [3, 3, 1, 3]
    assert [name for one in shown[:3] for name in one] == [f"Rahim {letter}" for letter in "ABCDEFG"]


def test_a_search_finds_whoever_stands_on_another_page_and_says_how_many_more(large):
    EnrolmentFactory(session=large, officer__name_en="Sultana Kamal", officer__name_bn="সুলতানা কামাল")
    for words in ("sultana", "Kamal sul", "সুলতানা", "Sooltana Kamaal"):
        assert names(roster_page(large, 8, number=None, words=words)) == ["Sultana Kamal"]
    found = roster_page(large, 8, number=None, words="Rahim")
    assert (len(found.rows), found.more) == (3, 4)
    assert roster_page(large, 8, number=None, words="Nobody Here").rows == []


def test_nobody_of_another_session_is_found(large):
    EnrolmentFactory(session=SessionFactory(), officer__name_en="Sultana Kamal")
    assert roster_page(large, 7, number=None, words="Sultana").rows == []


@pytest.mark.parametrize(
    ("by_number", "is_shared", "is_found"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_a_number_finds_only_where_it_may_be_known(large, by_number, is_shared, is_found):
    one = EnrolmentFactory(session=large, is_shared=is_shared, officer__service_number="9900777123")
    page = roster_page(large, 8, number=None, words="9900777123", by_number=by_number)
    assert (page.rows == [one]) is is_found


@pytest.mark.parametrize("number", ["9900777123", "৯৯০০৭৭৭১২৩", "⁹⁹⁰⁰⁷⁷⁷¹²³", "⑨⑨⓪⓪⑦⑦⑦①②③", "９９００７７７１２３"])
@pytest.mark.parametrize(("by_number", "is_shared"), [(True, True), (False, False)])
def test_no_way_to_write_a_number_finds_where_it_may_not_be_known(large, number, by_number, is_shared):
    EnrolmentFactory(session=large, is_shared=is_shared, officer__service_number="9900777123")
    assert roster_page(large, 8, number=None, words=number, by_number=by_number).rows == []


def test_officers_of_one_name_are_told_apart_across_pages(large):
    first = large.enrolments.get(officer__name_en="Rahim A")
    twin = EnrolmentFactory(session=large, rank=first.rank, unit=first.unit)
    twin.officer.name_en, twin.officer.name_bn, twin.officer.service_number = "Zahir", "রহিম", "9900777124"
    twin.officer.save()
    first.officer.name_bn, first.officer.service_number = "রহিম", "9900777123"
    first.officer.save()
    assert roster_page(large, 8, number=None).apart == {first.pk: "7123", twin.pk: "7124"}


@pytest.mark.parametrize("address", ["reports:session", "trainings:session"])
def test_the_page_of_a_session_reads_no_more_rows_for_more_officers(
    request, signed_in, coordinator, trainer, large, address
):
    client = signed_in(coordinator if address.startswith("reports") else trainer)
    where = reverse(address, args=[large.code])
    loaded = []
    for _more in range(2):
        client.get(where)
        with rows_loaded() as rows:
            assert client.get(where).status_code == 200
        loaded.append(rows.loaded)
        for _number in range(9):
            EnrolmentFactory(session=large)
    assert loaded[0] == loaded[1]


@pytest.mark.parametrize("address", ["reports:session", "trainings:session"])
def test_the_search_on_the_page_of_a_session_needs_no_script(signed_in, coordinator, trainer, large, address):
    client = signed_in(coordinator if address.startswith("reports") else trainer)
    where = reverse(address, args=[large.code])
    assert 'name="words"' in client.get(where).text
    page = " ".join(client.post(where, {"words": "Rahim"}).text.split())
    assert page.count('data-l="Result"') == 3
    assert "4 more are found" in page
    assert "Show everyone" in page
    assert "Nobody is found." in client.post(where, {"words": "<b>Nobody</b> Here"}).text
    assert "Rahim A" not in client.get(f"{where}?words=Rahim+G&page=2").text


def test_a_session_of_one_page_has_no_search_of_its_own(signed_in, coordinator, programme):
    session = SessionFactory(programme=programme, with_officers=3)
    assert 'id="roster-words"' not in signed_in(coordinator).get(reverse("reports:session", args=[session.code])).text


def test_what_the_database_adds_up_is_what_each_officer_has(session, days, trainer):
    steady, absent, by_hand, failed = (EnrolmentFactory(session=session) for _n in range(4))
    mark_everyone(session, days, trainer, but=((2, "afternoon"),))
    Enrolment.objects.filter(pk=absent.pk).first().marks.update(mark="absent")
    decide_by_hand(by_hand, completes=True, by=None, reason="Came with a letter.")
    decide_by_hand(failed, completes=False, by=None, reason="Left early.")
    found = completion_statuses(session).values()
    assert totals(session) == (
        4,
        sum(one.attended for one in found),
        sum(one.held for one in found),
        sum(one.completes for one in found),
    )
    assert totals(session).completing == 2
    assert len(completion_statuses(session, [steady.pk])) == 1


def test_of_a_session_without_officers_nothing_is_added_up(session):
    assert totals(session) == (0, 0, 0, 0)


def test_what_is_added_up_goes_by_the_rule_that_was_fixed_for_the_session(session, days, trainer):
    EnrolmentFactory(session=session)
    mark_everyone(session, days, trainer, but=((2, "afternoon"),))
    Course.objects.update(required_share=100)
    assert totals(session).completing == 0
    TrainingSession.objects.filter(pk=session.pk).update(required_share=80, late_counts=True)
    assert totals(session).completing == 1
