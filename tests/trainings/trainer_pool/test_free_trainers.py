"""Who is free on the days of a session, who taught what, and naming them."""

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.refusal import NotAllowed, Refused
from tests.factories import ModuleFactory, named_for
from trainings.models import SessionTrainer
from trainings.trainer_pool import absences, naming
from trainings.trainer_pool.availability import Hindrance, free_on, hindrances
from trainings.trainer_pool.profiles import trainers_of
from trainings.trainer_pool.teaching import modules_taught, records, who_taught, with_experience

pytestmark = pytest.mark.django_db


def free(session, **more):
    dates = list(session.days.values_list("date", flat=True))
    return {user.full_name for user in free_on(trainers_of(session.phase.programme), dates, **more)}


def why(session, *people, but=None):
    dates = list(session.days.values_list("date", flat=True))
    return hindrances([one.pk for one in people], dates, session.phase.programme_id, but=but)


# Free


def test_whoever_is_away_on_one_of_the_days_is_not_free(ahead, joins, days):
    for name, first, last in (("Before", 7, 9), ("First day", 5, 10), ("Last day", 12, 20), ("After", 13, 14)):
        person = joins(name)
        absences.note_own(person, days(first, last), by=person, now=timezone.now())
    assert free(ahead) == {"Before", "After"}


def test_days_between_the_days_of_a_session_do_not_count(plan, joins, days):
    """A session of two days with a day off between them."""
    session = plan(10)
    session.days.filter(number=2).delete()
    person = joins("Between")
    absences.note_own(person, days(11, 11), by=person, now=timezone.now())
    assert free(session) == {"Between"}


def test_whoever_is_in_another_session_is_not_free_unless_it_is_cancelled(ahead, plan, joins):
    for name, begins, more in (
        ("Same days", 12, {}),
        ("Next day", 13, {}),
        ("Cancelled", 10, {"state": "cancelled", "state_reason": "Flood."}),
    ):
        named_for(plan(begins, **more), joins(name))
    assert free(ahead) == {"Next day", "Cancelled"}


def test_the_session_itself_takes_nobodys_time(ahead, joins):
    person = joins("Named")
    named_for(ahead, person)
    assert free(ahead) == set()
    assert free(ahead, but=ahead) == {"Named"}


def test_a_closed_account_is_not_free(ahead, joins):
    joins("Closed", is_active=False)
    assert free(ahead) == set()


def test_of_other_programmes_nothing_is_told_but_that_somebody_is_not_free(ahead, plan, elsewhere, colleague, days):
    other, their_programme = elsewhere
    their_programme.team.create(user=colleague, role="trainer")
    colleague.forget_roles()
    named_for(plan(11, programme=their_programme, code="SECRET-1"), colleague)
    absences.note(colleague, their_programme, days(10, 10, "A secret"), by=other, now=timezone.now())
    assert free(ahead) == set()
    assert why(ahead, colleague) == {colleague.pk: [Hindrance()]}


def test_of_the_own_programme_the_reason_and_the_session_are_told(ahead, plan, colleague, days):
    named_for(plan(11, code="TOT-OTHER"), colleague)
    absences.note_own(colleague, days(10, 10, "leave"), by=colleague, now=timezone.now())
    assert why(ahead, colleague) == {colleague.pk: [Hindrance(reason="leave"), Hindrance(code="TOT-OTHER")]}


# What they taught


@pytest.fixture
def past(plan):
    def make(begins_in, **more):
        return plan(begins_in, state="held", **more)

    return make


def test_sessions_hours_and_modules_come_from_the_sessions_that_were_held(programme, past, plan, teaches, colleague):
    early, late = ModuleFactory(code="EARLY"), ModuleFactory(code="LATE")
    first, second, coming = past(-60), past(-40), plan(20)
    for session, role in ((first, "lead"), (second, "co_trainer"), (coming, "lead")):
        named_for(session, colleague, role=role)
        teaches(session, late)
    teaches(first, early, hours=3, day=1)
    teaches(first, early, hours=1, day=2)
    found = records([colleague.pk], programme)[colleague.pk]
    assert (found.led, found.co_led, found.hours, found.modules) == (1, 1, 8, ["EARLY", "LATE"])


