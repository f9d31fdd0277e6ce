"""What coordinators send about a session: a roster, a reason."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.models import Unit
from trainings.curriculum.pinning import is_pinned
from trainings.models import RosterPurpose, TrainingSession
from trainings.sessions.suggestions import suggested_code, suggested_last_day, suggested_titles


class RosterUploadForm(forms.Form):
    unmarked_fields = ("purpose",)

    file = forms.FileField(
        label=_("The roster"),
        help_text=_(
            "Excel, OpenDocument or CSV, as it came to you: headings in Bangla or English, in any order. At most 10 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        allow_empty_file=True,  # the rule reports what to do about it
    )
    purpose = forms.ChoiceField(
        label=_("What is this list?"),
        choices=RosterPurpose.choices,
        initial=RosterPurpose.PARTICIPANTS,
        required=False,
        widget=forms.RadioSelect,
    )
    unit = forms.ModelChoiceField(
        Unit.objects.order_by("name_en"),
        label=_("Which unit sent it?"),
        help_text=_(
            "Its lists are read the same way next time. Nominations need it: officers beyond its quota go to the waiting list."
        ),
        required=False,
        empty_label=_("Choose"),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data
        is_nomination = sent.get("purpose") == RosterPurpose.NOMINATIONS
        if is_nomination and not sent.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Choose the unit whose nominations these are."))
        sent["nominating_unit"] = sent.get("unit") if is_nomination else None
        return sent


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence. It stays on record with your name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SessionForm(forms.ModelForm):
    """A session to plan. Code, titles and last day may be left out: they follow from course, place and first day."""

    class Meta:
        model = TrainingSession
        fields = (
            *("phase", "course", "place", "venue_en", "venue_bn", "starts_on", "ends_on", "nominations_due_on"),
            *("capacity", "code", "title_en", "title_bn", "regions", "goals"),
        )
        widgets = {
            "regions": forms.CheckboxSelectMultiple,
            "goals": forms.CheckboxSelectMultiple,
        }

    SUGGESTED = ("code", "title_en", "title_bn", "ends_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.SUGGESTED:
            if name in self.fields:
                self.fields[name].required = False
        if "regions" in self.fields:
            self.fields["regions"].queryset = self.fields["regions"].queryset.filter(kind="division")

    def clean(self) -> dict[str, Any]:
        super().clean()
        plan = self.cleaned_data
        course, place, first_day = plan.get("course"), plan.get("place"), plan.get("starts_on")
        phase = plan.get("phase")
        self._check_deadline(first_day)
        self._check_course(course)
        if phase and "phase" in self.changed_data:
            self._check_bookings(phase)
        if course and phase and course.programme_id != phase.programme_id:
            self.add_error("course", _("This course belongs to another programme than the phase."))
        if course and place:
            title_en, title_bn = suggested_titles(course, place)
            plan["title_en"] = plan.get("title_en") or title_en
            plan["title_bn"] = plan.get("title_bn") or title_bn
            if "code" in self.fields and not plan.get("code") and "code" not in self.errors:
                plan["code"] = suggested_code(course, place)
        if (
            course
            and first_day
            and "ends_on" in self.fields
            and not plan.get("ends_on")
            and "ends_on" not in self.errors
        ):
            plan["ends_on"] = suggested_last_day(course, first_day)
        return plan

    def _check_course(self, course: Any) -> None:
        """A scheduled session may go over to another course until its first day, as it was planned so far."""
        before = self.initial.get("course")
        if course is None or before is None or course.pk == before or not is_pinned(self.instance):
            return
        if TrainingSession.objects.filter(pk=self.instance.pk, starts_on__lte=timezone.localdate()).exists():
            self.add_error("course", _("This session has begun, so its course stays."))

    def _check_bookings(self, phase: Any) -> None:
        """What a programme lends stays with its own sessions."""
        booked = TrainingSession.objects.filter(pk=self.instance.pk, bookings__isnull=False)
        if booked.exclude(phase__programme=phase.programme_id).exists():
            self.add_error(
                "phase", _("Rooms, kits or stock of the other programme are booked for it. Release them first.")
            )

    def _check_deadline(self, first_day: Any) -> None:
        """Both days stand in one form, so that a session can be moved to before its deadline in one step."""
        if "nominations_due_on" not in self.fields:
            return
        due_on = self.cleaned_data.get("nominations_due_on")
        if due_on and first_day and first_day < due_on:
            sentence = _("This is after the first day of the session. Choose an earlier day, or leave it empty.")
            self.add_error("nominations_due_on", sentence)
        elif due_on and due_on != self.instance.nominations_due_on and due_on < timezone.localdate():
            self.add_error("nominations_due_on", _("This day is over. Choose a later day, or leave it empty."))
