"""Officers: one record per person, found by the service number."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.text.bilingual import localised_field
from participants.models.history import HistoryByRecord
from programmes.models import Programme


class Sex(models.TextChoices):
    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")
    NOT_RECORDED = "", _("Not recorded")


class OfficerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Officers that a user may see.

        A coordinator sees those whom an own programme holds, a trainer those who were confirmed for own sessions, an officer only the
        own record.
        """
        programmes = Programme.objects.coordinated_by(user).values("pk")
        enrolments = self.model.enrolments.rel.related_model.objects.filter(officer=models.OuterRef("pk"))
        return self.filter(
            Q(programme__in=programmes)
            | models.Exists(enrolments.filter(session__phase__programme__in=programmes, is_shared=False))
            | models.Exists(
                enrolments.filter(
                    session__trainers__user=user.pk,
                    session__phase__programme__in=Programme.objects.trained_by(user).values("pk"),
                    was_confirmed=True,
                )
            )
            | Q(user=user.pk)
        )

    def coordinated_by(self, user):
        """Officers whom a programme of the user's holds: what a coordinator may read whole and change.

        A programme holds whom it recorded, and whom it enrolled while no other programme held the record.
        """
        programmes = Programme.objects.coordinated_by(user).values("pk")
        enrolments = self.model.enrolments.rel.related_model.objects.filter(officer=models.OuterRef("pk"))
        return self.filter(
            Q(programme__in=programmes)
            | models.Exists(enrolments.filter(session__phase__programme__in=programmes, is_shared=False))
        )

    def shared_with(self, user):
        """Officers in sessions of the user's programmes by consent of another one: name, rank and unit of then, no more."""
        programmes = Programme.objects.coordinated_by(user).values("pk")
        enrolments = self.model.enrolments.rel.related_model.objects.filter(
            officer=models.OuterRef("pk"), session__phase__programme__in=programmes
        )
        ours = models.Exists(enrolments.filter(is_shared=False))
        return self.filter(models.Exists(enrolments.filter(is_shared=True)), ~ours).exclude(programme__in=programmes)

    def of_programme(self, programme):
        """Officers whom a programme holds, so that all its coordinators may see them."""
        enrolments = self.model.enrolments.rel.related_model.objects.filter(officer=models.OuterRef("pk"))
        return self.filter(
            Q(programme=programme)
            | models.Exists(enrolments.filter(session__phase__programme=programme, is_shared=False))
        )

    def held_by_somebody(self):
        """Officers whom any programme holds."""
        enrolments = self.model.enrolments.rel.related_model.objects.filter(officer=models.OuterRef("pk"))
        return self.filter(Q(programme__isnull=False) | models.Exists(enrolments.filter(is_shared=False)))

    def with_names(self):
        """With rank and unit fetched, as every list shows them."""
        return self.select_related("rank", "unit")


class Officer(models.Model):
    """A police officer. Exists without a login; one full name per script."""

    # Found by the index of one_officer_per_service_number.
    force = models.ForeignKey(
        "participants.Unit",
        models.PROTECT,
        db_index=False,
        related_name="force_officers",
        verbose_name=_("force"),
        limit_choices_to={"kind": "force"},
    )
    service_number = models.CharField(
        _("service number"),
        max_length=10,
        validators=[RegexValidator(r"^\d{10}$", _("A service number has 10 digits."))],
    )
    name_en = models.CharField(_("full name in English"), max_length=200, blank=True)
    name_bn = models.CharField(_("full name in Bangla"), max_length=200, blank=True)
    honours = models.CharField(_("medals and degrees"), max_length=120, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True, default=Sex.NOT_RECORDED)
    rank = models.ForeignKey("participants.Rank", models.PROTECT, null=True, blank=True, verbose_name=_("rank"))
    unit = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="officers", verbose_name=_("unit")
    )
    district = models.ForeignKey(
        "programmes.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    designation = models.CharField(_("designation"), max_length=120, blank=True)
    mobile = models.CharField(
        _("mobile"),
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\+8801[3-9]\d{8}$", _("Write the number as +8801…"))],
    )
    email = models.EmailField(_("e-mail"), blank=True)
    joined_on = models.DateField(_("joined the police on"), null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="officer",
        verbose_name=_("account"),
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by the programme")
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = OfficerQuerySet.as_manager()
    # Nobody looks for old records by rank or unit.
    history = HistoryByRecord(no_db_index=["force", "rank", "unit", "district", "user", "programme"])

    class Meta:
        ordering = ["name_en", "pk"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        # Read by the list of officers in the admin: without it every page of it sorts the whole register.
        indexes = [models.Index(fields=["name_en", "id"], name="officers_by_name")]
        constraints = [
            known_values("sex", Sex, name="officer_sex_known"),
            models.UniqueConstraint(
                fields=["force", "service_number"],
                name="one_officer_per_service_number",
                violation_error_message=_("An officer with this service number is on record already."),
            ),
            models.CheckConstraint(
                condition=Q(service_number__regex=r"^[0-9]{10}$"),
                name="service_number_has_10_digits",
                violation_error_message=_("A service number has 10 digits."),
            ),
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_bn=""),
                name="officer_has_a_name",
                violation_error_message=_("Write the name in at least one script."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The page of the officer for coordinators."""
        return reverse("reports:officer", args=[self.pk])

    def clean(self):
        """Refuses a number that leads to another officer since two records were merged."""
        former = type(self).former_numbers.rel.related_model.objects
        if former.filter(force=self.force_id, service_number=self.service_number).exclude(officer=self.pk).exists():
            raise ValidationError(
                {"service_number": _("An officer was on record under this number before two records were merged.")}
            )

    @property
    def name(self):
        """The full name in the script of the page, or in the other where it is missing."""
        return localised_field(self, "name")
