"""Police ranks in order of seniority."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import SharedQuerySet
from accounts.text.bilingual import localised_field


class Rank(models.Model):
    """A rank of the police of one country, with the spellings rosters use."""

    country = models.ForeignKey(
        "programmes.Place", models.PROTECT, verbose_name=_("country"), limit_choices_to={"kind": "country"}
    )
    code = models.CharField(_("code"), max_length=12, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), help_text=_("1 is the most junior."))
    name_en = models.CharField(_("name in English"), max_length=80)
    name_bn = models.CharField(_("name in Bangla"), max_length=80)
    abbreviation_en = models.CharField(_("abbreviation in English"), max_length=20, blank=True)
    abbreviation_bn = models.CharField(_("abbreviation in Bangla"), max_length=20, blank=True)
    aliases = models.JSONField(_("other spellings"), default=list, blank=True)
    is_cadre = models.BooleanField(_("cadre"), default=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["country", "order"]
        verbose_name = _("rank")
        verbose_name_plural = _("ranks")
        constraints = [models.UniqueConstraint(fields=["country", "order"], name="one_rank_per_order")]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return localised_field(self, "name")

    @property
    def abbreviation(self) -> str:
        """The abbreviation in the language of the page, or the name where there is none."""
        return localised_field(self, "abbreviation") or self.name
