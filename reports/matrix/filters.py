"""Choosing rows of the matrix: by theme, kind, state, consultation, or only those that wait for a module."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.ui.facets import Facet, Option
from programmes.models import FindingKind, FindingState, Theme
from reports.matrix.matrix import Matrix

GAPS = "gaps"


def chosen(params: Mapping[str, str], matrix: Matrix) -> dict[str, str]:
    """Returns {filter: value} from a QueryDict or dict; what is unknown is left out."""
    known = _known(matrix)
    return {key: params[key] for key in known if params.get(key) in known[key]}


def chosen_rows(matrix: Matrix, choice: Mapping[str, str]) -> Matrix:
    """Returns the Matrix with only the rows that `choice` leaves."""
    return replace(matrix, rows=tuple(row for row in matrix.rows if _fits(row, choice)))


def facets(matrix: Matrix, choice: Mapping[str, str]) -> list[Facet]:
    """Returns the Facets of a whole Matrix under a choice; values that no row has are left out unless chosen."""
    titles = {
        "theme": _("Theme"),
        "kind": _("Kind"),
        "state": _("State"),
        "consultation": _("Consultation"),
        "show": _("Answered"),
    }
    found = []
    for key, values in _known(matrix).items():
        others = {other: value for other, value in choice.items() if other != key}
        rows = [row for row in matrix.rows if _fits(row, others)]
        options = []
        for value, label in values.items():
            count = sum(_fits(row, {key: value}) for row in rows)
            is_chosen = choice.get(key) == value
            if count or is_chosen:
                query = query_of(others if is_chosen else {**others, key: value})
                options.append(Option(str(label), count, query, is_chosen))
        current = str(values[choice[key]]) if key in choice else ""
        if options:
            found.append(Facet(key, titles[key], tuple(options), current, query_of(others)))
    return found


def query_of(choice: Mapping[str, str]) -> str:
    """Returns a choice as the query of an address: "?theme=trust", or "?" for everything."""
    return f"?{urlencode(choice)}"


def in_words(matrix: Matrix, choice: Mapping[str, str]) -> str:
    """Returns what is chosen, for the head of a printed page: "Theme: Trust · State: Open"; "" for everything."""
    return " · ".join(f"{facet.title}: {facet.chosen}" for facet in facets(matrix, choice) if facet.chosen)


def _known(matrix):
    return {
        "show": {GAPS: _("No module yet")},
        "theme": dict(Theme.choices),
        "kind": dict(FindingKind.choices),
        "state": dict(FindingState.choices),
        "consultation": {str(pk): title for pk, title in matrix.consultations.items()},
    }


def _fits(row, choice):
    return all(_HOLDS[key](row, value) for key, value in choice.items())


_HOLDS = {
    "show": lambda row, value: row.is_gap,
    "theme": lambda row, value: row.finding.theme == value,
    "kind": lambda row, value: row.finding.kind == value,
    "state": lambda row, value: row.finding.state == value,
    "consultation": lambda row, value: int(value) in row.consultations,
}
