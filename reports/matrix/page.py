"""What the page of the matrix shows, and what its workbook and its paper take from it."""

from collections.abc import Mapping
from typing import Any

from programmes.models import Programme
from reports.matrix.filters import chosen, chosen_rows, facets, query_of
from reports.matrix.matrix import Matrix, matrix


def page(programme: Programme, params: Mapping[str, str]) -> dict[str, Any]:
    """Returns the template context for a Programme under the filters of `params` (a QueryDict or dict). Constant queries."""
    whole, choice, shown = choose(programme, params)
    return {
        "programme": programme,
        "whole": whole,
        "matrix": shown,
        "facets": facets(whole, choice),
        "choice": choice,
        "query": query_of(choice),
    }


def choose(programme: Programme, params: Mapping[str, str]) -> tuple[Matrix, dict[str, str], Matrix]:
    """Returns (the whole Matrix, {filter: value} of what `params` choose, the Matrix of the rows that are left)."""
    whole = matrix(programme)
    choice = chosen(params, whole)
    return whole, choice, chosen_rows(whole, choice)
