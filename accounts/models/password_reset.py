"""A new password asked for by e-mail, kept until the letter is out."""

from django.db import models
from django.utils import timezone

from accounts.database.constraints import known_values
from accounts.models.user import Language


class PasswordResetRequest(models.Model):
    """Somebody gave this address on the page "Forgot your password?". Deleted as soon as the letter is sent.

    The page writes this row and nothing else, so it costs the same whether there is such an account or not.
    """

    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [known_values("language", Language, name="password_reset_language_known")]

    def __str__(self) -> str:
        return f"password reset {self.pk}"
