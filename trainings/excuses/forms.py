"""The forms of an excuse. They check the format; the rules decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.refusal import Refused
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_text
from accounts.ui.form_layouts import FormLayout
from programmes.files import evidence
from trainings.excuses import papers
from trainings.excuses.lines import Line
from trainings.models import ExcuseKind
from trainings.models.excuse import LONGEST_REASON
from trainings.sessions.half_days import HalfDay

MOST_TO_UNFOLD = 200  # officers in a list to choose from; of more, the number is typed


class AskForm(forms.Form):
    """Which half-days, why, and a paper. half_days: those that have not begun."""

    half_days = forms.MultipleChoiceField(
        label=gettext_lazy("Half-days"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose the half-days."),
            "invalid_choice": gettext_lazy(
                "One of these half-days has begun, was asked for already or is no longer part of the session. Choose again."
            ),
        },
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ExcuseKind.choices)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("One or two sentences. Only those who decide read it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    paper = forms.FileField(
        label=gettext_lazy("Photo or PDF of a paper"),
        help_text=papers.HELP,
        required=False,
        allow_empty_file=True,  # so that the rule can say what to do about it
        widget=forms.FileInput(attrs={"accept": evidence.ACCEPTED}),
    )

    helper = FormLayout("half_days", "kind", "reason", "paper")

    def __init__(self, *args: Any, half_days: Sequence[HalfDay], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_value = {f"{one.day.pk}-{one.half.value}": one for one in half_days}
        choices = [(value, f"{one.name}, {date_text(one.day.date, language)}") for value, one in self.by_value.items()]
        self.fields["half_days"].choices = choices  # type: ignore[attr-defined]

    def clean_paper(self) -> UploadedFile | None:
        """A PDF, JPEG or PNG that is what its name says. The rule decodes it."""
        upload = self.cleaned_data["paper"]
        if upload:
            try:
                evidence.check(upload)
            except Refused as no:
                raise forms.ValidationError(str(no)) from no
        return upload

    def asked(self) -> dict[str, Any]:
        """What `ask` takes of a valid form."""
        sent = self.cleaned_data
        wanted = [self.by_value[value].key for value in sent["half_days"]]
        return {"wanted": wanted, "kind": sent["kind"], "reason": sent["reason"], "paper": sent["paper"]}


class OnBehalfForm(AskForm):
    """As AskForm, for an officer of the roster ([(number, enrolment)]): chosen from a list, or by number where there are many."""

    officer = forms.CharField(label=gettext_lazy("Officer"))

    helper = FormLayout("officer", "half_days", "kind", "reason", "paper")

    def __init__(self, *args: Any, roster: Sequence[tuple[int, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_number = {str(number): one for number, one in roster}
        self.fields["reason"].help_text = _("Say also who asked, and when. Only those who decide read it.")
        if len(roster) <= MOST_TO_UNFOLD:
            names = [(str(number), f"{localised_field(one.officer, 'name')} ({number})") for number, one in roster]
            self.fields["officer"].widget = forms.Select(choices=[("", "–"), *names])
        else:
            self.fields["officer"].label = _("Number of the officer in the register")
            self.fields["officer"].widget.attrs["inputmode"] = "numeric"

    def clean_officer(self) -> Any:
        """The enrolment of the number."""
        found = self.by_number.get(self.cleaned_data["officer"].strip())
        if found is None:
            raise forms.ValidationError(_("Nobody has this number in this session."))
        return found


class DecideForm(forms.Form):
    """Which half-days are granted, and what the officer reads."""

    granted = forms.MultipleChoiceField(
        label=pgettext_lazy("excuse", "Granted for"),
        help_text=gettext_lazy("Leave out what is not granted."),
        error_messages={
            "invalid_choice": gettext_lazy("One of these half-days was taken back meanwhile. Choose again.")
        },
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer to the officer"),
        help_text=gettext_lazy("Needed where something is not granted."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    unmarked_fields = ("granted", "answer")

    helper = FormLayout("granted", "answer")

    def __init__(self, *args: Any, waiting: Sequence[Line], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.row.pk), f"{one.name}, {date_text(one.row.date, language)}") for one in waiting]
        self.fields["granted"].choices = choices  # type: ignore[attr-defined]
        self.fields["granted"].initial = [value for value, _label in choices]
