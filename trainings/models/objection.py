"""What officers object to in their attendance after a session was closed, and what was decided, half-day by half-day."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from trainings.models.attendance import Half, Mark
from trainings.models.session import TrainingSession

FOLDER = "objections"  # of the papers in the storage
LONGEST_TEXT = 2000
LONGEST_ANSWER = 500
LONGEST_COMMENT = 1000
MOST_COMMENTS = 30


def stored_name(objection: "Objection", name: str) -> str:
    """What a paper shows and what its file is called say too much; on the disk it is a number."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class ObjectionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("objection", "Waits for a decision")
    CORRECTED = "corrected", pgettext_lazy("objection", "Mark corrected")
    LEFT = "left", pgettext_lazy("objection", "Mark left as it was")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Taken back")


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ObjectionQuerySet":
        """Those of the sessions the user coordinates or trains, and the user's own."""
        return self.filter(
            Q(enrolment__session__phase__in=user.phases_coordinated)
            | Q(enrolment__session__in=TrainingSession.objects.led_by(user))
            | Q(enrolment__officer__user=user.pk)
        )

    def coordinated_by(self, user: User) -> "ObjectionQuerySet":
        """Those of the sessions the user coordinates."""
        return self.filter(enrolment__session__phase__in=user.phases_coordinated)

    def of_officer(self, user: User) -> "ObjectionQuerySet":
        """Only the user's own, whatever else the user may see."""
        return self.filter(enrolment__officer__user=user.pk)

    def open_first(self) -> "ObjectionQuerySet":
        """Adds `is_open`: whether a half-day of it waits. Those that do come first, the oldest on top."""
        waiting = ObjectedHalfDay.objects.filter(objection=models.OuterRef("pk"), state=ObjectionState.OPEN)
        return self.annotate(is_open=models.Exists(waiting)).order_by("-is_open", "filed_at", "pk")


class Objection(models.Model):
    """One objection of an officer: a text, perhaps a paper, and the half-days it names. Written by `trainings.objections` only.

    form: the form it came from, so that the same form sent twice makes one. filed_by: the officer, or who recorded it for an
    officer without an account.
    """

    form = models.UUIDField(_("form"), unique=True, editable=False)
    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="objections", verbose_name=_("enrolment")
    )
    text = models.TextField(_("what is wrong"), max_length=LONGEST_TEXT)
    paper = models.FileField(_("paper"), upload_to=stored_name, blank=True, max_length=200)
    paper_name = models.CharField(_("name of the file"), max_length=160, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("filed by"))
    filed_at = models.DateTimeField(_("filed at"))

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at", "-pk"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="objection_says_what_is_wrong")]

    def __str__(self):
        return str(self.pk)


class ObjectedHalfDay(models.Model):
    """One half-day that an objection names: the mark that stood there, and what was decided."""

    objection = models.ForeignKey(Objection, models.CASCADE, related_name="half_days", verbose_name=_("objection"))
    # That of the objection: the database refuses a second open one of an officer by it.
    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="objected_half_days", verbose_name=_("enrolment")
    )
    day = models.ForeignKey("trainings.SessionDay", models.PROTECT, related_name="+", verbose_name=_("day"))
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    mark_before = models.CharField(_("mark before"), max_length=7, choices=Mark, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=ObjectionState, default=ObjectionState.OPEN)
    mark_after = models.CharField(_("mark after"), max_length=7, choices=Mark, blank=True)
    answer = models.CharField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ["day__number", "-half", "pk"]  # the morning first
        verbose_name = _("half-day of an objection")
        verbose_name_plural = _("half-days of objections")
        constraints = [
            known_values("half", Half, name="objected_half_known"),
            known_values("state", ObjectionState, name="objected_half_day_state_known"),
            models.UniqueConstraint(
                fields=["enrolment", "day", "half"],
                condition=Q(state="open"),
                name="one_open_objection_per_half_day",
                violation_error_message=_("An objection to this half-day waits already."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None, answer="", mark_after="")
                | Q(state="withdrawn", decided_at__isnull=False, answer="", mark_after="")
                | (Q(state="left", decided_at__isnull=False, decided_by__isnull=False, mark_after="") & ~Q(answer=""))
                | (
                    Q(state="corrected", decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(answer="")
                    & ~Q(mark_after="")
                ),
                name="objection_decided_says_by_whom_and_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "enrolment"], name="objected_half_days_to_decide")]

    def __str__(self):
        return f"{self.objection_id}: {self.day_id} {self.half} {self.state}"


class ObjectionComment(models.Model):
    """What somebody who taught or coordinates the session saw. The officer does not read it."""

    objection = models.ForeignKey(Objection, models.CASCADE, related_name="comments", verbose_name=_("objection"))
    text = models.TextField(_("what was seen"), max_length=LONGEST_COMMENT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment on an objection")
        verbose_name_plural = _("comments on objections")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="objection_comment_has_a_text")]

    def __str__(self):
        return f"{self.objection_id}: {self.pk}"
