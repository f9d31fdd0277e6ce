"""The form of the page that scans: one number, typed from a tag."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trainings.models import Mark

HIGHEST = 9999


class TypedNumberForm(forms.Form):
    """A number in the digits of either script, and whether the officer is late."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=HIGHEST)
    mark = forms.ChoiceField(choices=[(mark.value, mark.label) for mark in (Mark.PRESENT, Mark.LATE)])
