"""A ceremony at which certificates are handed over: who is there, in which order, and who received theirs."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from certificates.models.certificate import Certificate, CertificateState
from programmes.models import Programme

MOST_MINUTES = 480


class CeremonyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class DignitaryRole(models.TextChoices):
    CHIEF_GUEST = "chief_guest", _("Chief guest")
    SPECIAL_GUEST = "special_guest", _("Special guest")
    CHAIR = "chair", _("Chair")
    HOST = "host", _("Host")
    SPEAKER = "speaker", _("Speaker")


class HandOverOrder(models.TextChoices):
    UNIT = "unit", _("By unit, then rank")
    RANK = "rank", _("By rank, the most senior first")
    NAME = "name", _("By name in English")
    HAND = "hand", _("By hand")


class HandOverState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    HANDED_OVER = "handed_over", _("Handed over")
    ABSENT = "absent", _("Absent, to be posted")
    POSTED = "posted", _("Posted")


class CeremonyQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "CeremonyQuerySet":
        """Ceremonies of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def that_count(self) -> "CeremonyQuerySet":
        """Those that were not cancelled."""
        return self.exclude(state=CeremonyState.CANCELLED)


class Ceremony(models.Model):
    """A ceremony over one or more sessions of a programme. Its states are changed by certificates.ceremonies.planning alone."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="ceremonies", verbose_name=_("programme"))
    sessions = models.ManyToManyField(
        "trainings.TrainingSession", through="certificates.CeremonySession", verbose_name=_("sessions")
    )
    title_en = models.CharField(_("title in English"), max_length=160)
    title_bn = models.CharField(_("title in Bangla"), max_length=160)
    date = models.DateField(_("day"))
    starts_at = models.TimeField(_("begins at"))
    place = models.ForeignKey("programmes.Place", models.PROTECT, related_name="+", verbose_name=_("place"))
    venue_en = models.CharField(_("venue in English"), max_length=160)
    venue_bn = models.CharField(_("venue in Bangla"), max_length=160)
    seats_in_a_row = models.PositiveSmallIntegerField(_("seats in a row"), default=10)
    order = models.CharField(_("hand-over order"), max_length=4, choices=HandOverOrder, default=HandOverOrder.UNIT)
    state = models.CharField(_("state"), max_length=9, choices=CeremonyState, default=CeremonyState.DRAFT)
    state_reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = CeremonyQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = _("ceremony")
        verbose_name_plural = _("ceremonies")
        constraints = [
            known_values("state", CeremonyState, name="ceremony_state_known"),
            known_values("order", HandOverOrder, name="ceremony_order_known"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(state_reason=""),
                name="cancelled_ceremony_has_a_reason",
                violation_error_message=_("Say why the ceremony is cancelled."),
            ),
            models.CheckConstraint(
                condition=Q(seats_in_a_row__range=(1, 40)),
                name="ceremony_rows_have_seats",
                violation_error_message=_("A row has 1 to 40 seats."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its plan."""
        return reverse("certificates:ceremony", args=[self.pk])

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def venue(self) -> str:
        """The venue in the language of the page."""
        return localised_field(self, "venue")

    @property
    def is_open(self) -> bool:
        """Whether its plan may still be changed."""
        return self.state in (CeremonyState.DRAFT, CeremonyState.PLANNED)


