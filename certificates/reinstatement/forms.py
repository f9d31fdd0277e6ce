"""Why a certificate is to be issued again after a revocation, and why not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import Actions, FormLayout, Submit

SENTENCE = {"rows": 3}


class ReasonForm(forms.Form):
    """Why there is to be a new certificate although one was revoked."""

    reason = forms.CharField(
        label=_("Why there is to be a new certificate"),
        help_text=_(
            "The second person reads it, and it stays on record. It is not shown to those who check a certificate."
        ),
        max_length=500,
        widget=forms.Textarea(attrs=SENTENCE),
    )


class DeclineForm(forms.Form):
    """Why a request is declined."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs=SENTENCE))

    helper = FormLayout("reason", Actions(Submit(_("Decline the request"), look="")))
