"""What coordinators send on the pages of findings."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import ALL_FIELDS, FormLayout
from accounts.ui.inputs import DayInput
from programmes.models import Finding, Priority

TEXT = Finding._meta.get_field("text_en")


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("What came of it"),
        help_text=_("One or two sentences. They appear on the finding and in the reports."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MergeForm(forms.Form):
    """Which finding stays, and how it is worded from now on."""

    stays = forms.TypedChoiceField(label=_("Which one stays"), coerce=int, widget=forms.RadioSelect)
    text_en = forms.CharField(
        label=_("Its text in English"),
        max_length=TEXT.max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text_bn = forms.CharField(
        label=_("Its text in Bangla"),
        max_length=TEXT.max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "bn"}),
    )

    def __init__(self, *args: Any, findings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("Any", self.fields["stays"]).choices = [(one.pk, f"{one.number}: {one.text}") for one in findings]


class AssignForm(forms.Form):
    """What many findings get at once. Empty leaves it as it is."""

    unmarked_fields = ALL_FIELDS
    helper = FormLayout("owner", "due_on", "priority", summary=False)

    NOBODY = "0"

    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due_on = forms.DateField(label=_("Due date"), required=False, widget=DayInput)
    priority = forms.ChoiceField(label=_("Priority"), required=False)

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(owner.pk): owner for owner in owners}
        people = [(pk, owner.full_name) for pk, owner in self.owners.items()]
        cast("Any", self.fields["owner"]).choices = [("", _("leave as it is")), (self.NOBODY, _("nobody")), *people]
        cast("Any", self.fields["priority"]).choices = [("", _("leave as it is")), *Priority.choices]

    @property
    def changes(self) -> Any:
        """What was chosen, for programmes.findings.lifecycle.assign."""
        found = {}
        if self.cleaned_data["owner"]:
            found["owner"] = self.owners.get(self.cleaned_data["owner"])
        if self.cleaned_data["due_on"]:
            found["due_on"] = self.cleaned_data["due_on"]
        if self.cleaned_data["priority"]:
            found["priority"] = int(self.cleaned_data["priority"])
        return found


class TableForm(forms.Form):
    """A table of findings to import."""

    where = forms.ChoiceField(label=_("New ones came up at"))
    file = forms.FileField(
        label=_("The table"),
        help_text=_("Excel, OpenDocument or CSV with headings in the first row; at most 500 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        allow_empty_file=True,  # so that the rule can explain it
        error_messages={"required": _("Choose a file.")},
    )
