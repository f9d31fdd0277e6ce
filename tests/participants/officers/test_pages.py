"""The pages on which a coordinator records where an officer serves."""

from datetime import date

import pytest

from participants.models import Posting
from tests.factories import OfficerFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def new(officer):
    return f"/admin/officers/{officer.pk}/postings/new/"


def of(posting):
    return f"/admin/officers/{posting.officer_id}/postings/{posting.pk}/"


def sent(rank, unit, since="2026-03-01"):
    return {"rank": rank.pk, "unit": unit.pk, "since": since}


def test_the_form_begins_with_rank_and_unit_of_today(signed_in, coordinator, posted, inspector, khulna):
    form = signed_in(coordinator).get(new(posted)).context["form"]
    assert (form.initial["rank"], form.initial["unit"]) == (inspector, khulna)


def test_a_transfer_is_recorded_and_leads_back_to_the_officer(signed_in, coordinator, posted, inspector, jashore):
    answer = signed_in(coordinator).post(new(posted), sent(inspector, jashore))
    assert answer.headers["Location"] == f"/admin/officers/{posted.pk}/"
    posted.refresh_from_db()
    assert posted.unit == jashore


def test_a_refused_posting_says_why_and_keeps_what_was_typed(signed_in, coordinator, posted, inspector, jashore):
    answer = signed_in(coordinator).post(new(posted), sent(inspector, jashore, "2020-01-01"))
    assert answer.status_code == 422
    assert "Correct that one instead" in answer.content.decode()
    assert f'value="{jashore.pk}" selected' in answer.content.decode()
    assert posted.postings.count() == 1


@pytest.mark.parametrize("since", ["", "soon", "2026-13-01"])
def test_a_day_that_is_none_is_asked_for_again(signed_in, coordinator, posted, inspector, jashore, since):
    assert signed_in(coordinator).post(new(posted), sent(inspector, jashore, since)).status_code == 422
    assert posted.postings.count() == 1


def test_leaving_is_recorded(signed_in, coordinator, posted):
    signed_in(coordinator).post(f"/admin/officers/{posted.pk}/postings/leaving/", {"since": "2026-03-01"})
    assert posted.postings.latest("since").has_left


def test_a_posting_is_corrected_and_removed(signed_in, coordinator, posted, inspector, asp, khulna, jashore):
    client = signed_in(coordinator)
    client.post(new(posted), sent(inspector, jashore))
    made = posted.postings.get(unit=jashore)
    client.post(of(made), sent(asp, jashore, "2026-03-05"))
    made.refresh_from_db()
    assert (made.rank, made.since) == (asp, date(2026, 3, 5))
    assert client.get(f"{of(made)}remove/").status_code == 405
    client.post(f"{of(made)}remove/")
    posted.refresh_from_db()
    assert (posted.postings.count(), posted.unit) == (1, khulna)


def test_of_leaving_only_the_day_is_asked(signed_in, coordinator, posted):
    left = Posting.objects.create(officer=posted, since=date(2026, 3, 1), has_left=True)
    client = signed_in(coordinator)
    assert list(client.get(of(left)).context["form"].fields) == ["since"]
    client.post(of(left), {"since": "2026-04-01"})
    left.refresh_from_db()
    assert (left.since, left.has_left) == (date(2026, 4, 1), True)


def test_the_posting_of_another_officer_is_not_there(signed_in, coordinator, programme, posted, khulna):
    other = OfficerFactory(programme=programme)
    mine = posted.postings.get()
    assert signed_in(coordinator).get(f"/admin/officers/{other.pk}/postings/{mine.pk}/").status_code == 404


def test_the_officer_of_another_programme_is_not_there(signed_in, coordinator, programme, inspector, jashore):
    stranger = OfficerFactory(programme=ProgrammeFactory())
    client = signed_in(coordinator)
    assert client.get(new(stranger)).status_code == 404
    assert client.post(new(stranger), sent(inspector, jashore)).status_code == 404
    assert not stranger.postings.exists()


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_nobody_but_a_coordinator_reaches_the_pages(request, signed_in, session, posted, inspector, jashore, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.post(new(posted), sent(inspector, jashore)).status_code == 404
    assert client.post(f"{of(posted.postings.get())}remove/").status_code == 404
    assert posted.postings.count() == 1
