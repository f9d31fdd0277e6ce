"""The forms of allowances and costs. They check the format; the rules decide."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access.request_ids import id_of
from accounts.ui.form_layouts import FormLayout, Row
from accounts.ui.inputs import DayInput
from trainings.models import CostHeading
from trainings.models.allowance import LARGEST_COST, LARGEST_RATE

TABLE = "pay"  # the form of the page whose table has the officers to tick
MOST_CHOSEN = 2000  # the seats of the largest session
# 1,234,567.50 and 12,34,567: a comma that parts no thousands may stand for the point.
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?")


_SHOWN = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")


class TakaField(forms.DecimalField):
    """An amount in taka, in the digits of either script, with or without commas between the thousands."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=most, decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("৳", "").strip()
            if "_" in value or ("," in value and not _GROUPED.fullmatch(value)):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = value.replace(",", "")
        found = super().to_python(value)
        # Nothing is nothing, not "−0" nor 0 with a thousand digits.
        return Decimal(0) if found is not None and found.is_zero() else found

    def prepare_value(self, value: Any) -> Any:
        return value.to_integral() if isinstance(value, Decimal) and value == value.to_integral() else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class RateForm(forms.Form):
    """What an officer is due."""

    per_half_day = TakaField(label=_("For each half-day attended, in taka"), most=LARGEST_RATE)
    travel = TakaField(label=_("Once, for travel, in taka"), most=LARGEST_RATE, required=False)

    unmarked_fields = ("travel",)
    helper = FormLayout(Row("per_half_day", "travel"))

    def clean_travel(self) -> Decimal:
        return self.cleaned_data["travel"] or Decimal(0)


class PaymentForm(forms.Form):
    """When the chosen officers were paid, and whether they signed for it."""

    paid_on = forms.DateField(label=_("Paid on"), initial=timezone.localdate, widget=DayInput(attrs={"form": TABLE}))
    is_signed = forms.BooleanField(
        label=_("They signed for it"), required=False, widget=forms.CheckboxInput(attrs={"form": TABLE})
    )

    helper = FormLayout("paid_on", "is_signed")

    def chosen(self) -> dict[int, Decimal | None]:
        """{id: the amount that the page showed} of the officers that were ticked (`Line.ticked`); what is no id is left out."""
        sent: Any = self.data
        parts = (value.partition(":") for value in sent.getlist("officer")[:MOST_CHOSEN])
        found = {id_of(pk): Decimal(amount) if _SHOWN.fullmatch(amount) else None for pk, _colon, amount in parts}
        return {pk: amount for pk, amount in found.items() if pk is not None}


class CostsForm(forms.Form):
    """Planned and actual of every heading; an empty field is no figure.

    The page sends along what it showed, so that a heading that somebody else wrote meanwhile, and this person left alone, stays.
    """

    unmarked_fields = "__all__"
    helper = FormLayout(in_cells=True)

    def __init__(self, *args: Any, headings: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amounts = {value: (planned, actual) for value, _words, planned, actual in headings}
        for value, words in CostHeading.choices:
            planned, actual = amounts.get(value, (None, None))
            fields: Any = self.fields
            label = {"words": words}
            fields[f"planned_{value}"] = TakaField(
                label=_("%(words)s, planned") % label,
                most=LARGEST_COST,
                required=False,
                initial=planned,
                show_hidden_initial=True,
            )
            fields[f"actual_{value}"] = TakaField(
                label=_("%(words)s, actual") % label,
                most=LARGEST_COST,
                required=False,
                initial=actual,
                show_hidden_initial=True,
            )

    def rows(self) -> list[tuple[Any, Any, Any, list[str]]]:
        """Returns (heading in words, field of planned, field of actual, what the page shows of both, hidden) for each line."""
        lines = ((words, self[f"planned_{value}"], self[f"actual_{value}"]) for value, words in CostHeading.choices)
        return [(*line, [field.as_hidden(only_initial=True) for field in line[1:]]) for line in lines]

    def costs(self) -> dict[str, tuple[Decimal | None, Decimal | None]]:
        """The figures of a valid form by heading, of those that were changed on the page."""
        sent, changed = self.cleaned_data, {name.partition("_")[2] for name in self.changed_data}
        headings = [value for value in CostHeading.values if value in changed]
        return {value: (sent[f"planned_{value}"], sent[f"actual_{value}"]) for value in headings}
