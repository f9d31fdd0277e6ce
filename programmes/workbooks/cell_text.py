"""The value of a cell as text."""

from datetime import date, datetime

from programmes.workbooks.guards import STARTS, unguarded


def as_text(value: object) -> str:
    """Returns a cell value as the text a person would have typed, without the signs that guard it; "" for nothing."""
    if isinstance(value, str):
        return unguarded(value) if value[:1] in STARTS else value
    return as_typed(value)


def as_typed(value: object) -> str:
    """Returns a cell value as the text a person would have typed, with all signs of a text; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
