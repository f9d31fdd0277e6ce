"""Forms of certificates."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The code on a certificate, as anyone may type or paste it. certificates.verification.lookup finds the certificate."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("26 letters and digits; capitals and spaces do not matter."),
        widget=forms.TextInput(
            attrs={"class": "sh-code", "autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code that is printed beside the square code.")},
        strip=True,
    )


class FileForm(forms.Form):
    """A certificate as PDF. Only its SHA-256 is looked at, so any file may be tried."""

    MOST_BYTES = 5 * 1024 * 1024

    file = forms.FileField(
        label=_("PDF file of the certificate"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": _("Choose the PDF file of the certificate."),
            "empty": _("The file is empty. Choose the PDF file of the certificate."),
        },
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(
                _("Our certificates are never larger than 5 MB, so this file is not one of them.")
            )
        return file
