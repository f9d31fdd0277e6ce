"""What coordinators send on the pages of workstreams."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import FormLayout, Submit
from accounts.ui.inputs import DayInput
from programmes.files import uploaded_documents


class ReachedForm(forms.Form):
    on = forms.DateField(label=_("Reached on"), widget=DayInput, initial=timezone.localdate)

    helper = FormLayout("on", Submit(_("Mark it reached"), shape="check2", name="act", value="reach"), summary=False)


class StepForm(ReachedForm):
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    helper = FormLayout("on", "note", summary=False)


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=uploaded_documents.HELP,
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )

    helper = FormLayout(
        "file", Submit(_("Add this file"), look="", shape="upload", name="act", value="evidence"), summary=False
    )


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
