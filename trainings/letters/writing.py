"""Writing a letter: which kinds a session can have now, its preview, and the version that goes out.

What goes out was seen before: whoever sends names the digest of the preview, and is shown a new one where a fact changed since.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from trainings.letters.wording import OwnWords, digest_of, words_of
from trainings.models import LetterKind, SessionLetter, SessionState, TrainingSession

BEFORE_THE_END = (SessionState.SCHEDULED, SessionState.RUNNING)
AFTER = (SessionState.HELD, SessionState.CLOSED)


class NotAsSeen(Refused):
    """The letter would not be the one of the preview."""


def why_not(session: TrainingSession, kind: str) -> str:
    """Returns a sentence why a session cannot have this kind of letter now, or ""."""
    if kind == LetterKind.CANCELLATION:
        return "" if session.state == SessionState.CANCELLED else _("Only a cancelled session has this letter.")
    if session.state == SessionState.CANCELLED:
        return _("The session was cancelled; only the letter that says so can be sent.")
    if kind == LetterKind.THANKS:
        return "" if session.state in AFTER else _("This letter can be sent once the session is over.")
    if session.state == SessionState.DRAFT:
        return _("The session is a draft; schedule it first.")
    return "" if session.state in BEFORE_THE_END else _("The session is over.")


def write(session: TrainingSession, kind: str, own: OwnWords, *, seen: str, by: User) -> SessionLetter:
    """Returns the SessionLetter with these words: the newest version where they are the same, else a new one.

    In the caller's transaction, which has locked the session. seen: the digest of the preview. Raises Refused where `by` may not,
    where the session cannot have this letter, without words on what changed, and NotAsSeen.
    """
    require(by, coordinates_session, session)
    if no := why_not(session, kind):
        raise Refused(no)
    words = checked_words(session, kind, own)
    digest = digest_of(words)
    if digest != seen:
        raise NotAsSeen(_("Something about the session changed since the preview. Look at the letter once more."))
    newest = session.letters.filter(kind=kind).order_by("-version").first()
    if newest and newest.digest == digest:
        return newest
    letter = SessionLetter.objects.create(
        session=session,
        kind=kind,
        version=newest.version + 1 if newest else 1,
        words=words,
        digest=digest,
        written_by=by,
        written_at=timezone.now().replace(microsecond=0),
    )
    record(by, "session_letter.written", letter, kind=kind, version=letter.version)
    return letter


def checked_words(session: TrainingSession, kind: str, own: OwnWords) -> dict[str, Any]:
    """Returns the words of a letter, as `words_of`. Raises Refused where a letter on a change does not say what changed."""
    if kind == LetterKind.CHANGE and not (own.bn or own.en):
        raise Refused(_("Write what changed."))
    return words_of(session, kind, own)