class CeremonySession(models.Model):
    """A session whose certificates are handed over at a ceremony."""

    ceremony = models.ForeignKey(Ceremony, models.CASCADE, related_name="+", verbose_name=_("ceremony"))
    session = models.ForeignKey(
        "trainings.TrainingSession", models.PROTECT, related_name="ceremony_sessions", verbose_name=_("session")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("session of the ceremony")
        verbose_name_plural = _("sessions of the ceremony")
        constraints = [
            models.UniqueConstraint(
                fields=["ceremony", "session"],
                name="session_once_per_ceremony",
                violation_error_message=_("This session is part of the ceremony already."),
            )
        ]

    def __str__(self):
        return str(self.session_id)


class Dignitary(models.Model):
    """Someone of the protocol. Officials appear by their office; a name is not needed."""

    ceremony = models.ForeignKey(Ceremony, models.CASCADE, related_name="dignitaries", verbose_name=_("ceremony"))
    place = models.PositiveSmallIntegerField(_("place in the protocol"))
    role = models.CharField(_("role"), max_length=13, choices=DignitaryRole)
    office_en = models.CharField(_("office in English"), max_length=160)
    office_bn = models.CharField(_("office in Bangla"), max_length=160)
    organisation_en = models.CharField(_("organisation in English"), max_length=160, blank=True)
    organisation_bn = models.CharField(_("organisation in Bangla"), max_length=160, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_bn = models.CharField(_("name in Bangla"), max_length=120, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("dignitary")
        verbose_name_plural = _("dignitaries")
        constraints = [known_values("role", DignitaryRole, name="dignitary_role_known")]

    def __str__(self):
        return ", ".join(part for part in (self.office, self.organisation) if part)

    @property
    def office(self) -> str:
        """The office in the language of the page."""
        return localised_field(self, "office")

    @property
    def organisation(self) -> str:
        """The organisation in the language of the page, or ""."""
        return localised_field(self, "organisation")

    @property
    def name(self) -> str:
        """The name in the language of the page, or ""."""
        return localised_field(self, "name")


class RunningOrderItem(models.Model):
    """One line of the running order. `starts_at` is set only where the clock is fixed; else it follows the line before."""

    ceremony = models.ForeignKey(Ceremony, models.CASCADE, related_name="running_order", verbose_name=_("ceremony"))
    place = models.PositiveSmallIntegerField(_("place"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    starts_at = models.TimeField(_("not before"), null=True, blank=True)
    what_en = models.CharField(_("what, in English"), max_length=160)
    what_bn = models.CharField(_("what, in Bangla"), max_length=160)
    who_en = models.CharField(_("who, in English"), max_length=160, blank=True)
    who_bn = models.CharField(_("who, in Bangla"), max_length=160, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("line of the running order")
        verbose_name_plural = _("lines of the running order")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, MOST_MINUTES)),
                name="running_order_line_has_minutes",
                violation_error_message=_("A line lasts 1 to 480 minutes."),
            )
        ]

    def __str__(self):
        return self.what

    @property
    def what(self) -> str:
        """What happens, in the language of the page."""
        return localised_field(self, "what")

    @property
    def who(self) -> str:
        """Who does it, in the language of the page, or ""."""
        return localised_field(self, "who")


class HandOverQuerySet(models.QuerySet):
    def with_names(self) -> "HandOverQuerySet":
        """With officer, rank and unit of the time, dignitary, and the valid certificate (`live_serial`, `live_id`, `live_level`)."""
        live = Certificate.objects.filter(enrolment=OuterRef("enrolment"), state=CertificateState.ISSUED)
        return self.select_related(
            "enrolment__officer", "enrolment__rank", "enrolment__unit__place__parent", "dignitary", "marked_by"
        ).annotate(
            live_id=Subquery(live.values("pk")[:1]),
            live_serial=Subquery(live.values("serial")[:1]),
            live_level=Subquery(live.values("design__level")[:1]),
        )


class HandOver(models.Model):
    """One officer at a ceremony: place in the order, seat, who hands over, and whether it was handed over or posted."""

    ceremony = models.ForeignKey(Ceremony, models.CASCADE, related_name="hand_overs", verbose_name=_("ceremony"))
    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.PROTECT, related_name="hand_overs", verbose_name=_("enrolment")
    )
    place = models.PositiveIntegerField(_("place in the order"))
    seat = models.CharField(_("seat"), max_length=8, blank=True)
    dignitary = models.ForeignKey(
        Dignitary, models.SET_NULL, null=True, blank=True, related_name="hand_overs", verbose_name=_("handed over by")
    )
    state = models.CharField(_("state"), max_length=11, choices=HandOverState, default=HandOverState.PENDING)
    # Which one the officer has in hand: it may be replaced by a corrected one later.
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="hand_overs", verbose_name=_("certificate")
    )
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    marked_at = models.DateTimeField(_("marked at"), null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("marked by")
    )

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        indexes = [models.Index(fields=["ceremony", "place"], name="hand_over_in_order")]
        constraints = [
            known_values("state", HandOverState, name="hand_over_state_known"),
            models.UniqueConstraint(fields=["ceremony", "enrolment"], name="one_hand_over_per_officer"),
            models.CheckConstraint(
                condition=~Q(state__in=["handed_over", "posted"]) | Q(certificate__isnull=False),
                name="handed_over_is_a_certificate",
            ),
            models.CheckConstraint(
                condition=(Q(state="posted") & Q(posted_on__isnull=False))
                | (~Q(state="posted") & Q(posted_on__isnull=True)),
                name="posted_has_a_day",
                violation_error_message=_("Say on which day it was posted."),
            ),
        ]

    def __str__(self):
        return f"{self.ceremony_id}/{self.place}"
