"""Programmes, partners and places in the admin."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin_access import (
    ChangedByItsUsers,
    CoordinatorAdmin,
    CoordinatorHistoryAdmin,
    CoordinatorTabularInline,
)
from accounts.access.requests import user_of
from accounts.audit.trail import record
from accounts.text.bilingual import localised_field
from programmes.models import Organisation, Partnership, Phase, Place, Programme
from programmes.partner_forms import OrganisationForm, ProgrammeForm


class PhaseInline(CoordinatorTabularInline):
    model = Phase
    fields = ("order", "title_en", "title_bn", "starts_on", "ends_on")


class PartnershipInline(CoordinatorTabularInline):
    model = Partnership
    fields = ("organisation", "role")
    may_delete = True


@admin.register(Programme)
class ProgrammeAdmin(CoordinatorHistoryAdmin):
    """Coordinators edit own programmes. An administrator opens them, and the team changes on the page of people and access."""

    may_add = False

    form = ProgrammeForm
    list_display = ("title_spoken", "code", "starts_on", "ends_on")
    search_fields = ("short_title_en", "short_title_bn", "code")
    autocomplete_fields = ("countries",)
    inlines = (PhaseInline, PartnershipInline)

    @admin.display(description=_("short title"), ordering="short_title_en")
    def title_spoken(self, programme: Programme) -> str:
        return localised_field(programme, "short_title")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Printed serials contain the code.
        return ("code",) if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record(user_of(request), "programme.changed" if change else "programme.added", form.instance)


@admin.register(Organisation)
class OrganisationAdmin(ChangedByItsUsers, CoordinatorAdmin):
    form = OrganisationForm
    adding = _("Add a partner")
    shape_of_empty = "building"
    list_display = ("name_en", "name_bn", "abbreviation", "kind")
    list_filter = ("kind",)
    search_fields = ("name_en", "name_bn", "abbreviation")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.replaced:
            # Later than the row: a change that is rolled back still needs its old file.
            transaction.on_commit(partial(default_storage.delete, form.replaced))


@admin.register(Place)
class PlaceAdmin(CoordinatorAdmin):
    """Reference data: read here, loaded by `load_reference`."""

    may_add = False
    may_change = False
    list_display = ("name_en", "name_bn", "kind", "parent", "code")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name_en", "name_bn", "code")

    def words_in_choices(self, row: Place) -> str:
        return f"{row}, {row.get_kind_display()}"


# Importing them registers their admins.
import programmes.consultations.admin  # noqa: E402
import programmes.findings.admin  # noqa: E402
import programmes.library.admin  # noqa: E402
import programmes.news.admin  # noqa: E402
import programmes.workstreams.admin  # noqa: E402, F401
