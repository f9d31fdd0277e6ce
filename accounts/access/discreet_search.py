"""Lists of the admin that are searched for people: what is typed goes by POST and stays in the session, in no address and no log.

The address says only that there is a search (`?searched=1`), so that pages, order and filters keep it. One search is kept for each
list, until the next search of it or the end of the session.
"""

from typing import Any

from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.views import ChangeList

SEARCHED = "searched"
# The field of the form. No other form of a list has it.
WORDS = "words_to_find"
LONGEST = 200


def _key(model_admin: Any) -> str:
    return f"searched {model_admin.opts.label_lower}"


class DiscreetChangeList(ChangeList):
    """A list that takes what is looked for from the session."""

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """The parameters of filters; that there is a search is none."""
        found = super().get_filters_params(params)
        return {name: values for name, values in found.items() if name != SEARCHED}

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        searched = SEARCHED in request.GET
        self.query = request.session.get(_key(self.model_admin), "") if searched else ""
        return super().get_queryset(request, exclude_parameters)


class DiscreetSearch:
    """For a ModelAdmin whose list is searched for people. Stands before the base of the ModelAdmin."""

    is_search_discreet = True

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DiscreetChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Keeps the words of a search and leads to the list; an address that holds words leads to the list without them."""
        if request.method == "POST" and WORDS in request.POST:
            return self._keep(request, request.POST[WORDS].strip()[:LONGEST])
        if SEARCH_VAR in request.GET:
            return HttpResponseRedirect(_address(request))
        return super().changelist_view(request, extra_context)  # type: ignore[misc]  # that of the ModelAdmin behind it

    def _keep(self, request: HttpRequest, words: str) -> HttpResponse:
        if not words:
            request.session.pop(_key(self), None)
            return HttpResponseRedirect(_address(request))
        request.session[_key(self)] = words
        return HttpResponseRedirect(_address(request, **{SEARCHED: "1"}))


def _address(request: HttpRequest, **more: str) -> str:
    """The address of the first page of the list with its filters and order, and without what is looked for."""
    query = request.GET.copy()
    for name in (SEARCH_VAR, PAGE_VAR, SEARCHED):
        query.pop(name, None)
    query.update(more)
    return f"{request.path}?{query.urlencode()}" if query else request.path
