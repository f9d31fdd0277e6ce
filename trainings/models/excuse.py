"""Excuses asked before the day: why an officer will miss half-days of a session, and what was decided."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from trainings.models.attendance import Half
from trainings.models.enrolment import PARTICIPATES
from trainings.models.session import SessionState

LONGEST_REASON = 500
FOLDER = "excuses"  # of the papers in the storage
# While attendance can still be taken, an excuse can be decided.
DECIDED_WHILE = (SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD)


def _stored_name(excuse, name):
    """What a paper shows and what its file is called say too much; on the disk it is a number."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class ExcuseKind(models.TextChoices):
    DUTY = "duty", pgettext_lazy("excuse", "Duty")
    ILLNESS = "illness", pgettext_lazy("excuse", "Illness")
    FAMILY = "family", pgettext_lazy("excuse", "Family")
    OTHER = "other", pgettext_lazy("excuse", "Something else")


class ExcuseState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("excuse", "Waits for a decision")
    GRANTED = "granted", pgettext_lazy("excuse", "Granted")
    DECLINED = "declined", pgettext_lazy("excuse", "Not granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("excuse", "Taken back")
    ENDED = "ended", pgettext_lazy("excuse", "Ended")


class ExcuseEnd(models.TextChoices):
    """Why an excuse ended by itself, as a sentence for who reads it."""

    CANCELLED = "cancelled", _("The session was cancelled.")
    MOVED = "moved", _("The day moved to another date. Ask again if you miss it there.")
    TAKEN_OUT = "taken_out", _("This half-day is no longer part of the session.")
    CLOSED = "closed", _("The session was closed before anybody decided.")
    MERGED = "merged", _("Two records of the officer were merged, and the other one has an excuse for this half-day.")


OPEN = (ExcuseState.ASKED, ExcuseState.GRANTED)


class ExcuseQuerySet(models.QuerySet):
    def of_officer(self, user: User) -> "ExcuseQuerySet":
        """Only those on the user's own trainings, whatever else the user may see."""
        return self.filter(enrolment__officer__user=user.pk)

    def coordinated_by(self, user: User) -> "ExcuseQuerySet":
        """Those of the sessions the user coordinates."""
        return self.filter(enrolment__session__phase__in=user.phases_coordinated)

    def waiting(self) -> "ExcuseQuerySet":
        """Those with a half-day that somebody has to decide, of officers who take part in a session that goes on."""
        asked = ExcusedHalfDay.objects.filter(excuse=models.OuterRef("pk"), state=ExcuseState.ASKED)
        return self.filter(
            models.Exists(asked), enrolment__state__in=PARTICIPATES, enrolment__session__state__in=DECIDED_WHILE
        )

    def with_names(self) -> "ExcuseQuerySet":
        """With what a list shows."""
        officer = ("enrolment__officer", "enrolment__rank", "enrolment__unit")
        return self.select_related(*officer, "asked_by", "decided_by").prefetch_related("half_days__day")


class Excuse(models.Model):
    """One request for half-days of a session, with one reason. Written by `trainings.excuses` only.

    Reason and paper are read by the officer and by those who decide; the trail says that there was a request, not even its kind.
    answer: what was said to the officer with the decision. forgotten_at: when reason and paper were removed.
    """

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="excuses", verbose_name=_("enrolment")
    )
    kind = models.CharField(_("kind"), max_length=7, choices=ExcuseKind)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    paper = models.FileField(_("paper"), upload_to=_stored_name, blank=True, max_length=200)
    paper_type = models.CharField(_("media type of the paper"), max_length=40, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=LONGEST_REASON, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("forgotten at"), null=True, blank=True)

    objects = ExcuseQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("excuse")
        verbose_name_plural = _("excuses")
        constraints = [
            known_values("kind", ExcuseKind, name="excuse_kind_known"),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(forgotten_at__isnull=False),
                name="excuse_has_a_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=Q(paper="", paper_type="") | (~Q(paper="") & ~Q(paper_type="")),
                name="paper_of_an_excuse_has_a_type",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_excuse_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment_id}: {self.pk}"


class ExcusedHalfDayQuerySet(models.QuerySet):
    def open(self) -> "ExcusedHalfDayQuerySet":
        """Those that wait and those that were granted."""
        return self.filter(state__in=OPEN)

    def granted(self) -> "ExcusedHalfDayQuerySet":
        """Those that were granted, and neither taken back nor ended since."""
        return self.filter(state=ExcuseState.GRANTED)

    def granted_to(self, enrolment: Any, day: Any, half: str) -> "ExcusedHalfDayQuerySet":
        """Those granted to an enrolment for this half-day (day: a SessionDay). enrolment: an id, or OuterRef("pk")."""
        return self.granted().filter(enrolment=enrolment, day=day, half=half)


class ExcusedHalfDay(models.Model):
    """One half-day of an excuse. enrolment: that of the excuse. date: as it was asked for; day: None once it left the session."""

    excuse = models.ForeignKey(Excuse, models.CASCADE, related_name="half_days", verbose_name=_("excuse"))
    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="excused_half_days", verbose_name=_("enrolment")
    )
    day = models.ForeignKey(
        "trainings.SessionDay", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("day")
    )
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    date = models.DateField(_("date"))
    state = models.CharField(_("state"), max_length=9, choices=ExcuseState, default=ExcuseState.ASKED)
    why_ended = models.CharField(_("why it ended"), max_length=9, choices=ExcuseEnd, blank=True)

    objects = ExcusedHalfDayQuerySet.as_manager()

    class Meta:
        ordering = ["date", "-half", "pk"]  # the morning first
        verbose_name = _("excused half-day")
        verbose_name_plural = _("excused half-days")
        constraints = [
            known_values("half", Half, name="excused_half_known"),
            known_values("state", ExcuseState, name="excuse_state_known"),
            models.UniqueConstraint(
                fields=["enrolment", "day", "half"],
                condition=Q(state__in=["asked", "granted"]),
                name="one_open_excuse_per_half_day",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", why_ended__in=list(ExcuseEnd.values))
                | (~Q(state="ended") & Q(why_ended="")),
                name="ended_excuse_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["asked", "granted"]) | Q(day__isnull=False), name="open_excuse_has_a_day"
            ),
        ]
        indexes = [
            # Read by start pages and the page of attendance.
            models.Index(fields=["excuse"], condition=Q(state="asked"), name="excuses_to_decide")
        ]

    def __str__(self):
        return f"{self.enrolment_id}: {self.date} {self.half}"
