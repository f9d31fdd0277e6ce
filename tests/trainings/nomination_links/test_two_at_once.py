"""Two people of the unit, or two coordinators, at the same moment."""

import pytest

from tests.at_once import at_once
from trainings.models import NominatedPerson, NominationLink
from trainings.nomination_links import making, typed_people
from trainings.nomination_links.taking_over import take_over
from trainings.nomination_links.typed_people import Typed

pytestmark = pytest.mark.django_db(transaction=True)


def person(rank, number):
    return Typed(service_number=f"990055500{number}", rank=rank, name_en="Rahima Khatun", name_bn="রহিমা খাতুন")


def test_two_who_type_at_once_both_have_their_lines(link, rank):
    refused = at_once(*[lambda n=n: typed_people.add(link, person(rank, n), seats=2) for n in (1, 2)])
    assert refused == []
    assert link.people.count() == 2


def test_the_same_person_typed_by_two_at_once_is_one_line_and_one_is_told(link, rank):
    refused = at_once(*[lambda: typed_people.add(link, person(rank, 1), seats=2)] * 2)
    assert refused == ["This BP number is in line 1 of your list already. Nothing was added."]
    assert link.people.count() == 1


def test_two_coordinators_who_take_over_at_once_make_one_list(link, rank, coordinator):
    one = typed_people.add(link, person(rank, 1), seats=2)
    refused = at_once(*[lambda: take_over(link.session, link.unit, [one.pk], by=coordinator)] * 2)
    assert len(refused) == 1
    assert NominatedPerson.objects.get().roster is not None


def test_two_who_make_links_at_once_leave_one_that_works(link, session, khulna, coordinator):
    at_once(*[lambda: making.make(session, units=[khulna.pk], renew=True, by=coordinator)] * 2)
    assert NominationLink.objects.filter(ended_at__isnull=True).count() == 1
