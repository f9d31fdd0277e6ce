"""The forms for signing in and for requesting a new password."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.sign_in import resets
from accounts.text.sign_in_names import normal_email, normal_service_number


class SignInForm(LoginForm):
    """One field for both kinds of people: those with an e-mail and officers, who know their service number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"].label = _("E-mail or service number")
        self.fields["login"].max_length = 254
        self.fields["login"].widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
            "maxlength": 254,
        }
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        """Returns the normalised sign-in name, whatever digits and prefix were typed."""
        typed = super().clean_login()
        return (normal_email(typed) if "@" in typed else normal_service_number(typed)) or ""


class PasswordResetForm(ResetPasswordForm):
    """Asks for the e-mail address and does not check whether there is an account with it."""

    def clean_email(self) -> str | None:
        return normal_email(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Stores the request; a worker sends the e-mail. Returns the address."""
        resets.ask(request, self.cleaned_data["email"])
        return self.cleaned_data["email"]
