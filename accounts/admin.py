"""The audit trail in the admin. Accounts are no table to edit: who may do what changes on the pages of people and access."""

import json

from django.contrib import admin
from django.contrib.auth import admin as _groups  # noqa: F401 -- registers the groups that are taken out below
from django.contrib.auth.models import Group
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin_access import CoordinatorAdmin
from accounts.models import AuditEntry

# What a person may do follows from teams, sessions and officers; groups would be a second truth.
admin.site.unregister(Group)


@admin.register(AuditEntry)
class AuditEntryAdmin(CoordinatorAdmin):
    may_add = may_change = may_delete = False
    list_display = ("at", "who", "verb", "target", "request_id")
    list_display_links = ("at",)
    list_filter = ("verb", "target_type")
    list_select_related = ("actor",)
    search_fields = ("verb", "=target_id", "=request_id")
    search_help_text = _("An act, the number of an object, or a request")
    date_hierarchy = "at"
    show_full_result_count = False
    fields = ("at", "who", "verb", "target", "details_in_lines", "request_id", "previous_hash", "hash")
    readonly_fields = fields

    @admin.display(description=_("who"), ordering="actor__full_name")
    def who(self, entry):
        return entry.actor or _("The system")

    @admin.display(description=_("object"))
    def target(self, entry):
        return f"{entry.target_type} {entry.target_id}".strip() or "–"

    @admin.display(description=_("details"))
    def details_in_lines(self, entry):
        text = json.dumps(entry.details, indent=2, ensure_ascii=False, sort_keys=True)
        return format_html("<pre>{}</pre>", text)
