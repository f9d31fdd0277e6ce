"""Who may make a claim slip, and for whom: the one place for this rule."""

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import MARKS_ATTENDANCE, is_administrator, is_coordinator, is_trainer
from participants.merging.plan import has_other_work
from participants.models import Officer
from participants.models.officer import enrolments_of_outer
from programmes.models import Programme


def printable_for(user: User) -> QuerySet[Officer]:
    """Returns the officers for whom this user may print slips: those whom a coordinator's programmes hold."""
    return Officer.objects.coordinated_by(user) if is_coordinator(user) else Officer.objects.none()


def without_account(officers: QuerySet[Officer]) -> QuerySet[Officer]:
    """Returns the officers (of a QuerySet) for whom slips are printed. All others get a new slip after an identity check."""
    return officers.filter(user__isnull=True)


def taught_by(user: User) -> QuerySet[Officer]:
    """Returns the officers who take or took part in a session that this user teaches. A guest of a session teaches nobody.

    Counts sessions only while the user is a trainer of their programme. Leaves out officers whom another programme shares:
    only the programme that holds the record makes slips for them.
    """
    if not is_trainer(user):
        return Officer.objects.none()
    enrolments = enrolments_of_outer().filter(
        was_confirmed=True,
        is_shared=False,
        session__phase__programme__in=Programme.objects.trained_by(user).values("pk"),
        session__trainers__user=user.pk,
        session__trainers__role__in=MARKS_ATTENDANCE,
    )
    return Officer.objects.filter(Exists(enrolments))


def can_make_new_slip(user: User, officer: Officer) -> bool:
    """Whether this user may make a new slip for an officer after re-identification. Nobody may for their own record."""
    if user.pk == officer.user_id:
        return False
    return any(officers.filter(pk=officer.pk).exists() for officers in (printable_for(user), taught_by(user)))


def opens_only_own_record(account: User) -> bool:
    """Whether an account (User) has no other role than that of an officer, so that a slip may open it.

    Whoever makes a slip could use it themselves: a slip for the account of a coordinator would give access to a programme.
    """
    return not (has_other_work(account) or is_administrator(account))


def refusal_for(officer: Officer) -> str:
    """Returns a sentence with the reason why no slip can open an account for this officer, or "".

    officer: an Officer with its account fetched. One more query where the officer has no account.
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
    if other is not None and not can_be_linked(other, officer):
        return _(
            "Another account signs in with this service number already. The coordinator of the programme "
            "or the administrator can say whose it is."
        )
    return ""


def unlinked_account(officer: Officer) -> User | None:
    """Returns the account (User) that signs in with the service number of an officer, and is not linked to the record; or None."""
    return User.objects.filter(service_number=officer.service_number).first() if officer.service_number else None


def can_be_linked(account: User, officer: Officer) -> bool:
    """Whether an account that was made with this service number, before the record, may be linked to the officer.

    It must be active, linked to nobody, without another role, and have no e-mail that the record of the officer does not have:
    whoever reads that e-mail could take the account back.
    """
    is_known = account.email is None or account.email == (officer.email or "").strip().lower()
    return account.is_active and account.officer_id is None and is_known and opens_only_own_record(account)
