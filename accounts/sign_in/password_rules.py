"""The password rules: Django's validators with messages of our own, in the language of the page. Django's catalogue has its
messages in English only, and its rule of similarity does not know our attributes.
"""

from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.text.sentences import numbers


class Length(password_validation.MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        sentence = ngettext(
            "This password is too short. It needs at least %(count)s character.",
            "This password is too short. It needs at least %(count)s characters.",
            self.min_length,
        )
        return sentence % numbers(count=self.min_length)

    def get_help_text(self) -> str:
        sentence = ngettext("At least %(count)s character.", "At least %(count)s characters.", self.min_length)
        return sentence % numbers(count=self.min_length)


class NotYourself(password_validation.UserAttributeSimilarityValidator):
    """Not similar to what others know of the person: the e-mail address, the service number, the name."""

    def __init__(self, max_similarity: float = 0.7) -> None:
        super().__init__(("email", "service_number", "full_name"), max_similarity)

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with a message that names the attribute to which the password is similar."""
        for attribute in self.user_attributes:
            alone = password_validation.UserAttributeSimilarityValidator((attribute,), self.max_similarity)
            try:
                alone.validate(password, user)
            except ValidationError as alike:
                raise ValidationError(_too_much_like(attribute), code="password_too_similar") from alike

    def get_help_text(self) -> str:
        return _("Not your name, e-mail or service number, nor anything much like them.")


def _too_much_like(attribute: str) -> str:
    return {
        "email": _("This password is too much like your e-mail."),
        "service_number": _("This password is too much like your service number."),
        "full_name": _("This password is too much like your name."),
    }[attribute]


class NotCommon(password_validation.CommonPasswordValidator):
    """Not one of the passwords that everybody tries first."""

    def get_error_message(self) -> str:
        return _("Many people use this password, so it is guessed at once. Choose another.")

    def get_help_text(self) -> str:
        return _("Not a password that many people use, such as password123.")


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    """More than digits, in whatever script."""

    def get_error_message(self) -> str:
        return _("This password has digits only. Add letters.")

    def get_help_text(self) -> str:
        return _("Not digits alone.")
