"""Two people answer, or ask, at the same moment, on two real connections."""

import pytest

from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.held_elsewhere.lookup_limits import DAILY_LIMITS, count_matches
from participants.models import LookUp, NumberMatch
from tests.factories import UserFactory
from tests.trainings.attendance.test_two_at_once import at_once
from tests.trainings.rosters.building import previewed, row
from trainings.models import Enrolment, OfficerRequest
from trainings.officer_requests import answering, asking
from trainings.rosters import importing

pytestmark = pytest.mark.django_db(transaction=True)


def tried(act):
    """Returns what came of it: "done" or "refused"."""

    def attempt():
        try:
            act()
        except Refused:
            return "refused"
        return "done"

    return attempt


def test_two_who_accept_let_the_officer_in_once(asked, holder, administrator):
    acts = [tried(lambda user=user: answering.accept(asked, by=user)) for user in (holder, administrator)]
    assert sorted(at_once(*acts)) == ["done", "refused"]
    assert Enrolment.objects.filter(officer=asked.officer).count() == 1


def test_accepted_and_taken_back_at_once_one_of_the_two_holds(asked, holder, coordinator):
    acts = (tried(lambda: answering.accept(asked, by=holder)), tried(lambda: asking.withdraw(asked, by=coordinator)))
    assert sorted(at_once(*acts)) == ["done", "refused"]
    asked.refresh_from_db()
    assert Enrolment.objects.filter(officer=asked.officer).exists() == (asked.state == "accepted")


def test_two_lists_ask_for_an_officer_once(session, coordinator, hidden):
    rosters = [
        previewed(session, row(7, name=name, number="9900600007"), by=coordinator) for name in ("Habib", "Rokeya")
    ]
    jobs = [importing.request_apply(roster, by=coordinator) for roster in rosters]
    at_once(*[lambda job=job: run_now(job) for job in jobs])
    assert OfficerRequest.objects.count() == 1


def test_two_lists_share_the_limit_of_the_day(programme, coordinator, monkeypatch):
    monkeypatch.setitem(DAILY_LIMITS, LookUp.LIST, 3)
    lists = ([1, 2, 3], [11, 12, 13])
    at_once(*[lambda ids=ids: count_matches(coordinator, ids, programme=programme, kind=LookUp.LIST) for ids in lists])
    assert NumberMatch.objects.filter(by=coordinator).count() == 3
    assert count_matches(UserFactory(), [1], programme=programme, kind=LookUp.LIST) == {1}
