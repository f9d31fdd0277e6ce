"""Why there is to be a new certificate after a revocation."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why there is to be a new certificate although one was revoked."""

    reason = forms.CharField(
        label=_("Why there is to be a new certificate"),
        help_text=_(
            "The second person reads it, and it stays on record. It is not shown to those who check a certificate."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
