"""The numbers on name tags and sign-in sheets: each is given once and never again in its session."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NameTag(models.Model):
    """One number of a session. It stays taken when its officer leaves: what was printed with it never means somebody else.

    Where two records of one officer were merged, both their numbers lead to the enrolment that stayed.
    """

    session = models.ForeignKey(
        "trainings.TrainingSession", models.CASCADE, related_name="name_tags", verbose_name=_("session")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    enrolment = models.ForeignKey(
        "trainings.Enrolment",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="name_tags",
        verbose_name=_("enrolment"),
    )

    class Meta:
        ordering = ["session", "number"]
        verbose_name = _("name tag")
        verbose_name_plural = _("name tags")
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="tag_number_given_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="tag_numbers_begin_with_one"),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.number}"
