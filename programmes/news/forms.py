"""Forms for news: writing it, its pictures, withdrawing it, subscribing to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access.admin_fields import StoredFile
from accounts.models import Language
from accounts.ops.smtp import MOST_BEFORE_AT
from accounts.refusal import Refused
from accounts.text.sign_in_names import normal_email
from programmes.files import images
from programmes.models import NewsPicture, NewsUpdate
from programmes.news import markup, publishing
from programmes.reflections import quotations

WRONG_EMAIL = _("This does not look like an e-mail address. It should be like name@example.org.")
MARKS = _(
    "Plain text. An empty line begins a paragraph; ## a heading; - or 1. a list; > a quotation; **bold**; "
    "[words](https://…) a link."
)
# Each in its own script, since a reader may not know the other one.
LANGUAGES = ((Language.ENGLISH.value, "English"), (Language.BANGLA.value, "বাংলা"))
ONE_LINE = ("title", "summary", "where", "donor_line")


class SubscribeForm(forms.Form):
    """An address and the language of the e-mails."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("We first send one letter to make sure it is you. One click ends it."),
        error_messages={"required": _("Write your e-mail address."), "invalid": WRONG_EMAIL, "max_length": WRONG_EMAIL},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the letters"), choices=LANGUAGES, widget=forms.RadioSelect, initial=Language.ENGLISH.value
    )

    def clean_email(self) -> str | None:
        email = normal_email(self.cleaned_data["email"])
        if email and len(email.rpartition("@")[0]) > MOST_BEFORE_AT:
            raise forms.ValidationError(WRONG_EMAIL)
        return email


class NewsUpdateForm(forms.ModelForm):
    """An update as coordinators write it. A published one must stay valid."""

    class Meta:
        model = NewsUpdate
        fields = (
            *("programme", "topic", "dated_on", "title_en", "summary_en", "text_en", "where_en", "donor_line_en"),
            *("title_bn", "summary_bn", "text_bn", "where_bn", "donor_line_bn", "goals", "reflections"),
        )
        widgets = {
            "summary_en": forms.Textarea(attrs={"rows": 3}),
            "summary_bn": forms.Textarea(attrs={"rows": 3}),
            "goals": forms.CheckboxSelectMultiple,
            "reflections": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.startswith("text_"):
                field.help_text = MARKS
        if "reflections" in self.fields:
            self._offer_reflections(self.fields["reflections"])

    def _offer_reflections(self, field: Any) -> None:
        offered: Any = self.fields.get("programme")
        programmes = [self.instance.programme] if self.instance.pk else offered.queryset
        field.queryset = quotations.offered(programmes, update=self.instance).select_related("programme")
        field.label_from_instance = quotations.label
        field.widget.can_add_related = False  # a new one has no consent yet
        field.help_text = _(
            "Reflections that are published, with consent. They appear under the text, in both languages."
        )
        field.error_messages["invalid_choice"] = _(
            "This reflection may not be quoted. Choose among those that are published."
        )

    def clean(self) -> dict[str, Any]:
        """Normalises every text and reports what it must not contain."""
        super().clean()
        cleaned = self.cleaned_data
        for name, text in list(cleaned.items()):
            kind, _underscore, language = name.rpartition("_")
            if language not in Language.values or not isinstance(text, str):
                continue
            cleaned[name] = markup.one_line(text) if kind in ONE_LINE else markup.tidy(text)
            if kind == "text":
                for problem in markup.problems(cleaned[name]):
                    self.add_error(name, problem)
        programme = self.instance.programme if self.instance.pk else cleaned.get("programme")
        for problem in quotations.problems(cleaned.get("reflections") or [], programme):
            self.add_error("reflections", problem)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django has it, its stubs do not
        if self.instance.is_published:
            for name, sentence in publishing.missing(self.instance):
                if name in self.fields and not self.has_error(name):
                    self.add_error(name, sentence)


class NewsPictureForm(forms.ModelForm):
    """A picture of an update: a file when it is new, and words on what it shows."""

    upload = forms.FileField(
        label=_("File"),
        required=False,
        widget=StoredFile(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_(
            "JPEG, PNG or WebP, at most 15 MB. Where and when it was taken is removed. "
            "Show no officer's face without that officer's consent."
        ),
    )

    class Meta:
        model = NewsPicture
        fields = ("order", "alt_en", "alt_bn", "caption_en", "caption_bn")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alt_en"].error_messages["required"] = _("Say in a few words what the picture shows.")
        self.ready: images.PreparedImage | None = None

    def clean_upload(self) -> Any:
        """Reads the picture at once, so that a problem is reported at its field."""
        upload = self.cleaned_data.get("upload")
        if upload:
            try:
                self.ready = images.read(upload)
            except Refused as no:
                raise forms.ValidationError(str(no)) from no
        elif not self.instance.pk:
            raise forms.ValidationError(_("Choose the file of the picture."))
        return upload

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        for name in ("alt_en", "alt_bn", "caption_en", "caption_bn"):
            if name in cleaned:
                cleaned[name] = markup.one_line(cleaned[name])
        return cleaned


class WithdrawForm(forms.Form):
    """The reason for withdrawing an update."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Only coordinators of the programme read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason. Only coordinators of the programme read it.")},
    )
