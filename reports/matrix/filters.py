"""Choosing rows of the matrix: by theme, kind, state, consultation, or only those that wait for a module.

The database leaves and counts the findings: a page reads the few of its rows, whatever the number of all.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.ui.facets import Facet, Option
from programmes.models import Finding, FindingKind, FindingSource, FindingState, Theme
from reports.matrix.matrix import is_gap

GAPS = "gaps"


class Counts(NamedTuple):
    """How many findings there are, wait for a module, and are left by the choice; what each value of a filter would leave."""

    total: int
    gaps: int
    chosen: int
    of_values: dict[tuple[str, str], int]


def chosen(params: Mapping[str, str], titles: Mapping[int, str]) -> dict[str, str]:
    """Returns {filter: value} from a QueryDict or dict; what is unknown is left out. titles: of `consultations_of`."""
    known = _known(titles)
    return {key: params[key] for key in known if params.get(key) in known[key]}


def chosen_findings(findings: QuerySet[Finding], choice: Mapping[str, str]) -> QuerySet[Finding]:
    """Returns those of the findings that `choice` leaves."""
    return findings.filter(_fits(choice))


def count(findings: QuerySet[Finding], choice: Mapping[str, str], titles: Mapping[int, str]) -> Counts:
    """Returns the Counts of all findings of a matrix under a choice. Two queries."""
    of_values = {
        (key, value): Count("pk", filter=_fits(_others(choice, key) | {key: value}))
        for key, values in _known(titles).items()
        if key != "consultation"
        for value in values
    }
    whole = {"total": Count("pk"), "gaps": Count("pk", filter=is_gap())}
    if choice:
        whole["chosen"] = Count("pk", filter=_fits(choice))
    found = findings.order_by().aggregate(**whole, **{"_".join(one): counting for one, counting in of_values.items()})
    counts = {one: found["_".join(one)] for one in of_values}
    others = findings.order_by().filter(_fits(_others(choice, "consultation")))
    sources = FindingSource.objects.filter(finding__in=others, consultation__in=list(titles)).order_by()
    for consultation, number in sources.values_list("consultation").annotate(Count("finding", distinct=True)):
        counts["consultation", str(consultation)] = number
    return Counts(found["total"], found["gaps"], found.get("chosen", found["total"]), counts)


def facets(counts: Counts, choice: Mapping[str, str], titles: Mapping[int, str]) -> list[Facet]:
    """Returns the Facets of a matrix under a choice; values that no row has are left out unless chosen."""
    names = {
        "theme": _("Theme"),
        "kind": _("Kind"),
        "state": _("State"),
        "consultation": _("Consultation"),
        "show": _("Answered"),
    }
    found = []
    for key, values in _known(titles).items():
        others = _others(choice, key)
        options = []
        for value, label in values.items():
            number = counts.of_values.get((key, value), 0)
            is_chosen = choice.get(key) == value
            if number or is_chosen:
                query = query_of(others if is_chosen else {**others, key: value})
                options.append(Option(str(label), number, query, is_chosen))
        current = str(values[choice[key]]) if key in choice else ""
        if options:
            found.append(Facet(key, names[key], tuple(options), current, query_of(others)))
    return found


def query_of(choice: Mapping[str, str]) -> str:
    """Returns a choice as the query of an address: "?theme=trust", or "?" for everything."""
    return f"?{urlencode(choice)}"


def in_words(choice: Mapping[str, str], titles: Mapping[int, str]) -> str:
    """Returns what is chosen, for the head of a printed page: "Theme: Trust · State: Open"; "" for everything."""
    nothing = Counts(0, 0, 0, {})
    return " · ".join(f"{facet.title}: {facet.chosen}" for facet in facets(nothing, choice, titles) if facet.chosen)


def _known(titles: Mapping[int, str]) -> dict[str, dict[str, Any]]:
    return {
        "show": {GAPS: _("No module yet")},
        "theme": dict(Theme.choices),
        "kind": dict(FindingKind.choices),
        "state": dict(FindingState.choices),
        "consultation": {str(pk): title for pk, title in titles.items()},
    }


def _others(choice: Mapping[str, str], key: str) -> dict[str, str]:
    """The choice without one of its filters."""
    return {other: value for other, value in choice.items() if other != key}


def _fits(choice: Mapping[str, str]) -> Q:
    fits = Q()
    for key, value in choice.items():
        fits &= _HOLDS[key](value)
    return fits


_HOLDS = {
    "show": lambda _value: is_gap(),
    "theme": lambda value: Q(theme=value),
    "kind": lambda value: Q(kind=value),
    "state": lambda value: Q(state=value),
    "consultation": lambda value: Q(
        Exists(FindingSource.objects.filter(finding=OuterRef("pk"), consultation=int(value)))
    ),
}
