"""Forms of ceremonies. What may be done at which time is decided by certificates.ceremonies.planning and its neighbours."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.ui.form_layouts import Field, FormLayout
from certificates.ceremonies.handover_order import SUGGESTED_ORDERS
from certificates.models import Ceremony, Dignitary, DignitaryRole, HandOver, HandOverOrder, RunningOrderItem
from certificates.models.ceremony import MOST_MINUTES
from programmes.models import Place, Programme

MOST_PLACES = 100_000


def _day_widget():
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _time_widget():
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class CeremonyForm(forms.ModelForm):
    """The facts of a ceremony; `programme` is asked only for a new one, and only where there are several."""

    class Meta:
        model = Ceremony
        fields = ("title_en", "title_bn", "date", "starts_at", "venue_en", "venue_bn", "place", "seats_in_a_row")
        widgets = {"date": _day_widget(), "starts_at": _time_widget()}
        help_texts = {"seats_in_a_row": _("For the seats of the officers, in hand-over order.")}

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].empty_label = _("Choose")
        self.fields["place"].queryset = Place.objects.districts().order_by("name_en")
        self.fields["seats_in_a_row"].min_value = 1
        if user is not None:
            programmes = Programme.objects.coordinated_by(user)
            only = programmes[:2]
            self.fields["programme"] = forms.ModelChoiceField(
                programmes,
                label=_("Programme"),
                initial=only[0] if len(only) == 1 else None,
                widget=forms.HiddenInput() if len(only) == 1 else forms.Select(),
            )
            self.order_fields(["programme"])


class DignitaryForm(forms.ModelForm):
    class Meta:
        model = Dignitary
        fields = ("role", "office_en", "office_bn", "organisation_en", "organisation_bn", "name_en", "name_bn")
        help_texts = {
            "office_en": _("Officials appear by their office, on paper too."),
            "name_en": _("Leave it empty unless the person wants to be named."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose")), *DignitaryRole.choices]


class RunningOrderForm(forms.ModelForm):
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = RunningOrderItem
        fields = ("what_en", "what_bn", "who_en", "who_bn", "minutes", "starts_at")
        widgets = {"starts_at": _time_widget()}
        help_texts = {"starts_at": _("Only where the clock is fixed; otherwise it follows what comes before.")}


class ArrangeForm(forms.Form):
    """In which order, and who hands over."""

    unmarked_fields = ("dignitaries",)

    order = forms.ChoiceField(
        label=_("Order"),
        choices=[(one.value, one.label) for one in SUGGESTED_ORDERS],
        initial=HandOverOrder.UNIT,
        widget=forms.RadioSelect,
    )
    dignitaries = forms.ModelMultipleChoiceField(
        Dignitary.objects.none(),
        label=_("Handed over by"),
        help_text=_("With several, each takes an equal part of the order, in protocol order."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, ceremony, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dignitaries"].queryset = ceremony.dignitaries.all()


class PlaceForm(forms.ModelForm):
    """Place, dignitary and seat of one officer, by hand."""

    place = forms.IntegerField(
        label=_("Place in the order"),
        help_text=_("The others move up or down."),
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = HandOver
        fields = ("place", "dignitary", "seat")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dignitary"].queryset = self.instance.ceremony.dignitaries.all()
        self.fields["dignitary"].empty_label = _("Nobody yet")


class PostedForm(forms.Form):
    posted_on = forms.DateField(label=_("Posted on"), widget=_day_widget())

    # It stands beside the form that it belongs to, whose id is "post".
    helper = FormLayout(Field("posted_on", form="post"), summary=False)


class CeremonyReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the ceremony is cancelled.")},
    )
