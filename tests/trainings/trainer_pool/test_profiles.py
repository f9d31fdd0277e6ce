"""Languages and certificate of a trainer: noted by the programme, or for all own programmes by the trainer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from programmes.team import membership
from trainings.models import TrainerLanguage, TrainerProfile
from trainings.trainer_pool import profiles

pytestmark = pytest.mark.django_db


def describe(user, programme, by, today, **more):
    facts = {"languages": ["bn"], "certified_on": None, "certified_by": ""}
    return profiles.describe(user, programme, **{**facts, **more}, by=by, today=today)


def spoken(user):
    rows = TrainerLanguage.objects.filter(profile__user=user).order_by("profile__programme", "language")
    return list(rows.values_list("profile__programme__code", "language"))


def test_a_coordinator_notes_languages_and_certificate(programme, coordinator, colleague, today):
    profile = describe(
        colleague, programme, coordinator, today, languages=["en", "bn", "en"], certified_on=today, certified_by="BPA"
    )
    assert spoken(colleague) == [("SHETU", "bn"), ("SHETU", "en")]
    assert (profile.certified_on, profile.certified_by) == (today, "BPA")
    entry = AuditEntry.objects.get(verb="trainer_profile.changed")
    assert entry.details == {"user": colleague.pk, "languages": ["bn", "en"], "certified": True}
    assert entry.programme_id == programme.pk


def test_the_set_of_languages_is_what_was_sent_last(programme, coordinator, colleague, today):
    describe(colleague, programme, coordinator, today, languages=["bn", "en"])
    describe(colleague, programme, coordinator, today, languages=["en", "rhg"])
    assert spoken(colleague) == [("SHETU", "en"), ("SHETU", "rhg")]
    assert TrainerProfile.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"languages": ["xx"]}, "Choose languages from the list"),
        ({"certified_by": "BPA"}, "Give the day"),
    ],
)
def test_what_cannot_be_is_refused(programme, coordinator, colleague, today, more, said):
    with pytest.raises(Refused, match=said):
        describe(colleague, programme, coordinator, today, **more)
    assert not TrainerProfile.objects.exists()


def test_nobody_is_certified_tomorrow(programme, coordinator, colleague, today):
    with pytest.raises(Refused, match="still to come"):
        describe(colleague, programme, coordinator, today, certified_on=today + timedelta(days=1))


@pytest.mark.parametrize("who", ["observer", "officer_user", "outsider", "colleague"])
def test_nobody_else_describes_a_trainer(request, programme, joins, today, who):
    with pytest.raises(NotAllowed):
        describe(joins("Somebody"), programme, request.getfixturevalue(who), today)


def test_only_trainers_of_the_programme_are_described(programme, coordinator, observer, elsewhere, today):
    with pytest.raises(Refused, match="no trainer of the programme"):
        describe(observer, programme, coordinator, today)
    with pytest.raises(NotAllowed):
        describe(observer, elsewhere[1], coordinator, today)


def test_a_trainer_notes_the_own_languages_in_every_own_programme(colleague, elsewhere):
    elsewhere[1].team.create(user=colleague, role="trainer")
    colleague.forget_roles()
    assert profiles.set_own_languages(colleague, ["en"], by=colleague) == {"en"}
    assert sorted(spoken(colleague)) == [("OTHER", "en"), ("SHETU", "en")]
    assert profiles.languages_of(colleague) == {"en"}


def test_of_others_a_trainer_writes_nothing(colleague, joins, outsider):
    with pytest.raises(Refused, match="Only the person"):
        profiles.set_own_languages(joins("Somebody"), ["en"], by=colleague)
    with pytest.raises(NotAllowed):
        profiles.set_own_languages(outsider, ["en"], by=outsider)


def test_what_was_noted_ends_with_the_role(programme, coordinator, colleague, today):
    describe(colleague, programme, coordinator, today)
    membership.remove_access(colleague, programme, by=coordinator, why="left")
    assert not TrainerProfile.objects.exists()


def test_the_database_knows_the_languages(programme, coordinator, colleague, today):
    profile = describe(colleague, programme, coordinator, today)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainerLanguage.objects.create(profile=profile, language="xx")
