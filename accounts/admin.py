"""Accounts, kept by superusers, and the audit trail, read by coordinators too."""

import json

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm

from accounts.admin_access import CoordinatorAdmin, GuardedAdmin
from accounts.audit import record
from accounts.forms import AccountChangeForm, AccountCreationForm
from accounts.models import AuditEntry, User
from accounts.permissions import is_superuser


@admin.register(User)
class UserAdmin(DjangoUserAdmin, GuardedAdmin):
    form = AccountChangeForm
    add_form = AccountCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("full_name", "email", "service_number", "is_active", "last_login")
    list_display_links = ("full_name",)
    list_filter = ("is_active", "is_superuser", "language")
    search_fields = ("full_name", "email", "service_number")
    ordering = ("full_name", "pk")
    list_per_page = 25
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("full_name", "email", "service_number", "password")}),
        (_("Settings"), {"fields": ("language", "theme")}),
        (_("Access"), {"fields": ("is_active", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "full_name",
                    "email",
                    "service_number",
                    "language",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def has_module_permission(self, request):
        return is_superuser(request.user)

    def has_view_permission(self, request, obj=None):
        return is_superuser(request.user)

    def has_add_permission(self, request):
        return is_superuser(request.user)

    def has_change_permission(self, request, obj=None):
        return is_superuser(request.user)

    def has_delete_permission(self, request, obj=None):
        # Accounts are closed; the audit trail keeps pointing at them.
        return False

    def save_model(self, request, obj, form, change):
        obj.is_staff = obj.is_superuser
        super().save_model(request, obj, form, change)
        # allauth would go on accepting an address that the account no longer has.
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email or "").delete()
        record(request.user, "account.changed" if change else "account.created", obj, fields=sorted(form.changed_data))

    def log_change(self, request, obj, message):
        if request.resolver_match.url_name == "auth_user_password_change":
            record(request.user, "account.password_set", obj)
        return super().log_change(request, obj, message)


@admin.register(AuditEntry)
class AuditEntryAdmin(CoordinatorAdmin):
    may_add = may_change = may_delete = False
    shows_all_rows = True
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
