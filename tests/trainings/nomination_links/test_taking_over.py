"""What a unit typed becomes a list of nominations with its preview; only applying that nominates anybody."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from jobs.requesting import run_now
from participants.models import Officer, RosterImport
from tests.factories import OfficerFactory, UserFactory
from tests.trainings.rosters.building import apply, codes, outcomes
from trainings.models import NominatedPerson, SessionRoster
from trainings.nomination_links import making, typed_people
from trainings.nomination_links.taking_over import take_over
from trainings.nomination_links.typed_people import Typed
from trainings.rosters import importing

pytestmark = pytest.mark.django_db


@pytest.fixture
def types(link, rank):
    """A function: types the n-th person by `link`; returns the NominatedPerson."""

    def add(number, by=None, **more):
        person = {"name_en": "Rahima Khatun", "name_bn": "রহিমা খাতুন", "sex": "female"} | more
        typed = Typed(service_number=f"99005550{number:02}", rank=rank, **person)
        return typed_people.add(by or link, typed, seats=2)

    return add


def taken(session, unit, people, by):
    """Takes over, and reads the list as the worker does."""
    roster = take_over(session, unit, [person.pk for person in people], by=by)
    run_now(roster.reading)
    roster.refresh_from_db()
    return roster


def test_people_become_a_previewed_list_of_the_unit_and_then_nominations(session, khulna, types, coordinator):
    people = [types(1), types(2, name_en="Karim Uddin", name_bn="করিম উদ্দিন", sex="male", mobile="+8801711000002")]
    roster = taken(session, khulna, people, coordinator)
    assert SessionRoster.objects.get().nominating_unit == khulna
    assert outcomes(roster) == ["new", "new"]
    assert not session.enrolments.exists()
    apply(roster, by=coordinator)
    assert set(session.enrolments.values_list("state", "nominated_by")) == {("nominated", khulna.pk)}
    officer = Officer.objects.get(service_number="9900555002")
    assert (officer.name_en, officer.name_bn, officer.sex, officer.mobile) == (
        "Karim Uddin", "করিম উদ্দিন", "male", "+8801711000002",
    )  # fmt: skip
    assert AuditEntry.objects.get(verb="nominated_people.taken_over").actor == coordinator


def test_numbers_are_matched_there_and_what_was_left_empty_changes_nothing_on_record(
    session, khulna, types, coordinator
):
    known = OfficerFactory(service_number="9900555001", name_en="Rahima Khatun", name_bn="রহিমা খাতুন", sex="female",
                           mobile="+8801711999999", programme=session.phase.programme)  # fmt: skip
    roster = taken(session, khulna, [types(1, sex="")], coordinator)
    apply(roster, by=coordinator)
    known.refresh_from_db()
    assert session.enrolments.get().officer == known
    assert (known.mobile, known.sex) == ("+8801711999999", "female")


def test_the_preview_says_who_would_wait(session, khulna, types, coordinator):
    roster = taken(session, khulna, [types(number) for number in (1, 2, 3)], coordinator)
    assert "WAITS_FOR_QUOTA" in codes(roster, 4)


def test_who_is_taken_over_is_not_taken_over_twice(session, khulna, types, coordinator):
    first, second = types(1), types(2)
    roster = taken(session, khulna, [first], coordinator)
    with pytest.raises(Refused, match="Nobody is left to take over"):
        take_over(session, khulna, [first.pk], by=coordinator)
    later = taken(session, khulna, [first, second], coordinator)
    assert later != roster
    assert later.rows.count() == 1


def test_a_list_that_was_put_aside_gives_its_people_back(session, khulna, types, coordinator):
    person = types(1)
    roster = taken(session, khulna, [person], coordinator)
    assert NominatedPerson.objects.get().is_taken_over
    importing.discard(roster, by=coordinator)
    assert not NominatedPerson.objects.get().is_taken_over
    assert taken(session, khulna, [person], coordinator).rows.count() == 1


def test_a_line_that_was_taken_over_stays_in_the_list_of_the_unit(session, khulna, types, link, coordinator):
    person = types(1)
    taken(session, khulna, [person], coordinator)
    with pytest.raises(Refused, match="taken this line over already"):
        typed_people.remove(link, person.pk)
    assert link.people.count() == 1


def test_somebody_typed_by_an_older_and_a_newer_link_is_one_row(session, khulna, types, link, coordinator):
    older = types(1)
    (new,) = making.make(session, units=[khulna.pk], renew=True, by=coordinator)
    newer = types(1, by=new, name_en="Rahima Akter Khatun")
    roster = taken(session, khulna, [older, newer], coordinator)
    assert roster.rows.count() == 1
    assert "Rahima Akter Khatun" in str(roster.rows.get().values)


def test_what_was_typed_in_time_is_taken_over_also_after_the_end(session, khulna, types, link, coordinator):
    person = types(1)
    making.take_back(link, by=coordinator)
    assert taken(session, khulna, [person], coordinator).rows.count() == 1


def test_nobody_else_takes_over_and_nothing_of_another_unit(session, khulna, jashore, types, coordinator, trainer):
    person = types(1)
    for by in (trainer, UserFactory()):
        with pytest.raises(NotAllowed):
            take_over(session, khulna, [person.pk], by=by)
    with pytest.raises(Refused, match="Nobody is left"):
        take_over(session, jashore, [person.pk], by=coordinator)
    assert not RosterImport.objects.exists()


def test_a_name_that_looks_like_a_formula_stays_text(session, khulna, types, coordinator):
    roster = taken(session, khulna, [types(1, posting="=1+1")], coordinator)
    assert roster.rows.count() == 1
