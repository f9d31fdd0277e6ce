"""What the page of the matrix shows, and what its workbook and its paper take from it."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet

from programmes.models import Finding, Programme
from reports.matrix.filters import chosen, chosen_findings, count, facets, in_words, query_of
from reports.matrix.matrix import Matrix, consultations_of, findings_of, matrix

# A page with so many rows stays below 60 KB, also with forty modules: phones on slow lines read it, too.
ROWS = 10


class Chosen(NamedTuple):
    """A choice of rows, {filter: value}; the findings that it leaves, in order; the titles of consultations by their ids."""

    choice: dict[str, str]
    findings: QuerySet[Finding]
    titles: dict[int, str]

    @property
    def words(self) -> str:
        """The choice in words, "" for everything."""
        return in_words(self.choice, self.titles)


def page(programme: Programme, params: Mapping[str, str]) -> dict[str, Any]:
    """Returns the template context for a Programme under the filters of `params` (a QueryDict or dict). Constant queries.

    `matrix` has the rows of one page; `total`, `gaps` and `chosen` count those of all pages.
    """
    choice, findings, titles = choose(programme, params)
    counts = count(findings_of(programme), choice, titles)
    paginator = Paginator(findings, ROWS)
    paginator.count = counts.chosen
    turned = paginator.get_page(params.get("page"))
    shown = matrix(programme, turned.object_list, titles)
    return {
        "programme": programme,
        "matrix": shown,
        "total": counts.total,
        "gaps": counts.gaps,
        "chosen": counts.chosen,
        "page": turned,
        "page_query": urlencode(choice),
        "facets": facets(counts, choice, titles),
        "choice": choice,
        "query": query_of(choice),
        "counted_at": shown.counted_at,
    }


def choose(programme: Programme, params: Mapping[str, str]) -> Chosen:
    """Returns what `params` choose of the matrix of a Programme. One query."""
    titles = consultations_of(programme)
    choice = chosen(params, titles)
    return Chosen(choice, chosen_findings(findings_of(programme), choice), titles)


def chosen_matrix(programme: Programme, asked: Chosen) -> Matrix:
    """Returns the Matrix of every row that is left."""
    return matrix(programme, asked.findings, asked.titles)
