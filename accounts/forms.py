"""The forms of allauth, with our words and layouts: sign-in, passwords, the second step."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.sign_in import resets
from accounts.text.sign_in_names import normal_email, normal_service_number
from accounts.ui.form_layouts import Field, FormLayout

CODE = Field("code", label=_("Code"), help=_("Six digits from your authenticator app, or one of your recovery codes"))


class SignInForm(account.LoginForm):
    """One field for both kinds of people: those with an e-mail and officers, who know their service number."""

    helper = FormLayout(
        Field(
            "login",
            label=_("Service number or e-mail"),
            help=_("For example 9900123456, in Bangla or English digits"),
        ),
        Field(
            "password",
            label=_("Password"),
            help="",
            aside=(reverse_lazy("account_reset_password"), _("Forgot your password?")),
        ),
    )

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


class PasswordResetForm(account.ResetPasswordForm):
    """Asks for the e-mail address and does not check whether there is an account with it."""

    helper = FormLayout(Field("email", label=_("E-mail")))

    def clean_email(self) -> str | None:
        return normal_email(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Stores the request; a worker sends the e-mail. Returns the address."""
        resets.ask(request, self.cleaned_data["email"])
        return self.cleaned_data["email"]


class NewPasswordForm(account.ResetPasswordKeyForm):
    """The new password of whoever came by the link of a letter."""

    helper = FormLayout(
        Field("password1", label=_("New password")),
        Field("password2", label=_("New password, once more")),
    )


class ChangePasswordForm(account.ChangePasswordForm):
    """Another password, by whoever knows the present one."""

    helper = FormLayout(
        Field("oldpassword", label=_("Current password"), help=""),
        Field("password1", label=_("New password")),
        Field("password2", label=_("New password, once more")),
    )


class SetPasswordForm(account.SetPasswordForm):
    """The first password of an account without one."""

    helper = FormLayout(
        Field("password1", label=_("Password")),
        Field("password2", label=_("Password, once more")),
    )


class ReauthenticateForm(account.ReauthenticateForm):
    """The password again, before something that matters."""

    helper = FormLayout(Field("password", label=_("Password"), help=""))


class SecondStepForm(second_step.AuthenticateForm):
    """The code of the second step at sign-in."""

    helper = FormLayout(CODE)


class SecondStepAgainForm(second_step.ReauthenticateForm):
    """The code again, before something that matters."""

    helper = FormLayout(CODE)


class AuthenticatorAppForm(totp.ActivateTOTPForm):
    """The first code of an authenticator app, below what the app needs to know."""

    helper = FormLayout(
        Field("code", label=_("Code"), help=_("Six digits; a new one comes every half minute")), summary=False
    )


class PasskeyForm(webauthn.AddWebAuthnForm):
    """A passkey or security key to add. The browser fills in `credential`."""

    @property
    def helper(self) -> FormLayout:
        """Whether it may serve alone is asked only where that is possible."""
        alone = Field(
            "passwordless",
            label=_("Sign in with it alone, without a password"),
            help=_("Leave this out for a security key that only serves as the second step after the password."),
        )
        return FormLayout(
            Field(
                "name",
                label=_("Name of the passkey"),
                help=_("So that you know it later, for example: my phone"),
            ),
            *([alone] if "passwordless" in self.fields else []),
            "credential",
            summary=False,
        )


class KeyNameForm(webauthn.EditWebAuthnForm):
    """Another name for a passkey or security key."""

    helper = FormLayout(Field("name", label=_("Name of the key")))
