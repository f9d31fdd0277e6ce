"""The forms of rooms, kits and stock. They check the format; the rules decide."""

import uuid
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.text.localised_text import number_text
from accounts.ui.form_layouts import FormLayout, Row
from programmes.models import Place, Programme
from trainings.models import EntryKind, Resource, ResourceKind, Venue
from trainings.models.resource import LONGEST_NAME, LONGEST_NOTE, MOST_AT_ONCE, MOST_OF_A_KIT, MOST_TRANSPORT_DAYS
from trainings.resources.availability import Offer
from trainings.resources.booking import Wanted
from trainings.resources.stock import Line

MOST_SEATS = 2000


def _number(label: Any, most: int, *, least: int = 1, **facts: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, validators=[MinValueValidator(least), MaxValueValidator(most)], **facts)


class _Named(forms.Form):
    """What every venue, room, kit and stock has."""

    name_en = forms.CharField(label=_("Name in English letters"), max_length=LONGEST_NAME)
    name_bn = forms.CharField(label=_("Name in Bangla"), max_length=LONGEST_NAME, required=False)
    notes = forms.CharField(
        label=_("Notes"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("What others should know: projector, generator, who has the key."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    helper = FormLayout(Row("name_en", "name_bn"), "notes")


class VenueForm(_Named):
    """A house with rooms."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("District"), empty_label=_("Choose"))

    helper = FormLayout(Row("name_en", "name_bn"), "place", "notes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.queryset = Place.objects.filter(kind="district").order_by("name_en")


class RoomForm(_Named):
    """A room of a venue."""

    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("Venue"), empty_label=_("Choose"))
    seats = _number(_("Seats"), MOST_SEATS)

    helper = FormLayout(Row("name_en", "name_bn"), Row("venue", "seats"), "notes")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue: Any = self.fields["venue"]
        venue.queryset = Venue.objects.filter(programme=programme)


class KitForm(_Named):
    """A set of things of which there are so many."""

    count = _number(_("How many there are"), MOST_OF_A_KIT)

    helper = FormLayout(Row("name_en", "name_bn"), "count", "notes")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class StockForm(_Named):
    """Pieces that are handed out; how many there are follows from the ledger."""

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


FORMS: dict[str, type[Any]] = {ResourceKind.ROOM: RoomForm, ResourceKind.KIT: KitForm, ResourceKind.STOCK: StockForm}


class EntryForm(forms.Form):
    """A line of the ledger that concerns no session."""

    form = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (EntryKind.RECEIVED.value, _("Pieces were received")),
            (EntryKind.COUNTED.value, _("All pieces were counted")),
        ],
        initial=EntryKind.RECEIVED,
        widget=forms.RadioSelect,
    )
    pieces = _number(_("Pieces"), MOST_AT_ONCE, least=0)
    note = forms.CharField(
        label=_("Note"), max_length=LONGEST_NOTE, required=False, help_text=_("From whom, or why the count differs.")
    )

    helper = FormLayout("form", "kind", "pieces", "note")

    def line(self) -> Line:
        """The Line of a valid form."""
        sent = self.cleaned_data
        return Line(sent["form"], sent["kind"], sent["pieces"], note=sent["note"])


class HandOutForm(forms.Form):
    """Pieces that go to a session, or come back from it."""

    form = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(one.value, one.label) for one in (EntryKind.HANDED_OUT, EntryKind.GIVEN_BACK)])
    pieces = _number(_("Pieces"), MOST_AT_ONCE)


class _Offered(forms.ModelChoiceField):
    """Resources with what is free of each."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(Resource.objects.none(), empty_label=_("Choose"), **facts)
        self.free: dict[int, int] = {}

    def offer(self, offers: list[Offer]) -> None:
        """Offers these; what is not free is offered, too: it may be free with fewer, or promised with a reason."""
        self.free = {one.resource.pk: one.free for one in offers}
        self.queryset = Resource.objects.filter(pk__in=list(self.free))

    def label_from_instance(self, resource: Any) -> str:
        words = {"name": resource.name, "free": number_text(self.free[resource.pk], get_language())}
        return gettext("%(name)s (%(free)s free)") % words


class KitBookingForm(forms.Form):
    """A kit for the days of a session, and days on its way."""

    unmarked_fields = ("before", "after")

    resource = _Offered(label=_("Kit"))
    quantity = _number(_("How many"), MOST_OF_A_KIT, initial=1)
    before = _number(_("Days before, on its way"), MOST_TRANSPORT_DAYS, least=0, initial=0, required=False)
    after = _number(_("Days after"), MOST_TRANSPORT_DAYS, least=0, initial=0, required=False)

    helper = FormLayout(Row("resource", "quantity"), Row("before", "after"))

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "kit_%s"} | kwargs)
        field: Any = self.fields["resource"]
        field.offer(offers)

    def wanted(self) -> Wanted:
        """The Wanted of a valid form."""
        sent = self.cleaned_data
        return Wanted(sent["quantity"], before=sent["before"] or 0, after=sent["after"] or 0)


class StockBookingForm(forms.Form):
    """Pieces of a stock that a session will need. The reason is asked for where there are too few."""

    resource = _Offered(label=_("Stock"))
    quantity = _number(_("Pieces"), MOST_AT_ONCE)
    reason = forms.CharField(
        label=_("Reason to promise more than there is"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("Only where too few are left. It stays on record with your name."),
    )

    helper = FormLayout(Row("resource", "quantity"), "reason")

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "stock_%s"} | kwargs)
        field: Any = self.fields["resource"]
        field.offer(offers)

    def wanted(self) -> Wanted:
        """The Wanted of a valid form."""
        return Wanted(self.cleaned_data["quantity"], reason=self.cleaned_data["reason"])
