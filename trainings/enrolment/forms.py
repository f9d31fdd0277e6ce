"""Forms of coordinators about nominations: quotas by name, the deadline, a new place on the waiting list."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import ALL_FIELDS, FormLayout
from participants.models import Unit, UnitKind
from programmes.models import Place
from trainings.enrolment.nominations import REGIONS, Quota
from trainings.models import MOST_SEATS

SPARE_ROWS = 3
MOST_ROWS = 400


class Named:
    """The units and regions that can have a quota, found by what people type or choose. Two queries."""

    def __init__(self):
        self.units = list(Unit.objects.all())
        regions = Place.objects.filter(kind__in=REGIONS).select_related("parent")
        self._labels = {f"{unit.name} ({unit.code})": unit for unit in self.units}
        self._labels |= {f"{region.name} ({region.get_kind_display()})": region for region in regions}
        self._found = {}
        for label, of in self._labels.items():
            for text in {label, of.code, of.name_en, of.name_bn}:
                self._found.setdefault(text.casefold(), set()).add(label)

    @property
    def labels(self) -> list[str]:
        """The options of the list, sorted."""
        return sorted(self._labels)

    def label_of(self, of: Unit | Place) -> str:
        """Returns the option of the list for a Unit or Place."""
        kind = of.code if isinstance(of, Unit) else of.get_kind_display()
        return f"{of.name} ({kind})"

    def find(self, text: str) -> Unit | Place:
        """Returns the one Unit or Place with this name or code; raises ValidationError for none or several."""
        labels = self._found.get(" ".join(text.split()).casefold(), set())
        if not labels:
            raise forms.ValidationError(
                _("“%(said)s” is no unit, district or division. Choose one from the list."),
                params={"said": text[:80]},
            )
        if len(labels) > 1:
            raise forms.ValidationError(
                _("Several are called that: %(names)s. Choose one from the list."),
                params={"names": ", ".join(sorted(labels)[:4])},
            )
        return self._labels[next(iter(labels))]


class QuotaRowForm(forms.Form):
    """One row; a row without a name is left out."""

    of = forms.CharField(
        label=_("Unit or region"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "units-and-regions", "autocomplete": "off"}),
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=0,
        max_value=MOST_SEATS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    helper = FormLayout("of", "seats", in_cells=True)

    def __init__(self, *args, named, **kwargs):
        super().__init__(*args, **kwargs)
        self.named = named

    def clean_of(self) -> Unit | Place | None:
        text = self.cleaned_data["of"].strip()
        return self.named.find(text) if text else None

    def clean(self) -> dict[str, Any]:
        super().clean()
        row = self.cleaned_data
        if row.get("of") and row.get("seats") is None and "seats" not in self.errors:
            self.add_error("seats", _("Say how many seats."))
        return row


class _QuotaRows(forms.BaseFormSet):
    def quotas(self):
        """The Quotas of the rows that name something, once the rows are valid."""
        rows = [form.cleaned_data for form in self.forms]
        return [Quota(row["of"], row["seats"]) for row in rows if row.get("of")]


_RowSet = forms.formset_factory(
    QuotaRowForm, formset=_QuotaRows, extra=SPARE_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def quota_rows(
    named: Named, *, posted: Mapping[str, str] | None = None, rows: Iterable[tuple[str, Any]] = ()
) -> _QuotaRows:
    """Returns the rows of the form: as posted, or with the (label, seats) of `rows` filled in and some to spare."""
    initial = [{"of": label, "seats": seats} for label, seats in rows]
    made = _RowSet(posted, initial=None if posted else initial, prefix="q", form_kwargs={"named": named})
    return cast("_QuotaRows", made)


def typed_rows(posted: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Returns the (label, seats) of a posted form as typed, valid or not; empty rows are left out."""
    rows = [(posted.get(f"q-{n}-of", "").strip(), posted.get(f"q-{n}-seats", "")) for n in range(MOST_ROWS)]
    return [row for row in rows if row[0]]


class NominationForm(forms.Form):
    """Settings for all units: share of women, deadline, address."""

    women_share = forms.IntegerField(
        label=_("Women wanted, in per cent"),
        help_text=_("Among the nominated and confirmed. 0 where no share is asked for."),
        min_value=0,
        max_value=100,
        initial=0,
    )
    due_on = forms.DateField(
        label=_("Nominations due by"),
        help_text=_("Printed on the letters. Later nominations can still be uploaded."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    send_to = forms.CharField(
        label=_("Where units send them"),
        help_text=_("An office, its e-mail or fax; as it is printed on the letters."),
        required=False,
        max_length=200,
    )


class FillForm(forms.Form):
    """Fills many rows: the same number of seats for every unit of a kind."""

    unmarked_fields = ALL_FIELDS

    DISTRICTS, RANGES, METROS = "districts", "ranges", "metros"

    which = forms.ChoiceField(label=_("For every"), required=False)
    each = forms.IntegerField(label=_("Seats each"), required=False, min_value=0, max_value=MOST_SEATS)

    def __init__(self, *args, named, **kwargs):
        super().__init__(*args, **kwargs)
        self.named = named
        ranges = sorted((unit for unit in named.units if unit.kind == UnitKind.RANGE), key=lambda unit: unit.name)
        self.fields["which"].choices = [
            (self.DISTRICTS, _("district police")),
            (self.RANGES, _("range")),
            (self.METROS, _("metropolitan police")),
            *[(unit.code, _("district police of %(range)s") % {"range": unit.name}) for unit in ranges],
        ]

    def rows(self) -> list[tuple[str, int]]:
        """Returns (label, seats) for each unit that is meant, by name."""
        which, each = self.cleaned_data["which"], self.cleaned_data["each"]
        kinds = {self.DISTRICTS: UnitKind.DISTRICT, self.RANGES: UnitKind.RANGE, self.METROS: UnitKind.METRO}
        if which in kinds:
            units = [unit for unit in self.named.units if unit.kind == kinds[which]]
        else:
            above = next(unit.pk for unit in self.named.units if unit.code == which)
            units = [unit for unit in self.named.units if unit.parent_id == above and unit.kind == UnitKind.DISTRICT]
        return sorted((self.named.label_of(unit), 1 if each is None else each) for unit in units)


class MoveUpForm(forms.Form):
    to = forms.IntegerField(label=_("New place in line"), min_value=1, initial=1)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence. It stays with the nomination."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
