"""Questions that are asked with every request: Django puts the statement together once, not each time.

Writing the statement of a QuerySet takes Python longer than the answer takes the database. What is kept is the statement and how its
rows become objects; the rows are read anew each time.
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

# What stands for a value while the statement is written: of each kind a few that no condition of ours has.
_PLACES: dict[type, tuple[Any, ...]] = {
    int: (31_013, 31_019, 31_033),
    str: ("\ue0f0place 1", "\ue0f0place 2", "\ue0f0place 3"),
    UUID: (UUID(int=0xE0F0_0001), UUID(int=0xE0F0_0002), UUID(int=0xE0F0_0003)),
    datetime: (datetime(1903, 1, 3, tzinfo=UTC), datetime(1903, 1, 9, tzinfo=UTC)),
}
_MOMENT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Statement(NamedTuple):
    sql: str
    # What the statement takes; where among it a value of ours stands, and which one.
    parameters: list[Any]
    takes: list[tuple[int, int]]
    # Of a column its place, and what makes of it what Django gives out.
    converters: list[tuple[int, list[Any], Any]]
    make: Callable[[Sequence[Any]], Any]


class Compiled:
    """A question with places for values.

    build: makes the QuerySet of these values, with `values_list` or of objects (`select_related` and annotations included);
    it may look at nothing else, such as the clock. kinds: the type of each value, int, str, UUID or datetime; never None,
    never a list.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *kinds: type) -> None:
        self._build = build
        self._places = [_PLACES[kind][kinds[:at].count(kind)] for at, kind in enumerate(kinds)]
        self._statements: dict[str, _Statement] = {}
        self._lock = threading.Lock()

    def rows(self, *values: Any) -> list[Any]:
        """Returns what `list(build(*values))` returns."""
        return list(self._answers(values))

    def first(self, *values: Any) -> Any:
        """Returns the first of the rows, or None. No order is added."""
        return next(iter(self.rows(*values)), None)

    def _answers(self, values: tuple[Any, ...]) -> Iterator[Any]:
        statement = self._statements.get(connection.vendor) or self._written()
        parameters = statement.parameters.copy()
        for at, number in statement.takes:
            parameters[at] = _stored(values[number])
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            rows = cursor.fetchall()
        for row in rows:
            yield statement.make(_converted(row, statement.converters) if statement.converters else row)

    def _written(self) -> _Statement:
        queryset = self._build(*self._places)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        stored = {_stored(place): number for number, place in enumerate(self._places)}
        takes = [(at, stored[one]) for at, one in enumerate(parameters) if _can_be_value(one) and one in stored]
        if {number for _at, number in takes} != set(range(len(self._places))):
            raise ValueError("A value that no condition uses.")
        others = [one for one in parameters if not (_can_be_value(one) and one in stored)]
        if any(isinstance(one, date) or (isinstance(one, str) and _MOMENT.match(one)) for one in others):
            raise ValueError("A moment that would stay the same for ever.")
        converters = compiler.get_converters(expression for expression, _sql, _alias in compiler.select)
        statement = _Statement(
            sql,
            list(parameters),
            takes,
            [(at, found, expression) for at, (found, expression) in converters.items()],
            _maker(compiler) if queryset._iterable_class is ModelIterable else tuple,
        )
        with self._lock:
            return self._statements.setdefault(connection.vendor, statement)


def _converted(row: Sequence[Any], of_columns: list[tuple[int, list[Any], Any]]) -> Sequence[Any]:
    values = list(row)
    for at, converters, expression in of_columns:
        for convert in converters:
            values[at] = convert(values[at], expression, connection)
    return values


def _maker(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """Returns what makes an object of a row, as a QuerySet does."""
    select, facts, annotations = compiler.select, compiler.klass_info, compiler.annotation_col_map or {}
    start, end = facts["select_fields"][0], facts["select_fields"][-1] + 1
    names = [one[0].target.attname for one in select[start:end]]
    # The types are those of a later Django, which has one argument more.
    related = get_related_populators(facts, select, connection.alias)  # type: ignore[call-arg]
    of_row = facts["model"].from_db

    def make(row: Sequence[Any]) -> Any:
        made = of_row(connection.alias, names, row[start:end])
        for populator in related:
            populator.populate(row, made)
        for name, at in annotations.items():
            setattr(made, name, row[at])
        return made

    return make


def _can_be_value(value: Any) -> bool:
    return isinstance(value, int | str | UUID | datetime) and not isinstance(value, bool)


def _stored(value: Any) -> Any:
    """Returns a value as the database takes it."""
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
