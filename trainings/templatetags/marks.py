"""How marks of attendance look."""

from django import template

from trainings.models import Mark

register = template.Library()

_CLASSES = {Mark.PRESENT.value: "p", Mark.LATE.value: "l", Mark.EXCUSED.value: "e", Mark.ABSENT.value: "a"}


@register.filter
def mark_class(value: str) -> str:
    """{{ face.value|mark_class }}: the CSS class of a mark (a value of Mark), or of "" for no mark yet."""
    return _CLASSES.get(value, "n")
