"""The form of a course in the admin: what it is, and who may enter."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.models import UnitKind
from trainings.models import Course


class CourseForm(forms.ModelForm):
    """The ranks in the order of seniority, the kinds of units as boxes."""

    unit_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of units"),
        help_text=gettext_lazy("None ticked: officers of all units."),
        choices=UnitKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Course
        fields = "__all__"  # noqa: DJ007 -- the admin names them

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data
        lowest, highest, earlier = (sent.get(name) for name in ("lowest_rank", "highest_rank", "earlier_course"))
        if lowest and highest and (lowest.country_id != highest.country_id or lowest.order > highest.order):
            self.add_error("highest_rank", _("This rank is below the lowest one. Choose a higher rank."))
        programme = sent.get("programme") or getattr(self.instance, "programme", None)
        if earlier and earlier.pk == self.instance.pk:
            self.add_error("earlier_course", _("A course cannot be completed before itself."))
        elif earlier and programme and earlier.programme_id != programme.pk:
            self.add_error(
                "earlier_course", _("This course belongs to another programme. Choose one of this programme.")
            )
        elif earlier and self.instance.pk and _asks_for(earlier, self.instance.pk):
            self.add_error("earlier_course", _("That course asks for this one itself, so nobody could enter either."))
        return sent


def _asks_for(course, wanted):
    """Whether a course, or one that has to be completed before it, asks for the course `wanted` (an id)."""
    seen = set()
    while course and course.pk not in seen:
        if course.pk == wanted:
            return True
        seen.add(course.pk)
        course = course.earlier_course
    return False
