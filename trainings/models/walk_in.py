"""Officers who were added on the spot, on a day of the session, by whoever teaches it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from trainings.models.attendance import Half
from trainings.models.session import TrainingSession


class WalkInQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "WalkInQuerySet":
        """Those of the sessions the user coordinates."""
        return self.filter(session__in=TrainingSession.objects.coordinated_by(user))

    def standing(self) -> "WalkInQuerySet":
        """Those that were not taken back."""
        return self.filter(undone_at__isnull=True)

    def unread(self) -> "WalkInQuerySet":
        """Those that no coordinator has noted yet."""
        return self.standing().filter(noted_at__isnull=True)

    def with_names(self) -> "WalkInQuerySet":
        """With what a list shows."""
        return self.select_related(
            "enrolment__officer", "enrolment__rank", "enrolment__unit", "request", "day", "added_by"
        )


class WalkIn(models.Model):
    """One form that was sent from the hall. Written by `trainings.walk_ins` only.

    form: the form it came from, so that the same form sent twice makes one. enrolment: None where another programme has to be asked
    first (request), and once it was taken back whole. before: the enrolment as it was, None where there was none. has_new_record: the
    officer was not on record.
    """

    form = models.UUIDField(_("form"), unique=True, editable=False)
    session = models.ForeignKey(
        "trainings.TrainingSession", models.PROTECT, related_name="walk_ins", verbose_name=_("session")
    )
    enrolment = models.ForeignKey(
        "trainings.Enrolment",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="walk_ins",
        verbose_name=_("enrolment"),
    )
    request = models.ForeignKey(
        "trainings.OfficerRequest",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="walk_ins",
        verbose_name=_("request for an officer"),
    )
    day = models.ForeignKey(
        "trainings.SessionDay", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("day")
    )
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    has_new_record = models.BooleanField(_("new record"), default=False)
    before = models.JSONField(_("before"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )
    noted_at = models.DateTimeField(_("noted at"), null=True, blank=True)

    objects = WalkInQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = _("officer added on the spot")
        verbose_name_plural = _("officers added on the spot")
        constraints = [
            models.CheckConstraint(
                condition=Q(noted_at__isnull=True) | Q(noted_by__isnull=False), name="noted_walk_in_has_a_person"
            ),
        ]
        indexes = [
            # Read by the start page of coordinators and the page of a session.
            models.Index(fields=["session", "noted_at"], name="walk_ins_to_note")
        ]

    def __str__(self):
        return f"{self.session_id}: {self.enrolment_id or self.request_id}"
