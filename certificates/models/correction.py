"""Requests to correct what a certificate says, by its holder or a coordinator. Decided by a person, never deleted."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from programmes.models import Programme

FOLDER = "corrections"  # of the papers in the storage


def _stored_name(request, name):
    """What a paper shows and what its file is called say too much; on the disk it is a number."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class CorrectionState(models.TextChoices):
    FILED = "filed", _("Waits for the coordinator")
    APPROVED = "approved", _("Corrected")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


class CorrectionRequestQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CorrectionRequestQuerySet":
        """Requests of the programmes the user coordinates, and those on the user's own trainings."""
        return self.filter(
            Q(enrolment__session__phase__programme__in=Programme.objects.coordinated_by(user).values("pk"))
            | Q(enrolment__officer__user=user.pk)
        )

    def coordinated_by(self, user: User) -> "CorrectionRequestQuerySet":
        """Requests that the user may decide on as coordinator."""
        return self.filter(enrolment__session__phase__programme__in=Programme.objects.coordinated_by(user).values("pk"))

    def of_officer(self, user: User) -> "CorrectionRequestQuerySet":
        """Only those on the user's own trainings, whatever else the user may see."""
        return self.filter(enrolment__officer__user=user.pk)

    def open(self) -> "CorrectionRequestQuerySet":
        """Those that wait, the oldest first."""
        return self.filter(state=CorrectionState.FILED).order_by("filed_at", "pk")

    def with_everything(self) -> "CorrectionRequestQuerySet":
        """With all that a page shows of a request."""
        return self.select_related(
            "certificate",
            "result",
            "rank",
            "unit",
            "filed_by",
            "handled_by",
            "enrolment__officer__rank",
            "enrolment__officer__unit",
            "enrolment__rank",
            "enrolment__unit",
            "enrolment__session__course",
            "enrolment__session__phase__programme",
            "enrolment__session__place",
        )


class CorrectionRequest(models.Model):
    """What is wrong on a certificate and what it should be. Empty fields are right as they are.

    Where there is no certificate yet, the request is about the record that one will be printed from.
    """

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.PROTECT, related_name="correction_requests", verbose_name=_("enrolment")
    )
    certificate = models.ForeignKey(
        "certificates.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction_requests",
        verbose_name=_("certificate"),
    )
    name_bn = models.CharField(_("name in Bangla"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    rank = models.ForeignKey(
        "participants.Rank", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rank")
    )
    unit = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    other = models.TextField(_("something else"), blank=True)
    note = models.TextField(_("note"), blank=True)
    evidence = models.FileField(_("evidence"), upload_to=_stored_name, blank=True, max_length=200)
    evidence_name = models.CharField(_("name of the file"), max_length=160, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("filed by"))
    filed_at = models.DateTimeField(_("filed at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=9, choices=CorrectionState, default=CorrectionState.FILED)
    reason = models.TextField(_("reason"), blank=True)
    reason_bn = models.TextField(_("reason in Bangla"), blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    result = models.OneToOneField(
        "certificates.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrects_by_request",
        verbose_name=_("corrected certificate"),
    )
    seen_at = models.DateTimeField(_("answer read at"), null=True, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at", "-pk"]
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        # The desk: what waits, the oldest first.
        indexes = [models.Index(fields=["state", "filed_at"], name="correction_by_state")]
        constraints = [
            known_values("state", CorrectionState, name="correction_state_known"),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state="filed"),
                name="one_open_correction_per_enrolment",
                violation_error_message=_("A correction was asked for already and waits."),
            ),
            models.CheckConstraint(
                condition=~Q(name_bn="")
                | ~Q(name_en="")
                | Q(rank__isnull=False)
                | Q(unit__isnull=False)
                | ~Q(other=""),
                name="correction_says_what_is_wrong",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | (~Q(reason="") & ~Q(reason_bn="")),
                name="declined_correction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="filed", handled_at__isnull=True) | (~Q(state="filed") & Q(handled_at__isnull=False)),
                name="correction_handled_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(result__isnull=True) | Q(state="approved"), name="only_an_approved_correction_has_a_result"
            ),
        ]

    def __str__(self):
        return f"{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == CorrectionState.FILED
