"""What a coordinator writes into a letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import FormLayout
from trainings.letters.wording import OwnWords

LONGEST = 2000


class LetterForm(forms.Form):
    """Own words in both languages, and the digest of the preview that the coordinator saw."""

    own_bn = forms.CharField(
        label=_("In Bangla"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "bn"}),
    )
    own_en = forms.CharField(
        label=_("In English"),
        help_text=_("Where one language is empty, the other one stands in both."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    helper = FormLayout("own_bn", "own_en", summary=False)

    def clean(self) -> dict[str, Any]:
        """One kind of line break, so that the same words have the same digest."""
        cleaned = super().clean() or {}
        for name in ("own_bn", "own_en"):
            cleaned[name] = "\n".join(cleaned.get(name, "").splitlines())
        return cleaned

    def own(self) -> OwnWords:
        """Returns the words of a valid form."""
        return OwnWords(self.cleaned_data["own_bn"], self.cleaned_data["own_en"])
