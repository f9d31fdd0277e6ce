"""Fields that exist in English and in Bangla, read in the language of the page."""

from typing import Any

from django.utils.translation import get_language


def localised_field(record: Any, field: str, language: str | None = None) -> str:
    """Returns `record.<field>_bn` or `record.<field>_en`, by `language` (default: the active one).

    Falls back to the other script rather than to nothing.
    """
    language = language or get_language() or "en"
    here, there = ("bn", "en") if language.startswith("bn") else ("en", "bn")
    return getattr(record, f"{field}_{here}") or getattr(record, f"{field}_{there}")
