"""The preview of a checked table of officers: names instead of codes, old and new values side by side."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language

from accounts.text.localised_text import date_text
from participants.models import Officer, OfficerTable
from participants.models.coded_fields import names_by_code
from participants.roster.base.problems import problem_from_json
from participants.table_import.checking import CHANGE, HEADINGS


def preview_context(table: OfficerTable) -> dict[str, Any]:
    """Returns the template context of the first rows of an OfficerTable, each cell with its heading. At most three queries."""
    headings = [capfirst(heading) for heading in HEADINGS.values()]
    names = names_by_code((row["values"], row["changes"]) for row in table.preview)
    return {
        "headings": headings,
        "writes": table.counts.get("new", 0) + table.counts.get("change", 0),
        "rows": [_row(row, names, headings) for row in table.preview],
        "left_out": [
            {
                "number": row["number"],
                "cells": list(zip(headings, row["cells"], strict=False)),
                "problems": [problem_from_json(stored).message for stored in row["problems"]],
            }
            for row in table.left_out
        ],
        "list_url": reverse("admin:participants_officer_changelist"),
    }


def _row(row, names, headings):
    changes = {change["field"]: change for change in row["changes"]}
    cells = []
    for field in HEADINGS:
        change = changes.get(field)
        cells.append(
            {
                "text": _text_of(field, row["values"].get(field), names),
                "lang": field[-2:] if field.startswith("name_") else "",
                "change": change
                and {"old": _text_of(field, change["old"], names), "new": _text_of(field, change["new"], names)},
            }
        )
    return {"is_change": row["outcome"] == CHANGE, "cells": list(zip(headings, cells, strict=True))}


def _text_of(field, value, names):
    if not value:
        return ""
    if field in names:
        return names[field].get(value, value)
    if field == "sex":
        return str(dict(Officer._meta.get_field("sex").flatchoices).get(value, value))
    return date_text(date.fromisoformat(value), get_language()) if field == "joined_on" else value
