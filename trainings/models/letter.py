"""Letters of a session: what was written, in versions; each time it was sent or printed; each e-mail of it; where units read theirs."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import Language, User
from programmes.models import DeliveryState


class LetterKind(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    JOINING = "joining", _("Joining instructions")
    CHANGE = "change", pgettext_lazy("letter", "Change")
    CANCELLATION = "cancellation", _("Cancellation")
    THANKS = "thanks", _("Thanks")


class LetterWay(models.TextChoices):
    EMAIL = "email", _("E-mail")
    TO_UNITS = "units", _("On paper, to the offices of units")
    TO_OFFICERS = "officers", _("On paper, to each officer")


class LetterTo(models.TextChoices):
    """Whom an e-mail of a letter goes to."""

    OFFICER = "officer", _("Officers")
    TRAINER = "trainer", _("Trainers")
    GUEST = "guest", _("Guests and experts")
    UNIT = "unit", _("Offices of units")


class LetterLanguage(models.TextChoices):
    ENGLISH = Language.ENGLISH.value, Language.ENGLISH.label
    BANGLA = Language.BANGLA.value, Language.BANGLA.label
    # Of whom nobody noted which language they read.
    BOTH = "both", pgettext_lazy("languages", "both")


# The field of LetterDelivery that names the recipient.
RECIPIENTS = {
    LetterTo.OFFICER: "enrolment",
    LetterTo.TRAINER: "trainer",
    LetterTo.GUEST: "guest",
    LetterTo.UNIT: "unit",
}


class SessionLetter(models.Model):
    """The words of a letter as they went out, in both languages. Other words are the next version."""

    session = models.ForeignKey(
        "trainings.TrainingSession", models.PROTECT, related_name="letters", verbose_name=_("session")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=LetterKind)
    version = models.PositiveSmallIntegerField(_("version"))
    words = models.JSONField(_("words"))
    digest = models.CharField(_("digest of the words"), max_length=64, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        ordering = ["session", "kind", "-version"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            known_values("kind", LetterKind, name="letter_kind_known"),
            models.UniqueConstraint(fields=["session", "kind", "version"], name="one_letter_per_kind_and_version"),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.kind} {self.version}"


class LetterSending(models.Model):
    """One time that a letter was sent or printed: how, when, by whom; for paper also to whom (ids)."""

    letter = models.ForeignKey(SessionLetter, models.PROTECT, related_name="sendings", verbose_name=_("letter"))
    way = models.CharField(_("how"), max_length=8, choices=LetterWay)
    # Ids of units or of enrolments; whom an e-mail went to, its LetterDelivery says.
    addressees = models.JSONField(_("addressees"), default=list)
    total = models.PositiveIntegerField(_("letters"))
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("long work")
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("sending of a letter")
        verbose_name_plural = _("sendings of letters")
        constraints = [
            known_values("way", LetterWay, name="letter_way_known"),
            models.CheckConstraint(condition=Q(total__gte=1), name="letter_goes_to_somebody"),
        ]

    def __str__(self):
        return f"{self.letter_id}: {self.way}"


def _one_recipient():
    """Returns the condition that exactly one of the fields of RECIPIENTS is filled in."""
    found = Q()
    for name in RECIPIENTS.values():
        found |= Q(**{f"{other}__isnull": other != name for other in RECIPIENTS.values()})
    return found


class LetterDelivery(models.Model):
    """The e-mail of one letter to one recipient: the row that makes it once per person or unit (see programmes.deliveries)."""

    letter = models.ForeignKey(SessionLetter, models.PROTECT, related_name="deliveries", verbose_name=_("letter"))
    sending = models.ForeignKey(LetterSending, models.PROTECT, related_name="deliveries", verbose_name=_("sending"))
    # Exactly one of these four.
    enrolment = models.ForeignKey(
        "trainings.Enrolment",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letter_deliveries",
        verbose_name=_("enrolment"),
    )
    # The account, not its place in the session: who was named anew is the same person.
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("trainer")
    )
    guest = models.ForeignKey(
        "trainings.GuestExpert",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letter_deliveries",
        verbose_name=_("guest or expert"),
    )
    unit = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    language = models.CharField(_("language"), max_length=4, choices=LetterLanguage)
    # The Message-ID of the e-mail. The same at every attempt.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=7, choices=DeliveryState, default=DeliveryState.PENDING)
    # The token of the lease of the worker that claimed the row.
    token = models.UUIDField(_("mark of its worker"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    code = models.PositiveSmallIntegerField(_("answer of the mail server"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("e-mail of a letter")
        verbose_name_plural = _("e-mails of letters")
        indexes = [
            models.Index(fields=["sending", "state", "attempts", "id"], name="letter_delivery_next")
        ]  # claimed by the sender
        constraints = [
            known_values("state", DeliveryState, name="letter_delivery_state_known"),
            known_values("language", LetterLanguage, name="letter_delivery_language_known"),
            models.CheckConstraint(condition=_one_recipient(), name="letter_delivery_has_one_recipient"),
            # One that was refused, or left out, may be tried again in a later sending.
            *(
                models.UniqueConstraint(
                    fields=["letter", name],
                    condition=~Q(state__in=[DeliveryState.REFUSED, DeliveryState.LEFT]),
                    name=f"one_delivery_per_letter_and_{name}",
                )
                for name in RECIPIENTS.values()
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENDING) | Q(token__isnull=False),
                name="letter_delivery_sending_is_in_some_hands",
            ),
        ]

    def __str__(self):
        return str(self.key)

    @property
    def to(self) -> LetterTo:
        """Whom it goes to."""
        return next(to for to, name in RECIPIENTS.items() if getattr(self, f"{name}_id") is not None)


class UnitOfficeQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "UnitOfficeQuerySet":
        """Those that the user's programmes noted."""
        return self.filter(programme__in=user.programmes_coordinated)


class UnitOffice(models.Model):
    """Where the office of a unit reads its e-mail, as one programme noted it. Written by trainings.letters.offices.

    Each programme has its own: nobody writes to an address that nobody here was given.
    """

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="+", verbose_name=_("programme"))
    unit = models.ForeignKey("participants.Unit", models.PROTECT, related_name="offices", verbose_name=_("unit"))
    email = models.EmailField(_("e-mail"))
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by"))
    noted_at = models.DateTimeField(_("noted at"))

    objects = UnitOfficeQuerySet.as_manager()

    class Meta:
        ordering = ["unit__name_en", "pk"]
        verbose_name = _("office of a unit")
        verbose_name_plural = _("offices of units")
        constraints = [
            models.UniqueConstraint(fields=["programme", "unit"], name="one_office_per_programme_and_unit"),
            models.CheckConstraint(condition=~Q(email=""), name="unit_office_has_an_address"),
        ]

    def __str__(self):
        return f"{self.programme_id}: {self.unit_id}"
