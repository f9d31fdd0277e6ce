"""What went wrong on a training day, and what was done about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from trainings.models.session import TrainingSession

LONGEST_TEXT = 4000


class IncidentKind(models.TextChoices):
    HEALTH = "health", _("Health or accident")
    SECURITY = "security", _("Security")
    SAFEGUARDING = "safeguarding", _("Safeguarding: harassment, abuse, harm to a person")
    CONDUCT = "conduct", _("Conduct in the hall")
    PLACE = "place", _("Venue, food, travel")
    OTHER = "other", pgettext_lazy("incident", "Something else")


class Severity(models.TextChoices):
    MINOR = "minor", _("Minor: noted, no harm")
    SERIOUS = "serious", _("Serious: somebody was harmed, or the session stopped")


class IncidentState(models.TextChoices):
    OPEN = "open", pgettext_lazy("incident", "Open")
    SETTLED = "settled", pgettext_lazy("incident", "Settled")


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "IncidentQuerySet":
        """All of the sessions the user coordinates; of those the user trains, all but what concerns safeguarding."""
        trained = Q(session__in=TrainingSession.objects.led_by(user)) & ~Q(kind=IncidentKind.SAFEGUARDING)
        return self.filter(Q(session__phase__in=user.phases_coordinated) | trained)

    def coordinated_by(self, user: User) -> "IncidentQuerySet":
        """Those of the sessions the user coordinates."""
        return self.filter(session__phase__in=user.phases_coordinated)


class Incident(models.Model):
    """One report. Written by `trainings.incidents` only; the trail says that it was filed, never what it says.

    form: the form it came from, so that the same form sent twice makes one.
    """

    form = models.UUIDField(_("form"), unique=True, editable=False)
    session = models.ForeignKey(
        "trainings.TrainingSession", models.PROTECT, related_name="incidents", verbose_name=_("session")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=IncidentKind)
    severity = models.CharField(_("severity"), max_length=7, choices=Severity, default=Severity.MINOR)
    happened_on = models.DateField(_("day"))
    what = models.TextField(_("what happened"), max_length=LONGEST_TEXT)
    action_taken = models.TextField(_("what was done"), max_length=LONGEST_TEXT, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=IncidentState, default=IncidentState.OPEN)
    outcome = models.TextField(_("outcome"), max_length=LONGEST_TEXT, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported at"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            known_values("kind", IncidentKind, name="incident_kind_known"),
            known_values("severity", Severity, name="incident_severity_known"),
            known_values("state", IncidentState, name="incident_state_known"),
            models.CheckConstraint(condition=~Q(what=""), name="incident_says_what_happened"),
            models.CheckConstraint(
                condition=Q(state="open", settled_by=None, settled_at=None, outcome="")
                | (Q(state="settled", settled_by__isnull=False, settled_at__isnull=False) & ~Q(outcome="")),
                name="settled_incident_has_a_person_and_an_outcome",
            ),
        ]
        indexes = [
            # Read by the start page of coordinators and the page of a session.
            models.Index(fields=["session", "state"], name="incidents_to_settle")
        ]

    def __str__(self):
        return f"{self.session_id}: {self.kind}"
