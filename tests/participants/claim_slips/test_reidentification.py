"""A new slip after a question that the page chose; wrong answers are counted and told; who may is asked in the rule."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.permissions import is_trainer
from accounts.refusal import Refused
from participants.claim_slips import claiming, reidentification
from participants.claim_slips.access import can_make_new_slip
from participants.models import FormerNumber, IdentityCheck, Merge, Officer
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, SessionFactory, UserFactory
from tests.participants.claim_slips.conftest import PASSWORD, printed, slip_of
from trainings.models import SessionTrainer

pytestmark = pytest.mark.django_db
NUMBER = "9900112233"


def answered(officer, by, *, number=NUMBER, reply=None, head_is_right=False):
    question = reidentification.question_for(officer)
    right = {"mobile": "01711223344", "joined": "2009", "unit": "Khulna District Police"}
    return reidentification.check_answer(
        officer,
        question=question,
        number=number,
        reply=right[question] if reply is None else reply,
        head_is_right=head_is_right,
        by=by,
    )


def test_a_right_answer_makes_a_slip_that_is_good_for_a_day(graduate, trainer):
    made = answered(graduate, trainer)
    slip = slip_of(graduate)
    assert (made.slip, slip.purpose, slip.made_by) == (slip, "return", trainer)
    assert slip.expires_at - slip.made_at == timedelta(hours=24)
    assert claiming.check(made.code, NUMBER) == slip


@pytest.mark.parametrize("said", ["01711-223344", "+8801711223344", "০১৭১১২২৩৩৪৪", "8801711223344"])
def test_a_mobile_number_is_compared_however_it_is_typed(graduate, trainer, said):
    assert answered(graduate, trainer, reply=said)


@pytest.mark.parametrize(("number", "reply"), [(NUMBER, "01711223345"), ("9900112234", "01711223344"), (NUMBER, "")])
def test_a_wrong_answer_makes_nothing_and_is_told_without_the_answer(graduate, trainer, number, reply):
    assert answered(graduate, trainer, number=number, reply=reply) is None
    assert slip_of(graduate) is None
    [entry] = AuditEntry.objects.filter(verb="officer.identity_checked")
    assert (entry.actor, entry.target_id) == (trainer, str(graduate.pk))
    assert entry.details == {"question": "mobile", "right": False}
    assert not IdentityCheck.objects.get().is_right


def test_the_year_of_joining_and_the_unit_with_its_head(graduate, trainer):
    Officer.objects.filter(pk=graduate.pk).update(mobile="", joined_on=date(2009, 3, 1))
    graduate.refresh_from_db()
    assert reidentification.question_for(graduate) == "joined"
    assert answered(graduate, trainer, reply="২০০৯")
    Officer.objects.filter(pk=graduate.pk).update(joined_on=None)
    graduate.refresh_from_db()
    assert reidentification.question_for(graduate) == "unit"
    assert answered(graduate, trainer) is None, "Nobody asked for the head."
    assert answered(graduate, trainer, reply="khulna district  police.", head_is_right=True)


def test_the_page_chooses_the_question_and_keeps_to_it(graduate, trainer):
    Officer.objects.filter(pk=graduate.pk).update(joined_on=date(2009, 3, 1))
    graduate.refresh_from_db()
    assert reidentification.question_for(graduate) == "mobile"
    for other, reply in [("joined", "2009"), ("unit", "Khulna District Police")]:
        with pytest.raises(Refused, match="question has changed"):
            reidentification.check_answer(
                graduate, question=other, number=NUMBER, reply=reply, by=trainer, head_is_right=True
            )
    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize("year", [1900, 2000])
def test_what_the_number_tells_is_never_asked(graduate, trainer, year):
    Officer.objects.filter(pk=graduate.pk).update(mobile="", joined_on=date(year, 3, 1))
    graduate.refresh_from_db()
    assert reidentification.question_for(graduate) == "unit"
    with pytest.raises(Refused, match="question has changed"):
        reidentification.check_answer(graduate, question="joined", number=NUMBER, reply=str(year), by=trainer)
    Officer.objects.filter(pk=graduate.pk).update(unit=None)
    graduate.refresh_from_db()
    assert "holds the record" in reidentification.why_not(graduate, trainer)
    with pytest.raises(Refused, match="does not tell already"):
        reidentification.check_answer(graduate, question="joined", number=NUMBER, reply=str(year), by=trainer)


def test_what_a_former_number_tells_is_never_asked(graduate, coordinator):
    Officer.objects.filter(pk=graduate.pk).update(mobile="", joined_on=date(2009, 3, 1))
    graduate.refresh_from_db()
    merge = Merge.objects.create(
        kept=graduate,
        absorbed_id=10_000_000,
        absorbed_record={},
        kept_before={},
        kept_after={},
        merged_by=coordinator,
        merged_at=timezone.now(),
    )
    FormerNumber.objects.create(officer=graduate, force=graduate.force, service_number="9909112233", merge=merge)
    assert reidentification.question_for(graduate) == "unit"


def test_without_anything_on_record_nobody_can_be_identified(graduate, trainer):
    Officer.objects.filter(pk=graduate.pk).update(mobile="", unit=None)
    graduate.refresh_from_db()
    with pytest.raises(Refused, match="no mobile number"):
        reidentification.check_answer(graduate, question="mobile", number=NUMBER, reply="", by=trainer)


def test_three_wrong_answers_for_one_officer_are_enough_for_a_day(graduate, trainer, coordinator):
    for _n in range(3):
        assert answered(graduate, trainer, reply="01799999999") is None
    with pytest.raises(Refused, match="Too many wrong answers"):
        answered(graduate, trainer)
    assert answered(graduate, coordinator), "Another member of staff may ask."
    IdentityCheck.objects.filter(asked_by=trainer).update(asked_at=timezone.now() - timedelta(days=1))
    assert answered(graduate, trainer)


def test_ten_wrong_answers_are_enough_for_a_day_whoever_the_officers_are(session, programme, trainer):
    for _n in range(10):
        officer = OfficerFactory(programme=programme)
        EnrolmentFactory(session=session, officer=officer)
        assert answered(officer, trainer, number=officer.service_number, reply="01799999999") is None
    last = OfficerFactory(programme=programme, mobile="+8801711223344")
    EnrolmentFactory(session=session, officer=last)
    with pytest.raises(Refused, match="Too many wrong answers"):
        answered(last, trainer, number=last.service_number)


# Who may


def guest(session):
    return SessionTrainer.objects.create(session=session, user=UserFactory(), role="guest").user


def trainer_of_another_session(session):
    user = UserFactory()
    SessionFactory(programme=session.phase.programme, led_by=user)
    return user


def coordinator_of_another_programme(_session):
    user = UserFactory()
    ProgrammeFactory(coordinators=[user])
    return user


@pytest.mark.parametrize("made", [guest, trainer_of_another_session, coordinator_of_another_programme])
def test_nobody_else_may(graduate, session, made):
    user = made(session)
    with pytest.raises(Refused, match="Only a coordinator or a trainer"):
        answered(graduate, user)
    assert not IdentityCheck.objects.exists()


def test_a_trainer_does_not_reach_those_who_were_only_proposed(session, programme, trainer):
    proposed = OfficerFactory(programme=programme, service_number=NUMBER, mobile="+8801711223344")
    EnrolmentFactory(session=session, officer=proposed, state="nominated", was_confirmed=False)
    with pytest.raises(Refused):
        answered(proposed, trainer)


def test_a_trainer_reaches_those_who_were_withdrawn(graduate, trainer):
    graduate.enrolments.update(state="withdrawn")
    assert answered(graduate, trainer)


def test_who_came_by_consent_is_let_back_in_by_the_holding_programme_alone(graduate, session, trainer, coordinator):
    holder = UserFactory()
    Officer.objects.filter(pk=graduate.pk).update(programme=ProgrammeFactory(coordinators=[holder]))
    graduate.enrolments.update(is_shared=True)
    graduate.refresh_from_db()
    assert not can_make_new_slip(trainer, graduate)
    assert not can_make_new_slip(coordinator, graduate)
    assert can_make_new_slip(holder, graduate)
    with pytest.raises(Refused, match="Only a coordinator or a trainer"):
        answered(graduate, trainer)


def test_a_former_trainer_of_the_programme_lets_nobody_back_in(graduate, session, trainer):
    SessionFactory(led_by=trainer)
    session.phase.programme.team.filter(user=trainer).delete()
    trainer.refresh_from_db()
    assert is_trainer(trainer), "In another programme."
    assert not can_make_new_slip(trainer, graduate)


def test_nobody_makes_a_slip_for_themselves(graduate, trainer):
    Officer.objects.filter(pk=graduate.pk).update(user=trainer)
    graduate.refresh_from_db()
    with pytest.raises(Refused, match="not for their own account"):
        answered(graduate, trainer)


def test_a_slip_never_opens_the_account_of_a_coordinator(graduate, trainer, coordinator):
    Officer.objects.filter(pk=graduate.pk).update(user=coordinator)
    graduate.refresh_from_db()
    with pytest.raises(Refused, match="other work"):
        answered(graduate, trainer)


def test_the_new_slip_ends_the_one_before_and_gives_the_account_back(graduate, coordinator, trainer):
    printed(graduate, coordinator)
    account = claiming.claim(slip_of(graduate).pk, password="the first password", language="bn").user
    first = answered(Officer.objects.get(pk=graduate.pk), trainer)
    second = answered(Officer.objects.get(pk=graduate.pk), trainer)
    assert claiming.check(first.code, NUMBER) is None
    slip = claiming.check(second.code, NUMBER)
    claimed = claiming.claim(slip.pk, password=PASSWORD, language="bn")
    account.refresh_from_db()
    assert (claimed.user, claimed.is_new) == (account, False)
    assert account.check_password(PASSWORD)