def test_a_guest_taught_nothing_and_other_programmes_do_not_count(programme, past, teaches, colleague, elsewhere):
    module = ModuleFactory()
    watched, theirs = past(-60), past(-40, programme=elsewhere[1])
    named_for(watched, colleague, role="guest")
    named_for(theirs, colleague, role="lead")
    for session in (watched, theirs):
        teaches(session, module)
    found = records([colleague.pk], programme)[colleague.pk]
    assert (found.led, found.co_led, found.hours, found.modules) == (0, 0, 0, [])
    assert not who_taught(User.objects.all(), programme, module.code).exists()


def test_a_module_is_found_in_whatever_version(programme, past, teaches, colleague):
    old = ModuleFactory(code="EARLY", version=1)
    new = ModuleFactory(code="EARLY", version=2)
    for begins, module in ((-60, old), (-40, new)):
        session = past(begins)
        named_for(session, colleague)
        teaches(session, module)
    assert list(who_taught(User.objects.all(), programme, "EARLY")) == [colleague]
    assert modules_taught(programme) == [new]


def test_those_who_taught_the_modules_of_the_course_come_first(programme, ahead, past, teaches, joins):
    wanted = ModuleFactory(code="WANTED")
    teaches(ahead, wanted)
    knows, teaches_much, new = joins("Knows"), joins("Often"), joins("New")
    one = past(-60)
    named_for(one, knows)
    teaches(one, ModuleFactory(code="WANTED", version=2))
    teaches(one, wanted, starts=14)
    for begins in (-50, -40):
        named_for(past(begins), teaches_much)
    rows = with_experience(trainers_of(programme), ahead).order_by("-known_modules", "-taught", "full_name")
    assert [(one, one.known_modules, one.taught) for one in rows] == [(knows, 1, 1), (teaches_much, 0, 2), (new, 0, 0)]


# Naming


def test_a_trainer_is_named_once(ahead, coordinator, colleague):
    named = naming.name_trainer(ahead, colleague, "co_trainer", by=coordinator)
    assert naming.name_trainer(ahead, colleague, "lead", by=coordinator) == named
    assert SessionTrainer.objects.get().role == "co_trainer"
    entry = AuditEntry.objects.get(verb="session.trainer_named")
    assert entry.details == {"user": colleague.pk, "role": "co_trainer"}


def test_a_session_has_one_lead_trainer(ahead, coordinator, colleague, joins):
    naming.name_trainer(ahead, colleague, "lead", by=coordinator)
    with pytest.raises(Refused, match="one lead trainer"):
        naming.name_trainer(ahead, joins("Second"), "lead", by=coordinator)


def test_who_cannot_be_named(ahead, coordinator, colleague, joins, observer):
    for user, role, said in (
        (observer, "lead", "no trainer of the programme"),
        (joins("Closed", is_active=False), "lead", "no trainer of the programme"),
        (colleague, "boss", "listed roles"),
    ):
        with pytest.raises(Refused, match=said):
            naming.name_trainer(ahead, user, role, by=coordinator)
    assert not ahead.trainers.exists()


@pytest.mark.parametrize("who", ["observer", "outsider", "trainer"])
def test_nobody_else_names_trainers(request, ahead, colleague, who):
    with pytest.raises(NotAllowed):
        naming.name_trainer(ahead, colleague, "co_trainer", by=request.getfixturevalue(who))


def test_a_session_takes_only_so_many(ahead, coordinator, colleague, joins, monkeypatch):
    monkeypatch.setattr(naming, "MOST_NAMED", 1)
    naming.name_trainer(ahead, colleague, "lead", by=coordinator)
    with pytest.raises(Refused, match="nobody can be added"):
        naming.name_trainer(ahead, joins("One more"), "co_trainer", by=coordinator)
