"""The number of an officer on tags and sheets: given once, never again in the session."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed
from participants.merging.merges import merge, take_back
from tests.at_once import at_once
from tests.factories import EnrolmentFactory, OfficerFactory, SessionFactory
from tests.trainings.conftest import at
from trainings.attendance.grid import grid_of
from trainings.models import EnrolmentState, NameTag
from trainings.tags.numbers import give_numbers, numbers_of, with_numbers

pytestmark = pytest.mark.django_db


def enrolled(session, *names):
    return [EnrolmentFactory(session=session, officer=OfficerFactory(name_en=name, name_bn="")) for name in names]


def numbers(session):
    rows = list(with_numbers(session.enrolments.on_the_roster()))
    given = numbers_of(rows)
    return {row.officer.name_en: given[row.pk] for row in rows}


def test_the_list_shows_before_what_will_be_given(session, trainer):
    enrolled(session, "Dilara", "Anwar", "Babul")
    before = numbers(session)
    assert before == {"Anwar": 1, "Babul": 2, "Dilara": 3}
    assert give_numbers(session, by=trainer) == 3
    assert numbers(session) == before


def test_who_joins_later_shifts_nobody(session, trainer):
    enrolled(session, "Babul", "Dilara")
    give_numbers(session, by=trainer)
    enrolled(session, "Anwar")
    assert numbers(session) == {"Babul": 1, "Dilara": 2, "Anwar": 3}
    assert [row.number for row in grid_of(session, now=at(21)).rows] == [3, 1, 2]


def test_the_number_of_who_left_or_was_removed_is_not_given_again(session, trainer):
    gone, withdrawn, _last = enrolled(session, "Anwar", "Babul", "Dilara")
    _other = enrolled(SessionFactory(), "Somebody")
    give_numbers(session, by=trainer)
    gone.delete()
    withdrawn.state, withdrawn.state_reason = EnrolmentState.WITHDRAWN, "ill"
    withdrawn.save()
    session.enrolments.filter(officer__name_en="Dilara").delete()
    enrolled(session, "Eva")
    assert give_numbers(session, by=trainer) == 1
    assert numbers(session) == {"Eva": 4}


def test_giving_twice_gives_once_and_is_on_record(session, trainer):
    enrolled(session, "Anwar")
    assert [give_numbers(session, by=trainer) for _time in range(2)] == [1, 0]
    assert AuditEntry.objects.get(verb="name_tags.numbered").details == {"first": 1, "count": 1}


def test_only_those_who_teach_or_coordinate_give_numbers(session, outsider):
    with pytest.raises(NotAllowed):
        give_numbers(session, by=outsider)


@pytest.mark.parametrize("officers", [1, 3])
def test_as_many_queries_for_one_as_for_three(session, trainer, officers, takes_queries):
    enrolled(session, *"ABC"[:officers])
    with takes_queries(10):
        give_numbers(session, by=trainer)


def test_after_a_merge_both_printed_numbers_lead_to_the_person_and_back_again(session, coordinator):
    kept, absorbed = enrolled(session, "Anwar", "Anwar Hossain")
    give_numbers(session, by=coordinator)
    done = merge(kept.officer, absorbed.officer, by=coordinator, choices={})
    assert {tag.enrolment_id for tag in NameTag.objects.all()} == {session.enrolments.get().pk}
    assert list(numbers(session).values()) == [1]
    take_back(done, by=coordinator)
    assert {tag.enrolment_id for tag in NameTag.objects.all()} == {kept.pk, absorbed.pk}


@pytest.mark.django_db(transaction=True)
def test_two_who_print_at_the_same_moment_give_each_officer_one_number(session, trainer, coordinator):
    enrolled(session, "Anwar", "Babul")
    at_once(lambda: give_numbers(session, by=trainer), lambda: give_numbers(session, by=coordinator))
    assert sorted(NameTag.objects.values_list("number", flat=True)) == [1, 2]
