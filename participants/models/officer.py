"""Officers: one record per person, found by the service number."""

from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from participants.models.history import HistoryByRecord
from programmes.models import Programme


class Sex(models.TextChoices):
    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")
    NOT_RECORDED = "", _("Not recorded")


def all_enrolments() -> models.QuerySet:
    """Returns all enrolments. Their model is in trainings, so it is reached by the relation."""
    enrolment: Any = Officer.enrolments.rel.related_model
    return enrolment.objects.order_by()


_UNSHARED = {"is_shared": False}


def enrolments_of_outer() -> models.QuerySet:
    """Returns the enrolments of the officer of the outer query."""
    return all_enrolments().filter(officer=models.OuterRef("pk"))


def _held(user: User, which: Mapping[str, Any] = _UNSHARED) -> Q:
    """Returns the condition on officers that a programme which the user coordinates recorded them, or enrolled them in this way.

    Programmes and phases are named, so that the database knows how many officers they have. Those of a large programme are most
    that there are: they are read in the order of a list, each asked whether it is one of them. Those of any other are gathered from
    their programme, or every page of a small one would read the whole country.
    """
    if not user.programmes_coordinated:
        return Q(pk__in=())
    recorded = Q(programme__in=user.programmes_coordinated)
    if not user.phases_coordinated:
        return recorded
    enrolled = {"session__phase__in": user.phases_coordinated, **which}
    if user.coordinates_a_large_programme:
        # Not Exists: PostgreSQL would gather all enrolments for it before it looks at the first officer.
        return recorded | Q(pk=models.Subquery(enrolments_of_outer().filter(**enrolled).values("officer")[:1]))
    by_record = Officer.objects.filter(recorded).order_by()
    return Q(pk__in=by_record.values("pk").union(all_enrolments().filter(**enrolled).values("officer")))


def id_of(officer: "Officer | int") -> int:
    """Returns the id of an officer, given as an Officer or as its id."""
    return officer if isinstance(officer, int) else officer.pk


class OfficerQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Officers that a user may see.

        A coordinator sees those whom an own programme holds, a trainer those who were confirmed for own sessions, an officer only the
        own record.
        """
        trained = all_enrolments().filter(
            session__trainers__user=user.pk,
            session__phase__programme__in=Programme.objects.trained_by(user).values("pk"),
            was_confirmed=True,
        )
        return self.filter(_held(user) | Q(pk__in=trained.values("officer")) | Q(user=user.pk))

    def coordinated_by(self, user: User) -> Self:
        """Officers whom a programme of the user's holds: what a coordinator may read whole and change.

        A programme holds whom it recorded, and whom it enrolled while no other programme held the record.
        """
        return self.filter(_held(user))

    def in_sessions_of(self, user: User) -> Self:
        """Officers whom a programme of the user's holds, and those in its sessions by consent of another programme."""
        return self.filter(_held(user, {}))

    def shared_with(self, user: User) -> Self:
        """Officers in sessions of the user's programmes by consent of another one: name, rank and unit of then, no more."""
        programmes = Programme.objects.coordinated_by(user).values("pk")
        enrolments = enrolments_of_outer().filter(session__phase__programme__in=programmes)
        ours = models.Exists(enrolments.filter(is_shared=False))
        return self.filter(models.Exists(enrolments.filter(is_shared=True)), ~ours).exclude(programme__in=programmes)

    def of_programme(self, programme: Programme | int | None) -> Self:
        """Officers whom a programme holds, so that all its coordinators may see them."""
        enrolments = enrolments_of_outer()
        return self.filter(
            Q(programme=programme)
            | models.Exists(enrolments.filter(session__phase__programme=programme, is_shared=False))
        )

    def held_by_somebody(self) -> Self:
        """Officers whom any programme holds."""
        enrolments = enrolments_of_outer()
        return self.filter(Q(programme__isnull=False) | models.Exists(enrolments.filter(is_shared=False)))

    def lock(self) -> None:
        """Locks these rows in the order of their ids, so that two who lock the same rows cannot block each other.

        Returns nothing: read the rows afterwards, because a joined row of the locking query may be older than the lock.
        """
        list(self.order_by("pk").select_for_update(of=("self",)).values_list("pk"))

    def with_related(self) -> Self:
        """With all related records fetched, as the plan of a merge reads them."""
        return self.select_related("force", "rank", "unit", "district", "user", "programme")

    def with_names(self) -> Self:
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
        # Read by the list of officers in the admin: without it every page sorts all officers.
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

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the officer for coordinators."""
        return reverse("reports:officer", args=[self.pk])

    def clean(self) -> None:
        """Refuses the former number of another officer."""
        former: Any = type(self).former_numbers.rel.related_model
        if (
            former.objects.filter(force=self.force_id, service_number=self.service_number)
            .exclude(officer=self.pk)
            .exists()
        ):
            raise ValidationError(
                {"service_number": _("An officer was on record under this number before two records were merged.")}
            )

    @property
    def name(self) -> str:
        """The full name in the script of the page, or in the other where it is missing."""
        return localised_field(self, "name")
