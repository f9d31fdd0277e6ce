"""Links with which a unit proposes people without an account, and the people that were typed by them."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from participants.models import RosterImportState, Sex
from trainings.models.session import TAKES_OFFICERS, TrainingSession

# A list that came to nothing: whoever was on it can be taken over once more.
CAME_TO_NOTHING = (RosterImportState.REFUSED, RosterImportState.DISCARDED, RosterImportState.UNDONE)


class LinkEnd(models.TextChoices):
    TAKEN_BACK = "taken_back", _("Taken back")
    REPLACED = "replaced", _("Replaced by a new link")


class NominationLinkQuerySet(models.QuerySet):
    def live(self, now: datetime | None = None) -> Self:
        """Links that open something at a moment (default: now)."""
        return self.filter(
            ended_at__isnull=True, expires_at__gt=now or timezone.now(), session__state__in=TAKES_OFFICERS
        )

    def coordinated_by(self, user: User) -> Self:
        """Links of the sessions the user coordinates."""
        return self.filter(session__in=TrainingSession.objects.coordinated_by(user))


class NominationLink(models.Model):
    """The link of one unit to one session. The address is worked out from `key`; this row has the hash of its secret."""

    session = models.ForeignKey(
        TrainingSession, models.PROTECT, related_name="nomination_links", verbose_name=_("session")
    )
    unit = models.ForeignKey("participants.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    secret_hash = models.CharField(_("hash of the secret"), max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"))
    opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=10, choices=LinkEnd, blank=True, default="")

    objects = NominationLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("nomination link")
        verbose_name_plural = _("nomination links")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "unit"],
                condition=Q(ended_at__isnull=True),
                name="one_nomination_link_per_session_and_unit",
                violation_error_message=_("This unit has a link already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, end_reason__in=LinkEnd.values),
                name="ended_nomination_link_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="nomination_link_ends_after_it_begins"
            ),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.unit_id}"

    def is_live(self, now: datetime | None = None) -> bool:
        """Whether it opens something at a moment (default: now). Reads the session."""
        is_over = self.ended_at is not None or self.expires_at <= (now or timezone.now())
        return not is_over and self.session.state in TAKES_OFFICERS


class NominatedPersonQuerySet(models.QuerySet):
    def to_take_over(self) -> Self:
        """People who are on no list of the session yet, or on one that came to nothing."""
        return self.filter(Q(roster__isnull=True) | Q(roster__state__in=CAME_TO_NOTHING))


class NominatedPerson(models.Model):
    """A person as a unit typed them. Nothing here is compared with a record; that is done where a coordinator takes them over."""

    link = models.ForeignKey(NominationLink, models.CASCADE, related_name="people", verbose_name=_("nomination link"))
    service_number = models.CharField(_("BP number"), max_length=10)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_bn = models.CharField(_("name in Bangla"), max_length=200)
    rank = models.ForeignKey("participants.Rank", models.PROTECT, related_name="+", verbose_name=_("rank"))
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True, default="")
    mobile = models.CharField(_("mobile"), max_length=20, blank=True, default="")
    posting = models.CharField(_("station or office"), max_length=160, blank=True, default="")
    typed_at = models.DateTimeField(_("typed at"))
    roster = models.ForeignKey(
        "participants.RosterImport",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("list they were taken over with"),
    )

    objects = NominatedPersonQuerySet.as_manager()

    class Meta:
        ordering = ["link", "pk"]
        verbose_name = _("person typed by link")
        verbose_name_plural = _("people typed by link")
        constraints = [
            known_values("sex", Sex, name="nominated_person_sex_known"),
            models.UniqueConstraint(
                fields=["link", "service_number"],
                name="one_nominated_person_per_number_and_link",
                violation_error_message=_("This number is in your list already."),
            ),
            models.CheckConstraint(condition=~Q(service_number=""), name="nominated_person_has_a_number"),
        ]

    def __str__(self):
        return f"{self.link_id}: {self.pk}"

    @property
    def is_taken_over(self) -> bool:
        """Whether the person is on a list of the session that came to something. Reads the list."""
        return self.roster is not None and self.roster.state not in CAME_TO_NOTHING

    @property
    def number_ending(self) -> str:
        """The last four digits of the number: enough to find a line again, too little for whoever gets the link by mistake."""
        return self.service_number[-4:]
