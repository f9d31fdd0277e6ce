"""What coordinators send on the pages of reflections."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import FormLayout, Submit
from accounts.ui.inputs import DayInput
from programmes.models import Consent


class ConsentForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("The speaker's answer"),
        choices=[(Consent.GIVEN, _("Consent given")), (Consent.REFUSED, _("Consent refused"))],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("When"), widget=DayInput, initial=timezone.localdate)
    note = forms.CharField(
        label=_("How"), help_text=_("As in: signed form, voice message. No names."), max_length=300, required=False
    )

    helper = FormLayout("answer", "on", "note", Submit(_("Save the answer"), look="", name="act", value="consent"))

    @classmethod
    def asking(cls, sentence: Any) -> "ConsentForm":
        """Returns an empty form with an error at the missing answer."""
        form = cls({"on": timezone.localdate()})
        form.full_clean()
        form.errors.clear()
        form.add_error("answer", str(sentence))
        return form
