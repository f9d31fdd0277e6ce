"""Who signs in. What they may do follows from facts elsewhere (a team, a session, an officer), not from this row."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.compiled import Compiled
from accounts.database.constraints import known_values
from accounts.text.sign_in_names import normal_email, normal_service_number

ADMINISTRATOR = "administrator"


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    BANGLA = "bn", _("Bangla")


class Theme(models.TextChoices):
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "UserQuerySet":
        """Accounts that this person may read of: the colleagues in programmes this person coordinates, and the own one."""
        # Teams are in an app above this one, so they are reached by their related name.
        account: Any = self.model
        teams = account.team_memberships.rel.related_model.objects
        colleagues = teams.filter(programme__in=user.programmes_coordinated)
        return self.filter(Q(pk=user.pk) | Q(pk__in=colleagues.values("user")))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # Django builds the base class
    """Makes accounts and finds them by what people type."""

    use_in_migrations = False

    def create_user(
        self,
        email: str | None = None,
        password: str | None = None,
        *,
        service_number: str | None = None,
        full_name: str = "",
        **fields: Any,
    ) -> "User":
        """Returns a saved User; ValueError without e-mail and service number. Without a password the account cannot sign in."""
        user = self.model(email=email, service_number=service_number, full_name=full_name, **fields)
        user.normalise()
        if not user.email and not user.service_number:
            raise ValueError("An account needs an e-mail or a service number.")
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, typed: str) -> "User":
        """Returns the User whose e-mail (any case) or service number (any form) was typed; else User.DoesNotExist."""
        if "@" in typed:
            return self.get(email=normal_email(typed))
        # An empty entry must find no account: those without a service number have NULL there.
        return self.get(service_number=normal_service_number(typed) or "")


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True, default=None)
    service_number = models.CharField(
        _("service number"),
        max_length=32,
        unique=True,
        null=True,
        blank=True,
        default=None,
        help_text=_("Officers sign in with it. Digits only, in English or Bangla; a BP in front is dropped."),
    )
    full_name = models.CharField(_("full name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    theme = models.CharField(
        pgettext_lazy("colours", "theme"), max_length=5, choices=Theme.choices, default=Theme.LIGHT
    )
    is_active = models.BooleanField(
        _("may sign in"),
        default=True,
        help_text=_("Accounts are closed, not deleted, so that the audit trail keeps its names."),
    )
    is_staff = models.BooleanField(_("technical staff"), default=False, help_text=_("Keeps the system running."))
    date_joined = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(service_number__isnull=False),
                name="account_has_a_sign_in_name",
                violation_error_message=_("Give an e-mail or a service number to sign in with."),
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | (Q(email=Lower("email")) & ~Q(email="")),
                name="account_email_is_lower_case",
                violation_error_message=_("Write the e-mail in small letters."),
            ),
            models.CheckConstraint(
                condition=Q(service_number__isnull=True) | ~Q(service_number=""),
                name="account_service_number_is_not_blank",
                violation_error_message=_("Leave the service number out rather than blank."),
            ),
            known_values("language", Language, name="account_language_known"),
            known_values("theme", Theme, name="account_theme_known"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or self.service_number or str(_("account"))

    def normalise(self) -> None:
        """Normalises the sign-in names; an empty one becomes None."""
        self.email = normal_email(self.email)
        self.service_number = normal_service_number(self.service_number)

    def clean(self) -> None:
        self.normalise()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normalise()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Returns the full name; names are not split into a first and a last one."""
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    # Django's permissions and its superusers mean nothing here: accounts/permissions.py defines who may do what.

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Returns False: nobody holds one of Django's permissions."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Returns False: nobody holds one of Django's permissions."""
        return False

    # Facts that roles follow from. Read once per request: request.user is one object for the whole page.

    @cached_property
    def _team_roles(self) -> list[tuple[int | None, str, int | None, bool | None]]:
        return _TEAM_ROLES.rows(self.pk)

    def _programmes_as(self, wanted: str) -> frozenset[int | None]:
        return frozenset(programme for programme, role, *_facts in self._team_roles if role == wanted)

    @cached_property
    def programmes_coordinated(self) -> frozenset[int | None]:
        """Ids of the programmes this person coordinates (frozenset of int)."""
        return self._programmes_as("coordinator")

    @cached_property
    def programmes_observed(self) -> frozenset[int | None]:
        """Ids of the programmes this person observes (frozenset of int)."""
        return self._programmes_as("observer")

    @cached_property
    def programmes_trained(self) -> frozenset[int | None]:
        """Ids of the programmes this person is a trainer of (frozenset of int)."""
        return self._programmes_as("trainer")

    @cached_property
    def is_administrator(self) -> bool:
        """Whether this person opens programmes and invites their first people."""
        return any(role == ADMINISTRATOR for _programme, role, *_facts in self._team_roles)

    @cached_property
    def phases_coordinated(self) -> frozenset[int]:
        """Ids of the phases of the programmes this person coordinates (frozenset of int)."""
        return frozenset(phase for _in, role, phase, _is in self._team_roles if role == "coordinator" and phase)

    @property
    def coordinates_a_large_programme(self) -> bool:
        """Whether a programme this person coordinates holds a large part of all officers, as far as was counted."""
        return any(is_large for _in, role, _phase, is_large in self._team_roles if role == "coordinator")

    @cached_property
    def session_roles(self) -> dict[int, str]:
        """The role of this person in each session taught: {session id: role}.

        A place in a session counts only while the person is a trainer of its programme.
        """
        return dict(_SESSION_ROLES.rows(self.pk))

    @cached_property
    def officer_id(self) -> int | None:
        """Id of the officer this account belongs to, or None."""
        officer = getattr(self, "officer", None)
        return officer and officer.pk

    def forget_roles(self) -> None:
        """Clears the cached roles, for code that changes a team or a session and goes on with the same object."""
        for fact in (
            "_team_roles",
            "programmes_coordinated",
            "programmes_observed",
            "programmes_trained",
            "phases_coordinated",
            "is_administrator",
            "session_roles",
            "officer_id",
        ):
            self.__dict__.pop(fact, None)
        self._state.fields_cache.pop("administrator", None)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.forget_roles()


def _team_roles_of(user: int) -> models.QuerySet[Any, Any]:
    # With the phases of the programmes, and how large these are: conditions that name them let the database know how much
    # they leave (`OfficerQuerySet.coordinated_by`).
    facts = ("programme_id", "role", "programme__phases", "programme__is_large")
    members: Any = User._meta.get_field("team_memberships")
    on_teams = members.related_model.objects.filter(user=user).order_by().values_list(*facts)
    # Includes the role of an administrator in the same query: every page needs both.
    nowhere, unknown = (Value(None, output_field=kind()) for kind in (models.BigIntegerField, models.BooleanField))
    related: Any = User._meta.get_field("administrator")
    administrators = related.related_model.objects.filter(user=user).order_by()
    parts = administrators.values_list(nowhere, Value(ADMINISTRATOR), nowhere, unknown)
    return on_teams.union(parts, all=True)


def _session_roles_of(user: int) -> models.QuerySet[Any, Any]:
    here = "session__phase__programme__team"
    places: Any = User._meta.get_field("trainer_roles")
    named = places.related_model.objects.filter(user=user, **{f"{here}__user": user, f"{here}__role": "trainer"})
    return named.order_by().values_list("session_id", "role")


# Nearly every page of a signed-in person asks for both.
_TEAM_ROLES = Compiled(_team_roles_of, int)
_SESSION_ROLES = Compiled(_session_roles_of, int)
