"""The desk in the browser of a coordinator: the likeliest pair first, closely, decided, taken back."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.duplicates.distinct_pairs import declare_distinct
from participants.duplicates.scan import request_scan
from participants.merging.merges import merge
from participants.models import DistinctPair, DuplicatePair, Merge, Officer, in_pair
from tests.factories import EnrolmentFactory, ProgrammeFactory, SessionFactory
from tests.participants.merging.conftest import recorded

DESK = "/admin/officers/duplicates/"
EVIDENCE = [["phone_same", 9.0], ["name_alike", 4.0], ["unit_other", -1.0]]


def pair_of(one, other, score=0.93):
    return DuplicatePair.objects.create(**in_pair(one, other), score=score, evidence=EVIDENCE, found_at=timezone.now())


@pytest.fixture
def pair(kept, absorbed):
    return pair_of(kept, absorbed)


@pytest.fixture
def visitor(signed_in, coordinator):
    return signed_in(coordinator)


def page_of(one, other):
    return reverse("duplicates:pair", args=[one.pk, other.pk])


def text(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_a_pair_stands_side_by_side_with_the_reasons_in_words(visitor, pair):
    shown = text(visitor.get(DESK))
    assert "1 pair of records may be one person" in shown
    assert "93% likely" in shown
    assert "For one person: the same phone, a similar name." in shown
    assert "Against: another unit." in shown
    assert "Full name in English Md. Rafiqul Islam Mohammad Rafikul Islam" in shown


def test_the_likeliest_pair_comes_first(visitor, kept, absorbed, programme):
    pair_of(kept, absorbed, score=0.6)
    pair_of(kept, recorded(programme, name_en="Rafiqul Islam"), score=0.99)
    shown = text(visitor.get(DESK))
    assert shown.index("99% likely") < shown.index("60% likely")


def test_without_a_pair_the_desk_says_so(visitor, programme):
    assert "No pair waits" in text(visitor.get(DESK))


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_desk_costs_the_same_with_one_and_three_pairs(visitor, programme, session, takes_queries, pairs):
    for _number in range(pairs):
        two = [EnrolmentFactory(session=session, officer__programme=programme).officer for _one in range(2)]
        pair_of(*two)
    visitor.get(DESK)
    with takes_queries(QUERIES_OF_THE_DESK):
        assert visitor.get(DESK).status_code == 200


QUERIES_OF_THE_DESK = 14


def test_one_pair_is_shown_value_by_value_and_says_what_goes_where(visitor, kept, absorbed):
    shown = text(visitor.get(f"{page_of(kept, absorbed)}?keep={absorbed.pk}"))
    assert "Mohammad Rafikul Islam stays; everything of Md. Rafiqul Islam moves there." in shown
    assert "Sex Man, in both" in shown


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_page_of_a_pair_costs_the_same_with_one_and_three_sessions_in_common(
    visitor, kept, absorbed, session, takes_queries, sessions
):
    for number in range(sessions):
        shared = SessionFactory(code=f"TOT-BOTH-{number}", phase=session.phase, course=session.course)
        for officer in (kept, absorbed):
            EnrolmentFactory(session=shared, officer=officer)
    visitor.get(page_of(kept, absorbed))
    with takes_queries(QUERIES_OF_A_PAIR):
        assert visitor.get(page_of(kept, absorbed)).status_code == 200


QUERIES_OF_A_PAIR = 27


def test_conflicts_are_explained_before_anybody_confirms(visitor, kept, absorbed, session):
    for officer in (kept, absorbed):
        EnrolmentFactory(session=session, officer=officer)
    shown = text(visitor.get(page_of(kept, absorbed)))
    assert "TOT-KHU-03" in shown
    assert "Both records are enrolled. One enrolment stays" in shown


def test_the_page_of_a_pair_makes_one_record(visitor, kept, absorbed):
    answer = visitor.post(page_of(kept, absorbed), {"keep": kept.pk, "field.name_en": "absorbed"})
    made = Merge.objects.get()
    assert answer.headers["Location"] == f"{DESK}?merged={made.pk}"
    assert Officer.objects.get().name_en == "Mohammad Rafikul Islam"
    assert "The two records are one now." in text(visitor.get(answer.headers["Location"]))


def test_the_other_record_may_be_the_one_that_stays(visitor, kept, absorbed):
    visitor.post(page_of(kept, absorbed), {"keep": absorbed.pk})
    assert Officer.objects.get().pk == absorbed.pk


def test_a_question_that_was_not_asked_yet_is_asked_first(visitor, kept, absorbed, session):
    for officer in (kept, absorbed):
        EnrolmentFactory(session=session, officer=officer)
    answer = visitor.post(page_of(kept, absorbed), {"keep": kept.pk})
    assert answer.status_code == 200
    assert "one more answer" in text(answer)
    assert not Merge.objects.exists()


def test_what_cannot_be_merged_says_why_and_has_no_button(visitor, kept, absorbed, coordinator):
    declare_distinct(kept, absorbed, by=coordinator)
    answer = visitor.get(page_of(kept, absorbed))
    assert "that these are two people. Take that back first." in text(answer)
    assert 'data-key="Enter" disabled' in answer.content.decode()
    answer = visitor.post(page_of(kept, absorbed), {"keep": kept.pk}, follow=True)
    assert "that these are two people" in text(answer)
    assert not Merge.objects.exists()


def test_a_value_nobody_offered_is_refused(visitor, kept, absorbed):
    answer = visitor.post(page_of(kept, absorbed), {"keep": kept.pk, "field.name_en": "<script>"}, follow=True)
    assert "Choose one of the two values for “full name in English”." in text(answer)


def test_different_people_leave_the_desk_and_come_back(visitor, kept, absorbed, pair):
    answer = visitor.post(f"{page_of(kept, absorbed)}apart/", {"page": "1", "place": "1"})
    said = DistinctPair.objects.get()
    assert answer.headers["Location"] == f"{DESK}?apart={said.pk}&page=1#pair-1"
    shown = text(visitor.get(answer.headers["Location"]))
    assert "are two people. Nobody is asked about them again." in shown
    assert "No pair waits" in shown
    answer = visitor.post(f"{DESK}apart/{said.pk}/forget/", follow=True)
    assert "Taken back." in text(answer)
    assert "93% likely" in text(answer)


def test_everybody_who_was_told_apart_is_listed(visitor, kept, absorbed, coordinator):
    declare_distinct(kept, absorbed, by=coordinator, reason="Two brothers")
    shown = text(visitor.get(f"{DESK}apart/"))
    assert "Two brothers" in shown
    assert "9977700001" in shown


def test_a_merge_can_be_read_and_taken_back(visitor, kept, absorbed, coordinator):
    made = merge(kept, absorbed, by=coordinator)
    assert "Mohammad Rafikul Islam 9977700002" in text(visitor.get(f"{DESK}merges/"))
    shown = text(visitor.get(f"{DESK}merges/{made.pk}/"))
    assert "Mobile +8801700000002 –" in shown
    assert "A search for the service number 9977700002 finds this officer." in shown
    answer = visitor.post(f"{DESK}merges/{made.pk}/take-back/", follow=True)
    assert "Taken back. Both records are as they were." in text(answer)
    assert Officer.objects.count() == 2


def test_a_no_to_taking_back_is_shown(visitor, kept, absorbed, coordinator, programme):
    made = merge(kept, absorbed, by=coordinator)
    merge(recorded(programme), kept, by=coordinator)
    answer = visitor.post(f"{DESK}merges/{made.pk}/take-back/", follow=True)
    assert "was merged into this officer later" in text(answer)


@pytest.mark.parametrize("merges", [1, 3])
def test_the_list_of_merges_costs_the_same_with_one_and_three(
    visitor, kept, programme, coordinator, takes_queries, merges
):
    for _number in range(merges):
        merge(kept, recorded(programme), by=coordinator)
    visitor.get(f"{DESK}merges/")
    with takes_queries(QUERIES_OF_THE_LIST):
        assert visitor.get(f"{DESK}merges/").status_code == 200


QUERIES_OF_THE_LIST = 9


def test_a_search_is_long_work(visitor, programme):
    answer = visitor.post(f"{DESK}search/")
    assert answer.headers["Location"].startswith("/work/")


def test_a_search_of_somebody_else_is_reported(visitor, programme):
    request_scan()
    assert "A search is under way already." in text(visitor.post(f"{DESK}search/", follow=True))


def test_two_ticked_officers_are_compared(visitor, kept, absorbed):
    ticked = {"action": "compare", "_selected_action": [kept.pk, absorbed.pk]}
    answer = visitor.post("/admin/participants/officer/", ticked)
    assert answer.headers["Location"] == page_of(kept, absorbed)


def test_the_start_page_counts_the_pairs(visitor, pair):
    shown = text(visitor.get("/admin/"))
    assert "1 pair of records may be one person" in shown


# Others


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider", "officer_user"])
def test_nobody_else_finds_the_desk(signed_in, kept, absorbed, pair, coordinator, session, request, who):
    said = declare_distinct(recorded(kept.programme), kept, by=coordinator)
    visitor = signed_in(request.getfixturevalue(who))
    for path in (DESK, page_of(kept, absorbed), f"{DESK}apart/", f"{DESK}merges/"):
        assert visitor.get(path).status_code == 404
    for path in (page_of(kept, absorbed), f"{page_of(kept, absorbed)}apart/", f"{DESK}apart/{said.pk}/forget/"):
        assert visitor.post(path, {"keep": kept.pk}).status_code == 404
    assert Merge.objects.count() == 0


def test_pairs_and_merges_of_other_programmes_are_not_there(visitor, kept, coordinator):
    theirs = [recorded(ProgrammeFactory()) for _one in range(2)]
    pair_of(kept, theirs[0])
    boss = theirs[0].programme.team.create(user=coordinator, role="observer").user
    assert "No pair waits" in text(visitor.get(DESK))
    for one, other in ((kept, theirs[0]), tuple(theirs), (kept, kept)):
        assert visitor.get(page_of(one, other)).status_code == 404
        assert visitor.post(page_of(one, other), {"keep": one.pk}).status_code == 404
    assert boss == coordinator


def test_pages_change_nothing_when_they_are_read(visitor, kept, absorbed, pair, writes_nothing):
    visitor.get(DESK)
    with writes_nothing():
        for path in (DESK, page_of(kept, absorbed), f"{DESK}apart/", f"{DESK}merges/"):
            assert visitor.get(path).status_code == 200
