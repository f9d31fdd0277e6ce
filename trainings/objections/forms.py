"""The forms of objections. They check the format; the rules decide."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.text.localised_text import date_text
from accounts.ui.form_layouts import FormLayout
from programmes.files import evidence
from trainings.attendance.grid import FACES
from trainings.models.objection import LONGEST_ANSWER, LONGEST_COMMENT, LONGEST_TEXT
from trainings.objections.filing import Filing
from trainings.objections.pages import OwnHalfDay


class ObjectionForm(forms.Form):
    """Which half-days, what is wrong with them, and a paper that shows it."""

    form = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    half_days = forms.MultipleChoiceField(
        label=_("Half-days whose mark is wrong"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose the half-days whose mark is wrong."),
            "invalid_choice": _("An objection to one of these half-days waits already. Choose among those shown."),
        },
    )
    text = forms.CharField(
        label=_("What is wrong, and how it was"),
        help_text=_("The trainers and the coordinators of the session read it."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    paper = forms.FileField(
        label=_("Photo or PDF that shows it"),
        help_text=_("At most 10 MB; only the coordinators see it."),
        required=False,
        allow_empty_file=True,  # so that the rule can say what to do about it
        widget=forms.FileInput(attrs={"accept": evidence.ACCEPTED}),
    )

    helper = FormLayout("form", "half_days", "text", "paper")

    def __init__(self, *args: Any, half_days: Sequence[OwnHalfDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = {one.value: one.half_day.key for one in half_days if not one.waits}
        self.fields["half_days"].choices = [  # type: ignore[attr-defined]
            (one.value, f"{one.half_day.name}, {date_text(one.half_day.day.date, get_language())}: {one.face.spoken}")
            for one in half_days
            if not one.waits
        ]

    def filing(self) -> Filing:
        """The Filing of a valid form."""
        sent = self.cleaned_data
        return Filing(sent["form"], {self._keys[one] for one in sent["half_days"]}, sent["text"], sent["paper"])

    def renew(self) -> None:
        """Gives a form that was refused an id of its own, so that it can be sent again as it stands."""
        sent: Any = self.data
        renewed = sent.copy()
        renewed["form"] = str(uuid.uuid4())
        self.data = renewed


class DecisionForm(forms.Form):
    """What becomes of one half-day, and the sentence for the officer."""

    mark = forms.ChoiceField(
        label=_("The mark"),
        choices=[("", _("Stays as it is")), *((value, face.word) for value, face in FACES.items())],
        required=False,
    )
    answer = forms.CharField(
        label=_("Sentence for the officer"),
        help_text=_("It also stands in the history of the mark, with your name."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    unmarked_fields = ("mark",)
    helper = FormLayout("mark", "answer")


class CommentForm(forms.Form):
    """What somebody saw."""

    text = forms.CharField(
        label=_("What you saw"),
        help_text=_("The coordinators and the other trainers read it; the officer does not."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = FormLayout("text")
