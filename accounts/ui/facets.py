"""Filters beside a list: each value says how many rows it leaves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One value of a filter: how many rows it leaves beside the other filters (None: not counted), and the query that chooses it or not."""

    label: str
    count: int | None
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with its options. `chosen` is the label of the one in force, `query` the query without this filter."""

    key: str
    title: str
    options: tuple[Option, ...]
    chosen: str
    query: str
    # Few values: they stand side by side instead of in a sheet.
    is_flat: bool = False
