"""Forms of certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The code on a certificate, as anyone may type or paste it. What it opens is for certificates.verifying to say."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("26 letters and digits; capitals and spaces do not matter."),
        widget=forms.TextInput(
            attrs={"class": "sh-code", "autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code that stands beside the square code.")},
        strip=True,
    )
