"""What the lists of the admin show: columns, cells, filters as links with counts, and the way through the pages.

One look for every list (templates/admin/change_list.html); what a list is asked for and how it is counted says its ModelAdmin
(accounts/access/admin_access.py). A row is plain HTML of some hundred bytes, and nothing here asks the database for each row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import (
    build_q_object_from_lookup_parameters,
    display_for_field,
    display_for_value,
    lookup_field,
)
from django.contrib.admin.views.main import IGNORED_PARAMS, PAGE_VAR
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Count
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.text.localised_text import digits, number_text
from accounts.ui.facets import Facet, Option
from accounts.ui.icons import SHAPE_OF_KIND, chip

NOTHING = "–"
TICK = "action_checkbox"
FLAT = 6
# What the library's labels of states mean in our look.
KINDS = {"success": "ok", "warning": "warn", "danger": "bad", "info": "info"}
_WITH_COUNT = re.compile(r"(?P<label>.*) \((?P<count>\d+)\)", re.DOTALL)


@dataclass(frozen=True)
class Column:
    """One column: its heading, whether it holds numbers, and how the list is sorted by it ("", "ascending", "descending")."""

    name: Any
    title: str
    is_number: bool
    is_short: bool
    sort_query: str
    sorted: str

    @property
    def is_tick(self) -> bool:
        return self.name == TICK


def columns_of(cl: Any) -> list[Column]:
    """Returns the columns of a ChangeList, in order."""
    return [
        Column(
            name=name,
            title=capfirst(str(head["text"])) if name != TICK else "",
            is_number=_is_number(cl, name),
            is_short=_is_short(cl, name),
            sort_query=str(head.get("url_primary", "")) if head["sortable"] else "",
            sorted=("ascending" if head["ascending"] else "descending") if head.get("sort_priority") == 1 else "",
        )
        for name, head in zip(cl.list_display, result_headers(cl), strict=True)
    ]


def _is_number(cl: Any, name: Any) -> bool:
    attr = name if callable(name) else getattr(cl.model_admin, name, None)
    if attr is not None:
        return bool(getattr(attr, "is_number", False))
    field = next((one for one in cl.lookup_opts.fields if one.name == name), None)
    return isinstance(field, models.IntegerField) and not field.choices


def _is_short(cl: Any, name: Any) -> bool:
    """Days and other words that should stay on one line."""
    attr = name if callable(name) else getattr(cl.model_admin, name, None)
    return bool(getattr(attr, "is_short", False))


def rows_of_page(cl: Any, columns: list[Column]) -> Iterator[SafeString]:
    """Yields each row of the page as HTML; the first column that is not a box to tick names the row."""
    naming = next(place for place, column in enumerate(columns) if not column.is_tick)
    for row in cl.result_list:
        cells = [_cell(cl, row, column, place == naming) for place, column in enumerate(columns)]
        yield format_html("<tr>{}</tr>", format_html_join("", "{}", ((cell,) for cell in cells)))


def _cell(cl: Any, row: Any, column: Column, names_row: bool) -> SafeString:
    if column.is_tick:
        tick = '<td class="tick"><input type="checkbox" name="_selected_action" value="{}" aria-label="{}"></td>'
        return format_html(tick, row.pk, row)
    value = _value(cl, row, column.name)
    address = _address(cl, row, column, names_row)
    if address:
        value = format_html('<a href="{}">{}</a>', address, value)
    if names_row:
        return format_html('<th scope="row">{}</th>', value)
    if column.is_number or column.is_short:
        look = "r" if column.is_number else "s"
        return format_html('<td class="{}" data-l="{}">{}</td>', look, column.title, value)
    return format_html('<td data-l="{}">{}</td>', column.title, value)


def _address(cl: Any, row: Any, column: Column, names_row: bool) -> str:
    links = cl.list_display_links
    if links is None or not (column.name in links if links else names_row):
        return ""
    try:
        address = cl.url_for_result(row)
    except NoReverseMatch:
        return ""
    return add_preserved_filters({"preserved_filters": cl.preserved_filters, "opts": cl.opts}, address)


def _value(cl: Any, row: Any, name: Any) -> Any:
    """What stands in a cell, in words: states as chips, yes and no, a dash for nothing."""
    try:
        field, attr, value = lookup_field(name, row, cl.model_admin)
    except ObjectDoesNotExist:
        return NOTHING
    if field is None or field.auto_created:
        if labels := getattr(attr, "label", None):
            return _chip(labels.get(value[0]), value[1])
        if isinstance(value, int) and not isinstance(value, bool):
            return number_text(value, get_language())
        is_boolean = getattr(attr, "boolean", False)
        return _yes_or_no(value) if is_boolean else display_for_value(value, NOTHING)
    return _of_field(cl, row, field, value)


def _of_field(cl: Any, row: Any, field: Any, value: Any) -> Any:
    if isinstance(field, models.BooleanField):
        return _yes_or_no(value)
    if field.remote_field:
        pointed = getattr(row, field.name)
        return NOTHING if pointed is None else pointed
    text = display_for_field(value, field, NOTHING)
    if field.name in getattr(cl.model_admin, "chips", {}):
        return _chip(cl.model_admin.chips[field.name].get(value), text)
    return digits(text, get_language()) if isinstance(field, models.IntegerField) else text


def _chip(label: str | None, text: Any) -> SafeString:
    """A state as a chip. label: its kind, and after a space the shape where the kind has not the nearest one."""
    kind, _space, shape = (label or "off").partition(" ")
    return chip(KINDS.get(kind, kind if kind in SHAPE_OF_KIND else "off"), text, shape)


def _yes_or_no(value: bool | None) -> Any:
    return NOTHING if value is None else _("Yes") if value else _("No")


def facets_of(cl: Any, request: HttpRequest) -> list[Facet]:
    """Returns the filters of a ChangeList as links. A link says how many rows it leaves, in lists of up to `facet_bound` rows:

    one query for each filter, which stops at the bound.
    """
    facets = [facet for spec in cl.filter_specs if (facet := _facet(cl, spec, request))]
    # The values of the first filter stand side by side where they are few: mostly the state.
    return [replace(one, is_flat=place == 0 and len(one.options) <= FLAT) for place, one in enumerate(facets)]


def _facet(cl: Any, spec: Any, request: HttpRequest) -> Facet | None:
    counts = _counts(cl, spec, request)
    # The library writes the count behind the label; it takes it from here.
    spec.get_facet_queryset = lambda _changelist: counts
    cl.add_facets = bool(counts)
    choices = list(spec.choices(cl))
    cl.add_facets = False
    everything, chosen, options = "?", "", []
    for place, choice in enumerate(choices):
        label, count = _label_and_count(str(choice["display"]), bool(counts))
        if place == 0 and choice["query_string"] == cl.get_query_string(remove=spec.expected_parameters()):
            everything = choice["query_string"]
            continue
        chosen = label if choice["selected"] else chosen
        if count == 0 and not choice["selected"] and not isinstance(spec, RelatedFieldListFilter):
            continue  # a state that no row has leads to nothing
        options.append(Option(label, count, choice["query_string"], bool(choice["selected"])))
    key = spec.expected_parameters()[0]
    return Facet(key, capfirst(str(spec.title)), tuple(options), chosen, everything) if options else None


def _counts(cl: Any, spec: Any, request: HttpRequest) -> dict[str, int] | None:
    bound = cl.model_admin.facet_bound
    # A filter leaves no fewer rows out than all of them together.
    if not bound or cl.result_count > bound:
        return None
    rows = _beside(cl, spec, request).order_by()
    asked = spec.get_facet_counts(cl.pk_attname, rows)
    counts = rows[: bound + 1].aggregate(all_rows=Count(cl.pk_attname), **asked)
    return counts if counts["all_rows"] <= bound else None


def _beside(cl: Any, spec: Any, request: HttpRequest) -> Any:
    """The rows that all of the list's choices leave but those of one filter. The library would make every filter anew for it."""
    rows, used = cl.root_queryset, {*IGNORED_PARAMS, PAGE_VAR}
    for other in cl.filter_specs:
        used |= set(other.expected_parameters())
        if other is not spec:
            left = other.queryset(request, rows)
            rows = rows if left is None else left
    others = {key: values for key, values in cl.get_filters_params().items() if key not in used}
    if others:
        rows = rows.filter(build_q_object_from_lookup_parameters(others))
    return cl.model_admin.get_search_results(request, rows, cl.query)[0] if cl.query else rows


