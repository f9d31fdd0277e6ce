"""What becomes of sessions when somebody is no longer a trainer of the programme."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.team import membership
from tests.factories import EnrolmentFactory, SessionFactory, UserFactory, named_for
from trainings.models import SessionTrainer, TrainingSession


@pytest.fixture
def helper(session):
    """Co-trainer of the running session."""
    user = UserFactory(full_name="Sharmin Helper")
    named_for(session, user)
    return user


def planned(programme, code, state="scheduled", **more):
    return SessionFactory(programme=programme, code=code, state=state, **more)


@pytest.mark.parametrize("state", ["draft", "scheduled", "running", "held"])
def test_whoever_leads_a_session_that_is_not_over_stays_until_another_one_leads(
    programme, coordinator, outsider, state
):
    session = planned(programme, "TOT-NXT-01", state)
    named_for(session, outsider, "lead")
    for act in (
        lambda: membership.remove_access(outsider, programme, by=coordinator, why="left"),
        lambda: membership.change(outsider, programme, {"observer"}, by=coordinator),
    ):
        with pytest.raises(Refused, match="leads TOT-NXT-01"):
            act()
    assert programme.team.filter(user=outsider, role="trainer").exists()
    session.trainers.filter(user=outsider).update(role="co_trainer")
    membership.remove_access(outsider, programme, by=coordinator, why="left")


def test_sessions_that_have_not_begun_lose_the_person_and_others_keep_the_fact(programme, coordinator, session, helper):
    future = planned(programme, "TOT-NXT-01")
    closed = planned(programme, "TOT-OLD-01", "closed", closed_at="2025-01-01T10:00+06:00")
    named_for(future, helper)
    named_for(closed, helper, "lead")
    membership.remove_access(helper, programme, by=coordinator, why="left")
    assert set(SessionTrainer.objects.filter(user=helper).values_list("session", flat=True)) == {session.pk, closed.pk}
    entry = AuditEntry.objects.get(verb="session.trainer_left")
    assert (entry.target_id, entry.details) == (str(future.pk), {"user": helper.pk})


def test_a_session_on_record_opens_no_more(programme, coordinator, session, helper, signed_in):
    enrolment = EnrolmentFactory(session=session)
    client = signed_in(helper)
    assert client.get(f"/training/{session.code}/").status_code == 200
    assert enrolment.officer in type(enrolment.officer).objects.visible_to(helper) or not enrolment.was_confirmed
    membership.change(helper, programme, {"observer"}, by=coordinator)
    client = signed_in(helper)
    for page in (f"/training/{session.code}/", f"/training/{session.code}/attendance/", "/training/"):
        assert client.get(page).status_code == 404
    assert not TrainingSession.objects.visible_to(helper).exists()
    assert not type(enrolment.officer).objects.visible_to(helper).exists()


def test_other_programmes_are_not_touched(programme, coordinator, session, helper):
    other = SessionFactory(state="scheduled")
    named_for(other, helper, "lead")
    membership.remove_access(helper, programme, by=coordinator, why="left")
    assert other.trainers.filter(user=helper, role="lead").exists()


def test_a_session_refuses_whoever_is_no_trainer_of_its_programme(session, observer, outsider, trainer, helper):
    elsewhere = UserFactory()
    named_for(SessionFactory(), elsewhere)
    for nobody in (observer, outsider, elsewhere):
        with pytest.raises(Exception, match="no trainer of the programme"):
            SessionTrainer(session=session, user=nobody, role="co_trainer").full_clean()
    session.programme.team.filter(user=helper).delete()
    session.trainers.get(user=helper).full_clean()  # what was true when it was written stays


def test_the_form_of_a_session_refuses_a_foreign_id_too(signed_in, session, coordinator, observer):
    rows = {
        "trainers-TOTAL_FORMS": "2",
        "trainers-INITIAL_FORMS": "1",
        "trainers-0-id": str(session.trainers.get().pk),
        "trainers-0-session": str(session.pk),
        "trainers-0-user": str(session.trainers.get().user_id),
        "trainers-0-role": "lead",
        "trainers-1-session": str(session.pk),
        "trainers-1-user": str(observer.pk),
        "trainers-1-role": "co_trainer",
    }
    fields = ("starts_on", "ends_on", "venue_en", "venue_bn", "capacity", "title_en", "title_bn")
    page = {name: getattr(session, name) for name in fields}
    page |= {"phase": session.phase_id, "course": session.course_id, "place": session.place_id, **rows}
    answer = signed_in(coordinator).post(f"/admin/trainings/trainingsession/{session.pk}/change/", page)
    assert answer.status_code == 200
    assert not session.trainers.filter(user=observer).exists()
