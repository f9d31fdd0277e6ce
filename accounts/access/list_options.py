"""How a list of the admin looks and how it is counted: the one place for all lists."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.access.long_lists import LongPaginator


class ListOptions(ModelAdmin):
    """How a list looks and how it is counted: the one place for all lists (accounts/ui/admin_lists.py draws them).

    `is_counted`: False for a list without an end, with a paginator that does not count. `facet_bound`: up to so many rows
    each filter says how many it leaves; a longer list would be read through for it. `chips`: {field: {value: kind}}, states
    with a shape. `adding`: the verb of the button; `shape_of_empty`: the icon of an empty list.
    """

    is_counted = True
    paginator = LongPaginator
    is_search_discreet = False  # see discreet_search.py
    facet_bound = 10_000
    show_facets = admin.ShowFacets.NEVER
    chips: dict[str, dict[str, str]] = {}
    adding: Any = None
    shape_of_empty = "inbox"

    def words_in_choices(self, row: Any) -> str:
        """What a chooser with a search calls a row."""
        return str(row)

    def words_of(self, row: Any) -> str:
        """The title of the page of a row."""
        return str(row)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        return super().render_change_form(
            request, {**context, "spoken": self.words_of(row) if row else ""}, *args, **kwargs
        )

    @property
    def words_for_adding(self) -> Any:
        return self.adding or _("Add: %(kind)s") % {"kind": self.opts.verbose_name}

    @property
    def media(self) -> forms.Media:
        """The script of our forms; the library's own does what the browser does by itself."""
        return forms.Media(js=["shetu/forms.js"])
