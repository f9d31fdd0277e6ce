"""The form that records where a half-day was made up. It checks the format; the rule decides."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.text.localised_text import date_text
from accounts.ui.form_layouts import FormLayout
from trainings.making_up.matching import Visit
from trainings.models.made_up import LONGEST_REASON


class VisitForm(forms.Form):
    """Which half-day of which session, and who saw the officer there."""

    visited = forms.ChoiceField(
        label=_("Where the officer made it up"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("This half-day cannot be chosen any more. Choose one of those shown.")},
    )
    seen_by = forms.ChoiceField(
        label=_("Who saw the officer there"),
        help_text=_("A trainer of that session. Ask first; the name stays on record."),
    )

    reason = forms.CharField(
        label=_("Why it is recorded after closing"),
        help_text=_("It stays on record, with your name."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    helper = FormLayout("visited", "seen_by", "reason")

    def __init__(self, *args: Any, visits: Sequence[Visit], language: str, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not closed:
            del self.fields["reason"]
            self.helper = FormLayout("visited", "seen_by")
        self.visits = {f"{one.half_day.day.pk}-{one.half_day.half.value}": one for one in visits}
        self.trainers: dict[str, Any] = {}
        names: dict[str, str] = {}
        for session in {one.session.pk: one.session for one in visits}.values():
            for place in session.trainers.all():
                key = str(place.user_id)
                self.trainers[key] = place.user
                names[key] = f"{names[key]}, {session.code}" if key in names else f"{place.user} · {session.code}"
        fields: Any = self.fields
        fields["visited"].choices = [(value, _label(one, language)) for value, one in self.visits.items()]
        fields["seen_by"].choices = [("", "–"), *names.items()]

    def visit(self) -> dict[str, Any]:
        """What `record_visit` takes of a valid form."""
        sent = self.cleaned_data
        where = {"visited": self.visits[sent["visited"]].half_day, "seen_by": self.trainers[sent["seen_by"]]}
        return where | {"reason": sent.get("reason", "")}


class TakeBackForm(forms.Form):
    """Why a half-day of a closed session counts no more."""

    reason = forms.CharField(
        label=_("Why it is taken back"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    helper = FormLayout("reason")


def _label(visit, language):
    half_day = visit.half_day
    return f"{visit.session.code}: {half_day.place}, {date_text(half_day.day.date, language)}"
