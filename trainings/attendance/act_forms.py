"""What a device sends, read into Acts. Checks the format; the rule decides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from accounts.access.request_ids import LARGEST
from trainings.attendance.device_acts import DECIDE, KINDS, MARK, REST, UNDO, Act
from trainings.attendance.device_time import Moment, Stamps, moment_of
from trainings.models import Half, Mark
from trainings.tags.tag_codes import LONGEST as LONGEST_TAG

MOST_ACTS = 100
MOST_OFFICERS = 2000
STAMPS = ("age_wall", "age_steady", "anchor", "since_wall", "since_steady")
_NEEDED = {
    MARK: ("day", "half", "officers", "mark"),
    REST: ("day", "half", "officers", "mark"),
    UNDO: ("undoes",),
    DECIDE: ("undecided",),
}


class _Officers(forms.Field):
    def to_python(self, value: Any) -> tuple[int, ...]:
        if value in self.empty_values:
            return ()
        ok = isinstance(value, list) and len(value) <= MOST_OFFICERS
        if not ok or not all(type(pk) is int and 0 < pk <= LARGEST for pk in value):
            raise forms.ValidationError("", code="invalid")
        return tuple(value)


class _Reason(forms.CharField):
    def to_python(self, value: Any) -> str:
        """Half a sign, as a device leaves it at the end of a text that it cut, becomes a question mark."""
        text = super().to_python(value) or ""
        return text.encode("utf-8", "replace").decode("utf-8")


class ActForm(forms.Form):
    """One act of a device. Times are read apart: an implausible clock makes no act unreadable."""

    id = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    day = forms.IntegerField(min_value=1, max_value=400, required=False)
    half = forms.ChoiceField(choices=Half.choices, required=False)
    officers = _Officers(required=False)
    mark = forms.ChoiceField(choices=Mark.choices, required=False)
    reason = _Reason(max_length=500, required=False)
    tag = forms.CharField(max_length=LONGEST_TAG, required=False)
    undoes = forms.UUIDField(required=False)
    undecided = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)

    def clean(self) -> dict[str, Any]:
        """Reports what this kind of act needs and does not have."""
        data: dict[str, Any] = super().clean() or {}
        for name in _NEEDED.get(data.get("kind", ""), ()):
            if name == "officers" and data.get("kind") == MARK and data.get("tag"):
                continue  # the tag says who it is
            if not data.get(name) and name not in self.errors:
                self.add_error(name, forms.ValidationError("", code="required"))
        return data


def read_act(sent: Any, now: datetime) -> Act | None:
    """Returns the Act that a device sent (from JSON), or None when it cannot be read. now: aware datetime of its arrival."""
    if not isinstance(sent, Mapping):
        return None
    form = ActForm(sent)
    if not form.is_valid():
        return None
    data = form.cleaned_data
    waited = sent.get("waited") is True
    seen = sent.get("seen")
    return Act(
        **{
            name: data[name]
            for name in ("id", "kind", "day", "half", "officers", "mark", "reason", "tag", "undoes", "undecided")
        },
        moment=moment_of(_stamps(sent), now) if waited else Moment(now, certain=True),
        waited=waited,
        seen=seen if seen in ("", *Mark.values) else None,
        take=sent.get("take") is True,
    )


def _stamps(sent):
    numbers = {name: sent.get(name) for name in STAMPS}
    return Stamps(**{name: float(n) if _is_number(n) else None for name, n in numbers.items()})


def _is_number(n):
    return type(n) is float or (type(n) is int and abs(n) < LARGEST)
