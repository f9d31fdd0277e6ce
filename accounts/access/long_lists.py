"""How a list without an end is counted and turned: exactly as far as anybody turns pages, and about beyond."""

import json
from typing import Any

from django.core.paginator import Paginator
from django.db import connections
from django.utils.functional import cached_property

# Nobody turns so many rows; whoever looks for one of them chooses or searches.
MOST_COUNTED = 10_000
_DIGITS_THAT_COUNT = 2


class LongPaginator(Paginator):
    """Counts up to MOST_COUNTED rows; where there are more, `is_about` says that `count` is an estimate.

    PostgreSQL estimates, where it can: counting a million rows takes longer than the page. An estimate has only so many pages as
    were counted, because the rows of the last one would be found by reading all before it. SQLite counts.
    """

    is_about = False

    @cached_property
    def count(self) -> int:
        """How many rows, or about how many. One query up to MOST_COUNTED rows, else two."""
        rows: Any = self.object_list
        if not hasattr(rows, "query"):
            return len(rows)
        counted: int = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
        if counted <= MOST_COUNTED:
            return counted
        estimate = estimated(rows)
        if estimate is None:
            return int(super().count)
        self.is_about = True
        return _rounded(max(estimate, counted))

    @cached_property
    def num_pages(self) -> int:
        """The number of pages that can be turned to."""
        rows = self.count  # decides whether it is an estimate
        if self.is_about:
            rows = min(rows, MOST_COUNTED)
        return max(1, -(-rows // self.per_page))


def estimated(rows: Any) -> int | None:
    """Returns how many rows the database expects of a QuerySet, None where it does not say."""
    if connections[rows.db].vendor != "postgresql":
        return None
    plan: int = json.loads(rows.order_by().values("pk").explain(format="json"))[0]["Plan"]["Plan Rows"]
    return plan


def _rounded(number: int) -> int:
    """An estimate does not pretend to know the last digits."""
    unit: int = 10 ** max(0, len(str(number)) - _DIGITS_THAT_COUNT)
    return round(number / unit) * unit
