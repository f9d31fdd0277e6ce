"""Forms of coordinators and administrators about colleagues."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.models import TeamRole
from programmes.team.membership import WhyRemoved


class RolesForm(forms.Form):
    """The roles somebody has from now on."""

    roles = forms.MultipleChoiceField(
        label=_("What may this person do?"),
        choices=TeamRole.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role, or remove the access.")},
    )


class RemoveForm(forms.Form):
    """Why access is taken away."""

    why = forms.ChoiceField(
        label=_("Why"),
        help_text=_("It is recorded in the audit trail with your name."),
        choices=WhyRemoved.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why the access is taken away.")},
    )


class NameForm(forms.Form):
    """Corrects the name of an account."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=200, error_messages={"required": _("Give the full name.")}
    )
