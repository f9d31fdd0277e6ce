"""accounts.text.localised_text for templates, in the language of the page. An absent value is written as nothing."""

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.translation import get_language

from accounts.sign_in import devices
from accounts.text import localised_text

register = template.Library()


def _in_language_of_page(write: Callable[..., str], *values: Any) -> str:
    return "" if values[0] in (None, "") else write(*values, get_language())


@register.filter
def digits(text: Any) -> str:
    """{{ text|digits }}: its digits in the digits of the page."""
    return _in_language_of_page(localised_text.digits, text)


@register.filter
def number(n: Any) -> str:
    """{{ n|number }}: 1,562 or ১,৫৬২."""
    return _in_language_of_page(localised_text.number_text, n)


@register.filter
def ordinal(n: Any) -> str:
    """{{ n|ordinal }}: 3rd or ৩য়."""
    return _in_language_of_page(localised_text.ordinal_text, n)


@register.filter
def day_number(n: Any) -> str:
    """{{ n|day_number }}, beside the word for day: day 2 or ২য় দিন."""
    return _in_language_of_page(localised_text.day_number_text, n)


@register.filter
def date_words(date: Any) -> str:
    """{{ date|date_words }}: 17 June 2025 or ১৭ জুন ২০২৫."""
    return _in_language_of_page(localised_text.date_text, date)


@register.filter
def weekday(date: Any) -> str:
    """{{ date|weekday }}: Tuesday or মঙ্গলবার."""
    return _in_language_of_page(localised_text.weekday_text, date)


@register.filter
def time_words(time: Any) -> str:
    """{{ time|time_words }}: 14:30 or দুপুর ২:৩০."""
    return _in_language_of_page(localised_text.time_text, time)


@register.simple_tag
def date_range(start: Any, end: Any) -> str:
    """{% date_range start end %}: 17–19 June 2025 or ১৭–১৯ জুন ২০২৫."""
    return _in_language_of_page(localised_text.date_range_text, start, end)


@register.filter
def device_words(user_agent: str | None) -> str:
    """{{ session.user_agent|device_words }}: Chrome, Android."""
    return devices.device_words(user_agent)


@register.filter
def in_fours(text: str) -> list[str]:
    """{{ secret|in_fours }}: the text in parts of four characters, to be typed by hand."""
    return [text[start : start + 4] for start in range(0, len(text), 4)]
