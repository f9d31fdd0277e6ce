"""The name of one officer, corrected in place."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from participants.models import OfficerKey
from participants.officers.names import name_officer
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def nameless(session):
    """An officer of a session of the programme whose name in Bangla is missing."""
    return EnrolmentFactory(session=session, officer=OfficerFactory(name_en="Abul Hashem", name_bn="")).officer


def test_a_name_is_written_with_history_keys_and_audit(nameless, coordinator):
    officer = name_officer(nameless, by=coordinator, name_bn="  আবুল   হাশেম ")
    officer.refresh_from_db()
    assert (officer.name_bn, officer.name_en) == ("আবুল হাশেম", "Abul Hashem")
    latest = officer.history.first()
    assert (latest.name_bn, latest.history_user) == ("আবুল হাশেম", coordinator)
    assert OfficerKey.objects.filter(officer=officer).exists()
    entry = AuditEntry.objects.get(verb="officer.changed")
    assert (entry.actor, entry.details) == (coordinator, {"fields": [0], "as_on": "check_list"})


def test_the_same_name_again_leaves_no_trace(nameless, coordinator):
    name_officer(nameless, by=coordinator, name_en="Abul Hashem")
    assert not AuditEntry.objects.filter(verb="officer.changed").exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name_bn": "   "}, "Type the name."),
        ({"name_bn": "Abul Hashem"}, "Type this name in Bangla letters."),
        ({"name_en": "আবুল হাশেম"}, "Type this name in English letters."),
        ({"name_en": "x" * 201}, "200 characters"),
        ({"name_en": "<b>Abul</b>"}, "."),
        ({"name_bn": "আবুল 😀 হাশেম"}, "."),
        ({"name_en": "Abul Hаshem"}, "."),  # the second а is Cyrillic
    ],
)
def test_what_is_no_name_is_a_sentence_and_changes_nothing(nameless, coordinator, given, sentence):
    with pytest.raises(Refused, match=sentence.replace(".", r"\.")):
        name_officer(nameless, by=coordinator, **given)
    nameless.refresh_from_db()
    assert (nameless.name_en, nameless.name_bn) == ("Abul Hashem", "")


def test_the_coordinator_of_another_programme_and_a_trainer_change_nothing(nameless, trainer):
    elsewhere = UserFactory()
    ProgrammeFactory(coordinators=[elsewhere])
    for user in (elsewhere, trainer):
        with pytest.raises(Refused, match="Only a coordinator"):
            name_officer(nameless, by=user, name_bn="আবুল হাশেম")
