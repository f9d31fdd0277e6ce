"""The form of a sheet that is keyed in. It checks the format; the rule decides."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access.request_ids import id_of
from trainings.paper.typed_numbers import HIGHEST, LONGEST, Typed, read_numbers

MOST_TICKED = 2000


class SheetForm(forms.Form):
    """Numbers as typed and as tapped, what the others get, and what the preview showed."""

    form = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    numbers = forms.CharField(
        label=_("Numbers of those who signed"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "off", "autocomplete": "off", "spellcheck": "false"}),
    )
    rest = forms.BooleanField(label=_("Mark the others absent"), required=False)
    seen = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput())
    reason = forms.CharField(label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def typed(self, ticked: Iterable[str] = ()) -> Typed:
        """Returns what a valid form says. ticked: the numbers that were tapped, as they were sent."""
        numbers = [id_of(one) for one in list(ticked)[:MOST_TICKED]]
        return read_numbers(self.cleaned_data["numbers"], ticked=[one for one in numbers if one and one <= HIGHEST])

    def again(self, text: str) -> "SheetForm":
        """Returns the form with the numbers in order, as the preview sends them on."""
        data: dict[str, Any] = {name: self.cleaned_data[name] for name in ("form", "rest", "reason")}
        return SheetForm(initial=data | {"numbers": text})
