"""The form that opens a programme: the programme, its phases, its partners and its first coordinator, on one page."""

from typing import Any, cast

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access.request_ids import id_of
from accounts.ui.form_layouts import ALL_FIELDS, FormLayout, Row, Section
from accounts.ui.inputs import DayInput
from programmes.invitations.forms import WRONG_EMAIL
from programmes.models import Organisation, Place, Programme
from programmes.models.organisation import OrganisationKind, PartnerRole
from programmes.models.place import PlaceKind
from programmes.models.programme import Strand
from programmes.opening.programmes import PlannedPartner, PlannedPhase

LINES, MOST_LINES = 3, 20


# Three fields are enough, and easier than a list of two hundred boxes.
COUNTRIES = ("country", "country_2", "country_3")


def _country(**words: Any) -> Any:
    return forms.ModelChoiceField(Place.objects.none(), empty_label=_("Choose"), **words)


def _by_name() -> Any:
    return ("name_bn", "name_en") if get_language() == "bn" else ("name_en",)


class ProgrammeForm(forms.ModelForm):
    """What the programme is, and who coordinates it first."""

    strands = forms.MultipleChoiceField(
        label=_("Strands"), choices=Strand.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    country = _country(label=_("Country"))
    country_2 = _country(label=_("Second country"), required=False)
    country_3 = _country(
        label=_("Third country"), required=False, help_text=_("More are added on the programme’s page.")
    )
    coordinator = forms.EmailField(
        label=_("E-mail of the first coordinator"),
        help_text=_("Gets a link that works once and for 7 days, and invites everybody else."),
        max_length=254,
        error_messages={"required": _("Write the e-mail address."), "invalid": WRONG_EMAIL},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    about = FormLayout(
        Section(
            _("The programme"),
            *("title_en", "title_bn"),
            Row("short_title_en", "short_title_bn"),
            "code",
            Row("starts_on", "ends_on"),
            Row("country", "country_2", "country_3"),
            "strands",
        ),
        summary=False,
    )
    first_coordinator = FormLayout(Section(_("First coordinator"), "coordinator"), summary=False)

    class Meta:
        model = Programme
        fields = (
            *("title_en", "title_bn", "short_title_en", "short_title_bn", "code"),
            *("starts_on", "ends_on", "strands"),
        )
        widgets = {
            "starts_on": DayInput,
            "ends_on": DayInput,
            "title_bn": forms.TextInput(attrs={"lang": "bn"}),
            "short_title_bn": forms.TextInput(attrs={"lang": "bn"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title_bn"].required = self.fields["short_title_bn"].required = True
        countries = Place.objects.filter(kind=PlaceKind.COUNTRY).order_by(*_by_name())
        for name in COUNTRIES:
            cast("Any", self.fields[name]).queryset = countries
            cast("Any", self.fields[name]).label_from_instance = lambda place: place.name

    def clean_code(self) -> str:
        """Returns the code in capital letters, as certificates show it."""
        code = self.cleaned_data["code"].upper()
        if Programme.objects.filter(code__iexact=code).exists():
            raise forms.ValidationError(
                _("There is a programme with this code. Choose another one; it is printed on every certificate.")
            )
        return code

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the Programme as a dict, for opening.programmes.open_programme."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def countries(self) -> list[Place]:
        """The chosen countries (Places), each once."""
        return list(dict.fromkeys(self.cleaned_data[name] for name in COUNTRIES if self.cleaned_data[name]))


class PhaseForm(forms.Form):
    """A phase; a line that is left empty is none."""

    unmarked_fields = ALL_FIELDS
    helper = FormLayout(Row("title_en", "title_bn"), Row("starts_on", "ends_on"), summary=False)

    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    title_bn = forms.CharField(
        label=_("Title in Bangla"), max_length=200, required=False, widget=forms.TextInput(attrs={"lang": "bn"})
    )
    starts_on = forms.DateField(label=_("From"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=_("To"), required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data
        if any(sent.values()) and not sent.get("title_en") and "title_en" not in self.errors:
            self.add_error("title_en", _("Name the phase in English too."))
        first, last = sent.get("starts_on"), sent.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end is before the start."))
        return sent

    @property
    def planned(self) -> Any:
        """A PlannedPhase, or None for an empty line."""
        return PlannedPhase(**self.cleaned_data) if self.cleaned_data.get("title_en") else None


class PartnerForm(forms.Form):
    """A partner: an organisation on record, or a new one in its place."""

    unmarked_fields = ("role", "organisation", "name_en", "kind")
    helper = FormLayout(Row("role", "organisation"), summary=False)
    new_organisation = FormLayout("name_en", "name_bn", "kind", summary=False)

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *PartnerRole.choices], required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name_en"),
        label=_("Organisation"),
        required=False,
        empty_label=pgettext_lazy("organisation", "A new one, named here"),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    name_bn = forms.CharField(
        label=_("Name in Bangla"), max_length=200, required=False, widget=forms.TextInput(attrs={"lang": "bn"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *OrganisationKind.choices], required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data
        chosen, new = sent.get("organisation"), sent.get("name_en")
        if chosen and new:
            self.add_error("name_en", _("Choose one from the list or name a new one, not both."))
        if (chosen or new) and not sent.get("role"):
            self.add_error("role", _("Choose the role of this partner."))
        if new and not chosen and not sent.get("kind"):
            self.add_error("kind", _("Choose what kind of organisation it is."))
        if (sent.get("role") or sent.get("name_bn")) and not (chosen or new):
            self.add_error("organisation", _("Choose an organisation or name a new one."))
        return sent

    @property
    def planned(self) -> Any:
        """A PlannedPartner, or None for an empty line."""
        sent = self.cleaned_data
        if sent.get("organisation"):
            return PlannedPartner(sent["role"], organisation=sent["organisation"])
        if sent.get("name_en"):
            return PlannedPartner(sent["role"], new={name: sent[name] for name in ("name_en", "name_bn", "kind")})
        return None


class NewProgramme:
    """The page as a whole: its form and its two lists of lines. `more` names a list that gets three more empty lines."""

    def __init__(self, data: Any = None, *, more: Any = "") -> None:
        if data is not None:
            data = data.copy()
            for name in ("phases", "partners"):
                data[f"{name}-TOTAL_FORMS"] = str(_lines_sent(data, name) + (LINES if more == name else 0))
                data[f"{name}-INITIAL_FORMS"] = "0"
        self.form = ProgrammeForm(data)
        self.phases = _lines(PhaseForm)(data, prefix="phases")
        self.partners = _lines(PartnerForm)(data, prefix="partners")

    def is_valid(self) -> bool:
        """Whether everything that was sent can be used; each problem stands beside its field."""
        return all([self.form.is_valid(), self.phases.is_valid(), self.partners.is_valid()])

    @property
    def problems(self) -> list[Any]:
        """The forms whose problems the page lists."""
        return [self.form, self.phases, self.partners]

    def planned(self, lines: Any) -> Any:
        """Returns the lines that are not empty, for the rule."""
        return [line.planned for line in lines if line.planned]


def _lines(kind: type[forms.Form]) -> Any:
    return forms.formset_factory(kind, extra=LINES, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True)


def _lines_sent(data: Any, name: str) -> Any:
    """Returns how many lines were sent, within limits."""
    sent = data.get(f"{name}-TOTAL_FORMS", "")
    return min(max(id_of(sent) or 0, LINES), MOST_LINES - LINES)
