"""Re-identification: a new slip for an officer who lost access, after an identity check.

The officer states the service number and answers one question about a fact that the number does not contain. The record decides
which question, not the member of staff. The page never shows the record: the member of staff types the answers of the officer,
and the server compares them. Wrong answers are counted per member of staff and day.
"""

import unicodedata
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.text.sign_in_names import normal_service_number
from participants.claim_slips.access import can_make_new_slip, refusal_for
from participants.claim_slips.codes import new_code
from participants.claim_slips.making import make_after_identity_check
from participants.models import ClaimSlip, IdentityCheck, IdentityQuestion, Officer
from participants.officers.former_service_numbers import numbers_of
from participants.roster.cells.numbers import phones

WRONG_PER_OFFICER = 3  # of one member of staff within a day
WRONG_PER_DAY = 10  # of one member of staff within a day, whoever the officers are
A_DAY = timedelta(days=1)
YEAR_OF_JOINING = slice(2, 4)  # of a number of Bangladesh Police; the year of birth is before it


class NewSlip(NamedTuple):
    """A new slip and its code, which is shown once and never stored."""

    slip: ClaimSlip
    code: str


def question_for(officer: Officer) -> IdentityQuestion | None:
    """Returns the IdentityQuestion to ask, or None where the record has no fact that proves the identity.

    Only about facts that the service number does not contain, because a stranger may know the number. The mobile number is asked
    first; the unit, which is on every roster, last.
    """
    if officer.mobile:
        return IdentityQuestion.MOBILE
    if officer.joined_on and not _is_in_number(officer):
        return IdentityQuestion.JOINED
    return IdentityQuestion.UNIT if officer.unit_id else None


def why_not(officer: Officer, staff: User, *, now: datetime | None = None) -> str:
    """Returns a sentence with the reason why this member of staff cannot make a slip for the officer now, or "".

    officer: with account and unit fetched.
    """
    if not can_make_new_slip(staff, officer):
        return _("Only a coordinator or a trainer of the officer can make a new slip, and not for their own account.")
    if sentence := refusal_for(officer):
        return sentence
    if question_for(officer) is None:
        return _(
            "The record has no mobile number and nothing else to ask about that the service number does not tell already. "
            "A coordinator of the programme that holds the record has to make sure who it is and add the mobile number "
            "first."
        )
    if _is_at_limit(officer, staff, now or timezone.now()):
        return _("Too many wrong answers today. Try again tomorrow, or let a coordinator of the programme ask.")
    return ""


def check_answer(
    officer: Officer, *, question: str, number: str, reply: str, by: User, head_is_right: bool = False
) -> NewSlip | None:
    """Compares the answers of the officer. Returns a NewSlip, or None for a wrong answer. Both go into the audit trail.

    question: the one the page showed (str). number, reply: as typed by the member of staff, `by`. head_is_right: whether the
    officer named the head of the unit. Raises Refused where `by` may not ask, or not now, or the question has changed.
    """
    now = timezone.now()
    with transaction.atomic():
        # The member of staff is locked too, so that parallel answers are counted one after the other.
        list(User.objects.filter(pk=by.pk).select_for_update(no_key=True).values_list("pk"))
        Officer.objects.filter(pk=officer.pk).lock()
        found = Officer.objects.select_related("user", "unit").filter(pk=officer.pk).first()
        if found is None:
            raise Refused(_("This record is not there any more. Somebody may have merged it."))
        officer = found
        if sentence := why_not(officer, by, now=now):
            raise Refused(sentence)
        expected = question_for(officer)
        if question != expected:
            raise Refused(_("The question has changed. Ask the officer again."))
        is_right = _is_right(officer, expected, number, reply, head_is_right)
        IdentityCheck.objects.create(officer=officer, asked_by=by, asked_at=now, question=expected, is_right=is_right)
        record(by, "officer.identity_checked", officer, question=str(expected), right=is_right)
        if not is_right:
            return None
        code = new_code()
        return NewSlip(make_after_identity_check(officer, code, by=by, now=now), code)


def _is_at_limit(officer, staff, now):
    wrong = IdentityCheck.objects.filter(asked_by=staff, asked_at__gt=now - A_DAY, is_right=False)
    officers = list(wrong.values_list("officer", flat=True)[:WRONG_PER_DAY])
    return len(officers) >= WRONG_PER_DAY or officers.count(officer.pk) >= WRONG_PER_OFFICER


def _is_right(officer, question, number, reply, head_is_right):
    if normal_service_number(number) not in numbers_of(officer):
        return False
    if question == IdentityQuestion.MOBILE:
        return phones(reply)[0] == officer.mobile
    if question == IdentityQuestion.JOINED:
        return digits(reply, "en").strip() == str(officer.joined_on.year)
    return head_is_right and _plain(reply) in _names_of(officer.unit)


def _is_in_number(officer):
    """Whether a number of the officer contains the year of joining: as its third and fourth digit."""
    year = f"{officer.joined_on.year % 100:02d}"
    return any(number[YEAR_OF_JOINING] == year for number in numbers_of(officer))


def _names_of(unit):
    names = (unit.name_en, unit.name_bn, unit.abbreviation, *unit.aliases)
    return {_plain(name) for name in names if name}


def _plain(text):
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace(".", " ").replace(",", " ").split())
