"""The forms for adding an officer on the spot. Names, numbers and units are parsed by the rules of the register."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.text.localised_text import date_text
from accounts.ui.form_layouts import FormLayout, Row
from participants.models import Rank, Sex, Unit
from participants.officers.name_fields import read_name
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.problems import NOTE
from participants.roster.base.text import clean
from participants.roster.cells.numbers import phones, service_number
from participants.roster.cells.units import unit as read_unit
from trainings.models import TrainingSession
from trainings.sessions.half_days import HalfDay, half_day_at, half_days_of
from trainings.walk_ins.adding import Entry, NewPerson


def _problem(problems):
    """Returns the sentence of the first serious Problem."""
    serious = next((one for one in problems if one.severity != NOTE), None)
    return f"{serious.message} {serious.offer}".strip() if serious else ""


class NumberForm(forms.Form):
    """Whom to add: the service number, read as in rosters."""

    number = forms.CharField(
        label=gettext_lazy("Service number"),
        help_text=gettext_lazy("Ten digits, from the card. BP, spaces and Bangla digits are understood."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
    )

    helper = FormLayout("number")

    def clean_number(self) -> str:
        number, problems = service_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_problem(problems) or _("A service number has 10 digits."))
        return number


class EntryForm(forms.Form):
    """From which half-day on, and why where something speaks against it."""

    form = forms.UUIDField(widget=forms.HiddenInput())
    number = forms.RegexField(r"^[0-9]{10}$", widget=forms.HiddenInput())
    joined = forms.ChoiceField(
        label=gettext_lazy("In the room from"),
        help_text=gettext_lazy("Half-days before get no mark. They count as missed for completing the course."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why the officer is added all the same"),
        help_text=gettext_lazy("One sentence. The coordinator reads it, with your name."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    unmarked_fields: tuple[str, ...] = ("reason",)

    def __init__(self, *args: Any, session: TrainingSession, now: datetime, asks_why: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        self.half_days = _that_have_come(session, now)
        fields["joined"].choices = [(half_day.query, _words(half_day)) for half_day in self.half_days]
        current = half_day_at(self.half_days, now) or (self.half_days[-1] if self.half_days else None)
        fields["joined"].initial = current and current.query
        fields["form"].initial = uuid.uuid4
        if not asks_why:
            fields["reason"].widget = forms.HiddenInput()

    @property
    def helper(self) -> FormLayout:
        return FormLayout("form", "number", *self.shown, "joined", "reason")

    shown: Sequence[Any] = ()

    def person(self) -> NewPerson | None:
        """The person as typed; None for an officer on record."""
        return None

    def entry(self) -> Entry:
        """The Entry of a valid form."""
        sent = self.cleaned_data
        joined = next(half_day for half_day in self.half_days if half_day.query == sent["joined"])
        return Entry(sent["form"], sent["number"], joined, self.person(), sent["reason"])


class NewPersonForm(EntryForm):
    """An officer who is not on record of the programme."""

    name_en = forms.CharField(label=gettext_lazy("Full name in English"), max_length=200, required=False)
    name_bn = forms.CharField(
        label=gettext_lazy("Full name in Bangla"),
        help_text=gettext_lazy("One of the two is enough today; certificates print both."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"lang": "bn"}),
    )
    rank = forms.ModelChoiceField(
        Rank.objects.none(), label=gettext_lazy("Rank"), empty_label=gettext_lazy("Choose the rank")
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        help_text=gettext_lazy("As on a roster: “Khulna District Police”, “KMP”, “খুলনা রেঞ্জ”."),
        max_length=200,
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Sex.choices, required=False)
    mobile = forms.CharField(
        label=gettext_lazy("Mobile"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    field_order = ("name_en", "name_bn", "rank", "unit", "sex", "mobile", "joined", "reason")
    unmarked_fields = ("reason", "name_en", "name_bn", "sex")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["rank"].queryset = Rank.objects.order_by("country", "order")

    @property
    def shown(self) -> Sequence[Any]:  # type: ignore[override]
        return (Row("name_en", "name_bn"), Row("rank", "unit"), Row("sex", "mobile"))

    def clean_name_en(self) -> str:
        return read_name(self, "name_en")

    def clean_name_bn(self) -> str:
        return read_name(self, "name_bn")

    def clean_unit(self) -> Unit:
        text, _problems = clean(self.cleaned_data["unit"], "unit")
        code, problems = read_unit(text, reference_for_rosters())
        if code is None:
            raise forms.ValidationError(_problem(problems) or _("Choose a unit that is on record."))
        return Unit.objects.get(code=code)

    def clean_mobile(self) -> str:
        text = self.cleaned_data["mobile"].strip()
        if not text:
            return ""
        number, _other, problems = phones(text)
        if number is None:
            raise forms.ValidationError(_problem(problems) or _("Write the number as +8801…"))
        return number

    def clean(self) -> dict[str, Any]:
        sent: Any = super().clean()
        if not sent.get("name_en") and not sent.get("name_bn") and not self.errors:
            self.add_error("name_en", _("Type the name."))
        return sent

    def person(self) -> NewPerson:
        sent = self.cleaned_data
        return NewPerson(**{name: sent[name] for name in ("name_en", "name_bn", "rank", "unit", "sex", "mobile")})


def _that_have_come(session, now):
    today = timezone.localdate(now)
    return [half_day for half_day in half_days_of(session.days.all()) if half_day.day.date <= today]


def _words(half_day: HalfDay) -> str:
    return f"{half_day.name}, {date_text(half_day.day.date, get_language())}"
