"""The trainers of a programme beside their accounts: languages, days away; and guests and experts, who have no account."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import in_order, known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from programmes.models import TeamMember, TeamRole
from trainings.models.session import TrainerRole, TrainingSession

LONGEST_REASON = 200


class TeachingLanguage(models.TextChoices):
    """What somebody teaches in. The codes of ISO 639, the shorter where there are two."""

    BANGLA = "bn", _("Bangla")
    ENGLISH = "en", _("English")
    CHITTAGONIAN = "ctg", _("Chittagonian")
    SYLHETI = "syl", _("Sylheti")
    ROHINGYA = "rhg", _("Rohingya")
    CHAKMA = "ccp", _("Chakma")
    HINDI = "hi", _("Hindi")
    ARABIC = "ar", _("Arabic")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")


class GuestRole(models.TextChoices):
    """The roles that somebody without an account can have in a session."""

    EXPERT = TrainerRole.EXPERT.value, TrainerRole.EXPERT.label
    GUEST = TrainerRole.GUEST.value, TrainerRole.GUEST.label


class TrainerProfile(models.Model):
    """What a programme notes about one of its trainers. Written by trainings.trainer_pool.profiles.

    Each programme has its own: what one of them wrote down is no business of another.
    """

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="+", verbose_name=_("programme"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="trainer_profiles", verbose_name=_("account")
    )
    certified_on = models.DateField(_("certified since"), null=True, blank=True)
    certified_by = models.CharField(_("certified by"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("trainer in the pool")
        verbose_name_plural = _("trainers in the pool")
        constraints = [
            models.UniqueConstraint(fields=["programme", "user"], name="one_trainer_profile_per_programme"),
            models.CheckConstraint(
                condition=Q(certified_by="") | Q(certified_on__isnull=False), name="certified_by_has_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.user_id}, {self.programme_id}"


class TrainerLanguage(models.Model):
    """A language that a trainer teaches in."""

    profile = models.ForeignKey(
        TrainerProfile, models.CASCADE, related_name="languages", verbose_name=_("trainer in the pool")
    )
    language = models.CharField(_("language"), max_length=3, choices=TeachingLanguage)

    class Meta:
        verbose_name = _("language of a trainer")
        verbose_name_plural = _("languages of trainers")
        constraints = [
            known_values("language", TeachingLanguage, name="trainer_language_known"),
            models.UniqueConstraint(fields=["profile", "language"], name="each_trainer_language_once"),
        ]

    def __str__(self):
        return self.get_language_display()


class TrainerAbsenceQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "TrainerAbsenceQuerySet":
        """What the user's programmes noted, and what the trainers of these programmes noted for themselves."""
        return self.of_programmes(user.programmes_coordinated)

    def of_programmes(self, programmes: Iterable[int | None]) -> "TrainerAbsenceQuerySet":
        """What these programmes (ids) may read."""
        trainers = TeamMember.objects.filter(programme__in=programmes, role=TeamRole.TRAINER)
        return self.filter(Q(programme__in=programmes) | Q(programme=None, user__in=trainers.values("user")))

    def visible_to(self, user: User) -> "TrainerAbsenceQuerySet":
        """Those and, for a trainer, what anybody noted about the own days."""
        mine = Q(user=user.pk) if user.programmes_trained else Q(pk__in=[])
        return self.filter(mine | Q(pk__in=self.coordinated_by(user).values("pk")))


class TrainerAbsence(models.Model):
    """Days on which a trainer is away. Written by trainings.trainer_pool.absences.

    programme: whose coordinators noted it; None where the trainer did, for all the own programmes. form: the form it came
    from, so that the same form sent twice notes it once.
    """

    form = models.UUIDField(_("form"), unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="days_away", verbose_name=_("account")
    )
    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by"))
    noted_at = models.DateTimeField(_("noted at"))

    objects = TrainerAbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        verbose_name = _("days away")
        verbose_name_plural = _("days away")
        constraints = [
            in_order(
                "first_day", "last_day", name="days_away_in_order", message=_("The last day is before the first.")
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="days_away_have_a_reason"),
        ]
        indexes = [models.Index(fields=["user", "last_day"], name="days_away_to_come")]  # every list of free trainers

    def __str__(self):
        return f"{self.user_id}: {self.first_day} – {self.last_day}"


class GuestExpertQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "GuestExpertQuerySet":
        """Those of the programmes the user coordinates: nobody else reads how to reach them."""
        return self.filter(programme__in=user.programmes_coordinated)

    def in_the_pool(self) -> "GuestExpertQuerySet":
        """Those who can still be named for a session."""
        return self.filter(is_retired=False)


class GuestExpert(models.Model):
    """Somebody without an account who speaks or teaches in sessions. Written by trainings.trainer_pool.guests.

    E-mail and phone are read by the coordinators of the programme alone. form: the form it came from.
    """

    form = models.UUIDField(_("form"), unique=True, editable=False)
    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="+", verbose_name=_("programme"))
    name_en = models.CharField(_("name in English"), max_length=160)
    name_bn = models.CharField(_("name in Bangla"), max_length=160, blank=True)
    organisation_en = models.CharField(_("organisation in English"), max_length=160, blank=True)
    organisation_bn = models.CharField(_("organisation in Bangla"), max_length=160, blank=True)
    post_en = models.CharField(_("post in English"), max_length=160, blank=True)
    post_bn = models.CharField(_("post in Bangla"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_retired = models.BooleanField(_("no longer in the pool"), default=False)

    objects = GuestExpertQuerySet.as_manager()

    class Meta:
        ordering = ["name_en", "pk"]
        verbose_name = _("guest or expert")
        verbose_name_plural = _("guests and experts")
        constraints = [
            models.CheckConstraint(condition=~Q(name_en=""), name="guest_has_a_name"),
            models.CheckConstraint(
                condition=Q(is_retired=False) | Q(email="", phone=""), name="retired_guest_has_no_contact"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return localised_field(self, "name")

    @property
    def organisation(self) -> str:
        """The organisation in the language of the page."""
        return localised_field(self, "organisation")

    @property
    def post(self) -> str:
        """The post in the language of the page."""
        return localised_field(self, "post")


class GuestLanguage(models.Model):
    """A language that a guest teaches in."""

    guest = models.ForeignKey(GuestExpert, models.CASCADE, related_name="languages", verbose_name=_("guest or expert"))
    language = models.CharField(_("language"), max_length=3, choices=TeachingLanguage)

    class Meta:
        verbose_name = _("language of a guest")
        verbose_name_plural = _("languages of guests")
        constraints = [
            known_values("language", TeachingLanguage, name="guest_language_known"),
            models.UniqueConstraint(fields=["guest", "language"], name="each_guest_language_once"),
        ]

    def __str__(self):
        return self.get_language_display()


class SessionGuest(models.Model):
    """A guest or expert named for a session. It opens nothing. Written by trainings.trainer_pool.naming."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="guests", verbose_name=_("session"))
    guest = models.ForeignKey(GuestExpert, models.PROTECT, related_name="sessions", verbose_name=_("guest or expert"))
    role = models.CharField(_("role"), max_length=10, choices=GuestRole, default=GuestRole.GUEST)

    class Meta:
        ordering = ["session", "pk"]
        verbose_name = _("guest of the session")
        verbose_name_plural = _("guests of the session")
        constraints = [
            known_values("role", GuestRole, name="session_guest_role_known"),
            models.UniqueConstraint(fields=["session", "guest"], name="a_guest_once_per_session"),
        ]

    def __str__(self):
        return f"{self.guest}, {self.get_role_display()}"

    def clean(self) -> None:
        """Refuses a guest of another programme."""
        if self.guest.programme_id != self.session.phase.programme_id:
            raise ValidationError({"guest": _("This person is not in the pool of the programme.")})
