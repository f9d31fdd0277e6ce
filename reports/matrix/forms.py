"""Forms of the traceability matrix."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access.request_ids import id_of
from accounts.text.localised_text import digits
from programmes.models import Finding
from trainings.curriculum.module_answers import NOT_AN_ANSWER
from trainings.models import AnswerWeight, Module

WEIGHTS = (
    (AnswerWeight.MAIN, _("Main answer")),
    (AnswerWeight.ALSO, _("Also touched")),
    (NOT_AN_ANSWER, _("No")),
)


# A longer list nobody reads, and it would be half of the page.
MOST_LISTED = 50


class AnswersForm(forms.Form):
    """How each of some modules answers a finding."""

    def __init__(self, data=None, *, modules, weights):
        """modules: the Modules to ask about; weights: {module id: weight} as stored."""
        super().__init__(data)
        self.modules = modules
        for module in modules:
            self.fields[f"m{module.pk}"] = forms.ChoiceField(
                label=module.title,
                choices=WEIGHTS,
                required=False,
                widget=forms.RadioSelect,
                initial=weights.get(module.pk, NOT_AN_ANSWER),
            )

    def rows(self) -> Iterator[tuple[Module, forms.BoundField]]:
        """Yields (module, its bound field)."""
        for module in self.modules:
            yield module, self[f"m{module.pk}"]

    @property
    def weights(self) -> dict[Module, str]:
        """{Module: weight}, once the form is valid."""
        return {module: self.cleaned_data[f"m{module.pk}"] for module in self.modules}


class _FindingChoice(forms.ModelChoiceField):
    """A list to choose from; of more than MOST_LISTED the number is typed."""

    def label_from_instance(self, finding):
        return f"{finding.number} · {finding.text[:90]}"

    def to_python(self, value):
        written = digits(str(value), "en").strip().upper().removeprefix("F") if value else ""
        return super().to_python(id_of(written) or value)


class AddAnswerForm(forms.Form):
    """One more finding that a module answers."""

    finding = _FindingChoice(Finding.objects.none(), label=_("Finding"), empty_label=_("Choose a finding"))
    weight = forms.ChoiceField(label=_("How"), choices=WEIGHTS[:2], widget=forms.RadioSelect, initial=AnswerWeight.MAIN)

    def __init__(self, data=None, *, module, programme):
        super().__init__(data)
        self.fields["finding"].queryset = (
            Finding.objects.standing().not_closed().filter(programme=programme).exclude(answers__module=module)
        ).order_by("pk")
        listed = len(self.fields["finding"].queryset.values("pk")[: MOST_LISTED + 1])
        self.is_any_left = listed > 0
        if listed > MOST_LISTED:
            self.fields["finding"].widget = forms.TextInput(attrs={"autocomplete": "off"})
            self.fields["finding"].widget.is_required = True
            self.fields["finding"].label = _("Number of the finding, such as F12")
