"""Police units as a tree: force, then headquarters, ranges, metropolitan police and special units, then districts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import SharedQuerySet
from accounts.text.bilingual import localised_field


class UnitKind(models.TextChoices):
    FORCE = "force", _("Force")
    HQ = "hq", _("Headquarters")
    RANGE = "range", _("Range")
    METRO = "metro", _("Metropolitan police")
    SPECIAL = "special", _("Special unit")
    TRAINING = "training", _("Training institution")
    DISTRICT = "district", _("District police")
    CIRCLE = "circle", _("Circle")
    THANA = "thana", _("Police station")
    BEAT = "beat", _("Beat")


class Unit(models.Model):
    """A unit of a force, with the spellings rosters use."""

    kind = models.CharField(_("kind"), max_length=8, choices=UnitKind)
    code = models.CharField(_("code"), max_length=20, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    name_en = models.CharField(_("name in English"), max_length=120)
    name_bn = models.CharField(_("name in Bangla"), max_length=120)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    aliases = models.JSONField(_("other spellings"), default=list, blank=True)
    place = models.ForeignKey(
        "programmes.Place", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("place")
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [known_values("kind", UnitKind, name="unit_kind_known")]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return localised_field(self, "name")
