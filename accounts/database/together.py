"""Tables that a migration makes one after the other, made together: a new installation is ready in half the time.

Django works out all models that hang together anew after each `CreateModel`, which for forty tables takes far longer
than the tables. Here it does so once for all of them. The tables, their order and the state are the same.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class CreateModels(Operation):
    """Several `CreateModel` in a row."""

    serialization_expand_args = ["operations"]

    def __init__(self, operations: list[CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Adds all models to the state. What was worked out of it is dropped, so that it is worked out once, when asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Makes the tables in their order."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drops the tables, the last one first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Returns what this does, for `sqlmigrate` and the plan."""
        return "; ".join(operation.describe() for operation in self.operations)


def together(operations: Iterable[Operation]) -> list[Operation]:
    """Returns the operations of a migration as a list, each run of `CreateModel` as one operation."""
    found: list[Operation] = []
    for is_model, run in groupby(operations, key=lambda one: isinstance(one, CreateModel)):
        row: list[Any] = list(run)
        found += [CreateModels(row)] if is_model else row
    return found
