"""Certificates, designs and signatories in the admin."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from unfold.decorators import display

from accounts.admin_access import CoordinatorAdmin, CoordinatorTabularInline
from accounts.audit import record
from certificates.models import (
    Certificate,
    CertificateDesign,
    CertificateState,
    DesignPartner,
    DesignSignatory,
    Signatory,
)

STATE_LABELS = {
    CertificateState.ISSUED: "success",
    CertificateState.SUPERSEDED: "warning",
    CertificateState.REVOKED: "danger",
}


@admin.register(Certificate)
class CertificateAdmin(CoordinatorAdmin):
    """Certificates are read here; they are made and revoked by the verbs of certificates.issuing."""

    may_add = False
    may_change = False
    list_display = ("serial", "holder", "session_link", "issued_at", "state_label", "download")
    list_filter = ("state", "design")
    list_select_related = ("enrolment__officer", "enrolment__session")
    search_fields = ("serial", "enrolment__officer__name_en", "enrolment__officer__name_bn", "enrolment__session__code")
    fields = (
        "serial",
        "holder",
        "session_link",
        "state",
        "reason",
        "state_changed_at",
        "supersedes",
        "issued_at",
        "issued_by",
        "sha256",
        "size",
    )
    readonly_fields = ("holder", "session_link")

    @admin.display(description=_("holder"), ordering="enrolment__officer__name_en")
    def holder(self, certificate):
        # As printed: the officer's record may say something else by now.
        return certificate.facts.get("name_en") or certificate.enrolment.officer.name

    @admin.display(description=_("session"), ordering="enrolment__session__code")
    def session_link(self, certificate):
        code = certificate.enrolment.session.code
        return format_html('<a class="sh-link" href="{}">{}</a>', reverse("reports:session", args=[code]), code)

    @display(description=_("state"), ordering="state", label=STATE_LABELS)
    def state_label(self, certificate):
        return certificate.state, certificate.get_state_display()

    @admin.display(description=_("file"))
    def download(self, certificate):
        return format_html(
            '<a class="sh-link" href="{}">{}</a>',
            reverse("certificates:download", args=[certificate.serial]),
            _("Download"),
        )


class DesignSignatoryInline(CoordinatorTabularInline):
    model = DesignSignatory
    may_delete = True
    max_num = 4


class DesignPartnerInline(CoordinatorTabularInline):
    model = DesignPartner
    may_delete = True
    max_num = 5


@admin.register(CertificateDesign)
class CertificateDesignAdmin(SimpleHistoryAdmin, CoordinatorAdmin):
    """A design that was used is frozen; its next version is made on its page."""

    list_display = ("name", "version", "level", "layout", "programme", "is_default")
    list_filter = ("level", "layout")
    inlines = (DesignSignatoryInline, DesignPartnerInline)
    change_form_outer_before_template = "certificates/_design_verbs.html"

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_used:
            return False
        return super().has_change_permission(request, obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        design = self.get_object(request, object_id)
        verbs = {"design": design, "design_is_used": design is not None and design.is_used}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **verbs})

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        record(request.user, "certificate_design.changed" if change else "certificate_design.added", form.instance)


@admin.register(Signatory)
class SignatoryAdmin(SimpleHistoryAdmin, CoordinatorAdmin):
    list_display = ("post_en", "organisation_en", "name_en", "programme")
    search_fields = ("post_en", "organisation_en", "name_en")
