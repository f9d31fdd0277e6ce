"""An imported table of officers: the file, the preview and the result."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from programmes.models import Programme


def _stored_name(table, name):
    """A name nobody can guess and that tells nothing: the original name may hold names of people."""
    return f"tables/{uuid.uuid4().hex}"


class OfficerTableState(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Preview")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("Not readable")
    DISCARDED = "discarded", _("Discarded")


class OfficerTableQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Tables that the user uploaded, of programmes the user coordinates.

        A preview holds what is on record of officers whom the uploader sees, and perhaps no colleague of the same programme.
        """
        return self.filter(programme__in=Programme.objects.coordinated_by(user), uploaded_by=user)


class OfficerTable(models.Model):
    """An uploaded table. Changed only by `participants.table_import.import_jobs`.

    programme: that by which new officers are recorded. preview: the first rows as data. counts: rows by outcome.
    """

    public_id = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    file = models.FileField(_("file"), upload_to=_stored_name)
    original_name = models.CharField(_("name of the file"), max_length=200)
    kind = models.CharField(_("kind of file"), max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(_("state"), max_length=9, choices=OfficerTableState, default=OfficerTableState.CHECKING)
    reason = models.TextField(_("reason"), blank=True)
    counts = models.JSONField(_("rows by outcome"), default=dict, blank=True)
    preview = models.JSONField(_("first rows"), default=list, blank=True)
    left_out = models.JSONField(_("first rows that are not taken"), default=list, blank=True)
    returned = models.FileField(_("workbook of rows not taken"), upload_to=_stored_name, blank=True)
    checking = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name=_("check"))
    applying = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name=_("applying"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    objects = OfficerTableQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("table of officers")
        verbose_name_plural = _("tables of officers")
        constraints = [
            known_values("state", OfficerTableState, name="officer_table_state_known"),
            models.CheckConstraint(condition=Q(kind__in=["csv", "xlsx"]), name="officer_table_kind_known"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="refused_officer_table_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="applied_officer_table_has_a_time"
            ),
        ]

    def __str__(self):
        return self.original_name
