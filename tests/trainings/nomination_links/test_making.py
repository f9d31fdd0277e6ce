"""Links are made for the units with a quota, work for 21 days, and end at once when they are taken back."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import ProgrammeFactory, UserFactory
from tests.trainings.conftest import at
from tests.trainings.enrolment.conftest import give_quotas
from trainings.models import NominationLink, SessionState
from trainings.nomination_links import making
from trainings.nomination_links.addresses import address_of, hash_of, secret_of
from trainings.nomination_links.typed_people import find

pytestmark = pytest.mark.django_db


def test_each_unit_with_a_quota_gets_one_link_and_a_second_time_none(session, khulna, jashore, coordinator):
    give_quotas(session, (khulna, 2), (jashore, 1), (khulna.place, 1))
    made = making.make(session, by=coordinator)
    assert {link.unit for link in made} == {khulna, jashore}
    assert making.make(session, by=coordinator) == []
    assert AuditEntry.objects.filter(verb="nomination_link.made", actor=coordinator).count() == 2


def test_the_database_has_the_hash_alone_and_the_address_can_be_shown_again(link):
    secret = secret_of(link)
    assert len(secret) == 26
    assert secret not in str(list(NominationLink.objects.values()))
    assert address_of(link) == f"{settings.SITE_URL}/n/{secret}/"


def test_an_address_typed_off_the_paper_is_found_in_any_case_and_with_look_alikes(link):
    secret = secret_of(link)
    assert find(secret.lower().replace("0", "o").replace("1", "l")) == link
    assert find("") is None
    assert find(secret[:-1]) is None


def test_a_link_works_for_21_days_and_no_longer(link):
    assert link.expires_at - link.made_at == timedelta(days=21)
    assert find(secret_of(link), link.expires_at - timedelta(seconds=1)) == link
    assert find(secret_of(link), link.expires_at) is None


def test_after_its_time_a_unit_gets_a_new_link_and_the_old_address_stays_dead(link, session, coordinator):
    (new,) = making.make(session, by=coordinator, now=link.expires_at)
    link.refresh_from_db()
    assert (link.end_reason, new.unit) == ("replaced", link.unit)
    assert find(secret_of(link), new.made_at) is None
    assert find(secret_of(new), new.made_at) == new


def test_a_new_link_for_one_unit_ends_its_older_one_at_once(link, session, coordinator):
    (new,) = making.make(session, units=[link.unit_id], renew=True, by=coordinator)
    assert find(secret_of(link)) is None
    assert find(secret_of(new)) == new


def test_a_link_that_was_taken_back_opens_nothing_and_is_taken_back_once(link, coordinator):
    making.take_back(link, by=coordinator)
    assert find(secret_of(link)) is None
    with pytest.raises(Refused, match="taken back or replaced already"):
        making.take_back(link, by=coordinator)


def test_there_is_no_link_without_a_quota(session, khulna, jashore, khulna_range, coordinator):
    with pytest.raises(Refused, match="Set quotas for units first"):
        making.make(session, by=coordinator)
    give_quotas(session, (khulna, 2))
    with pytest.raises(Refused, match="This unit has no quota here"):
        making.make(session, units=[jashore.pk], by=coordinator)


@pytest.mark.parametrize("state", ["held", "closed", "cancelled"])
def test_links_end_with_the_session(link, session, coordinator, state):
    session.state, session.closed_at, session.state_reason = SessionState(state), at(23), "Why"
    session.save()
    assert find(secret_of(link)) is None
    with pytest.raises(Refused, match="TOT-KHU-03"):
        making.make(session, by=coordinator)


def test_nobody_else_makes_links_or_takes_them_back(link, session, trainer):
    stranger = ProgrammeFactory(coordinators=[UserFactory()]).team.get().user
    for by in (trainer, stranger):
        with pytest.raises(NotAllowed):
            making.make(session, units=[link.unit_id], renew=True, by=by)
        with pytest.raises(NotAllowed):
            making.take_back(link, by=by)
    assert find(secret_of(link)) == link


def test_with_another_key_of_the_installation_the_address_is_not_shown_but_still_works(link, settings):
    secret = secret_of(link)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another one entirely", []
    assert address_of(link) == ""
    assert NominationLink.objects.get(secret_hash=hash_of(secret)) == link
    assert timezone.now() < link.expires_at
