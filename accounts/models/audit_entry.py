"""One line of the audit trail. Written by accounts.audit.trail.record, never changed, never deleted."""

import json
from datetime import UTC
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.audit_programmes import kinds_about_officers, kinds_of_access
from accounts.permissions import is_administrator

FIRST = "0" * 64
# What an entry's hash covers. Entries of the first form had no number, no programme and no seal; they stay as they are.
UNSEALED, SEALED = 1, 2


class AppendOnlyError(TypeError):
    """Someone tried to change or delete a line of the audit trail."""

    def __init__(self) -> None:
        super().__init__("The audit trail only grows: write a new entry with accounts.audit.trail.record.")


class AuditEntryQuerySet(models.QuerySet):
    def update(self, **fields: Any) -> int:
        raise AppendOnlyError

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError

    def in_order(self) -> "AuditEntryQuerySet":
        """The order of the chain: its own numbers, without a gap (ids may have some: PostgreSQL uses one up per rollback)."""
        return self.order_by("sequence")

    def visible_to(self, user: Any) -> "AuditEntryQuerySet":
        """The entries of the programmes this user coordinates; to an administrator also those on access and programmes.

        An administrator sees no officers' rows, so no entries about them either, even where no programme is written.
        """
        shown = Q(programme_id__in=user.programmes_coordinated)
        if is_administrator(user):
            nobodys = Q(programme_id=None) & ~Q(target_type__in=kinds_about_officers())
            shown |= nobodys | Q(target_type__in=kinds_of_access())
        return self.filter(shown)


class AuditEntry(models.Model):
    sequence = models.PositiveBigIntegerField(pgettext_lazy("audit entry", "number"), unique=True)
    form = models.PositiveSmallIntegerField(pgettext_lazy("audit entry", "form"))
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("who"),
        related_name="audit_entries",
        null=True,
        blank=True,
        help_text=_("Empty when the system acted on its own."),
    )
    verb = models.CharField(_("what"), max_length=80)
    target_type = models.CharField(_("kind of object"), max_length=80, blank=True)
    target_id = models.CharField(_("number of the object"), max_length=64, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    # A plain number: this app does not know programmes, and a deleted programme keeps its entries.
    programme_id = models.BigIntegerField(_("programme"), null=True, blank=True)
    previous_hash = models.CharField(_("hash of the entry before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)
    seal = models.CharField(_("seal"), max_length=80, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-sequence"]
        indexes = [
            # Read by the history of one object in the admin's audit list.
            models.Index(fields=["target_type", "target_id"], name="audit_by_target"),
            # Read by the filters of the audit list, newest first.
            models.Index(fields=["verb", "-id"], name="audit_by_verb"),
            models.Index(fields=["-at"], name="audit_by_time"),
            # Read by the audit list of a programme's coordinators.
            models.Index(fields=["programme_id", "-sequence"], name="audit_by_programme"),
        ]
        constraints = [
            # Two entries after the same one would be a fork; the database refuses it whatever the lock did.
            models.UniqueConstraint(fields=["previous_hash"], name="audit_chain_does_not_fork"),
            models.UniqueConstraint(fields=["hash"], name="audit_hash_is_unique"),
            models.CheckConstraint(condition=Q(verb__contains="."), name="audit_verb_names_object_and_act"),
        ]

    def __str__(self) -> Any:
        return f"{self.verb} {self.target_type} {self.target_id}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError

    def canonical(self) -> str:
        """Returns the exact text that is hashed: every fact of the entry and the hash before it, keys in order."""
        facts = {
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.actor_id,
            "verb": self.verb,
            "target_type": self.target_type,
            "target_id": self.target_id,
            "details": self.details,
            "request_id": self.request_id,
            "previous_hash": self.previous_hash,
        }
        if self.form != UNSEALED:
            facts |= {"form": self.form, "sequence": self.sequence, "programme": self.programme_id}
        return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def digest(self) -> str:
        """Returns the SHA-256 (hex) this entry must carry."""
        return sha256(self.canonical().encode()).hexdigest()
