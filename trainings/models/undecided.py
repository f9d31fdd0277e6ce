"""What devices send: acts, each taken in once, and marks that wait until a person decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from trainings.models.attendance import Half, Mark


class Outcome(models.TextChoices):
    """What became of an act of a device."""

    SAVED = "saved", _("Saved")
    SAME = "same", _("Saved already")
    TO_DECIDE = "to_decide", _("To decide")
    UNDONE = "undone", _("Undone")
    DECIDED = "decided", _("Decided")
    NOTHING = "nothing", _("Nothing changed")
    REFUSED = "refused", _("Refused")


class DeviceAct(models.Model):
    """An act that a device made and sent. Delivered again, it changes nothing and gets the same answer."""

    id = models.UUIDField(_("id"), primary_key=True)  # made by the device
    session = models.ForeignKey(
        "trainings.TrainingSession", models.CASCADE, related_name="+", verbose_name=_("session")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        ordering = ["received_at"]
        verbose_name = _("act of a device")
        verbose_name_plural = _("acts of devices")
        indexes = [models.Index(fields=["received_at"], name="device_act_received")]  # old ones are forgotten
        constraints = [known_values("outcome", Outcome, name="device_act_outcome_known")]

    def __str__(self):
        return f"{self.pk}: {self.outcome}"


class WhyUndecided(models.TextChoices):
    OTHER = "other", _("Another mark is on record")
    TIME = "time", _("Nobody knows when it was given")
    CLOSED = "closed", _("The half-day took no marks")
    REASON = "reason", _("It needs a reason")


class MarkDecision(models.TextChoices):
    NONE = "", pgettext_lazy("mark", "Not decided")
    TAKEN = "taken", pgettext_lazy("mark", "Taken")
    KEPT = "kept", pgettext_lazy("mark", "Left as it was")
    OVERTAKEN = "overtaken", pgettext_lazy("mark", "Changed by the same person since")


class UndecidedMarkQuerySet(models.QuerySet):
    def open(self) -> "UndecidedMarkQuerySet":
        """Those that nobody has decided yet."""
        return self.filter(decided_at=None)


class UndecidedMark(models.Model):
    """A mark that a device sent and that could not just be written: it waits here, with who gave it and when."""

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="undecided_marks", verbose_name=_("enrolment")
    )
    day = models.ForeignKey("trainings.SessionDay", models.PROTECT, related_name="+", verbose_name=_("day"))
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    mark = models.CharField(_("mark"), max_length=7, choices=Mark)
    reason = models.TextField(_("reason"), blank=True)
    why = models.CharField(_("why it waits"), max_length=6, choices=WhyUndecided)
    act = models.UUIDField(_("act of a device"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    decision = models.CharField(
        _("decision"), max_length=9, choices=MarkDecision, default=MarkDecision.NONE, blank=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = UndecidedMarkQuerySet.as_manager()

    class Meta:
        ordering = ["day", "-half", "received_at", "pk"]  # the morning first
        verbose_name = _("mark to decide")
        verbose_name_plural = _("marks to decide")
        constraints = [
            known_values("half", Half, name="undecided_mark_half_known"),
            known_values("mark", Mark, name="undecided_mark_known"),
            known_values("why", WhyUndecided, name="undecided_mark_why_known"),
            known_values("decision", MarkDecision, name="undecided_mark_decision_known"),
            models.UniqueConstraint(
                fields=["enrolment", "day", "half", "made_by"],
                condition=Q(decided_at=None),
                name="one_undecided_mark_per_person",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="decided_mark_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment_id}: {self.mark} ({self.why})"
