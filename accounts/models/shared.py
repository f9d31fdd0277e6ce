"""Rows that belong to no programme."""

from typing import Any

from django.db import models


class SharedQuerySet(models.QuerySet):
    """For reference data and what all programmes have in common (ranks, places, partners, modules): all rows for everyone.

    A model chooses this explicitly; the admin refuses a model without any rule (accounts.access.admin_access.rows_of).
    """

    def visible_to(self, user: Any) -> "SharedQuerySet":
        """All rows."""
        return self

    def coordinated_by(self, user: Any) -> "SharedQuerySet":
        """All rows."""
        return self
