"""A request for a new password, stored until the e-mail is sent."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models.user import Language


class PasswordResetRequest(models.Model):
    """A person entered this address on the page "Forgot your password?". Deleted when the e-mail is sent.

    The page writes only this row, so its duration does not reveal whether there is such an account.
    """

    email = models.EmailField(_("e-mail"), max_length=254)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("due"), default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")
        constraints = [known_values("language", Language, name="password_reset_language_known")]

    def __str__(self) -> str:
        return f"password reset {self.pk}"
