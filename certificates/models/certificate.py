"""Certificates: facts that were printed, never views of what is on record today."""

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.refusal import Refused
from certificates.models.file_field import CertificateFile
from programmes.models import Programme

NEVER_DELETED = _("A certificate is never deleted. Revoke it, or issue a corrected one.")


def stored_name(certificate: "Certificate", name: str) -> str:
    """A name nobody can guess, spread over folders so that none grows without end."""
    unguessable = uuid.uuid4().hex
    return f"certificates/{unguessable[:2]}/{unguessable}.pdf"


class CertificateState(models.TextChoices):
    ISSUED = "issued", _("Valid")
    SUPERSEDED = "superseded", _("Superseded")
    REVOKED = "revoked", _("Revoked")


class SerialCounter(models.Model):
    """The last number given out per prefix; locked while one is taken."""

    prefix = models.CharField(_("prefix"), max_length=40, unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("serial counter")
        verbose_name_plural = _("serial counters")

    def __str__(self):
        return f"{self.prefix}-{self.last:05d}"


class SerialReservation(models.Model):
    """A number and code taken for an officer whose certificate is not stored yet.

    Both are printed, so they are taken before anything is drawn. A crash leaves the reservation, and the next attempt uses
    it again. So a number without a certificate is in this table, with the officer it was reserved for.
    """

    enrolment = models.OneToOneField(
        "trainings.Enrolment", models.PROTECT, related_name="serial_reservation", verbose_name=_("enrolment")
    )
    serial = models.CharField(_("serial"), max_length=48, unique=True)
    code = models.CharField(_("verification code"), max_length=26, unique=True)
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("number taken")
        verbose_name_plural = _("numbers taken")

    def __str__(self):
        return self.serial


class CertificateBatchQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CertificateBatchQuerySet":
        """Batches of the programmes the user coordinates."""
        return self.filter(session__phase__programme__in=Programme.objects.coordinated_by(user))

    def unfinished(self) -> "CertificateBatchQuerySet":
        """Those whose work still waits or runs."""
        return self.filter(job__state__in=["queued", "running"])


class CertificateBatch(models.Model):
    """One request to issue the certificates of a session, or of the officers that were chosen from it."""

    public_id = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        "trainings.TrainingSession", models.PROTECT, related_name="certificate_batches", verbose_name=_("session")
    )
    design = models.ForeignKey(
        "certificates.CertificateDesign", models.PROTECT, related_name="batches", verbose_name=_("design")
    )
    job = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name=_("work"))
    selection = models.JSONField(
        _("officers chosen"), null=True, blank=True, help_text=_("Numbers of their enrolments; empty for everyone.")
    )
    asked = models.ForeignKey(
        "certificates.ProgrammeRequest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("part of the request"),
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    created_at = models.DateTimeField(_("requested at"), auto_now_add=True)

    objects = CertificateBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("certificate batch")
        verbose_name_plural = _("certificate batches")

    def __str__(self):
        return str(self.public_id)


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CertificateQuerySet":
        """Certificates of the programmes the user coordinates, and the user's own."""
        return self.filter(
            Q(enrolment__session__phase__in=user.phases_coordinated) | Q(enrolment__officer__user=user.pk)
        )

    def coordinated_by(self, user: User) -> "CertificateQuerySet":
        """Certificates of the programmes the user coordinates. Their phases are named, so that the database knows how many they are."""
        return self.filter(enrolment__session__phase__in=user.phases_coordinated)

    def held_by(self, user: User) -> "CertificateQuerySet":
        """Only the user's own, whatever else the user may see."""
        return self.filter(enrolment__officer__user=user.pk)

    def live(self) -> "CertificateQuerySet":
        """The valid ones: issued, neither superseded nor revoked."""
        return self.filter(state=CertificateState.ISSUED)

    def revoked(self) -> "CertificateQuerySet":
        """The revoked ones."""
        return self.filter(state=CertificateState.REVOKED)

    def delete(self) -> NoReturn:
        """Raises Refused: every printed certificate can be checked for ever."""
        raise Refused(NEVER_DELETED)


class Certificate(models.Model):
    """One printed certificate: snapshot of the facts, stored file and its hash. Nothing deletes it."""

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.PROTECT, related_name="certificates", verbose_name=_("enrolment")
    )
    batch = models.ForeignKey(
        CertificateBatch, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("batch")
    )
    design = models.ForeignKey(
        "certificates.CertificateDesign", models.PROTECT, related_name="certificates", verbose_name=_("design")
    )
    serial = models.CharField(_("serial"), max_length=48, unique=True)
    code = models.CharField(_("verification code"), max_length=26, unique=True)
    facts = models.JSONField(_("printed facts"))
    state = models.CharField(_("state"), max_length=10, choices=CertificateState, default=CertificateState.ISSUED)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Anyone who checks the certificate reads it."))
    reason_bn = models.TextField(_("reason in Bangla"), blank=True)
    state_changed_at = models.DateTimeField(_("state changed at"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("supersedes")
    )
    pdf = CertificateFile(_("file"), upload_to=stored_name)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    signed_with = models.ForeignKey(
        "certificates.SigningCertificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("signed with"),
    )
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        indexes = [
            models.Index(fields=["sha256"], name="certificate_by_hash"),  # files dropped on the verify page
            # Read by the list in the admin: without it every page sorts all certificates.
            models.Index(fields=["-issued_at", "-id"], name="certificates_latest_first"),
            # The same of the few that were revoked.
            models.Index(fields=["state", "-issued_at", "-id"], name="certificates_by_state"),
        ]
        constraints = [
            known_values("state", CertificateState, name="certificate_state_known"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state="issued"), name="one_live_certificate_per_enrolment"
            ),
            models.CheckConstraint(
                condition=Q(state="issued") | (~Q(reason="") & Q(state_changed_at__isnull=False)),
                name="certificate_that_ended_has_a_reason",
                violation_error_message=_("Say why the certificate no longer holds."),
            ),
            models.CheckConstraint(
                condition=~Q(pdf="") & Q(sha256__regex=r"^[0-9a-f]{64}$"), name="certificate_has_its_file"
            ),
        ]

    def __str__(self):
        return self.serial

    @property
    def is_valid(self) -> bool:
        """Whether it is valid today."""
        return self.state == CertificateState.ISSUED

    @property
    def level(self) -> str:
        """The value of its Level, as printed; "" on one of a version that did not store it."""
        return self.facts.get("level", "")

    @property
    def title(self) -> str:
        """What the paper is called, as printed, in the language of the page: "Certificate of Participation"."""
        words, language = self.facts.get("wording", {}), (get_language() or "en")[:2]
        return words.get(f"title_{language}") or words.get("title_en", "")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused, as for a queryset; the database refuses it too (certificates/models/immutability_triggers.py)."""
        raise Refused(NEVER_DELETED)
