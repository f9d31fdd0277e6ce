"""What coordinators send on the pages of findings, workstreams, the library and reflections."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import ALL_FIELDS, FormLayout, Submit
from programmes.files import uploaded_documents
from programmes.models import Consent, Finding, Priority

TEXT = Finding._meta.get_field("text_en")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence. It stays on record with your name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("What came of it"),
        help_text=_("One or two sentences. They stand on the finding and in the reports."),
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

    def __init__(self, *args, findings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stays"].choices = [(one.pk, f"{one.number}: {one.text}") for one in findings]


class AssignForm(forms.Form):
    """What many findings get at once. Empty leaves it as it is."""

    unmarked_fields = ALL_FIELDS
    helper = FormLayout("owner", "due_on", "priority", summary=False)

    NOBODY = "0"

    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due_on = forms.DateField(label=_("Due date"), required=False, widget=DayInput)
    priority = forms.ChoiceField(label=_("Priority"), required=False)

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.owners = {str(owner.pk): owner for owner in owners}
        people = [(pk, owner.full_name) for pk, owner in self.owners.items()]
        self.fields["owner"].choices = [("", _("leave as it is")), (self.NOBODY, _("nobody")), *people]
        self.fields["priority"].choices = [("", _("leave as it is")), *Priority.choices]

    @property
    def changes(self):
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
        help_text=_("CSV or XLSX with headings in the first row; at most 500 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        allow_empty_file=True,  # so that the rule can say what to do about it
        error_messages={"required": _("Choose a file.")},
    )


class VersionForm(forms.Form):
    """The next version of a document: a file or a link."""

    unmarked_fields = ("file", "link")

    file = forms.FileField(label=_("File"), help_text=uploaded_documents.HELP, required=False, allow_empty_file=True)
    link = forms.URLField(
        label=_("or link"),
        help_text=_("The address of a document or film elsewhere, beginning with https://"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": _("This is not an address of a page. It begins with https://")},
    )
    note = forms.CharField(label=_("What is new"), max_length=300, required=False)


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
    def asking(cls, sentence):
        """Returns the form as it stands before anybody filled it in, with a sentence at the answer that is missing."""
        form = cls({"on": timezone.localdate()})
        form.full_clean()
        form.errors.clear()
        form.add_error("answer", str(sentence))
        return form


class ReachedForm(forms.Form):
    on = forms.DateField(label=_("Reached on"), widget=DayInput, initial=timezone.localdate)

    helper = FormLayout("on", Submit(_("Mark it reached"), shape="check2", name="act", value="reach"), summary=False)


class StepForm(ReachedForm):
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    helper = FormLayout("on", "note", summary=False)


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=uploaded_documents.HELP,
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )

    helper = FormLayout(
        "file", Submit(_("Add this file"), look="", shape="upload", name="act", value="evidence"), summary=False
    )


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
