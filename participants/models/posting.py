"""Postings: the rank and unit an officer had, from a day on."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from participants.models.officer import Officer


class PostingQuerySet(models.QuerySet):
    def at(self, day: date) -> Self:
        """The posting each officer had on `day` (date): one row per officer, none for those not posted by then."""
        # Reads the index of one_posting_per_day; a later posting of the same officer excludes an earlier one.
        later = Posting.objects.filter(officer=OuterRef("officer"), since__gt=OuterRef("since"), since__lte=day)
        return self.filter(~Exists(later), since__lte=day)

    def present(self) -> Self:
        """The last posting of each officer, which is where the officer serves."""
        later = Posting.objects.filter(officer=OuterRef("officer"), since__gt=OuterRef("since"))
        return self.filter(~Exists(later))

    def in_time(self) -> Self:
        """Of each officer, the latest first, with what a list shows."""
        return self.select_related("rank", "unit").order_by("officer", "-since")


class Posting(models.Model):
    """The rank and unit an officer had from a day on, or that the officer left the police on that day.

    Written only by `participants.officers.postings`, which synchronises rank and unit of the Officer with the latest posting.
    """

    # Postings are looked up by officer, by the index of one_posting_per_day; who serves where is asked of Officer.
    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="postings", db_index=False, verbose_name=_("officer")
    )
    rank = models.ForeignKey(
        "participants.Rank", models.PROTECT, null=True, blank=True, db_index=False, verbose_name=_("rank")
    )
    unit = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, db_index=False, verbose_name=_("unit")
    )
    since = models.DateField(_("since"))
    has_left = models.BooleanField(_("left the police"), default=False)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["officer", "-since", "-pk"]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "since"],
                name="one_posting_per_day",
                violation_error_message=_("There is a posting from this day on already."),
            ),
            models.CheckConstraint(
                condition=Q(has_left=False) | Q(unit__isnull=True), name="who_left_the_police_has_no_unit"
            ),
            models.CheckConstraint(
                condition=Q(has_left=True) | Q(rank__isnull=False) | Q(unit__isnull=False),
                name="posting_says_something",
            ),
        ]

    def __str__(self):
        return f"{self.rank}, {self.unit}"


def officers_out_of_sync() -> QuerySet[Officer]:
    """Returns the officers whose rank or unit is not that of their latest posting: none, as long as the rules are kept."""
    latest = Posting.objects.filter(officer=OuterRef("pk")).order_by("-since")
    officers = Officer.objects.annotate(
        of_rank=_or_none(F("rank_id")),
        of_unit=_or_none(F("unit_id")),
        rank_posted=_or_none(Subquery(latest.values("rank")[:1])),
        unit_posted=_or_none(Subquery(latest.values("unit")[:1])),
    )
    return officers.exclude(of_rank=F("rank_posted"), of_unit=F("unit_posted"))


def _or_none(reference):
    """Replaces NULL by 0, which is no id, so that two missing values are equal."""
    return Coalesce(reference, 0, output_field=models.BigIntegerField())
