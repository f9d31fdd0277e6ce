"""Forms of trainers: taps, sheets, corrections, decisions. They check the format; the rules decide."""

import re
from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.request_ids import LARGEST, id_of
from trainings.models import Half, Mark

MARK_PREFIX = "m-"
WAS_PREFIX = "was-"
LONGEST_REASON = 500
_OFFICER = re.compile(MARK_PREFIX + r"([0-9]+)")


class HalfDayForm(forms.Form):
    """The half-day an address names: ?day=2&half=morning."""

    day = forms.IntegerField(min_value=1, max_value=400)
    half = forms.ChoiceField(choices=Half.choices)


class TapForm(HalfDayForm):
    """One tap on one officer. seconds_ago: how long it waited on an offline device. reason: before the half-day begins."""

    enrolment = forms.IntegerField(min_value=1, max_value=LARGEST)
    mark = forms.ChoiceField(choices=Mark.choices)
    seconds_ago = forms.FloatField(min_value=0, required=False)
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)


class CorrectionForm(forms.Form):
    mark = forms.ChoiceField(label=_("Mark"), choices=Mark.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why it changes"),
        help_text=_("One sentence. It stays in the history with your name."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Decision:
    """The three ways a result is found."""

    COMPLETES, DOES_NOT, ATTENDANCE = "completes", "does_not", "attendance"


class DecisionForm(forms.Form):
    unmarked_fields = ("reason",)

    decision = forms.ChoiceField(
        label=_("Result"),
        choices=[
            (Decision.COMPLETES, pgettext_lazy("decision", "Completes the course")),
            (Decision.DOES_NOT, pgettext_lazy("decision", "Does not complete the course")),
            (Decision.ATTENDANCE, pgettext_lazy("decision", "Attendance decides")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Needed when you decide by hand. It stays on record with your name."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def marks_on(sheet: Mapping[str, str]) -> dict[int, str]:
    """Returns {enrolment id: mark} of the officers whose mark was changed on a posted sheet (a QueryDict).

    The sheet also sends the marks it was rendered with, so that a mark given meanwhile by someone else is not overwritten.
    """
    marks = {}
    for name, mark in sheet.items():
        officer = _OFFICER.fullmatch(name)
        if officer is None or mark not in Mark.values or mark == sheet.get(WAS_PREFIX + officer[1], ""):
            continue
        if pk := id_of(officer[1]):
            marks[pk] = mark
    return marks
