"""Which letters a session can have, what they say, and that what goes out was seen before."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import UserFactory
from tests.trainings.conftest import at
from tests.trainings.letters.conftest import seen
from trainings.letters.wording import OwnWords, words_of
from trainings.letters.writing import NotAsSeen, why_not, write
from trainings.models import LetterKind, SessionState, Slot

pytestmark = pytest.mark.django_db

CAN_HAVE = {
    "draft": set(),
    "scheduled": {"invitation", "joining", "change"},
    "running": {"invitation", "joining", "change"},
    "held": {"thanks"},
    "closed": {"thanks"},
    "cancelled": {"cancellation"},
}


@pytest.mark.parametrize("state", SessionState.values)
def test_each_state_of_a_session_has_its_letters(session, state):
    session.state = state
    assert {kind for kind in LetterKind.values if not why_not(session, kind)} == CAN_HAVE[state]


@pytest.mark.parametrize("kind", LetterKind.values)
def test_a_letter_says_what_where_and_when_in_both_languages(session, kind):
    words = words_of(session, kind, OwnWords(en="Bring boots."))
    assert session.course.title_en in words["en"]["subject"]
    assert session.course.title_bn in words["bn"]["subject"]
    facts = dict(words["en"]["facts"])
    assert facts["Dates"] == "21–23 November 2026"
    assert session.venue_en in facts["Place"]
    assert "২১–২৩ নভেম্বর ২০২৬" in dict(words["bn"]["facts"]).values()
    assert words["bn"]["own"] == words["en"]["own"] == "Bring boots."


def test_the_time_of_the_first_day_stands_in_it_once_the_timetable_has_one(session):
    assert "Begins on the first day at" not in dict(words_of(session, "joining", OwnWords())["en"]["facts"])
    Slot.objects.create(day=session.days.get(number=2), starts_at="08:00", ends_at="09:00", title_en="Later")
    Slot.objects.create(day=session.days.get(number=1), starts_at="09:30", ends_at="10:00", title_en="Opening")
    facts = dict(words_of(session, "joining", OwnWords())["en"]["facts"])
    assert "9:30" in facts["Begins on the first day at"]


def test_a_letter_on_a_change_says_what_changed(session, coordinator):
    with pytest.raises(Refused, match="Write what changed"):
        write(session, "change", OwnWords(), seen=seen(session, "change"), by=coordinator)


def test_what_changed_since_the_preview_is_shown_again_and_nothing_is_written(session, coordinator):
    before = seen(session, "invitation")
    session.venue_en = "Another Hall"
    session.save()
    with pytest.raises(NotAsSeen, match="changed since the preview"):
        write(session, "invitation", OwnWords(), seen=before, by=coordinator)
    assert not session.letters.exists()


def test_other_words_are_the_next_version_and_the_same_words_are_not(session, coordinator):
    versions = []
    for text in ("One", "One", "Two"):
        own = OwnWords(en=text)
        versions.append(
            write(session, "invitation", own, seen=seen(session, "invitation", own), by=coordinator).version
        )
    assert versions == [1, 1, 2]
    assert AuditEntry.objects.filter(verb="session_letter.written").count() == 2


def test_a_session_refuses_the_letters_it_cannot_have(session, coordinator):
    session.state, session.state_reason = SessionState.CANCELLED, "Flood"
    session.save()
    with pytest.raises(Refused, match="was cancelled"):
        write(session, "invitation", OwnWords(), seen=seen(session, "invitation"), by=coordinator)
    session.state, session.closed_at = SessionState.CLOSED, at(23)
    session.save()
    with pytest.raises(Refused, match="Only a cancelled session"):
        write(session, "cancellation", OwnWords(), seen=seen(session, "cancellation"), by=coordinator)


def test_nobody_else_writes(session, trainer):
    for by in (trainer, UserFactory()):
        with pytest.raises(NotAllowed):
            write(session, "invitation", OwnWords(), seen=seen(session, "invitation"), by=by)