def _label_and_count(display: str, has_count: bool) -> tuple[str, Any]:
    found = _WITH_COUNT.fullmatch(display) if has_count else None
    return (found["label"], int(found["count"])) if found else (display, None)


@dataclass(frozen=True)
class Turning:
    """Where one is in the pages of a list and where one can go; a query is "" where there is no page."""

    first_row: int
    last_row: int
    total: int | None
    is_about: bool
    first: str
    earlier: str
    next: str
    last: str


def turning_of(cl: Any) -> Turning:
    """Returns the way through the pages. A list that is not counted has no last page and no total, an estimated one no last page."""
    shown = len(cl.result_list)
    number, size = (1, shown) if cl.show_all and cl.can_show_all else (cl.page_num, cl.list_per_page)
    is_counted = cl.model_admin.is_counted
    pages = cl.paginator.num_pages if is_counted else None
    is_about = getattr(cl.paginator, "is_about", False)
    more = shown == size and (pages is None or number < pages)

    def page(wanted: int) -> str:
        return cl.get_query_string({PAGE_VAR: wanted})

    return Turning(
        first_row=(number - 1) * size + 1,
        last_row=(number - 1) * size + shown,
        total=cl.result_count if is_counted else None,
        is_about=is_about,
        first=page(1) if number > 2 else "",
        earlier=page(number - 1) if number > 1 else "",
        next=page(number + 1) if more else "",
        last=page(pages) if pages and number < pages - 1 and not is_about else "",
    )
