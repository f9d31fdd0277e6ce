"""The forms of the pool. They check the format; the rules decide."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import FormLayout, Row
from trainings.models import GuestRole, TeachingLanguage, TrainerRole
from trainings.models.trainer_pool import LONGEST_REASON
from trainings.trainer_pool.absences import Days


def _day(label, *, required=True, **facts):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **facts)


class LanguagesForm(forms.Form):
    """The languages that somebody teaches in."""

    languages = forms.MultipleChoiceField(
        label=_("Teaches in"), choices=TeachingLanguage.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    helper = FormLayout("languages")
    unmarked_fields = ("languages",)


class ProfileForm(LanguagesForm):
    """What a coordinator notes about a trainer."""

    certified_on = _day(
        _("Certified since"),
        required=False,
        help_text=_("Only where no certificate of this programme says it."),
    )
    certified_by = forms.CharField(label=_("Certified by"), max_length=160, required=False)

    helper = FormLayout("languages", "certified_on", "certified_by")


class DaysAwayForm(forms.Form):
    """Days on which a trainer is away, and why."""

    form = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    first_day = _day(_("First day away"))
    last_day = _day(_("Last day away"), required=False, help_text=_("Empty: one day."))
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("In a word: leave, course, other duty.")
    )

    helper = FormLayout("form", Row("first_day", "last_day"), "reason")
    unmarked_fields = ("last_day",)

    def days(self) -> Days:
        """The Days of a valid form."""
        sent = self.cleaned_data
        return Days(sent["form"], sent["first_day"], sent["last_day"] or sent["first_day"], sent["reason"])


class GuestForm(forms.Form):
    """A guest or expert: who it is, and how to reach the person."""

    form = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4, required=False)
    name_en = forms.CharField(label=_("Name in English letters"), max_length=160)
    name_bn = forms.CharField(label=_("Name in Bangla"), max_length=160, required=False)
    post_en = forms.CharField(label=_("Post in English"), max_length=160, required=False)
    post_bn = forms.CharField(label=_("Post in Bangla"), max_length=160, required=False)
    organisation_en = forms.CharField(label=_("Organisation in English"), max_length=160, required=False)
    organisation_bn = forms.CharField(label=_("Organisation in Bangla"), max_length=160, required=False)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        help_text=_("E-mail and phone are read by the coordinators of this programme alone."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Teaches in"), choices=TeachingLanguage.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    helper = FormLayout(
        "form",
        "name_en",
        "name_bn",
        "post_en",
        "post_bn",
        "organisation_en",
        "organisation_bn",
        "email",
        "phone",
        "languages",
    )
    unmarked_fields = ("languages",)

    def facts(self) -> dict[str, str]:
        """The texts of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"form", "languages"}}


class RoleForm(forms.Form):
    """The role in which a trainer is named for a session."""

    role = forms.ChoiceField(label=_("Role"), choices=TrainerRole.choices, initial=TrainerRole.CO_TRAINER)

    helper = FormLayout("role")


class GuestOfSessionForm(forms.Form):
    """A guest of the pool, and the role in a session."""

    guest: Any = forms.ModelChoiceField(label=_("Guest or expert"), queryset=None, empty_label=_("Choose …"))
    role = forms.ChoiceField(label=_("Role"), choices=GuestRole.choices, initial=GuestRole.GUEST)

    helper = FormLayout("guest", "role")

    def __init__(self, *args: Any, guests: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["guest"]
        field.queryset = guests
