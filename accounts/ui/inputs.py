"""Inputs and forms that the pages of several apps share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence. It stays on record with your name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
