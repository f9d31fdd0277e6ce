"""Asking the programme that holds an officer's record whether the officer may be enrolled in a session of another one."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from participants.models import Officer
from programmes.models import Programme
from trainings.models.session import TAKES_OFFICERS


class RequestState(models.TextChoices):
    ASKED = "asked", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", _("Lapsed")


class OfficerRequestQuerySet(models.QuerySet):
    def open(self) -> "OfficerRequestQuerySet":
        """Those that can still be answered: the record is there, and the session takes officers."""
        return self.filter(state=RequestState.ASKED, officer__isnull=False, session__state__in=TAKES_OFFICERS)

    def answered(self) -> "OfficerRequestQuerySet":
        """Those that were accepted or declined."""
        return self.filter(state__in=[RequestState.ACCEPTED, RequestState.DECLINED])

    def asked_by(self, user: User) -> "OfficerRequestQuerySet":
        """Those of the programmes the user coordinates."""
        return self.filter(session__phase__programme__in=Programme.objects.coordinated_by(user).values("pk"))

    def asked_of(self, user: User) -> "OfficerRequestQuerySet":
        """Those about officers whose record a programme of the user's holds."""
        return self.filter(officer__in=Officer.objects.coordinated_by(user).values("pk"))

    def for_administrator(self, user: User) -> "OfficerRequestQuerySet":
        """Those an administrator may decide: of programmes that the administrator does not coordinate."""
        if not user.is_administrator:
            return self.none()
        return self.exclude(session__phase__programme__in=user.programmes_coordinated)

    def visible_to(self, user: User) -> "OfficerRequestQuerySet":
        """Those the user asks, answers or decides."""
        return self.asked_by(user) | self.asked_of(user) | self.for_administrator(user)

    def with_names(self) -> "OfficerRequestQuerySet":
        """With what a list shows."""
        return self.select_related("session__phase__programme", "asked_by", "answered_by")


class OfficerRequest(models.Model):
    """A row whose service number another programme holds, on its way to an enrolment. Changed by `trainings.officer_requests` only.

    number_given, name_given: as the list has them; nothing comes from the record. officer: whose record it is, never shown to
    who asks; None once the record is gone.
    """

    public_id = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        "trainings.TrainingSession", models.PROTECT, related_name="officer_requests", verbose_name=_("session")
    )
    officer = models.ForeignKey(
        "participants.Officer",
        models.SET_NULL,
        null=True,
        related_name="requests",
        verbose_name=_("officer"),
    )
    row = models.ForeignKey(
        "participants.RosterRow",
        models.SET_NULL,
        null=True,
        related_name="officer_requests",
        verbose_name=_("roster row"),
    )
    nominating_unit = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nominating unit")
    )
    number_given = models.CharField(_("service number as given"), max_length=10)
    name_given = models.CharField(_("name as given"), max_length=410)
    state = models.CharField(_("state"), max_length=9, choices=RequestState, default=RequestState.ASKED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = OfficerRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("request for an officer")
        verbose_name_plural = _("requests for officers")
        constraints = [
            known_values("state", RequestState, name="officer_request_state_known"),
            models.UniqueConstraint(
                fields=["officer", "session"],
                condition=Q(state="asked"),
                name="one_open_request_per_officer_and_session",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="declined_request_has_a_reason",
                violation_error_message=_("Say why the request is declined."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "lapsed"]) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answered_request_has_a_time_and_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="officer_requests_in_order")
        ]  # the desk, start pages

    def __str__(self):
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.state == RequestState.ASKED and self.officer_id is not None and self.session.state in TAKES_OFFICERS

    @property
    def state_label(self) -> str | Promise:
        """The state in words; one that nobody answered in time has lapsed."""
        return (
            RequestState.LAPSED.label
            if self.state == RequestState.ASKED and not self.is_open
            else self.get_state_display()
        )
