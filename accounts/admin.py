"""The audit trail in the admin. Accounts have no table there: rights change on the pages of people and access."""

import json
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.paginator import InfinitePaginator

from accounts.access.admin_access import CoordinatorAdmin
from accounts.audit.acts import act_in_words
from accounts.models import AuditEntry
from accounts.models.audit_programmes import known_kinds
from accounts.permissions import is_administrator, is_coordinator
from accounts.text.localised_text import date_text, time_text


class KindOfObject(admin.SimpleListFilter):
    """The kinds of objects by what the apps registered; asking the entries which they have would read them all."""

    title = _("kind of object")
    parameter_name = "target_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = ((label, apps.get_model(label)._meta.verbose_name) for label in known_kinds())
        return sorted(((label, str(name)) for label, name in kinds), key=lambda one: one[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(target_type=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(CoordinatorAdmin):
    """Coordinators read the entries of their programmes, administrators those on access and programmes (`visible_to`)."""

    open_to_administrators = True
    may_add = may_change = may_delete = False
    list_display = ("when", "who", "what", "target", "request_id")
    list_display_links = ("when",)
    list_filter = (KindOfObject,)
    list_select_related = ("actor",)
    search_fields = ("verb", "=target_id", "=request_id")
    search_help_text = _("An act, the number of an object, or a request")
    # A trail of a million entries is never counted, nor looked through for its first and last day.
    paginator = InfinitePaginator
    is_counted = False
    facet_bound = 0
    show_full_result_count = False
    sortable_by = ()
    fields = (
        "sequence",
        "at",
        "who",
        "what",
        "as_kept",
        "target",
        "details_in_lines",
        "request_id",
        "previous_hash",
        "hash",
        "seal",
    )
    readonly_fields = fields

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_coordinator(request.user) or is_administrator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def words_of(self, row: AuditEntry) -> str:
        return f"{self.what(row)} ({self.target(row)})"

    @admin.display(description=_("when"))
    def when(self, entry: AuditEntry) -> str:
        language = get_language()
        return f"{date_text(entry.at, language)}, {time_text(entry.at, language)}"

    @admin.display(description=_("who"))
    def who(self, entry: AuditEntry) -> Any:
        return entry.actor or _("The system")

    @admin.display(description=_("what"))
    def what(self, entry: AuditEntry) -> str:
        return act_in_words(entry.verb)

    @admin.display(description=_("act, as it is stored"))
    def as_kept(self, entry: AuditEntry) -> str:
        return entry.verb

    @admin.display(description=_("object"))
    def target(self, entry: AuditEntry) -> str:
        try:
            kind = apps.get_model(entry.target_type)._meta.verbose_name
        except (LookupError, ValueError):  # of a model that is gone, or none
            kind = entry.target_type
        return f"{kind} {entry.target_id}".strip() or "–"

    @admin.display(description=_("details"))
    def details_in_lines(self, entry: AuditEntry) -> SafeString:
        text = json.dumps(entry.details, indent=2, ensure_ascii=False, sort_keys=True)
        return format_html("<pre>{}</pre>", text)
