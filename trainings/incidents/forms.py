"""The forms of an incident. They check the format; the rules decide."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import FormLayout, Row
from trainings.incidents.reporting import Report
from trainings.models import IncidentKind, Severity
from trainings.models.incident import LONGEST_TEXT


class IncidentForm(forms.Form):
    """What happened, when, how serious, and what was done."""

    form = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=IncidentKind.choices,
        initial=IncidentKind.OTHER,
        help_text=_("What concerns safeguarding is read by the coordinators alone."),
    )
    severity = forms.ChoiceField(label=_("How serious"), choices=Severity.choices, initial=Severity.MINOR)
    happened_on = forms.DateField(
        label=_("Day"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    what = forms.CharField(
        label=_("What happened"),
        help_text=_("Facts, in order. Name people only where it is needed."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    action_taken = forms.CharField(
        label=_("What was done"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = FormLayout("form", "kind", Row("severity", "happened_on"), "what", "action_taken")

    def report(self) -> Report:
        """The Report of a valid form."""
        return Report(**self.cleaned_data)

    def renew(self) -> None:
        """Gives a form that was refused an id of its own, so that it can be sent again as it stands."""
        sent: Any = self.data
        renewed = sent.copy()
        renewed["form"] = str(uuid.uuid4())
        self.data = renewed


class OutcomeForm(forms.Form):
    """What came of an incident."""

    outcome = forms.CharField(
        label=_("What came of it"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = FormLayout("outcome")
