"""The form with which a unit types one person. It reads numbers and names as the lists of units are read, and looks up nothing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.ui.form_layouts import FormLayout, Row
from participants.models import Rank, Sex
from participants.roster.base.text import clean
from participants.roster.cells.names import typed_name
from participants.roster.cells.numbers import phones, service_number
from trainings.nomination_links.typed_people import Typed

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class PersonForm(forms.Form):
    """One person: number, name in both scripts, rank; sex, mobile and station where they are known."""

    service_number = forms.CharField(
        label=gettext_lazy("BP number"),
        help_text=gettext_lazy("Ten digits, in Bangla or English."),
        max_length=60,
        error_messages={"required": gettext_lazy("Type the BP number of the officer.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", **_PLAIN}),
    )
    rank = forms.ModelChoiceField(
        Rank.objects.none(),
        label=gettext_lazy("Rank"),
        empty_label=gettext_lazy("Choose the rank"),
        error_messages={"required": gettext_lazy("Choose the rank.")},
    )
    name_bn = forms.CharField(
        label=gettext_lazy("Name in Bangla"),
        max_length=200,
        error_messages={"required": gettext_lazy("Type the name in Bangla letters.")},
        widget=forms.TextInput(attrs={"lang": "bn", **_PLAIN}),
    )
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"),
        help_text=gettext_lazy("As it should be printed on the certificate."),
        max_length=200,
        error_messages={"required": gettext_lazy("Type the name in English letters.")},
        widget=forms.TextInput(attrs={"lang": "en", "autocapitalize": "words", **_PLAIN}),
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Woman or man"),
        required=False,
        choices=[("", gettext_lazy("Not stated")), (Sex.FEMALE, Sex.FEMALE.label), (Sex.MALE, Sex.MALE.label)],
    )
    mobile = forms.CharField(
        label=gettext_lazy("Mobile number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", **_PLAIN}),
    )
    posting = forms.CharField(
        label=gettext_lazy("Station or office"),
        help_text=gettext_lazy("Where the officer serves now."),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs=_PLAIN),
    )

    # The problems stand on top of the page, above the list.
    helper = FormLayout(
        Row("service_number", "rank"), Row("name_bn", "name_en"), Row("mobile", "sex"), "posting", summary=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rank"].queryset = Rank.objects.order_by("-order")  # type: ignore[attr-defined]

    def clean_service_number(self) -> str:
        number, problems = service_number(self.cleaned_data["service_number"])
        if number is None:
            raise ValidationError([one.message for one in problems[-1:]] or _("Type the BP number of the officer."))
        return number

    def clean_name_bn(self) -> str:
        return _name(self.cleaned_data["name_bn"], "name_bn", _("Type the name in Bangla letters."))

    def clean_name_en(self) -> str:
        return _name(self.cleaned_data["name_en"], "name_en", _("Type the name in English letters."))

    def clean_mobile(self) -> str:
        number, _other, problems = phones(self.cleaned_data["mobile"])
        if self.cleaned_data["mobile"] and number is None and problems:
            raise ValidationError(problems[-1].message)
        return number or ""

    def clean_posting(self) -> str:
        return clean(self.cleaned_data["posting"], "unit")[0]

    def typed(self) -> Typed:
        """Returns the Typed person of a valid form."""
        return Typed(**self.cleaned_data)


def _name(text, about, sentence):
    words, problems = clean(text, about)
    read, more = typed_name(words, about)
    found = getattr(read, about)
    if not found:
        held_back = [one.message for one in (*problems, *more) if one.severity != "note"]
        raise ValidationError(held_back[:1] or sentence)
    return found
