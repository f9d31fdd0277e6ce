"""Issuing anew what was issued before, many at once: for a lost key or a new design."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programmes.models import Programme


class ReissueQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ReissueQuerySet":
        """Those of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def unfinished(self) -> "ReissueQuerySet":
        """Those whose work still waits or runs."""
        return self.filter(job__state__in=["queued", "running"])


class Reissue(models.Model):
    """One request to issue certificates anew: its list is fixed when it is made."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    design = models.ForeignKey(
        "certificates.CertificateDesign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("new design"),
        help_text=_("Empty for the one that new certificates of their level get."),
    )
    reason = models.TextField(_("reason"))
    reason_bn = models.TextField(_("reason in Bangla"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    created_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    job = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name=_("work"))

    objects = ReissueQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("re-issue")
        verbose_name_plural = _("re-issues")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="reissue_has_a_reason")]

    def __str__(self):
        return f"{self.pk}"


class ReissueItem(models.Model):
    """One certificate to be issued anew: then either `new` is there, or `why` says why not."""

    reissue = models.ForeignKey(Reissue, models.PROTECT, related_name="items", verbose_name=_("re-issue"))
    old = models.ForeignKey(
        "certificates.Certificate", models.PROTECT, related_name="+", verbose_name=_("old certificate")
    )
    new = models.OneToOneField(
        "certificates.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("new certificate"),
    )
    why = models.TextField(_("why there is no new one"), blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("certificate to issue anew")
        verbose_name_plural = _("certificates to issue anew")
        constraints = [
            models.UniqueConstraint(fields=["reissue", "old"], name="one_line_per_certificate_to_reissue"),
            models.CheckConstraint(condition=Q(new__isnull=True) | Q(why=""), name="reissued_or_a_reason"),
        ]

    def __str__(self):
        return f"{self.reissue_id}: {self.old_id}"
