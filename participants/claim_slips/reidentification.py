"""Getting back in: a new slip after the officer was identified again.

The officer says the service number and answers one question, about something that the number itself does not tell. Which
one, the record decides, not the member of staff. What is on record is never shown: the member of staff types what the officer says,
and the server compares. Tries are counted per member of staff and day.
"""

import unicodedata
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.text.sign_in_names import normal_service_number
from participants.claim_slips.access import may_make_new_slip, obstacle
from participants.claim_slips.codes import new_code
from participants.claim_slips.making import make_after_identity_check
from participants.models import ClaimSlip, FormerNumber, IdentityCheck, IdentityQuestion, Officer
from participants.roster.cells.numbers import phones

WRONG_PER_OFFICER = 3  # of one member of staff within a day
WRONG_PER_DAY = 10  # of one member of staff within a day, whoever the officers are
A_DAY = timedelta(days=1)
YEAR_OF_JOINING = slice(2, 4)  # of a number of Bangladesh Police; before it stands the year of birth


class NewSlip(NamedTuple):
    """A slip that was just made, and its code, which is shown once and kept nowhere."""

    slip: ClaimSlip
    code: str


def question_for(officer):
    """Returns the IdentityQuestion to ask, or None where the record has nothing to compare with that proves anything.

    Only what the number does not tell: whoever knows the number types it, and must not have the answer by that. The mobile
    number goes first; the unit, which stands on every roster, last.
    """
    if officer.mobile:
        return IdentityQuestion.MOBILE
    if officer.joined_on and not _is_told_by_number(officer):
        return IdentityQuestion.JOINED
    return IdentityQuestion.UNIT if officer.unit_id else None


def why_not(officer, staff, *, now=None):
    """Returns the sentence that says why this member of staff makes no slip for the officer now, or "".

    officer: with account and unit fetched.
    """
    if not may_make_new_slip(staff, officer):
        return _("Only a coordinator or a trainer of the officer can make a new slip, and nobody for themselves.")
    if sentence := obstacle(officer):
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


def answer(officer, *, question, number, reply, by, head_is_right=False):
    """Compares what the officer said; right, a NewSlip is made and returned, wrong, None. Both are told in the audit trail.

    question: the one the page showed (str). number, reply: as typed by the member of staff, `by`. head_is_right: that the
    officer named the head of the unit. Raises Refused where `by` may not, may not now, or the question is another one by now.
    """
    now = timezone.now()
    with transaction.atomic():
        # The member of staff too: answers for several officers at once must not outrun the count.
        list(User.objects.filter(pk=by.pk).select_for_update().values_list("pk"))
        list(Officer.objects.filter(pk=officer.pk).select_for_update().values_list("pk"))
        officer = Officer.objects.select_related("user", "unit").filter(pk=officer.pk).first()
        if officer is None or (sentence := why_not(officer, by, now=now)):
            raise Refused(sentence if officer else _("This record is not there any more. Somebody may have merged it."))
        asked = question_for(officer)
        if question != asked:
            raise Refused(_("The question is another one by now. Ask the officer once more."))
        is_right = _is_right(officer, asked, number, reply, head_is_right)
        IdentityCheck.objects.create(officer=officer, asked_by=by, asked_at=now, question=asked, is_right=is_right)
        record(by, "officer.identity_checked", officer, question=str(asked), right=is_right)
        if not is_right:
            return None
        code = new_code()
        return NewSlip(make_after_identity_check(officer, code, by=by, now=now), code)


def _is_at_limit(officer, staff, now):
    wrong = IdentityCheck.objects.filter(asked_by=staff, asked_at__gt=now - A_DAY, is_right=False)
    officers = list(wrong.values_list("officer", flat=True)[:WRONG_PER_DAY])
    return len(officers) >= WRONG_PER_DAY or officers.count(officer.pk) >= WRONG_PER_OFFICER


def _is_right(officer, question, number, reply, head_is_right):
    if normal_service_number(number) not in _numbers_of(officer):
        return False
    if question == IdentityQuestion.MOBILE:
        return phones(reply)[0] == officer.mobile
    if question == IdentityQuestion.JOINED:
        return digits(reply, "en").strip() == str(officer.joined_on.year)
    return head_is_right and _plain(reply) in _names_of(officer.unit)


def _numbers_of(officer):
    former = FormerNumber.objects.filter(officer=officer).values_list("service_number", flat=True)
    return {officer.service_number, *former}


def _is_told_by_number(officer):
    """Whether a number of the officer tells the year of joining: its third and fourth digits are the last two of the year."""
    year = f"{officer.joined_on.year % 100:02d}"
    return any(number[YEAR_OF_JOINING] == year for number in _numbers_of(officer))


def _names_of(unit):
    names = (unit.name_en, unit.name_bn, unit.abbreviation, *unit.aliases)
    return {_plain(name) for name in names if name}


def _plain(text):
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace(".", " ").replace(",", " ").split())
