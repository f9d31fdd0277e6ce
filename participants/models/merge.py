"""Two records of one person: likely duplicates, pairs of different people, and merges with all data for their undo."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.models.officer import Officer, id_of
from participants.models.undoable import Undoable


def in_pair(one: Officer | int, other: Officer | int) -> dict[str, int]:
    """Returns {"officer_low": id, "officer_high": id}: the normalised form of a pair of officers (or their ids)."""
    low, high = sorted(map(id_of, (one, other)))
    return {"officer_low_id": low, "officer_high_id": high}


class PairQuerySet(models.QuerySet):
    """Of models that hold two officers, the one with the lower number first."""

    def visible_to(self, user: User) -> Self:
        """Pairs of which the user coordinates both officers: to compare them is to read both records whole."""
        officers = Officer.objects.coordinated_by(user).values("pk")
        return self.filter(officer_low__in=officers, officer_high__in=officers)

    def of(self, one: Officer | int, other: Officer | int) -> Self:
        """The row of these two officers, in whatever order they are given."""
        return self.filter(**in_pair(one, other))

    def with_names(self) -> Self:
        """With both officers and what a list shows of them."""
        return self.select_related(
            *(f"officer_{side}__{link}" for side in ("low", "high") for link in ("rank", "unit", "district"))
        )


class DistinctPair(models.Model):
    """Two similar officers who are different people. Stored, so that nobody is asked again."""

    officer_low = models.ForeignKey(
        "participants.Officer", models.CASCADE, related_name="distinct_from_higher", verbose_name=_("one officer")
    )
    officer_high = models.ForeignKey(
        "participants.Officer", models.CASCADE, related_name="distinct_from_lower", verbose_name=_("other officer")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    said_at = models.DateTimeField(_("decided at"), auto_now_add=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-pk"]
        verbose_name = _("pair of different people")
        verbose_name_plural = _("pairs of different people")
        constraints = [
            models.UniqueConstraint(fields=["officer_low", "officer_high"], name="a_distinct_pair_is_said_once"),
            models.CheckConstraint(condition=Q(officer_low__lt=F("officer_high")), name="distinct_pair_is_in_order"),
        ]

    def __str__(self):
        return f"{self.officer_low_id} ≠ {self.officer_high_id}"


class DuplicatePairQuerySet(PairQuerySet):
    def open(self) -> Self:
        """Pairs without a decision."""
        declared = DistinctPair.objects.filter(
            officer_low=OuterRef("officer_low"), officer_high=OuterRef("officer_high")
        )
        return self.filter(~Exists(declared))


class DuplicatePair(models.Model):
    """Two officers who may be one person, as the last search found them (participants/duplicates/scan.py)."""

    officer_low = models.ForeignKey(
        "participants.Officer", models.CASCADE, related_name="like_higher", verbose_name=_("one officer")
    )
    officer_high = models.ForeignKey(
        "participants.Officer", models.CASCADE, related_name="like_lower", verbose_name=_("other officer")
    )
    score = models.FloatField(_("score"))
    evidence = models.JSONField(_("evidence"), default=list, blank=True)
    found_at = models.DateTimeField(_("found at"))

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        constraints = [
            models.UniqueConstraint(fields=["officer_low", "officer_high"], name="a_duplicate_pair_is_listed_once"),
            models.CheckConstraint(condition=Q(officer_low__lt=F("officer_high")), name="duplicate_pair_is_in_order"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="duplicate_score_is_a_share"),
        ]
        indexes = [models.Index(fields=["-score", "id"], name="duplicates_best_first")]  # the list of likely duplicates

    def __str__(self):
        return f"{self.officer_low_id} ~ {self.officer_high_id}"

    @property
    def per_cent(self) -> int:
        """The score as people read it: never certain, because a person decides."""
        return min(99, round(self.score * 100))


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Merges into officers whom the user coordinates."""
        return self.filter(kept__in=Officer.objects.coordinated_by(user).values("pk"))

    def standing(self) -> Self:
        """Merges that were not undone."""
        return self.filter(undone_at__isnull=True)


class Merge(Undoable):
    """A merge of two records of one person. It stores the absorbed record, whose row is deleted until an undo."""

    kept = models.ForeignKey(
        "participants.Officer", models.PROTECT, related_name="merges", verbose_name=_("remaining officer")
    )
    absorbed_id = models.PositiveBigIntegerField(_("number of the absorbed record"))
    absorbed_record = models.JSONField(_("absorbed record"))
    kept_before = models.JSONField(_("remaining officer, before"))
    kept_after = models.JSONField(_("remaining officer, after"))
    choices = models.JSONField(_("choices"), default=dict, blank=True)
    moved = models.JSONField(_("what moved"), default=dict, blank=True)
    conflicts = models.JSONField(_("conflicts and how they were resolved"), default=list, blank=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("merged by")
    )
    merged_at = models.DateTimeField(_("merged at"))
    left = models.JSONField(_("what stayed as it was when it was taken back"), default=list, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed_id"], condition=Q(undone_at__isnull=True), name="a_record_is_absorbed_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | ~Q(kept=F("absorbed_id")),
                name="nobody_is_merged_into_the_same_record",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_taken_back_by_someone_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.absorbed_id} → {self.kept_id}"

    @property
    def stands(self) -> bool:
        """Whether it was not undone."""
        return self.undone_at is None


class FormerNumber(models.Model):
    """A service number of a merged record. A roster that still has it finds the officer."""

    officer = models.ForeignKey(
        "participants.Officer", models.CASCADE, related_name="former_numbers", verbose_name=_("officer")
    )
    force = models.ForeignKey(
        "participants.Unit",
        models.PROTECT,
        related_name="+",
        verbose_name=_("force"),
        limit_choices_to={"kind": "force"},
    )
    service_number = models.CharField(_("former service number"), max_length=10)
    merge = models.ForeignKey(
        Merge, models.CASCADE, related_name="former_numbers", verbose_name=_("merge it comes from")
    )

    class Meta:
        ordering = ["officer", "service_number"]
        verbose_name = _("former service number")
        verbose_name_plural = _("former service numbers")
        constraints = [
            models.UniqueConstraint(fields=["force", "service_number"], name="one_officer_per_former_number"),
            models.CheckConstraint(
                condition=Q(service_number__regex=r"^[0-9]{10}$"), name="former_number_has_10_digits"
            ),
        ]

    def __str__(self):
        return self.service_number
