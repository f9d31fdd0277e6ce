"""Delegates: participants of a consultation who are known by name."""

from typing import Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from participants.models.officer import Officer, Sex
from programmes.models import ParticipantCategory, Programme

NOBODY_OR_TWO = _("Choose an officer on record, or write the name of a guest.")


class DelegateQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Delegates of the programmes the user coordinates: they are names."""
        return self.coordinated_by(user)

    def coordinated_by(self, user: User) -> Self:
        """Delegates of the programmes the user coordinates."""
        return self.filter(consultation__programme__in=Programme.objects.coordinated_by(user))


class Delegate(models.Model):
    """An officer on record, or a guest with a name."""

    consultation = models.ForeignKey(
        "programmes.Consultation", models.CASCADE, related_name="delegates", verbose_name=_("consultation")
    )
    officer = models.ForeignKey(
        "participants.Officer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name=_("officer"),
    )
    guest_name_en = models.CharField(_("guest's name in English"), max_length=200, blank=True)
    guest_name_bn = models.CharField(_("guest's name in Bangla"), max_length=200, blank=True)
    guest_post = models.CharField(_("guest's post"), max_length=160, blank=True)
    organisation = models.ForeignKey(
        "programmes.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegates",
        verbose_name=_("organisation"),
    )
    guest_sex = models.CharField(_("guest's sex"), max_length=6, choices=Sex, blank=True, default=Sex.NOT_RECORDED)
    category = models.CharField(_("category"), max_length=15, choices=ParticipantCategory)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ["consultation_id", "category", "pk"]
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        constraints = [
            known_values("category", ParticipantCategory, name="delegate_category_known"),
            known_values("guest_sex", Sex, name="delegate_sex_known"),
            models.CheckConstraint(
                condition=(Q(officer__isnull=False) & Q(guest_name_en="") & Q(guest_name_bn=""))
                | (Q(officer__isnull=True) & (~Q(guest_name_en="") | ~Q(guest_name_bn=""))),
                name="delegate_is_an_officer_or_a_guest",
                violation_error_message=NOBODY_OR_TWO,
            ),
            models.UniqueConstraint(
                fields=["consultation", "officer"],
                name="an_officer_is_a_delegate_once",
                violation_error_message=_("This officer is among the delegates already."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self) -> None:
        """Shows the violation of a constraint beside its field."""
        if bool(self.officer_id) == bool(self.guest_name_en or self.guest_name_bn):
            raise ValidationError({"officer": NOBODY_OR_TWO})

    @property
    def name(self) -> str:
        """The name in the script of the page. Asks for the officer unless fetched along."""
        return cast("Officer", self.officer).name if self.officer_id else localised_field(self, "guest_name")
