"""The forms for inviting a person, and for accepting with a new account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text.sign_in_names import normal_email
from programmes.models import InvitedAs

WRONG_EMAIL = _("This does not look like an e-mail address. It should be like name@example.org.")


class EmailForm(forms.Form):
    """The address of the invited person."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={"required": _("Write the e-mail address."), "invalid": WRONG_EMAIL, "max_length": WRONG_EMAIL},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_email(self) -> str | None:
        return normal_email(self.cleaned_data["email"])


class InviteForm(EmailForm):
    """The person to invite into a programme, and the role."""

    roles = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=[(one.value, one.label) for one in InvitedAs if one != InvitedAs.ADMINISTRATOR],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what this person may do."),
            "invalid_choice": _("Choose what this person may do."),
        },
    )


class NewAccountForm(forms.Form):
    """Name and password of a person who accepts without an account."""

    full_name = forms.CharField(
        label=_("Your full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Give your full name.")},
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        help_text=_("At least 10 characters, not only digits. A few words in a row are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )
    password2 = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Write the password a second time.")},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data
        first, second = sent.get("password1"), sent.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        if first:
            try:
                validate_password(first, User(email=self._email, full_name=sent.get("full_name", "")))
            except ValidationError as weak:
                self.add_error("password1", weak)
        return sent
