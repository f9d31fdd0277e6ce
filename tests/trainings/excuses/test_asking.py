"""An excuse is asked before the half-day begins, by the officer or for the officer, once per half-day, and taken back."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.at_once import at_once
from tests.factories import EnrolmentFactory, UserFactory, named_for
from tests.trainings.conftest import at
from tests.trainings.excuses.conftest import AM, PM, SECRET, pdf, photograph, states
from trainings.enrolment.enrolment import withdraw as take_off
from trainings.excuses import asking, deciding, forgetting
from trainings.models import Excuse, ExcusedHalfDay, TrainingSession
from trainings.sessions import lifecycle
from trainings.timetable import editing

pytestmark = pytest.mark.django_db


def test_an_officer_asks_and_the_trail_says_neither_why_nor_which_kind(asked, enrolment, officer_user, session):
    excuse = asked((2, PM), (2, AM), reason=f"  {SECRET} ")
    assert [(one.day.number, one.half, one.state) for one in excuse.half_days.all()] == [
        (2, AM, "asked"),
        (2, PM, "asked"),
    ]
    assert (excuse.reason, excuse.kind, excuse.asked_by) == (SECRET, "illness", officer_user)
    entry = AuditEntry.objects.get(verb="excuse.asked")
    assert entry.details == {"session": session.pk, "enrolment": enrolment.pk, "half_days": 2}
    assert entry.programme_id == session.phase.programme_id


@pytest.mark.parametrize("who", ["trainer", "coordinator"])
def test_who_marks_the_session_asks_for_the_officer(asked, request, who):
    by = request.getfixturevalue(who)
    assert asked((3, AM), by=by).asked_by == by


def test_others_may_neither_ask_nor_take_back(asked, session, programme, observer, outsider):
    guest = UserFactory()
    programme.team.create(user=guest, role="trainer")
    named_for(session, guest, "guest")
    another = EnrolmentFactory(session=session).officer
    another.user = UserFactory()
    another.save()
    excuse = asked((3, AM))
    for by in (guest, observer, outsider, another.user):
        with pytest.raises(Refused, match="Only the officer and those who mark"):
            asked((2, AM), by=by)
        with pytest.raises(Refused, match="Only the officer and those who mark"):
            asking.withdraw(excuse, by=by, now=at(20))
    assert states(excuse) == ["asked"]


@pytest.mark.parametrize(
    ("half_day", "now", "said"),
    [
        ((1, AM), at(21, "00:01"), "Saturday morning has begun"),
        ((1, PM), at(21, "13:00"), "Saturday afternoon has begun"),
        ((1, PM), at(21, "12:59"), ""),
        ((2, AM), at(21, "23:59"), ""),
    ],
)
def test_a_half_day_is_asked_for_until_it_begins(asked, half_day, now, said):
    if not said:
        assert states(asked(half_day, now=now)) == ["asked"]
        return
    with pytest.raises(Refused, match=said):
        asked(half_day, now=now)
    assert not Excuse.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"reason": " \n"}, "Say why"),
        ({"kind": "holiday"}, "listed values"),
        ({"paper": pdf("paper.exe")}, "Take a photo"),
        ({"paper": pdf("paper.jpg")}, "the file is PDF"),
        ({"paper": pdf(content=b"%PDF-" + b"0" * 11 * 1024**2)}, "larger than 10 MB"),
    ],
)
def test_bad_input_is_refused_and_stores_nothing(asked, more, said):
    with pytest.raises(Refused, match=said):
        asked((2, AM), **more)
    assert not Excuse.objects.exists()
    assert not default_storage.exists("excuses")


def test_without_a_half_day_or_with_one_of_another_session_nothing_is_asked(asked, enrolment, days, session):
    with pytest.raises(Refused, match="Choose the half-days"):
        asked()
    other = EnrolmentFactory().session.days.first()
    with pytest.raises(Refused, match="changed meanwhile"):
        asking.ask(
            enrolment,
            [(days[0].pk, AM), (other.pk, AM)],
            kind="duty",
            reason="Court",
            by=enrolment.officer.user,
            now=at(20),
        )
    session.days.update(has_afternoon=False)
    with pytest.raises(Refused, match="Choose the half-days"):
        asked((2, PM))


@pytest.mark.parametrize("state", ["draft", "held", "closed", "cancelled"])
def test_a_session_that_is_not_ahead_takes_no_requests(asked, session, state):
    facts = {"state_reason": "Flood", "closed_at": at(20)}
    TrainingSession.objects.filter(pk=session.pk).update(state=state, **facts)
    with pytest.raises(Refused, match="takes no requests"):
        asked((2, AM))


def test_who_was_taken_off_the_list_asks_for_nothing_and_waits_for_nobody(asked, enrolment):
    asked((2, AM))
    take_off(enrolment, by=None, reason="Transferred.")
    with pytest.raises(Refused, match="takes no part"):
        asked((3, AM))
    assert not Excuse.objects.waiting().exists()


@pytest.mark.parametrize("first", ["asked", "granted"])
def test_one_half_day_has_one_open_excuse_also_in_the_database(asked, granted, first, days, enrolment):
    excuse = (asked if first == "asked" else granted)((2, AM))
    with pytest.raises(Refused, match="An excuse for Sunday morning was asked for already"):
        asked((2, PM), (2, AM))
    twice = ExcusedHalfDay(excuse=excuse, enrolment=enrolment, day=days[1], half=AM, date=days[1].date)
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()
    asking.withdraw(excuse, by=enrolment.officer.user, now=at(20))
    assert states(asked((2, AM))) == ["asked"]


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_is_one(asked):
    refused = at_once(*[lambda: asked((2, AM))] * 2)
    assert refused == ["An excuse for Sunday morning was asked for already."]
    assert Excuse.objects.count() == 1


# The paper


def test_a_photograph_is_encoded_again_under_a_name_that_says_nothing(asked):
    excuse = asked((2, AM), paper=photograph())
    assert re.fullmatch(r"excuses/[0-9a-f]{32}", excuse.paper.name)
    content = excuse.paper.open().read()
    assert (excuse.paper_type, content[8:12]) == ("image/webp", b"WEBP")
    assert b"Sabina" not in content


def test_a_pdf_is_stored_as_it_is(asked):
    excuse = asked((2, AM), paper=pdf("9900555001.pdf"))
    assert (excuse.paper_type, excuse.paper.open().read()[:5]) == ("application/pdf", b"%PDF-")
    assert "9900555001" not in excuse.paper.name


def test_a_refused_request_leaves_no_file(asked):
    asked((2, AM))
    with pytest.raises(Refused, match="already"):
        asked((2, AM), paper=photograph())
    assert not default_storage.exists("excuses")


def test_ninety_days_after_the_session_only_the_fact_is_left(asked, session, officer_user):
    excuse = asked((2, AM), paper=pdf())
    name, last = excuse.paper.name, session.ends_on
    assert forgetting.forget_old(last + timedelta(days=90), now=at(20)) == 0
    assert forgetting.forget_old(last + timedelta(days=91), now=at(20)) == 1
    assert forgetting.forget_old(last + timedelta(days=91), now=at(20)) == 0
    excuse.refresh_from_db()
    assert (excuse.kind, excuse.reason, excuse.answer, excuse.paper.name, excuse.paper_type) == (
        "other",
        "",
        "",
        "",
        "",
    )
    assert not default_storage.exists(name)
    assert states(excuse) == ["asked"]


# Deciding


def test_half_days_are_granted_one_by_one_and_no_mark_is_written(asked, trainer, days, session):
    excuse = asked((2, AM), (2, PM))
    morning = excuse.half_days.get(half=AM)
    decided = deciding.decide(excuse, [morning.pk], by=trainer, now=at(20), answer="The test is then.")
    assert states(excuse) == ["granted", "declined"]
    assert (decided.answer, decided.decided_by) == ("The test is then.", trainer)
    entry = AuditEntry.objects.get(verb="excuse.decided")
    assert entry.details == {"session": session.pk, "granted": 1, "declined": 1}
    assert not days[1].marks.exists()


def test_what_is_not_granted_needs_a_reason_and_nothing_is_decided_twice(asked, granted, trainer):
    excuse = asked((2, AM))
    with pytest.raises(Refused, match="Say why it is not granted"):
        deciding.decide(excuse, [], by=trainer, now=at(20), answer=" ")
    foreign = granted((3, AM)).half_days.get()
    with pytest.raises(Refused, match="Say why it is not granted"):
        deciding.decide(excuse, [foreign.pk], by=trainer, now=at(20))
    deciding.decide(excuse, [], by=trainer, now=at(20), answer="No.")
    with pytest.raises(Refused, match="decided or taken back meanwhile"):
        deciding.decide(excuse, excuse.half_days.values_list("pk", flat=True), by=trainer, now=at(20))
    assert states(excuse) == ["declined"]


def test_nobody_decides_on_an_own_excuse_and_officers_on_none(asked, session, programme, officer_user):
    excuse = asked((2, AM))
    ids = list(excuse.half_days.values_list("pk", flat=True))
    with pytest.raises(NotAllowed):
        deciding.decide(excuse, ids, by=officer_user, now=at(20))
    programme.team.create(user=officer_user, role="trainer")
    named_for(session, officer_user)
    officer_user.forget_roles()
    with pytest.raises(Refused, match="excuse of their own"):
        deciding.decide(excuse, ids, by=officer_user, now=at(20))


def test_what_was_granted_is_taken_back_until_it_begins(granted, officer_user):
    excuse = granted((1, PM), (2, AM))
    asking.withdraw(excuse, by=officer_user, now=at(21, "14:00"))
    assert states(excuse) == ["granted", "withdrawn"]
    with pytest.raises(Refused, match="nothing to take back"):
        asking.withdraw(excuse, by=officer_user, now=at(21, "14:00"))


# Days that vanish


def test_a_cancelled_session_ends_its_excuses_with_a_sentence(asked, granted, session, coordinator):
    waiting, given = asked((2, AM)), granted((3, AM))
    lifecycle.cancel(session, by=coordinator, reason="Flood")
    for excuse in (waiting, given):
        (row,) = excuse.half_days.all()
        assert (row.state, row.get_why_ended_display()) == ("ended", "The session was cancelled.")
    entry = AuditEntry.objects.get(verb="excuses.ended")
    assert entry.details == {"half_days": 2, "why": "cancelled"}


def test_moved_days_and_days_taken_out_end_theirs_and_the_others_stay(asked, session, coordinator):
    excuse = asked((1, AM), (2, AM), (3, AM))
    session.starts_on, session.ends_on = session.starts_on + timedelta(days=1), session.starts_on + timedelta(days=2)
    session.save()
    session.days.filter(number=1).update(date=session.starts_on - timedelta(days=9))
    lifecycle.plan_days(session, by=coordinator)
    rows = {str(row.date.day): (row.state, row.why_ended) for row in excuse.half_days.all()}
    assert rows == {"21": ("ended", "moved"), "22": ("ended", "moved"), "23": ("ended", "taken_out")}
    assert not excuse.half_days.filter(Q(state="asked") | Q(state="granted")).exists()


def test_a_half_that_is_no_longer_taught_ends_its_own(asked, days, coordinator):
    excuse = asked((2, AM), (2, PM))
    editing.choose_halves(days[1], has_morning=True, has_afternoon=False, by=coordinator)
    assert states(excuse) == ["asked", "ended"]


def test_closing_ends_what_nobody_decided(asked, granted, marked_session, trainer):
    waiting, given = asked((2, AM)), granted((3, AM))
    take_off(waiting.enrolment, by=None, reason="Never came.")
    lifecycle.close(marked_session, by=trainer, now=at(23, "18:00"))
    assert (states(waiting), states(given)) == (["ended"], ["granted"])
