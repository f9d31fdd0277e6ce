"""Days away: noted by coordinators or by the trainer, read by those whom they concern, and never in the trail."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from programmes.team import membership
from tests.at_once import at_once
from tests.factories import UserFactory, named_for
from trainings.models import TrainerAbsence
from trainings.trainer_pool import absences

pytestmark = pytest.mark.django_db
SECRET = "Operation of the knee"


def note(user, programme, days, by):
    return absences.note(user, programme, days, by=by, now=timezone.now())


def note_own(user, days, by=None):
    return absences.note_own(user, days, by=by or user, now=timezone.now())


def test_the_trail_says_that_days_were_noted_never_why(programme, coordinator, colleague, days):
    noted = note(colleague, programme, days(10, 12, f"  {SECRET} "), coordinator)
    assert (noted.reason, noted.programme, noted.noted_by) == (SECRET, programme, coordinator)
    entry = AuditEntry.objects.get(verb="days_away.noted")
    assert entry.details == {"user": colleague.pk, "days": 3}
    assert entry.programme_id == programme.pk


def test_the_same_form_twice_notes_the_days_once(colleague, days):
    sent = days()
    assert note_own(colleague, sent) == note_own(colleague, sent)
    assert TrainerAbsence.objects.count() == AuditEntry.objects.filter(verb="days_away.noted").count() == 1


def test_a_form_of_somebody_else_is_refused(programme, coordinator, colleague, days):
    sent = days()
    note_own(colleague, sent)
    with pytest.raises(Refused, match="sent before"):
        note(colleague, programme, sent, coordinator)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (10, 9, "The last day is before the first."),
        (-3, -1, "These days are over."),
        (1, 400, "At most a year at once."),
        (1200, 1201, "These days are too far away."),
    ],
)
def test_days_that_cannot_be_are_refused(colleague, days, first, last, said):
    with pytest.raises(Refused, match=said):
        note_own(colleague, days(first, last))
    assert not TrainerAbsence.objects.exists()


def test_days_that_began_yesterday_can_still_be_noted(colleague, days):
    assert note_own(colleague, days(-1, 1)).pk


def test_a_reason_is_needed(colleague, days):
    with pytest.raises(Refused, match="Say why"):
        note_own(colleague, days(reason="  "))


def test_no_more_than_so_many_absences_stand_ahead(colleague, days, monkeypatch):
    monkeypatch.setattr(absences, "MOST_TO_COME", 2)
    note_own(colleague, days(1))
    note_own(colleague, days(2))
    with pytest.raises(Refused, match="2 absences are noted already"):
        note_own(colleague, days(3))


@pytest.mark.parametrize("who", ["observer", "officer_user", "outsider", "colleague"])
def test_nobody_but_coordinators_notes_days_of_others(request, programme, trainer, joins, days, who):
    somebody = joins("Somebody")
    with pytest.raises(NotAllowed):
        note(somebody, programme, days(), request.getfixturevalue(who))
    assert not TrainerAbsence.objects.exists()


def test_a_coordinator_notes_nothing_of_another_programmes_trainer(elsewhere, programme, coordinator, joins, days):
    _other, their_programme = elsewhere
    theirs = joins("Their Trainer", of=their_programme)
    with pytest.raises(NotAllowed):
        note(theirs, their_programme, days(), coordinator)
    with pytest.raises(Refused, match="no trainer of the programme"):
        note(theirs, programme, days(), coordinator)


def test_a_trainer_notes_only_the_own_days(colleague, joins, days):
    with pytest.raises(Refused, match="Only the person"):
        note_own(joins("Somebody"), days(), by=colleague)


def test_whoever_trains_nowhere_notes_no_days(outsider, days):
    with pytest.raises(NotAllowed):
        note_own(outsider, days())


# Who reads them


def test_what_a_programme_noted_is_read_by_it_and_by_the_trainer(programme, coordinator, colleague, elsewhere, days):
    other, their_programme = elsewhere
    their_programme.team.create(user=colleague, role="trainer")
    noted = note(colleague, programme, days(), coordinator)
    for user, reads in ((coordinator, True), (colleague, True), (other, False)):
        user.forget_roles()
        assert TrainerAbsence.objects.visible_to(user).filter(pk=noted.pk).exists() is reads


def test_what_a_trainer_noted_is_read_by_all_the_own_programmes_and_no_other(coordinator, colleague, elsewhere, days):
    other, _their_programme = elsewhere
    note_own(colleague, days())
    assert TrainerAbsence.objects.coordinated_by(coordinator).count() == 1
    assert not TrainerAbsence.objects.visible_to(other).exists()


# Removing


def test_each_removes_what_each_noted(programme, coordinator, colleague, days):
    mine, theirs = note_own(colleague, days(1)), note(colleague, programme, days(2), coordinator)
    for absence, by in ((mine, coordinator), (theirs, colleague)):
        with pytest.raises(Refused, match="Only who noted"):
            absences.remove(absence, by=by)
    absences.remove(mine, by=colleague)
    absences.remove(theirs, by=coordinator)
    absences.remove(theirs, by=coordinator)
    assert not TrainerAbsence.objects.exists()
    assert AuditEntry.objects.filter(verb="days_away.removed").count() == 2


def test_a_stranger_removes_nothing(programme, coordinator, colleague, elsewhere, days):
    noted = note(colleague, programme, days(), coordinator)
    absences.remove(noted, by=elsewhere[0])
    assert TrainerAbsence.objects.filter(pk=noted.pk).exists()


def test_what_a_programme_noted_ends_with_the_role(programme, coordinator, colleague, days):
    note(colleague, programme, days(), coordinator)
    membership.remove_access(colleague, programme, by=coordinator, why="left")
    assert not TrainerAbsence.objects.exists()


def test_days_that_meet_a_session_are_pointed_out(programme, ahead, plan, colleague, days):
    named_for(ahead, colleague)
    named_for(plan(40), colleague)
    met = note_own(colleague, days(12, 14))
    assert absences.met_sessions(met, [programme.pk]) == [ahead.code]
    assert absences.met_sessions(note_own(colleague, days(13, 14)), [programme.pk]) == []


def test_the_database_takes_no_days_in_the_wrong_order(colleague, days, today):
    noted = note_own(colleague, days())
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainerAbsence.objects.filter(pk=noted.pk).update(last_day=today - timedelta(days=900))


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_notes_it_once(programme, days):
    user = UserFactory()
    programme.team.create(user=user, role="trainer")
    sent = days()
    at_once(
        lambda: note_own(type(user).objects.get(pk=user.pk), sent),
        lambda: note_own(type(user).objects.get(pk=user.pk), sent),
    )
    assert TrainerAbsence.objects.count() == 1
