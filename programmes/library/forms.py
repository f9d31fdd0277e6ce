"""What coordinators send on the pages of the library."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.files import uploaded_documents


class VersionForm(forms.Form):
    """The next version of a document: a file or a link."""

    unmarked_fields = ("file", "link")

    file = forms.FileField(label=_("File"), help_text=uploaded_documents.HELP, required=False, allow_empty_file=True)
    link = forms.URLField(
        label=_("or link"),
        help_text=_("The address of a document or film elsewhere, beginning with https://"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": _("This is not an address of a page. It begins with https://")},
    )
    note = forms.CharField(label=_("What is new"), max_length=300, required=False)
