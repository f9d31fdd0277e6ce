"""Places as one tree: country, division, district, upazila."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import SharedQuerySet
from accounts.text.bilingual import localised_field


class PlaceKind(models.TextChoices):
    COUNTRY = "country", _("Country")
    DIVISION = "division", _("Division")
    DISTRICT = "district", _("District")
    UPAZILA = "upazila", _("Upazila")


class PlaceQuerySet(SharedQuerySet):
    def districts(self) -> "PlaceQuerySet":
        """Only districts."""
        return self.filter(kind=PlaceKind.DISTRICT)


class Place(models.Model):
    """A place with its official code (BBS for Bangladesh) and its old spellings."""

    kind = models.CharField(_("kind"), max_length=8, choices=PlaceKind)
    code = models.CharField(_("official code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    name_en = models.CharField(_("name in English"), max_length=80)
    name_bn = models.CharField(_("name in Bangla"), max_length=80)
    aliases = models.JSONField(_("other spellings"), default=list, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            known_values("kind", PlaceKind, name="place_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind="country", parent=None)
                | (~models.Q(kind="country") & models.Q(parent__isnull=False)),
                name="place_only_a_country_stands_alone",
            ),
        ]
        indexes = [models.Index(fields=["kind", "name_en"], name="place_by_kind")]  # choosers of districts, sorted

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return localised_field(self, "name")
