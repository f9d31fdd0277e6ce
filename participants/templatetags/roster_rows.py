"""Template tags for the rows of a roster preview: the chip, colour and icon of each status and severity."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.ui import icons
from participants.models.roster import GO_IN
from participants.roster_import.preview_rows import ShownProblem, ShownRow

register = template.Library()

_ENDED = ("off", "dash-circle-fill")
_WAITING = ("warn", "clock-history")
_CHIPS = {  # status: (kind of the chip, icon)
    "new": ("ok", "plus-circle-fill"),
    "match": ("off", "person-check-fill"),
    "change": ("info", "arrow-left-right"),
    "enrolled": ("off", "bookmark-check-fill"),
    "review": ("warn", "exclamation-triangle-fill"),
    "rejected": ("bad", "x-octagon-fill"),
    "held": _WAITING,
    "taken": ("ok", "plus-circle-fill"),
    "left_out": _ENDED,
    "undecided": _ENDED,
    "waiting": _WAITING,
    "request_open": _WAITING,
    "request_accepted": ("ok", "check-circle-fill"),
    "request_declined": ("bad", "x-octagon-fill"),
    "request_ended": _ENDED,
}
_TINTS = {"review": "warn", "held": "warn", "rejected": "bad"}
_NOTES = {  # severity: (kind of the note, icon)
    "note": ("info", "info-circle-fill"),
    "review": ("warn", "exclamation-triangle-fill"),
    "reject": ("bad", "x-octagon-fill"),
    "change": ("info", "arrow-left-right"),
}
_CLASSES = {"name_en": "fw-semibold", "name_bn": "sh-soft sh-small", "service_number": "sh-code", "mobile": "sh-code"}


@register.simple_tag
def status_chip(row: ShownRow) -> SafeString:
    """{% status_chip row %}: the status of a row as a chip."""
    kind, icon = _CHIPS[row.status]
    return icons.chip(kind, row.status_label, icon)


@register.filter
def tint_class(row: ShownRow) -> str:
    """The class that colours a row that waits or is rejected; "" for all others."""
    tint = "" if row.decision in GO_IN else _TINTS.get(row.status, "")
    return f"has-{tint}" if tint else ""


@register.filter
def value_class(field: str) -> str:
    """The class of a value, by its field."""
    return _CLASSES.get(field, "")


@register.simple_tag
def cell_note(problem: ShownProblem, label: str = "") -> SafeString:
    """{% cell_note problem cell.label %}: one problem below its row, with the heading of the cell it is about."""
    kind, icon = _NOTES[problem.severity]
    about = format_html('<span class="sh-soft">{}:</span> ', label) if label else ""
    return format_html(
        '<div class="sh-cellnote t-{}">{}<span>{}{}</span></div>', kind, icons.icon(icon), about, problem.message
    )
