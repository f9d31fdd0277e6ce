"""The history of a finding in sentences, read from the audit trail."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEntry
from programmes.models import Finding, FindingState

_WORDS = {
    "finding.recorded": gettext_lazy("recorded it"),
    "finding.source_added": gettext_lazy("noted that it came up again"),
    "finding.edited": gettext_lazy("changed it: %(fields)s"),
    "finding.accepted": gettext_lazy("accepted it"),
    "finding.started": gettext_lazy("started work on it"),
    "finding.finished": gettext_lazy("marked it done"),
    "finding.declined": gettext_lazy("declined it"),
    "finding.reopened": gettext_lazy("reopened it: %(after)s"),
    "finding.assigned": gettext_lazy("assigned it: %(fields)s"),
    "finding.merged": gettext_lazy("merged others into it: %(merged)s"),
    "finding.merged_away": gettext_lazy("merged it into %(into)s"),
    "finding.separated": gettext_lazy("took it out of %(came_out_of)s again"),
    "finding.let_go": gettext_lazy("took %(let_go)s out again"),
    "finding.told_apart": gettext_lazy("judged that it is not the same as %(other)s"),
    "finding.modules_chosen": gettext_lazy("chose the modules that answer it"),
}


class Line(NamedTuple):
    """Who did what, and when (an aware datetime). `who` is None when the system acted."""

    who: object
    what: str
    at: object


def history_of(finding: Finding) -> list[Line]:
    """Returns what was done to a finding, the latest first. One query."""
    entries = AuditEntry.objects.filter(target_type=Finding._meta.label_lower, target_id=str(finding.pk))
    return [
        Line(entry.actor, _sentence_of(entry), entry.at) for entry in entries.select_related("actor").order_by("-pk")
    ]


def _sentence_of(entry: AuditEntry) -> str:
    words = _WORDS.get(entry.verb)
    return str(words) % _facts(entry) if words else entry.verb


def _facts(entry: AuditEntry) -> dict[str, str]:
    details = entry.details
    fields = details.get("fields") or [field for field in details if field in {"owner", "due_on", "priority"}]
    numbers = {
        key: ", ".join(f"F{number}" for number in value) if isinstance(value, list) else f"F{value}"
        for key, value in details.items()
        if key in {"merged", "into", "came_out_of", "let_go", "other"}
    }
    after = details.get("after")
    return {
        "fields": ", ".join(str(getattr(Finding._meta.get_field(field), "verbose_name", field)) for field in fields),
        "after": str(FindingState(after).label) if after in FindingState.values else _("unknown"),
        **numbers,
    }
