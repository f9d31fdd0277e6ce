"""What coordinators send about a session: a roster, a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RosterUploadForm(forms.Form):
    file = forms.FileField(
        label=_("The roster"),
        help_text=_("Excel, OpenDocument or CSV, as it came to you: headings in Bangla or English, in any order. At most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        allow_empty_file=True,  # so that the rule can say what to do about it
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence. It stays on record with your name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
