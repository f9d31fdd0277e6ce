"""Amounts of money, as the language of the page writes them."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from accounts.text.localised_text import number_text

register = template.Library()


@register.filter
def taka(amount: Decimal | None, form: str = "") -> str:
    """{{ line.due|taka }}: "৳ 1,200" or "৳ 950.50"; nothing for None. taka:"whole" leaves the parts of a taka out."""
    if amount is None:
        return ""
    amount = Decimal(amount)
    is_whole = form == "whole" or amount == amount.to_integral()
    return f"৳\N{NO-BREAK SPACE}{number_text(amount.to_integral() if is_whole else amount, get_language())}"
