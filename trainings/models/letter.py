"""Letters of a session: what was written, in versions; each time it was sent or printed; and each e-mail of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import Language
from programmes.models import DeliveryState


class LetterKind(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    JOINING = "joining", _("Joining instructions")
    CHANGE = "change", pgettext_lazy("letter", "Change")
    CANCELLATION = "cancellation", _("Cancellation")
    THANKS = "thanks", _("Thanks")


class LetterWay(models.TextChoices):
    EMAIL = "email", _("E-mail to officers")
    TO_UNITS = "units", _("On paper, to the offices of units")
    TO_OFFICERS = "officers", _("On paper, to each officer")


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


class LetterDelivery(models.Model):
    """The e-mail of one letter to one officer: the row that makes it once per person (see programmes.deliveries)."""

    letter = models.ForeignKey(SessionLetter, models.PROTECT, related_name="deliveries", verbose_name=_("letter"))
    sending = models.ForeignKey(LetterSending, models.PROTECT, related_name="deliveries", verbose_name=_("sending"))
    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="letter_deliveries", verbose_name=_("enrolment")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language)
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
            known_values("language", Language, name="letter_delivery_language_known"),
            # One that was refused, or left out, may be tried again in a later sending.
            models.UniqueConstraint(
                fields=["letter", "enrolment"],
                condition=~Q(state__in=[DeliveryState.REFUSED, DeliveryState.LEFT]),
                name="one_delivery_per_letter_and_enrolment",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENDING) | Q(token__isnull=False),
                name="letter_delivery_sending_is_in_some_hands",
            ),
        ]

    def __str__(self):
        return str(self.key)
