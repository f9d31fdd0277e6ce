"""Reading a checked roster: filters with counts, pages of rows. Writes nothing."""

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from participants.models import RosterImport, RowOutcome


class Filter(models.TextChoices):
    """Which rows of the preview are shown."""

    ALL = "all", _("All rows")
    PROBLEMS = "problems", _("With problems")
    REVIEW = "review", _("Your decision")
    CHANGE = "change", _("Changes")
    NEW = "new", _("New")
    REJECTED = "rejected", _("Not taken")

    @classmethod
    def chosen(cls, value):
        """Returns the Filter of a query string; anything unknown means all rows."""
        return cls(value) if value in cls.values else cls.ALL

    @property
    def condition(self):
        """What a row must meet to be shown."""
        if self == Filter.ALL:
            return Q()
        if self == Filter.PROBLEMS:
            return Q(outcome__in=[RowOutcome.REVIEW, RowOutcome.REJECTED])
        return Q(outcome=self.value)


def counts_by_filter(roster: RosterImport):
    """Returns [(Filter, number of rows)], in one query; filters without rows are left out, all rows never."""
    counts = roster.rows.aggregate(**{chosen.value: Count("pk", filter=chosen.condition) for chosen in Filter if chosen.condition}, all=Count("pk"))
    return [(chosen, counts[chosen.value]) for chosen in Filter if counts[chosen.value] or chosen == Filter.ALL]


def preview_rows(roster: RosterImport, chosen: Filter):
    """Returns the rows of the filter in the order of the file."""
    return roster.rows.filter(chosen.condition).select_related("officer").order_by("number")


def sexes(roster: RosterImport):
    """Returns the rows that can go in, by sex, as a dictionary: women, men, not_recorded."""
    taken = roster.rows.exclude(outcome=RowOutcome.REJECTED)
    return taken.aggregate(
        women=Count("pk", filter=Q(values__sex="female")),
        men=Count("pk", filter=Q(values__sex="male")),
        not_recorded=Count("pk", filter=~Q(values__sex__in=["female", "male"]) | Q(values__sex=None)),
    )
