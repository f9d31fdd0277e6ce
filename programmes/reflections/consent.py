"""The consent to a reflection: given, refused or withdrawn. A reflection is published only with consent."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from programmes.locking import locked_record
from programmes.models import Consent, Reflection


@transaction.atomic
def record_consent(reflection: Reflection, *, answer: str, on: date, by: User | None, note: str = "") -> Reflection:
    """Records the speaker's answer: Consent.GIVEN or REFUSED, on a date in Dhaka not later than today.

    note: how it was given (on paper, by voice). An answer after one given is `withdraw_consent`. Returns the reflection.
    """
    reflection = locked_record(reflection, by=by)
    if answer not in (Consent.GIVEN, Consent.REFUSED):
        raise Refused(_("Say whether consent was given or refused."))
    if reflection.consent == Consent.GIVEN:
        raise Refused(_("Consent is on record already. If the speaker takes it back, say so."))
    if on > timezone.localdate():
        raise Refused(_("The day of the answer is still to come."))
    if answer == Consent.GIVEN and not note.strip():
        raise Refused(_("Say how consent was given, as in: signed form, voice message."))
    before, reflection.consent = reflection.consent, answer
    reflection.consent_on, reflection.consent_note = on, note.strip()
    _save(reflection, "consent", "consent_on", "consent_note", by=by)
    record(by, "reflection.consent_noted", reflection, before=before, after=answer)
    return reflection


@transaction.atomic
def withdraw_consent(reflection: Reflection, *, by: User | None, on: date | None = None) -> Reflection:
    """given → withdrawn; a published reflection is unpublished at once. on: date in Dhaka, default today. Returns it."""
    reflection = locked_record(reflection, by=by)
    if reflection.consent != Consent.GIVEN:
        raise Refused(_("No consent was given that could be withdrawn."))
    reflection.consent, reflection.consent_on = Consent.WITHDRAWN, on or timezone.localdate()
    was_published, reflection.published_at = reflection.is_published, None
    _save(reflection, "consent", "consent_on", "published_at", by=by)
    record(by, "reflection.consent_withdrawn", reflection, was_published=was_published)
    return reflection


@transaction.atomic
def publish(reflection: Reflection, *, by: User | None) -> Reflection:
    """Lets updates and reports quote it; returns it. Refused without consent, and when it is published already."""
    reflection = locked_record(reflection, by=by)
    if reflection.consent != Consent.GIVEN:
        raise Refused(_("Without the speaker's consent it can't be published."))
    if reflection.is_published:
        raise Refused(_("It is published already."))
    reflection.published_at = timezone.now()
    _save(reflection, "published_at", by=by)
    record(by, "reflection.published", reflection)
    return reflection


@transaction.atomic
def unpublish(reflection: Reflection, *, by: User | None) -> Reflection:
    """Updates and reports do not quote it any more; returns it."""
    reflection = locked_record(reflection, by=by)
    if not reflection.is_published:
        raise Refused(_("It is not published."))
    reflection.published_at = None
    _save(reflection, "published_at", by=by)
    record(by, "reflection.taken_down", reflection)
    return reflection


def refuse_changed_words(reflection: Reflection) -> None:
    """Raises Refused while it is published: the speaker agreed to exactly these words."""
    if reflection.is_published:
        raise Refused(_("It is published. Take it down before you change it."))


def _save(reflection: Reflection, *fields: str, by: User | None) -> None:
    reflection._history_user = by
    reflection.save(update_fields=fields)
