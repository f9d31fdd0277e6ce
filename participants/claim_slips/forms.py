"""Forms of a claim, and of the identity check before a new slip."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.secret_codes import ALPHABET, LENGTH, letters_of
from accounts.access.typed_codes import SEVERAL, find_code
from accounts.text.sentences import numbers
from participants.models import IdentityQuestion

LONGEST_CODE = 2000  # the message in which somebody sent it
LONGEST_NUMBER = 60


class CodeForm(forms.Form):
    """The code of a slip and the service number, however they are typed."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        help_text=gettext_lazy("The letters and digits on the slip. Capitals, spaces and dots do not matter."),
        max_length=LONGEST_CODE,
        error_messages={"required": gettext_lazy("Type the code from the slip, or scan its QR code.")},
        # Two lines, as on the slip, so that all groups are visible on a phone.
        widget=forms.Textarea(
            attrs={
                "rows": 2,
                "class": "key",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-claim-code": True,
            }
        ),
    )
    number = forms.CharField(
        label=gettext_lazy("Your BP number"),
        help_text=gettext_lazy("So that the slip is of no use to others. In Bangla or English digits."),
        max_length=LONGEST_NUMBER,
        error_messages={"required": gettext_lazy("Type your BP number, the one on your identity card.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "username", "spellcheck": "false", "data-claim-number": True}
        ),
    )

    def clean_code(self) -> str:
        """Returns the 26 letters. Refuses a text that cannot be a code, without a look at the database."""
        found = find_code(self.cleaned_data["code"])
        if found.code:
            return found.code
        if found.problem == SEVERAL:
            raise ValidationError(_("There are different codes in this text. Give the one that is on your slip."))
        code = letters_of(self.cleaned_data["code"])
        if len(code) != LENGTH:
            words = numbers(length=LENGTH, count=len(code))
            raise ValidationError(
                _("The code has %(length)s letters and digits; here are %(count)s. Look at the slip once more.") % words
            )
        if strange := sorted(set(code) - set(ALPHABET)):
            raise ValidationError(
                _("No code has “%(letter)s” in it. Look at the slip once more.") % {"letter": strange[0]}
            )
        return code


class PasswordForm(forms.Form):
    """The new password. user: the account, for validators that compare with it."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 10 characters. A sentence of three or four words is easy to remember."),
        max_length=200,
        strip=False,
        error_messages={"required": gettext_lazy("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-claim-password": True}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class AnswerForm(forms.Form):
    """The answers of the officer: the service number, and the answer to the question that the page chose."""

    REPLIES = {
        IdentityQuestion.MOBILE: (
            gettext_lazy("The officer's mobile number"),
            gettext_lazy("As the officer says it. It is compared with the record, which is not shown."),
        ),
        IdentityQuestion.JOINED: (
            gettext_lazy("The year in which the officer joined the police"),
            gettext_lazy("Four digits, as the officer says it. It is compared with the record, which is not shown."),
        ),
        IdentityQuestion.UNIT: (
            gettext_lazy("The unit in which the officer serves"),
            gettext_lazy("Its name as the officer says it. Ask also who heads the unit."),
        ),
    }

    question = forms.CharField(max_length=6, widget=forms.HiddenInput)
    number = forms.CharField(
        label=gettext_lazy("The officer's BP number"),
        help_text=gettext_lazy("As the officer says it, not from a list. In Bangla or English digits."),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )
    reply = forms.CharField(
        max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    head_is_right = forms.BooleanField(
        label=gettext_lazy("The officer named the head of the unit, and I know that it is right"),
        error_messages={
            "required": gettext_lazy("Ask who heads the unit, and tick this once you know that it is right.")
        },
    )

    def __init__(self, *args, question, **kwargs):
        super().__init__(*args, initial={"question": question}, **kwargs)
        self.fields["reply"].label, self.fields["reply"].help_text = self.REPLIES[question]
        if question != IdentityQuestion.UNIT:
            del self.fields["head_is_right"]
            self.fields["reply"].widget.attrs["inputmode"] = "numeric"
