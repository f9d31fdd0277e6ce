"""An officer objects to named half-days, or takes that back. Who teaches records it for an officer without an account."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, is_the_officer
from accounts.refusal import NotAllowed, Refused
from accounts.text.sentences import numbers
from programmes.files import evidence
from trainings.models import (
    PARTICIPATES,
    AttendanceMark,
    Enrolment,
    ObjectedHalfDay,
    Objection,
    ObjectionState,
    TrainingSession,
)
from trainings.models.objection import LONGEST_TEXT
from trainings.objections.window import is_open, sentence_of
from trainings.sessions.half_days import half_days_of

MOST = 20  # objections of one officer in one session, all told


@dataclass(frozen=True)
class Filing:
    """What is objected to. form: the id of the form; the same one again is the same objection. half_days: {(day id, half)}."""

    form: uuid.UUID
    half_days: Collection[tuple[int, str]]
    text: str
    paper: UploadedFile | None = None


def may_file(user: User, enrolment: Enrolment, session: TrainingSession) -> bool:
    """Whether this person may object for the officer: the officer, or who teaches or coordinates where there is no account.

    enrolment: with its officer; session: with its phase.
    """
    if enrolment.officer.user_id:
        return is_the_officer(user, enrolment.officer)
    return can_mark_attendance(user, session)


def was_filed(form: uuid.UUID | None, enrolment: Enrolment, *, whose: User) -> bool:
    """Whether this person sent the form with this id for the enrolment already: the same one twice is one objection."""
    return form is not None and Objection.objects.filter(form=form, enrolment=enrolment, filed_by=whose).exists()


def file(enrolment: Enrolment, filing: Filing, *, by: User, now: datetime) -> Objection:
    """Files an objection and returns it; the same form again returns the first one. now: aware datetime.

    Raises NotAllowed for who may not, Refused outside of the window, without half-days or a text, for a half-day whose objection
    waits already, and for a paper that is none.
    """
    if not may_file(by, enrolment, enrolment.session):
        raise NotAllowed
    # Decoded before the session is locked.
    ready = evidence.prepared(filing.paper) if filing.paper else None
    made: list[str] = []
    try:
        return _file(enrolment, filing, ready, made, by=by, now=now)
    except IntegrityError as twice:
        _discard(made)
        raise Refused(_("An objection to one of these half-days waits already. Load the page again.")) from twice
    except Exception:
        _discard(made)
        raise


@transaction.atomic
def _file(enrolment, filing, ready, made, *, by, now):
    session = TrainingSession.objects.locked(enrolment.session_id)
    enrolment = Enrolment.objects.select_related("officer").get(pk=enrolment.pk)
    if not may_file(by, enrolment, session):
        raise NotAllowed
    filed = Objection.objects.filter(form=filing.form).first()
    if filed:
        if (filed.enrolment_id, filed.filed_by_id) != (enrolment.pk, by.pk):
            raise Refused(_("This form was sent before. Open a new one."))
        return filed
    text, half_days = _checked(enrolment, session, filing, now=now)
    objection = Objection(form=filing.form, enrolment=enrolment, text=text, filed_by=by, filed_at=now)
    if ready:
        objection.paper, objection.paper_name = ready[0], evidence.NAMES[ready[1]]
    objection.save()
    made += [str(objection.paper.name)] if objection.paper else []
    marks = {(mark.day_id, mark.half): mark.mark for mark in AttendanceMark.objects.filter(enrolment=enrolment)}
    ObjectedHalfDay.objects.bulk_create(
        ObjectedHalfDay(
            objection=objection, enrolment=enrolment, day_id=day, half=half, mark_before=marks.get((day, half), "")
        )
        for day, half in half_days
    )
    recorded = not is_the_officer(by, enrolment.officer)
    record(by, "objection.filed", objection, session=session.pk, half_days=len(half_days), recorded=recorded)
    return objection


def _checked(enrolment, session, filing, *, now):
    """Returns the text and the half-days in their order; raises Refused with what is wrong or missing."""
    if not is_open(session, now=now):
        raise Refused(sentence_of(session, now=now))
    if enrolment.state not in PARTICIPATES:
        raise Refused(_("This officer is not in the session any more."))
    taught = [half_day.key for half_day in half_days_of(session.days.all())]
    wanted = set(filing.half_days)
    if not wanted or wanted - set(taught):
        raise Refused(_("Choose the half-days whose mark is wrong."))
    text = filing.text.strip()[:LONGEST_TEXT]
    if not text:
        raise Refused(_("Say what is wrong and how it was."))
    counted = Objection.objects.filter(enrolment=enrolment).aggregate(count=Count("pk"))
    if counted["count"] >= MOST:
        raise Refused(
            _("%(most)s objections were filed here already. Ask a coordinator of the programme.") % numbers(most=MOST)
        )
    return text, [key for key in taught if key in wanted]


def _discard(names):
    """Removes stored papers whose objection was not written."""
    storage = Objection._meta.get_field("paper").storage
    for name in names:
        storage.delete(name)


@transaction.atomic
def withdraw(objection: Objection, *, by: User, now: datetime) -> Objection:
    """Takes back what is open of an objection. Returns it. by: who filed it, or the officer. Raises Refused when it is decided."""
    TrainingSession.objects.locked(objection.enrolment.session_id)
    objection = Objection.objects.select_related("enrolment__officer").get(pk=objection.pk)
    if not is_the_officer(by, objection.enrolment.officer) and by.pk != objection.filed_by_id:
        raise NotAllowed
    waiting = objection.half_days.filter(state=ObjectionState.OPEN)
    count = waiting.update(state=ObjectionState.WITHDRAWN, decided_by=by, decided_at=now)
    if not count:
        raise Refused(_("This objection was decided or taken back meanwhile."))
    record(by, "objection.withdrawn", objection, session=objection.enrolment.session_id, half_days=count)
    return objection
