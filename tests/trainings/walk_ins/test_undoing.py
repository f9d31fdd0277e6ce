"""What was added on the spot is taken back on the same day by who added it."""

import pytest

from accounts.refusal import NotAllowed, Refused
from participants.models import Officer
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, RankFactory, UserFactory, named_for
from tests.trainings.conftest import at
from tests.trainings.walk_ins.conftest import NOW, NUMBER
from trainings.attendance.marking import mark
from trainings.models import Enrolment, Half, OfficerRequest
from trainings.walk_ins.adding import EntryReasonNeeded, add
from trainings.walk_ins.undoing import take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(programme):
    return OfficerFactory(service_number=NUMBER, programme=programme)


def test_the_enrolment_goes_and_the_record_on_file_stays(session, known, entry, trainer):
    take_back(add(session, entry(), by=trainer, now=NOW).walk_in, by=trainer, now=at(22, "23:50"))
    assert Enrolment.objects.count() == 0
    assert Officer.objects.filter(pk=known.pk).exists()


def test_a_record_made_for_it_goes_too(session, entry, person, trainer):
    take_back(add(session, entry(person=person()), by=trainer, now=NOW).walk_in, by=trainer, now=NOW)
    assert not Officer.objects.filter(service_number=NUMBER).exists()


def test_a_record_that_something_else_points_at_stays(session, entry, person, trainer, programme):
    added = add(session, entry(person=person()), by=trainer, now=NOW)
    from tests.factories import SessionFactory  # noqa: PLC0415

    EnrolmentFactory(session=SessionFactory(programme=programme), officer=added.enrolment.officer)
    take_back(added.walk_in, by=trainer, now=NOW)
    assert Officer.objects.filter(service_number=NUMBER).exists()


def test_with_marks_the_officer_is_withdrawn_and_the_marks_stay(session, known, days, entry, trainer):
    added = add(session, entry(), by=trainer, now=NOW)
    mark(added.enrolment, days[1], Half.MORNING, "present", by=trainer, now=NOW)
    take_back(added.walk_in, by=trainer, now=NOW)
    added.enrolment.refresh_from_db()
    assert (added.enrolment.state, added.enrolment.marks.count()) == ("withdrawn", 1)


def test_a_nominee_is_a_nominee_again(session, known, entry, trainer):
    nominee = EnrolmentFactory(
        session=session, officer=known, state="nominated", was_confirmed=False, state_reason="Sent by the range."
    )
    take_back(add(session, entry(), by=trainer, now=NOW).walk_in, by=trainer, now=NOW)
    nominee.refresh_from_db()
    assert (nominee.state, nominee.was_confirmed, nominee.state_reason) == ("nominated", False, "Sent by the range.")


def test_the_reason_of_the_entry_stays_as_a_waiver_and_goes_with_the_entry(session, known, entry, trainer):
    nominee = EnrolmentFactory(session=session, officer=known, state="nominated", was_confirmed=False)
    session.course.lowest_rank = RankFactory(code="DIG", order=9, name_en="DIG")
    session.course.save()
    with pytest.raises(EntryReasonNeeded) as needed:
        add(session, entry(), by=trainer, now=NOW)
    assert needed.value.facts == ["The rank is Inspector. Ranks: DIG and above."]
    walk_in = add(session, entry(reason="Sent by the range."), by=trainer, now=NOW).walk_in
    waiver = nominee.waivers.get()
    assert (waiver.reason, waiver.rules, waiver.given_by) == ("Sent by the range.", ["rank"], trainer)
    take_back(walk_in, by=trainer, now=NOW)
    assert not nominee.waivers.exists()


def test_the_seat_goes_to_the_first_in_line(session, known, entry, trainer):
    session.capacity = 1
    session.save()
    added = add(session, entry(), by=trainer, now=NOW)
    waiting = EnrolmentFactory(session=session, state="nominated", was_confirmed=False, place_in_line=1)
    take_back(added.walk_in, by=trainer, now=NOW)
    waiting.refresh_from_db()
    assert waiting.place_in_line is None


def test_a_request_is_taken_back_too(session, entry, person, trainer):
    OfficerFactory(service_number=NUMBER, programme=ProgrammeFactory(code="OTHER"))
    take_back(add(session, entry(person=person()), by=trainer, now=NOW).walk_in, by=trainer, now=NOW)
    assert OfficerRequest.objects.get().state == "withdrawn"


def test_nobody_else_takes_it_back_nor_the_day_after_nor_twice(session, known, entry, trainer, programme):
    walk_in = add(session, entry(), by=trainer, now=NOW).walk_in
    colleague, stranger = UserFactory(), UserFactory()
    named_for(session, colleague)
    with pytest.raises(Refused, match="Only who added"):
        take_back(walk_in, by=colleague, now=NOW)
    with pytest.raises(NotAllowed):
        take_back(walk_in, by=stranger, now=NOW)
    with pytest.raises(Refused, match="same day only"):
        take_back(walk_in, by=trainer, now=at(23, "00:01"))
    take_back(walk_in, by=trainer, now=NOW)
    with pytest.raises(Refused, match="already"):
        take_back(walk_in, by=trainer, now=NOW)
