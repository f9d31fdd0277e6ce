"""Forms of certificates."""

import re

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import typed_codes
from accounts.access.secret_codes import LENGTH
from accounts.text.localised_text import number_text

# What is said of a text that cannot be a code. It follows from the text alone, so it says nothing about any certificate.
PROBLEMS = {
    typed_codes.SHORT: _(
        "%(count)s of %(length)s letters and digits: some are missing. Compare them with the paper, group by group."
    ),
    typed_codes.LONG: _(
        "%(count)s letters and digits; a code has %(length)s. Compare them with the paper, group by group."
    ),
    typed_codes.LETTER: _("No code has “%(letter)s” in it. Look at the paper once more: which letter or digit is it?"),
    typed_codes.SERIAL: _(
        "This is the serial number. The code stands beside the square code: %(length)s letters and digits in groups of four."
    ),
    typed_codes.SEVERAL: _("There are different codes in this text. Paste only the one that you want to check."),
    typed_codes.NONE: _(
        "There is no code in this text. It has %(length)s letters and digits in groups of four, beside the square code."
    ),
}


def problem_text(found: typed_codes.TypedCode) -> str:
    """Returns the sentence on a text without a code, in the language of the page."""
    language = get_language() or "en"
    facts = {"count": number_text(found.letters, language), "length": number_text(LENGTH, language)}
    return PROBLEMS[found.problem] % {**facts, "letter": found.letter}


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

    def clean_code(self) -> str:
        """Returns the 26 letters of the code, wherever they stand in what was pasted."""
        found = typed_codes.find_code(self.cleaned_data["code"])
        if not found.code:
            raise forms.ValidationError(problem_text(found))
        return found.code


# The first bytes of pictures: JPEG, PNG, GIF, WebP, BMP, TIFF, and HEIC or AVIF behind a length.
PICTURES = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|BM|II\*\0|MM\0\*|....ftyp(?:hei|mif|avi|msf)", re.DOTALL
)


class FileForm(forms.Form):
    """A certificate as PDF. Only its SHA-256 is looked at, so any file may be tried.

    The page's script reads the square code of a picture. Without it a picture is told apart and not looked up.
    """

    MOST_BYTES = 5 * 1024 * 1024

    file = forms.FileField(
        label=_("PDF file, photograph or scan of the certificate"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf,image/*"}),
        error_messages={
            "required": _("Choose the PDF file of the certificate."),
            "empty": _("The file is empty. Choose the PDF file of the certificate."),
        },
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if PICTURES.match(file.read(16)):
            raise forms.ValidationError(
                _(
                    "This is a picture. A picture proves nothing by itself: type the code that is printed beside the square code, "
                    "and compare every line of the record with it."
                )
            )
        file.seek(0)
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(
                _("Our certificates are never larger than 5 MB, so this file is not one of them.")
            )
        return file
