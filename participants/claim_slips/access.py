"""For whom a slip can be made, and by whom."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import MARKS_ATTENDANCE, is_administrator, is_coordinator, is_trainer
from participants.merging.plan import has_other_work
from participants.models import Officer
from programmes.models import Programme


def printable_for(user):
    """Officers for whom this user may print slips in bulk: those a coordinator reads whole."""
    return Officer.objects.coordinated_by(user) if is_coordinator(user) else Officer.objects.none()


def taught_by(user):
    """Officers who take part, or took part, in a session that this user teaches. A guest teaches nobody.

    A place in a session counts only while the user is a trainer of its programme. Whoever came by consent of another
    programme is let back in there alone.
    """
    if not is_trainer(user):
        return Officer.objects.none()
    enrolments = Officer.enrolments.rel.related_model.objects.filter(
        officer=OuterRef("pk"),
        was_confirmed=True,
        is_shared=False,
        session__phase__programme__in=Programme.objects.trained_by(user).values("pk"),
        session__trainers__user=user.pk,
        session__trainers__role__in=MARKS_ATTENDANCE,
    )
    return Officer.objects.filter(Exists(enrolments))


def may_make_new_slip(user, officer):
    """Whether this user may make a new slip for an officer after re-identification. Nobody does so for themselves."""
    if user.pk == officer.user_id:
        return False
    return any(officers.filter(pk=officer.pk).exists() for officers in (printable_for(user), taught_by(user)))


def opens_only_own_record(account):
    """Whether an account (User) opens no more than the record of its officer, so that a slip may open it.

    Whoever makes a slip could use it; a slip for the account of a coordinator would hand over a programme.
    """
    return not (has_other_work(account) or is_administrator(account))


def obstacle(officer):
    """Returns the sentence that says why no slip opens an account for this officer, or "".

    officer: an Officer with its account fetched. A query more where the officer has none.
    """
    account = officer.user
    if account is not None:
        if not account.is_active:
            return _("The account of this officer is closed. A coordinator of the programme can tell why.")
        if not opens_only_own_record(account):
            return _(
                "This account also has other work here, so no slip opens it. Its owner uses “Forgot your password?” "
                "on the sign-in page, or asks the administrator."
            )
        return ""
    other = unlinked_account(officer)
    if other is not None and not may_be_linked(other, officer):
        return _(
            "Another account signs in with this service number already. The coordinator of the programme "
            "or the administrator can say whose it is."
        )
    return ""


def unlinked_account(officer):
    """Returns the account (User) that signs in with the number of an officer who has none, or None."""
    return User.objects.filter(service_number=officer.service_number).first() if officer.service_number else None


def may_be_linked(account, officer):
    """Whether an account that was made earlier, with this number and for nobody on record, may become the officer's.

    It must be open, tied to nobody, without other work, and must not be reachable through an e-mail that the officer's
    record does not know: whoever reads that mail could take the account back.
    """
    is_known = account.email is None or account.email == (officer.email or "").strip().lower()
    return account.is_active and account.officer_id is None and is_known and opens_only_own_record(account)
