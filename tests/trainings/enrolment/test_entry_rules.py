"""Whom the entry rules keep out comes in by a reason alone, which stays with the enrolment."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from tests.factories import CourseFactory, EnrolmentFactory, OfficerFactory, RankFactory, SessionFactory, UnitFactory
from tests.trainings.enrolment.conftest import officers, propose
from tests.trainings.enrolment.test_nominations_page import address as address_of_page
from trainings.enrolment import nominations
from trainings.enrolment.enrolment import enrol, withdraw
from trainings.enrolment.entry_facts import Person, unmet_by
from trainings.enrolment.waivers import GivenReason
from trainings.models import EntryWaiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(session, programme):
    """`session`, whose course asks for Inspectors of district police."""
    session.course.programme, session.course.lowest_rank = programme, RankFactory()
    session.course.unit_kinds = ["district"]
    session.course.save()
    return session


@pytest.fixture
def constable(programme):
    rank = RankFactory(code="CONST", order=1, name_en="Constable")
    return OfficerFactory(programme=programme, rank=rank, name_en="Rahim Uddin")


def why(by, words="The only one who can come."):
    return GivenReason(words, by, timezone.now())


def test_who_does_not_meet_a_rule_takes_no_seat_without_a_reason(strict, constable, coordinator):
    inspector = OfficerFactory()
    done = enrol(strict, [constable, inspector], by=coordinator, reasons={constable.pk: why(coordinator, "  ")})
    assert done.enrolled == (inspector.pk,)
    assert [one.sentence for one in done.unmet[constable.pk]] == ["The rank is Constable. Ranks: Inspector and above."]


def test_with_a_reason_the_waiver_stays_on_the_enrolment(strict, constable, coordinator):
    enrol(strict, [constable], by=coordinator, reasons={constable.pk: why(coordinator)})
    waiver = EntryWaiver.objects.get(enrolment__officer=constable)
    assert (waiver.reason, waiver.rules, waiver.given_by) == ("The only one who can come.", ["rank"], coordinator)
    entry = AuditEntry.objects.get(verb="officers.enrolled")
    assert entry.details["waived"] == {str(waiver.enrolment_id): ["rank"]}


def test_a_waiver_without_a_reason_cannot_be_stored(strict, constable, coordinator):
    enrolment = EnrolmentFactory(session=strict, officer=constable)
    facts = {"enrolment": enrolment, "rules": ["rank"], "given_by": coordinator, "given_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryWaiver.objects.create(reason="", **facts)


def test_who_was_withdrawn_needs_a_reason_anew(strict, constable, coordinator):
    enrol(strict, [constable], by=coordinator, reasons={constable.pk: why(coordinator)})
    withdraw(strict.enrolments.get(), by=coordinator, reason="Ill.")
    assert enrol(strict, [constable], by=coordinator).unmet.keys() == {constable.pk}


def test_a_completed_enrolment_of_the_own_programme_is_the_earlier_course(strict, programme, constable):
    earlier = CourseFactory(programme=programme, title_en="Basics")
    strict.course.lowest_rank, strict.course.unit_kinds, strict.course.earlier_course = None, [], earlier
    strict.course.save()
    held = SessionFactory(programme=programme, course=earlier)
    enrolment = EnrolmentFactory(session=held, officer=constable)
    someone = Person(1, constable.pk)
    assert [one.rule for one in unmet_by(strict, [someone])[1]] == ["course"]
    enrolment.state = "completed"
    enrolment.save()
    assert unmet_by(strict, [someone]) == {}
    # The same course held by another programme is no business of this one.
    held.phase = SessionFactory().phase
    held.save()
    assert unmet_by(strict, [someone])


def test_the_questions_do_not_grow_with_the_officers(strict, programme, takes_queries):
    rank = RankFactory(code="CONST", order=1)
    earlier = CourseFactory(programme=programme)
    strict.course.earlier_course = earlier
    people = [Person(n, OfficerFactory(rank=rank).pk, rank.pk, UnitFactory().pk) for n in range(3)]
    for some in (people[:1], people):
        with takes_queries(3):
            assert len(unmet_by(strict, some)) == len(some)


def test_a_session_without_rules_asks_nothing(session, constable, takes_queries):
    with takes_queries(0):
        assert unmet_by(session, [Person(1, constable.pk, constable.rank_id, constable.unit_id)]) == {}


def test_a_nomination_is_confirmed_with_a_reason_only(strict, constable, coordinator, khulna):
    (inspector,) = officers(1, khulna)
    propose(strict, [constable, inspector], khulna)
    enrolment = strict.enrolments.get(officer=constable)
    ids = list(strict.enrolments.values_list("pk", flat=True))
    done = nominations.confirm(strict, ids, by=coordinator)
    assert (len(done.confirmed), done.unmet) == (1, (enrolment.pk,))
    assert nominations.confirm_all(strict, by=coordinator).unmet == (enrolment.pk,)
    assert nominations.confirm(strict, ids, by=coordinator, reason="\u200b\0").unmet == (
        enrolment.pk,
    )  # nothing to read
    assert nominations.confirm(strict, ids, by=coordinator, reason="Asked for by the range.").confirmed == (
        enrolment.pk,
    )
    assert enrolment.waivers.get().reason == "Asked for by the range."
    assert AuditEntry.objects.filter(verb="nominations.confirmed").latest("sequence").details["waived"] == {
        str(enrolment.pk): ["rank"]
    }


def test_the_page_of_nominations_tells_the_rule_and_takes_the_reason(strict, constable, coordinator, khulna, signed_in):
    propose(strict, [constable], khulna)
    client = signed_in(coordinator)
    page = client.get(address_of_page(strict)).text
    assert "The rank is Constable. Ranks: Inspector and above." in page
    assert "Needs a reason" in page
    chosen = {"act": "confirm", "enrolment": [strict.enrolments.get().pk]}
    refused = client.post(address_of_page(strict, "decide_nominations"), chosen, follow=True).text
    assert "1 officer does not meet the entry rules and was not confirmed." in refused
    client.post(address_of_page(strict, "decide_nominations"), {**chosen, "waiver": "Knows the beat."})
    assert strict.enrolments.get().waivers.get().reason == "Knows the beat."
