"""What a programme lends to its sessions: rooms, kits that exist so many times, and stock that is handed out.

Each resource belongs to one programme. Which days a booking takes follows from the days of its session (trainings.resources.use),
so it moves along with them, and a cancelled session takes nothing.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from trainings.models.session import SessionState, TrainingSession

LONGEST_NAME = 75  # a room and its venue together fill the venue of a session
LONGEST_NOTE = 500
MOST_AT_ONCE = 100_000  # pieces of a stock in one entry or booking
MOST_OF_A_KIT = 1000
MOST_TRANSPORT_DAYS = 7


class ResourceKind(models.TextChoices):
    ROOM = "room", _("Room")
    KIT = "kit", _("Kit")
    STOCK = "stock", _("Stock")


class EntryKind(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("stock", "Received")
    HANDED_OUT = "handed_out", pgettext_lazy("stock", "Handed out")
    GIVEN_BACK = "given_back", pgettext_lazy("stock", "Given back")
    COUNTED = "counted", pgettext_lazy("stock", "Counted")


class VenueQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "VenueQuerySet":
        """Venues of the programmes the user coordinates."""
        return self.filter(programme__in=user.programmes_coordinated)


class Venue(models.Model):
    """A house with rooms. Written by trainings.resources.catalogue."""

    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, related_name="venues", verbose_name=_("programme")
    )
    name_en = models.CharField(_("name in English"), max_length=LONGEST_NAME)
    name_bn = models.CharField(_("name in Bangla"), max_length=LONGEST_NAME, blank=True)
    place = models.ForeignKey(
        "programmes.Place",
        models.PROTECT,
        related_name="+",
        verbose_name=_("place"),
        limit_choices_to={"kind__in": ["district", "upazila"]},
    )
    notes = models.CharField(_("notes"), max_length=LONGEST_NOTE, blank=True)

    objects = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["name_en", "pk"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(condition=~Q(name_en=""), name="venue_has_a_name"),
            models.UniqueConstraint("programme", "place", Lower("name_en"), name="one_venue_of_a_name_in_a_place"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return localised_field(self, "name")


class ResourceQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "ResourceQuerySet":
        """Resources of the programmes the user coordinates."""
        return self.filter(programme__in=user.programmes_coordinated)

    def in_use(self) -> "ResourceQuerySet":
        """Those that can be booked."""
        return self.filter(is_retired=False)


class Resource(models.Model):
    """A room, a kit or a stock. Written by trainings.resources.catalogue.

    venue, seats: of a room. count: how many of a kit exist. What is left of a stock is the sum of its entries.
    """

    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, related_name="resources", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=5, choices=ResourceKind)
    name_en = models.CharField(_("name in English"), max_length=LONGEST_NAME)
    name_bn = models.CharField(_("name in Bangla"), max_length=LONGEST_NAME, blank=True)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="rooms", verbose_name=_("venue")
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    count = models.PositiveSmallIntegerField(
        _("how many there are"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_OF_A_KIT)],
    )
    notes = models.CharField(_("notes"), max_length=LONGEST_NOTE, blank=True)
    is_retired = models.BooleanField(_("no longer lent"), default=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name_en", "pk"]
        verbose_name = _("room, kit or stock")
        verbose_name_plural = _("rooms, kits and stock")
        constraints = [
            known_values("kind", ResourceKind, name="resource_kind_known"),
            models.CheckConstraint(condition=~Q(name_en=""), name="resource_has_a_name"),
            models.CheckConstraint(
                # NULL is neither above nor below 1, so that it is there is said, too.
                condition=Q(kind="room", venue__isnull=False, seats__isnull=False, seats__gte=1, count__isnull=True)
                | Q(kind="kit", venue__isnull=True, seats__isnull=True, count__isnull=False, count__gte=1)
                | Q(kind="stock", venue__isnull=True, seats__isnull=True, count__isnull=True),
                name="resource_has_what_its_kind_needs",
            ),
            models.UniqueConstraint(
                "venue", Lower("name_en"), name="one_room_of_a_name_in_a_venue", condition=Q(kind="room")
            ),
            models.UniqueConstraint(
                "programme", "kind", Lower("name_en"), name="one_resource_of_a_name", condition=~Q(kind="room")
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return localised_field(self, "name")

    @property
    def full_name(self) -> str:
        """The name, of a room with its venue: "Hall 2, Police Academy"."""
        return f"{self.name}, {self.venue.name}" if self.venue else self.name


class ResourceBookingQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "ResourceBookingQuerySet":
        """Bookings of the programmes the user coordinates."""
        return self.filter(resource__programme__in=user.programmes_coordinated)

    def visible_to(self, user: User) -> "ResourceBookingQuerySet":
        """Those, and what is booked for the sessions the user trains."""
        return self.filter(session__in=TrainingSession.objects.visible_to(user))

    def standing(self) -> "ResourceBookingQuerySet":
        """Those that take something: a cancelled session has released all of its own."""
        return self.exclude(session__state=SessionState.CANCELLED)


class ResourceBooking(models.Model):
    """What a session takes of a resource. Written by trainings.resources.booking.

    quantity: 1 of a room. days_before, days_after: a kit on its way. reason: why more of a stock is promised than there is.
    """

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="bookings", verbose_name=_("session"))
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="bookings", verbose_name=_("resource"))
    quantity = models.PositiveIntegerField(_("how many"), default=1)
    days_before = models.PositiveSmallIntegerField(_("days before"), default=0)
    days_after = models.PositiveSmallIntegerField(_("days after"), default=0)
    reason = models.CharField(_("why all the same"), max_length=LONGEST_NOTE, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("booked by")
    )
    booked_at = models.DateTimeField(_("booked at"))

    objects = ResourceBookingQuerySet.as_manager()

    class Meta:
        ordering = ["session", "resource"]
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            models.UniqueConstraint(fields=["session", "resource"], name="a_resource_once_per_session"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="booking_takes_something"),
            models.CheckConstraint(
                condition=Q(days_before__lte=MOST_TRANSPORT_DAYS, days_after__lte=MOST_TRANSPORT_DAYS),
                name="booking_is_a_week_on_its_way_at_most",
            ),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.resource_id}"


class StockEntryQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "StockEntryQuerySet":
        """Entries of the programmes the user coordinates."""
        return self.filter(resource__programme__in=user.programmes_coordinated)


class StockEntry(models.Model):
    """A line of the ledger of a stock, never changed. Written by trainings.resources.stock.

    amount: pieces that came (above 0) or went (below). left: what was left then, which the database holds at 0 or more; numbers
    are given once, so that two at the same moment cannot both follow one line. form: the form it came from.
    """

    form = models.UUIDField(_("form"), unique=True, editable=False)
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="entries", verbose_name=_("stock"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    amount = models.IntegerField(_("amount"))
    left = models.PositiveIntegerField(_("left in stock"))
    session = models.ForeignKey(
        TrainingSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock_entries",
        verbose_name=_("session"),
    )
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects = StockEntryQuerySet.as_manager()

    class Meta:
        ordering = ["resource", "-number"]
        verbose_name = _("entry of a stock")
        verbose_name_plural = _("entries of a stock")
        constraints = [
            known_values("kind", EntryKind, name="stock_entry_kind_known"),
            models.UniqueConstraint(fields=["resource", "number"], name="one_stock_entry_per_number"),
            models.CheckConstraint(condition=Q(left__gte=0), name="stock_is_never_below_nothing"),
            models.CheckConstraint(
                condition=Q(kind="received", amount__gt=0, session__isnull=True)
                | Q(kind="counted", session__isnull=True)
                | Q(kind="handed_out", amount__lt=0, session__isnull=False)
                | Q(kind="given_back", amount__gt=0, session__isnull=False),
                name="stock_entry_fits_its_kind",
            ),
        ]

    def __str__(self):
        return f"{self.resource_id}: {self.number}"
