"""Forms of designs: the composer, and a signatory with a signature."""

from typing import Any, cast

from crispy_forms.layout import Div
from django import forms
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access.admin_fields import StoredFile
from accounts.refusal import Refused
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import number_text
from accounts.ui.form_layouts import Field, FormLayout, Words
from certificates.designs import editing, preview, signature_images
from certificates.designs.levels import ISSUABLE, why_not_issuable
from certificates.drawing import WORDINGS
from certificates.drawing.base.facts import normalised
from certificates.drawing.text import placeholders
from certificates.models import CertificateDesign, Colours, Layout, Level, Paper, Signatory

OWN_COLOURS = {Layout.HERITAGE: Colours.GREEN, Layout.MODERN: Colours.INDIGO, Layout.PLAIN: Colours.BLACK}


def suggested(level: str) -> dict[str, str]:
    """Returns the wording that a level begins with, as initial values of the form."""
    return {field: getattr(WORDINGS[level], field) for field in editing.WORDING}


def _words(label, most, **more):
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 2, "data-words": "", "lang": more.pop("lang", "en")}),
        **more,
    )


class DesignForm(forms.Form):
    """What a design is composed of. `composed` is it as a Composition, once the form is valid.

    The rules are in certificates.designs.editing; the form shows their refusals beside the field. is_named: whether it asks for a
    name, which only the first version is given.
    """

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("For the list of designs; it is not printed. Versions share it.")
    )
    layout = forms.ChoiceField(label=_("Layout"), choices=Layout.choices, widget=forms.RadioSelect)
    palette = forms.ChoiceField(label=_("Border and colours"), choices=Colours.choices, widget=forms.RadioSelect)
    paper = forms.ChoiceField(label=_("Paper"), choices=Paper.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_("Level"), choices=[(one.value, one.label) for one in ISSUABLE])
    title_bn = _words(_("Title in Bangla"), 120, required=False, lang="bn")
    title_en = _words(_("Title in English"), 120)
    statement_bn = _words(_("Statement in Bangla"), 200, required=False, lang="bn")
    statement_en = _words(_("Statement in English"), 200)
    shows_rank = forms.BooleanField(label=_("Rank and unit, as they were then"), required=False)
    shows_hours = forms.BooleanField(label=_("Contact hours of the course"), required=False)
    session: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Names to try it with"), required=False, empty_label=_("Made-up names"), to_field_name="code"
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    wording = FormLayout("title_bn", "title_en", "statement_bn", "statement_en", summary=False)
    printed = FormLayout("shows_rank", "shows_hours", summary=False)
    # It stands beside the form that it belongs to, whose id is "compose".
    trial = FormLayout(Field("session", form="compose", wrapper_class="mb-2"), summary=False)

    def __init__(self, *args, programme, is_named=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme
        self._offer_own_level(self.initial.get("level", ""))
        if not is_named:
            del self.fields["name"]
        self.fields["session"].queryset = preview.sessions_of(programme)
        signatories, partners = editing.signatories_of(programme), editing.partners_of(programme)
        self.signatory_names = self._places("signatory", _("Signatory"), signatories, editing.MOST_SIGNATORIES)
        self.partner_names = self._places("partner", _("Partner"), partners, editing.MOST_PARTNERS)
        self.unmarked_fields = ("title_bn", "statement_bn", "session", *self.signatory_names, *self.partner_names)

    def _offer_own_level(self, level):
        """A design of a level that nothing issues keeps it until another one is chosen, and says why it is of no use."""
        if why := why_not_issuable(level) if level else "":
            self.fields["level"].choices = [*self.fields["level"].choices, (level, Level(level).label)]
            self.fields["level"].help_text = why

    def _places(self, name, label, choices, most):
        """Adds one field for each place, in order; returns their names. The choices are fetched once for all places."""
        listed = [("", _("nobody")), *((str(one.pk), _named(one)) for one in choices)]
        by_key = {str(one.pk): one for one in choices}
        names = [f"{name}_{order}" for order in range(1, most + 1)]
        for order, one in enumerate(names, start=1):
            self.fields[one] = forms.TypedChoiceField(
                label=f"{label} {number_text(order, get_language())}",
                choices=listed,
                coerce=by_key.get,
                required=False,
                empty_value=None,
                error_messages={"invalid_choice": _("Choose one of the list.")},
            )
        return names

    @property
    def appearance(self) -> FormLayout:
        """The first card: the name is asked of a first version only."""
        named = ["name"] if "name" in self.fields else []
        choices = Div("layout", "palette", "paper", css_class="sh-choices")
        return FormLayout(*named, "level", choices, summary=False)

    @property
    def signatories(self) -> FormLayout:
        """The places of those who sign."""
        return FormLayout(*self.signatory_names, summary=False)

    @property
    def partners(self) -> FormLayout:
        """The places of partners."""
        return FormLayout(*self.partner_names, summary=False)

    @property
    def problems(self) -> list[tuple[Words | None, Any]]:
        """What is wrong, as (label, sentence), for the preview."""
        return [
            (self.fields[name].label if name in self.fields else "", sentence)
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]

    @property
    def composed(self) -> editing.Composition:
        given = self.cleaned_data
        return editing.Composition(
            {field: given[field] for field in CertificateDesign.PRINTED},
            tuple(given[name] for name in self.signatory_names if given[name]),
            tuple(given[name] for name in self.partner_names if given[name]),
        )

    def clean(self) -> dict[str, Any]:
        given = cast("dict[str, Any]", super().clean())
        for field in editing.WORDING:
            if field in given:
                given[field] = normalised(given[field])
                try:
                    placeholders.check(given[field])
                except Refused as no:
                    self.add_error(field, str(no))
        for names in (self.signatory_names, self.partner_names):
            chosen = set()
            for name in names:
                if given.get(name) in chosen:
                    self.add_error(name, _("This one is chosen twice. Choose another one, or nobody."))
                elif given.get(name):
                    chosen.add(given[name])
        return given


def _named(one):
    if isinstance(one, Signatory):
        mark = _("with signature") if one.signature else _("line to sign on")
        post = f"{localised_field(one, 'post')}, {localised_field(one, 'organisation')}"
        return f"{post}{f' · {name}' if (name := localised_field(one, 'name')) else ''} ({mark})"
    shown = _("logo") if one.logo else _("name only")
    return f"{one} ({shown})"


def initial(design: CertificateDesign) -> dict[str, Any]:
    """Returns what the form begins with for a stored design."""
    composed = editing.composition(design)
    return {
        **composed.values,
        **{f"signatory_{order}": one.pk for order, one in enumerate(composed.signatories, start=1)},
        **{f"partner_{order}": one.pk for order, one in enumerate(composed.partners, start=1)},
        "seen": design.changed_at.isoformat(),
    }


class SignatoryForm(forms.ModelForm):
    """A signatory; the picture is read at once, so that a fault of it is shown beside its field.

    `notice` says what was done with the picture, `replaced` the stored name of the one that goes when the form is saved.
    """

    notice = ""

    class Meta:
        model = Signatory
        fields = (
            *("programme", "name_en", "name_bn", "post_en", "post_bn", "organisation_en", "organisation_bn"),
            "signature",
        )
        widgets = {"signature": StoredFile(attrs={"accept": "image/png,image/jpeg"})}
        error_messages = {
            "signature": {
                "empty": _("The file is empty. Choose another one."),
                "contradiction": _("Choose a new picture or take the old one away, not both."),
            }
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._had = self.instance.signature.name or ""

    @property
    def replaced(self) -> str:
        return self._had if "signature" in self.changed_data else ""

    def clean_signature(self) -> File | bool | None:
        upload = self.cleaned_data.get("signature")
        if not isinstance(upload, UploadedFile):
            return upload
        try:
            ready = signature_images.read(upload)
        except Refused as no:
            raise forms.ValidationError(str(no), code="signature") from no
        self.notice = ready.notice
        return ContentFile(ready.png, name="signature.png")
