"""The forms that plan sessions: a copy of one, and a series. They check the format; the rules decide."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.ui.form_layouts import FormLayout, Row
from accounts.ui.inputs import DayInput
from programmes.models import Phase, Place
from trainings.calendar.cloning import Stop
from trainings.calendar.series import MOST_STOPS, Series
from trainings.models import Course, SessionTemplate, TrainingSession

LATEST_WEEKS = 26
MODELS_OFFERED = 100
LONGEST_VENUE = 160


def _districts() -> Any:
    return Place.objects.filter(kind="district").select_related("parent__parent").order_by("name_en")


class CloneForm(forms.Form):
    """Where and when a session like another one is held."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"), empty_label=None)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    venue_en = forms.CharField(label=_("Venue in English"), max_length=LONGEST_VENUE, required=False)
    venue_bn = forms.CharField(label=_("Venue in Bangla"), max_length=LONGEST_VENUE, required=False)

    helper = FormLayout(Row("place", "starts_on"), Row("venue_en", "venue_bn"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.queryset = _districts()

    def clean_starts_on(self) -> date:
        return _not_over(self.cleaned_data["starts_on"])

    def stop(self) -> Stop:
        """The Stop of a valid form."""
        return Stop(**self.cleaned_data)


class SeriesForm(forms.Form):
    """What all sessions of a series have in common."""

    course = forms.ModelChoiceField(Course.objects.none(), label=_("Course"), empty_label=None)
    phase = forms.ModelChoiceField(Phase.objects.none(), label=_("Phase"), empty_label=None)
    capacity = forms.IntegerField(
        label=_("Seats"), initial=30, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    like = forms.ModelChoiceField(
        TrainingSession.objects.none(),
        label=_("Like this session"),
        help_text=_("Trainers, guests, quotas and timetable are taken over from it; officers are not."),
        empty_label=_("No, from the course alone"),
        required=False,
    )
    template = forms.ModelChoiceField(
        SessionTemplate.objects.none(),
        label=_("From this template"),
        help_text=_("Days, timetable, quotas and guests are taken over from it."),
        empty_label=_("No template"),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, required=False)
    starts_on = forms.DateField(label=_("First day of the first session"), widget=DayInput())
    every = forms.IntegerField(
        label=_("Weeks from one to the next"),
        help_text=_("For places without a day of their own."),
        min_value=1,
        max_value=LATEST_WEEKS,
        initial=2,
    )

    helper = FormLayout(Row("course", "phase"), Row("template", "like"), "capacity", Row("starts_on", "every"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["course"].queryset = Course.objects.coordinated_by(user).order_by("code")
        fields["phase"].queryset = Phase.objects.filter(pk__in=user.phases_coordinated).order_by("programme", "order")
        models = TrainingSession.objects.coordinated_by(user).select_related("phase", "place", "course")
        offered = models.order_by("-starts_on", "code").values_list("pk", flat=True)[:MODELS_OFFERED]
        fields["like"].queryset = models.filter(pk__in=list(offered))
        fields["template"].queryset = templates_offered(user)

    def clean_starts_on(self) -> date:
        return _not_over(self.cleaned_data["starts_on"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data
        course, phase, like = sent.get("course"), sent.get("phase"), sent.get("like")
        if course and phase and course.programme_id != phase.programme_id:
            self.add_error("phase", _("This course belongs to another programme than the phase."))
        if course and like and like.course_id != course.pk:
            self.add_error("like", _("The session to copy from holds another course."))
        template = sent.get("template")
        if template and course and template.course_id != course.pk:
            words = {"template": template.name, "course": template.course.title}
            sentence = _("“%(template)s” is for “%(course)s”. Choose that course, or another template.")
            self.add_error("template", sentence % words)
        if template and like:
            self.add_error("like", _("Choose a template or a session to copy from, not both."))
        return sent


class FromTemplateForm(forms.Form):
    """Where and when one session from a template is held."""

    phase = forms.ModelChoiceField(Phase.objects.none(), label=_("Phase"), empty_label=None)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"), empty_label=None)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    capacity = forms.IntegerField(label=_("Seats"), validators=[MinValueValidator(1), MaxValueValidator(2000)])
    venue_en = forms.CharField(label=_("Venue in English"), max_length=LONGEST_VENUE, required=False)
    venue_bn = forms.CharField(label=_("Venue in Bangla"), max_length=LONGEST_VENUE, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, required=False)

    helper = FormLayout(Row("phase", "place"), Row("starts_on", "capacity"), Row("venue_en", "venue_bn"))

    def __init__(self, *args: Any, template: SessionTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        fields: Any = self.fields
        fields["phase"].queryset = Phase.objects.filter(programme=template.programme_id).order_by("order")
        fields["place"].queryset = _districts()

    def clean_starts_on(self) -> date:
        return _not_over(self.cleaned_data["starts_on"])

    def series(self) -> Series:
        """The Series, of one session, of a valid form."""
        sent = self.cleaned_data
        stop = Stop(sent["place"], sent["starts_on"], sent["venue_en"], sent["venue_bn"])
        template = self.template
        return Series(
            template.course, sent["phase"], sent["capacity"], [stop], template=template, seen=sent["seen"] or 0
        )


class StopForm(forms.Form):
    """One place of a series; a row without a place is left out."""

    unmarked_fields = "__all__"

    place = forms.TypedChoiceField(label=_("Place"), required=False, empty_value=None)
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayInput())
    venue_en = forms.CharField(label=_("Venue in English"), max_length=LONGEST_VENUE, required=False)
    venue_bn = forms.CharField(label=_("Venue in Bangla"), max_length=LONGEST_VENUE, required=False)

    helper = FormLayout(in_cells=True)

    def __init__(self, *args: Any, places: Mapping[str, Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        place: Any = self.fields["place"]
        place.choices = [("", "–"), *((pk, one.name) for pk, one in places.items())]

    def clean_place(self) -> Place | None:
        return self.places.get(self.cleaned_data["place"] or "")

    def clean_starts_on(self) -> date | None:
        day = self.cleaned_data["starts_on"]
        return _not_over(day) if day else None

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data
        if not sent.get("place") and (sent.get("venue_en") or sent.get("venue_bn") or sent.get("starts_on")):
            self.add_error("place", _("Choose the place."))
        return sent


class _Stops(forms.BaseFormSet):
    def clean(self) -> None:
        super().clean()
        if not any(self.errors) and not any(form.cleaned_data.get("place") for form in self.forms):
            raise forms.ValidationError(_("Choose a place for one session at least."))


_StopSet = forms.formset_factory(
    StopForm, formset=_Stops, extra=MOST_STOPS, max_num=MOST_STOPS, absolute_max=MOST_STOPS
)


def stop_rows(posted: Mapping[str, str] | None = None) -> Any:
    """Returns the rows of the form, as posted or empty. One query."""
    places = {str(one.pk): one for one in _districts()}
    return _StopSet(posted, prefix="stop", form_kwargs={"places": places})


def series_of(form: SeriesForm, rows: Any) -> Series:
    """Returns the Series of a valid form with valid rows. A place without a day follows the one before it by so many weeks."""
    sent, stops = form.cleaned_data, []
    upcoming = sent["starts_on"]
    for row in rows.forms:
        if not (place := row.cleaned_data.get("place")):
            continue
        day = row.cleaned_data.get("starts_on") or upcoming
        stops.append(Stop(place, day, row.cleaned_data["venue_en"], row.cleaned_data["venue_bn"]))
        upcoming = day + timedelta(weeks=sent["every"])
    return Series(
        sent["course"],
        sent["phase"],
        sent["capacity"],
        stops,
        like=cast("TrainingSession | None", sent["like"]),
        template=cast("SessionTemplate | None", sent["template"]),
        seen=sent["seen"] or 0,
    )


def templates_offered(user: User) -> Any:
    """Returns the SessionTemplates from which this coordinator may plan, with their courses."""
    rows = SessionTemplate.objects.coordinated_by(user).on_offer()
    return rows.select_related("course", "programme").order_by("programme", "name_en", "pk")


def _not_over(day: date) -> date:
    if day < timezone.localdate():
        raise forms.ValidationError(_("This day is over. Choose a later first day."))
    return day
