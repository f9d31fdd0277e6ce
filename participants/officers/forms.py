"""Forms for an officer, a delegate and a posting."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.refusal import Refused
from accounts.ui.inputs import DayInput
from participants.held_elsewhere.single_numbers import refuse_number_held_elsewhere
from participants.models import Delegate, Officer, Posting, Rank, Unit
from participants.officers.name_fields import read_name, read_text


class OfficerForm(forms.ModelForm):
    """An officer in the admin. A new officer gets a first posting; later changes of rank and unit are postings."""

    posted_since = forms.DateField(
        label=_("rank and unit since"), required=False, help_text=_("If known; otherwise from today on.")
    )

    # The User who sends the form; set by the admin.
    by: Any = None

    class Meta:
        model = Officer
        fields = "__all__"  # noqa: DJ007 -- the admin's fieldsets say which

    def clean(self) -> dict[str, Any]:
        """Refuses a number that another programme holds, with a sentence that reveals nothing of the record."""
        sent: Any = super().clean()
        if {"force", "service_number"} & set(self.changed_data) and sent.get("force") and sent.get("service_number"):
            try:
                refuse_number_held_elsewhere(sent["force"], sent["service_number"], by=self.by, officer=self.instance)
            except Refused as no:
                self.add_error("service_number", str(no))
        return sent

    def clean_name_en(self) -> str:
        return self._read_name("name_en")

    def clean_name_bn(self) -> str:
        return self._read_name("name_bn")

    def _read_name(self, field):
        # An old name that was not changed does not prevent saving; the check list asks for it.
        return read_name(self, field) if field in self.changed_data else self.cleaned_data[field]

    def clean_posted_since(self) -> date | None:
        """A posting begins in the past."""
        since = self.cleaned_data["posted_since"]
        if since and since > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return since


class DelegateForm(forms.ModelForm):
    """A delegate of a consultation. The name of a guest is parsed like that of an officer."""

    class Meta:
        model = Delegate
        fields = "__all__"  # noqa: DJ007 -- the admin's fieldsets say which

    def clean_guest_name_en(self) -> str:
        return read_text(self.cleaned_data["guest_name_en"], "name_en")

    def clean_guest_name_bn(self) -> str:
        return read_text(self.cleaned_data["guest_name_bn"], "name_bn")


class DayForm(forms.Form):
    """A day of the past, or today."""

    since = forms.DateField(label=_("Since"), widget=DayInput(), initial=timezone.localdate)


class LeavingForm(DayForm):
    """The day an officer left the police."""

    since = forms.DateField(
        label=_("Left the police on"),
        widget=DayInput(),
        initial=timezone.localdate,
        help_text=_("Retired, resigned or died: the reason is not stored."),
    )


class PostingForm(DayForm):
    """Rank and unit from a day on."""

    rank = forms.ModelChoiceField(Rank.objects.none(), label=_("Rank"), required=False, empty_label=_("Not known"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("Not known"))

    field_order = ("rank", "unit", "since")
    unmarked_fields = ("rank", "unit")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rank"].queryset = Rank.objects.order_by("country", "-order")
        self.fields["unit"].queryset = Unit.objects.order_by("name_en")
        self.fields["since"].help_text = _("The first day with this rank in this unit, as the order says.")


def form_for(posting: Posting, data: QueryDict | None = None) -> DayForm:
    """Returns the form that corrects a Posting; only the day, where the officer left the police."""
    form = LeavingForm if posting.has_left else PostingForm
    return form(data, initial={field: getattr(posting, field) for field in ("rank", "unit", "since")})


def form_for_new(officer: Officer, data: QueryDict | None = None) -> PostingForm:
    """Returns the form for one more posting of an Officer; it begins with the rank and unit of today."""
    last = Posting.objects.filter(officer=officer).order_by("-since").select_related("rank", "unit").first()
    held = last or officer
    return PostingForm(data, initial={"rank": held.rank, "unit": held.unit})
