"""The public side of the keys that signed certificates. It is never deleted: it checks what the key signed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SigningCertificate(models.Model):
    """The X.509 certificate of a signing key, with its chain. Never the key itself."""

    fingerprint = models.CharField(_("SHA-256 of the certificate"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=200)
    pem = models.TextField(_("certificate and chain"))
    not_before = models.DateTimeField(_("valid from"))
    not_after = models.DateTimeField(_("valid until"))
    first_used_at = models.DateTimeField(_("first used at"), auto_now_add=True)

    class Meta:
        ordering = ["-first_used_at", "-pk"]
        verbose_name = _("signing certificate")
        verbose_name_plural = _("signing certificates")
        constraints = [
            models.CheckConstraint(condition=Q(not_after__gt=models.F("not_before")), name="signing_certificate_lasts"),
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="signing_certificate_has_a_fingerprint"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def grouped_fingerprint(self) -> str:
        """The fingerprint as people compare it: pairs with colons."""
        return ":".join(self.fingerprint[at : at + 2] for at in range(0, 64, 2)).upper()
