"""Sign-in sheets on paper that were keyed in, and photographs of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from trainings.models.attendance import Half
from trainings.models.session import TrainingSession

LONGEST_NUMBERS = 2000


class KeyedSheet(models.Model):
    """One half-day of a signed sheet, typed by number. The marks are those of its `action`; undone, they go, and this stays."""

    form = models.UUIDField(_("form"), unique=True, editable=False)
    day = models.ForeignKey("trainings.SessionDay", models.PROTECT, related_name="keyed_sheets", verbose_name=_("day"))
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    numbers = models.CharField(_("numbers"), max_length=LONGEST_NUMBERS)
    action = models.UUIDField(_("action"), null=True, blank=True)
    marks_written = models.PositiveSmallIntegerField(_("marks written"))
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("keyed in by")
    )
    keyed_at = models.DateTimeField(_("keyed in at"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("sheet keyed in")
        verbose_name_plural = _("sheets keyed in")
        constraints = [known_values("half", Half, name="keyed_sheet_half_known")]

    def __str__(self):
        return f"{self.day_id} {self.half}"


class SheetPhotographQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "SheetPhotographQuerySet":
        """Photographs of the sessions that the user sees. Names and signatures are on them."""
        return self.filter(sheet__day__session__in=TrainingSession.objects.visible_to(user))


class SheetPhotograph(models.Model):
    """A photograph of a sheet as evidence: encoded again, in two sizes, under a random name."""

    sheet = models.ForeignKey(KeyedSheet, models.PROTECT, related_name="photographs", verbose_name=_("sheet keyed in"))
    name = models.CharField(_("name of the file"), max_length=40, unique=True)
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    small_width = models.PositiveSmallIntegerField(_("width of the small one"))
    small_height = models.PositiveSmallIntegerField(_("height of the small one"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))

    objects = SheetPhotographQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("photograph of a sheet")
        verbose_name_plural = _("photographs of sheets")

    def __str__(self):
        return self.name
