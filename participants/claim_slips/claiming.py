"""Claiming an account: the officer enters the code of a slip and the service number, sets a password, and is signed in.

All failures look the same: an unknown code, a slip that was used, has ended or has expired, a wrong number. Each takes the same
three queries and gets the same answer. An attempt is counted before the number is compared, and taken off again when the number
is right, so that parallel attempts get no more than five comparisons.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.sign_in_names import normal_email, normal_service_number
from participants.claim_slips.access import refusal_for, unlinked_account
from participants.claim_slips.codes import NO_CODE, hash_of
from participants.models import ClaimSlip, FormerNumber, Officer, SlipState

NOBODY = 0  # no row has this id


@dataclass(frozen=True)
class Claimed:
    """The result of a claim: the account (User), and whether the claim created it."""

    user: User
    is_new: bool


def check(code: str, number: str, *, now: datetime | None = None) -> ClaimSlip | None:
    """Returns the ClaimSlip of this code and this number, or None.

    code: 26 letters. number: the service number as typed, the officer's own or a former one; the e-mail on record for an
    officer without a number. A wrong number uses one of the five attempts of the slip.
    """
    now = now or timezone.now()
    slip = ClaimSlip.objects.select_related("officer").filter(code_hash=hash_of(code or NO_CODE)).first()
    pk = slip.pk if slip else NOBODY
    is_counted = ClaimSlip.objects.live(now).filter(pk=pk).update(wrong_numbers=F("wrong_numbers") + 1)
    former = FormerNumber.objects.filter(officer=slip.officer_id if slip else NOBODY)
    known = names_of(slip.officer if slip else None, list(former.values_list("service_number", flat=True)))
    if not (_is_among(number, known) and is_counted):
        return None
    ClaimSlip.objects.filter(pk=pk).update(wrong_numbers=F("wrong_numbers") - 1)
    return slip


def names_of(officer: Officer | None, former: Iterable[str] = ()) -> list[str]:
    """Returns what an officer may enter beside the code: the numbers on record, or the e-mail where there is no number."""
    if officer is None:
        return []
    if officer.service_number:
        return [officer.service_number, *former]
    return [email] if (email := normal_email(officer.email)) else []


def _is_among(typed, known):
    typed = normal_email(typed) if "@" in typed else normal_service_number(typed)
    # In constant time: all are compared, each to its end.
    return any([hmac.compare_digest((typed or "").encode(), name.encode()) for name in known])  # noqa: C419


def pending(slip_id: int, *, now: datetime | None = None) -> ClaimSlip | None:
    """Returns the live ClaimSlip of this id with its officer, rank, unit and account, or None. For the password page."""
    slips = ClaimSlip.objects.live(now).select_related("officer__rank", "officer__unit", "officer__user")
    return slips.filter(pk=slip_id).first()


def new_account_of(officer: Officer) -> User:
    """Returns the account (User, not saved) that a claim would create; for validating a password."""
    return User(service_number=officer.service_number, full_name=officer.name_en or officer.name_bn)


def claim(slip_id: int, *, password: str, language: str, now: datetime | None = None) -> Claimed:
    """Creates the account of the slip's officer with this password, or resets the existing one. Returns a Claimed.

    slip_id: of a slip that `check` returned. password: validated by the form. language: that of the browser. An existing account
    gets the new password; its other sessions end and its second factors are removed, because they were lost with the phone, or
    belong to somebody else. Raises Refused where the slip was used or ended meanwhile, or no slip may open the account.
    """
    now = now or timezone.now()
    hashed = make_password(password)  # slow by design, so before any lock
    try:
        with transaction.atomic():
            slip, officer = _locked(slip_id, now)
            if sentence := refusal_for(officer):
                raise Refused(sentence)
            claimed = _open_account(officer, hashed, language, slip)
            slip.state, slip.used_at, slip.used_by = SlipState.USED, now, claimed.user
            slip.save(update_fields=["state", "used_at", "used_by"])
            record(claimed.user, "claim_slip.used", slip, officer=officer.pk, account=claimed.user.pk)
    except IntegrityError as taken:
        # Another request created an account with this number at the same time.
        raise Refused(expired_message()) from taken
    return claimed


def expired_message() -> str:
    """Returns the sentence for a slip that cannot be used any more, or a page that was open for too long."""
    return _(
        "This slip cannot be used any more, or the page was open for too long. Start again with the code. If that does "
        "not help, ask your trainer or coordinator for a new slip."
    )


def _locked(slip_id, now):
    """Returns (ClaimSlip, Officer), both locked: the officer first, in the same order as everywhere."""
    found = ClaimSlip.objects.filter(pk=slip_id).values_list("officer", flat=True).first()
    Officer.objects.filter(pk=found or NOBODY).lock()
    slip = ClaimSlip.objects.select_for_update().filter(pk=slip_id, officer=found or NOBODY).first()
    if slip is None or not slip.is_live(now):
        raise Refused(expired_message())
    return slip, Officer.objects.select_related("user").get(pk=found)


def _open_account(officer, hashed, language, slip):
    account = officer.user or unlinked_account(officer)
    is_new = account is None
    if is_new:
        account = new_account_of(officer)
    account.password, account.language = hashed, language
    if officer.service_number and not _is_taken(officer.service_number, account):
        account.service_number = officer.service_number
    elif not account.service_number:
        account.email = account.email or normal_email(officer.email)
    account.save()
    ended = {} if is_new else {"sessions": _end_sessions(account), "factors": _remove_factors(account)}
    if officer.user_id is None:
        officer.user = account
        officer._history_user = account
        officer.save(update_fields=["user", "updated_at"])
    record(account, "account.opened" if is_new else "account.regained", account, slip=slip.pk, **ended)
    account.forget_roles()
    return Claimed(account, is_new)


def _is_taken(number, account):
    return User.objects.filter(service_number=number).exclude(pk=account.pk).exists()


def _end_sessions(account):
    sessions = list(UserSession.objects.filter(user=account))
    for session in sessions:
        session.end()
    return len(sessions)


def _remove_factors(account):
    count, _kinds = Authenticator.objects.filter(user=account).delete()
    return count
