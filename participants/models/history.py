"""The history of records that come by the hundred thousand."""

from typing import Any

from simple_history.models import HistoricalRecords


class HistoryByRecord(HistoricalRecords):
    """The library's history, indexed by the record alone: that is how it is read, and every further index, and every key
    that the database looks up, costs an import as much as a posting does.

    The audit trail has the user of every change and prevents the deletion of the account.
    """

    def __init__(self, **kwargs):
        super().__init__(user_db_constraint=False, **kwargs)

    def get_extra_fields(self, model: Any, fields: Any) -> dict[str, Any]:
        extra = super().get_extra_fields(model, fields)
        for name in ("history_date", "history_user"):
            extra[name].db_index = False
        return extra
