"""What a coordinator writes into a letter and whom it goes to; the addresses of offices."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import ALL_FIELDS, FormLayout
from participants.models import Unit
from trainings.letters.wording import OwnWords
from trainings.models import LetterTo

LONGEST = 2000


class LetterForm(forms.Form):
    """Own words in both languages, who gets it, and the digest of the preview that the coordinator saw."""

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
    # Ticked beside the numbers of those whom it reaches.
    to = forms.MultipleChoiceField(choices=LetterTo.choices, required=False)
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


class OfficesForm(forms.Form):
    """An e-mail address per unit. units: those of the page; noted: {id of a unit: its address}."""

    unmarked_fields = ALL_FIELDS

    def __init__(self, *args: Any, units: Iterable[Unit], noted: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {f"unit-{unit.pk}": unit.pk for unit in units}
        for name, unit in zip(self._units, units, strict=True):
            self.fields[name] = forms.EmailField(
                label=unit.name,
                required=False,
                max_length=254,
                initial=noted.get(unit.pk, ""),
                widget=forms.EmailInput(attrs={"autocomplete": "off"}),
            )
        self.helper = FormLayout(*self._units)

    def addresses(self) -> dict[int, str]:
        """Returns {id of a unit: address or ""} of a valid form."""
        return {unit: self.cleaned_data[name] for name, unit in self._units.items()}
