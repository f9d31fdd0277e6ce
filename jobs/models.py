"""A job: one row per piece of long work. The row holds the state; a message to the broker only wakes a worker."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The state of a job. Queued → running → done, failed or cancelled; failed and cancelled may be resumed."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Working")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Stopped")


UNFINISHED = (State.QUEUED, State.RUNNING)
RESUMABLE = (State.FAILED, State.CANCELLED)


class JobQuerySet(models.QuerySet["Job"]):
    """Lookups of long work."""

    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=UNFINISHED)

    def visible_to(self, user: Any) -> "JobQuerySet":
        """The jobs `user` may see: own ones, those of programmes the user coordinates."""
        if not user.is_authenticated:
            return self.none()
        scopes = [f"programme:{programme}" for programme in user.programmes_coordinated]
        return self.filter(Q(requested_by=user) | Q(scope__in=scopes))


class Job(models.Model):
    """One piece of long work.

    Its fields change only through jobs.requesting, jobs.execution (leases, outages) and jobs.processes.sweeper.
    """

    public_id = models.UUIDField(_("number"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=64)
    params = models.JSONField(_("what was asked"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    scope = models.CharField(_("belongs to"), max_length=64, blank=True, db_index=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("asked by"),
    )
    total = models.PositiveIntegerField(_("total"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    set_aside = models.PositiveIntegerField(_("set aside"), default=0)
    steps = models.TextField(_("steps"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    idempotency_key = models.CharField(_("key"), max_length=128, null=True, blank=True)

    # Fencing: each claim makes a new token. A worker with an older token can no longer write.
    token = models.UUIDField(_("mark of its worker"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # How often the database was unreachable during the work. This does not count as an attempt.
    interruptions = models.PositiveIntegerField(_("interruptions"), default=0)
    # Rate and time left are measured from the last claim, so that a night between two attempts does not count.
    done_at_claim = models.PositiveIntegerField(_("done when taken on"), default=0)
    claimed_at = models.DateTimeField(_("taken on at"), null=True, blank=True)

    # While queued: since when the job may run, and when the sweeper notifies a worker of it again. `next_bell_at` is a stored
    # name: a "bell" is such a message.
    due_at = models.DateTimeField(_("due"))
    next_bell_at = models.DateTimeField(_("next bell"))
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("long work")
        verbose_name_plural = _("long work")
        ordering = ["-created_at", "-pk"]
        indexes = [
            # Read by jobs.processes.sweeper every few seconds.
            models.Index(fields=["state", "next_bell_at"], name="jobs_state_next_bell"),
            models.Index(fields=["state", "lease_until"], name="jobs_state_lease"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(token__isnull=False, lease_until__isnull=False),
                name="job_running_has_a_lease",
            ),
            models.CheckConstraint(condition=~Q(state=State.FAILED) | ~Q(reason=""), name="job_failed_has_a_reason"),
            models.UniqueConstraint(
                fields=["idempotency_key"], condition=Q(state__in=UNFINISHED), name="one_unfinished_job_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:progress", args=[self.public_id])

    @property
    def number(self) -> str:
        """The short number people quote, eight characters."""
        return str(self.public_id)[:8]

    @property
    def finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def resumable(self) -> bool:
        return self.state in RESUMABLE

    @property
    def back_url(self) -> str:
        """The page that the person came from: a local path or ''."""
        return _local_path(self.params.get("back"))

    @property
    def next_url(self) -> str:
        """The page of the result: a local path or ''."""
        return _local_path(self.params.get("next"))

    @property
    def is_followed(self) -> bool:
        """Whether its page goes on to the result by itself. For short work that a person waits for ("follow")."""
        return bool(self.params.get("follow") and self.next_url)


def _local_path(value: object) -> str:
    if isinstance(value, str) and value.startswith("/") and url_has_allowed_host_and_scheme(value, allowed_hosts=None):
        return value
    return ""
