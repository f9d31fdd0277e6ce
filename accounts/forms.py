"""Signing in, asking for a new password, and making an account in the admin."""

from allauth.account.forms import LoginForm, ResetPasswordForm
from django.utils.translation import gettext_lazy as _
from unfold.forms import UserChangeForm, UserCreationForm

from accounts.models import User
from accounts.sign_in import resets
from accounts.sign_in_names import normal_email, normal_service_number


class SignInForm(LoginForm):
    """One field for both kinds of people: those with an e-mail and officers, who know their service number."""

    def __init__(self, *args, **kwargs):
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

    def clean_login(self):
        """Returns the sign-in name in its one form, whatever digits and prefix were typed."""
        typed = super().clean_login()
        return (normal_email(typed) if "@" in typed else normal_service_number(typed)) or ""


class PasswordResetForm(ResetPasswordForm):
    """Asks for the e-mail, and asks nobody whether there is an account with it."""

    def clean_email(self):
        return normal_email(self.cleaned_data["email"])

    def save(self, request, **kwargs):
        """Notes the wish; a worker sends the letter. Returns the address."""
        resets.ask(request, self.cleaned_data["email"])
        return self.cleaned_data["email"]


class _SignInNames:
    def clean_email(self):
        return normal_email(self.cleaned_data.get("email"))

    def clean_service_number(self):
        return normal_service_number(self.cleaned_data.get("service_number"))


class AccountCreationForm(_SignInNames, UserCreationForm):
    """Makes an account; without a password its owner sets one through "Forgot your password"."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice = self.fields["usable_password"]
        choice.label = _("First password")
        choice.help_text = _("Without one, the person sets it by e-mail on the sign-in page.")
        choice.choices = [("true", _("Give one now")), ("false", _("None yet"))]

    class Meta:
        model = User
        fields = ("full_name", "email", "service_number", "language")


class AccountChangeForm(_SignInNames, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
