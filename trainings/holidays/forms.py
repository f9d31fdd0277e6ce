"""The form of a public holiday. It checks the format; the rule decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import FormLayout, Row
from accounts.ui.inputs import DayInput
from trainings.holidays.editing import LONGEST_NAME
from trainings.models import HolidayKind


class HolidayForm(forms.Form):
    """A day, which kind of holiday it is, and its names."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    kind = forms.ChoiceField(
        label=_("How often"),
        choices=[(kind.value, kind.label) for kind in (HolidayKind.MOON, HolidayKind.ONCE, HolidayKind.YEARLY)],
        initial=HolidayKind.MOON,
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=LONGEST_NAME)
    name_bn = forms.CharField(label=_("Name in Bangla"), max_length=LONGEST_NAME)

    helper = FormLayout(Row("day", "kind"), Row("name_en", "name_bn"))
