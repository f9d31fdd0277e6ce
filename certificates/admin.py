"""Certificates, designs and signatories in the admin."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.access.admin_access import CoordinatorAdmin, CoordinatorHistoryAdmin
from accounts.access.discreet_search import DiscreetSearch
from accounts.access.requests import SignedInRequest, user_of
from accounts.audit.trail import record
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_text, time_text
from certificates.designs.forms import SignatoryForm
from certificates.lifecycle import revocations
from certificates.lifecycle.forms import PublicReasonForm
from certificates.lifecycle.search import Sought
from certificates.models import (
    Certificate,
    CertificateDesign,
    CertificateState,
    Signatory,
)
from certificates.views.coordinator.revocations import ask_why

STATE_LABELS = {
    CertificateState.ISSUED: "success",
    CertificateState.SUPERSEDED: "warning",
    CertificateState.REVOKED: "danger",
}


@admin.register(Certificate)
class CertificateAdmin(DiscreetSearch, CoordinatorAdmin):
    """Certificates are read here; they are issued and revoked by the rules of certificates/issuing."""

    may_add = False
    may_change = False
    list_display = ("serial", "holder", "title", "session_link", "issued_on", "state_label", "download")
    list_filter = ("state", "design")
    list_select_related = ("enrolment__officer", "enrolment__session")
    search_fields = ("serial",)
    # How many there are besides those that fit is not worth a second count of all.
    show_full_result_count = False
    search_help_text = _("Serial, name, session, or the code of a certificate, however it is typed or pasted.")
    actions = ("revoke_chosen",)
    shape_of_empty = "award"
    list_before_template = "certificates/_list_verbs.html"
    lookups = ("enrolment__session__code",)  # the page of a session leads to its certificates

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of a certificate is our own; it says more and offers what can be done."""
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return redirect("certificates:certificate", found.serial)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Certificate], search_term: str
    ) -> tuple[QuerySet[Certificate], bool]:
        """What `certificates.lifecycle.search` finds; the fields above only say that there is a search."""
        if not search_term:
            return queryset, False
        # The list asks for its rows, and for the counts beside each filter.
        kept: dict[str, Sought] = request.__dict__.setdefault("certificates_sought", {})
        sought = kept.setdefault(search_term, Sought(search_term, by=user_of(request)))
        return sought.among(queryset), False

    @admin.action(description=_("Revoke the chosen certificates"))
    def revoke_chosen(self, request: SignedInRequest, queryset: QuerySet[Certificate]) -> HttpResponse:
        chosen = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True)[: revocations.MOST + 1])
        return ask_why(request, PublicReasonForm(initial={"certificates": chosen}))

    @admin.display(description=_("holder"), ordering="enrolment__officer__name_en")
    def holder(self, certificate: Certificate) -> str:
        # As printed: the officer's record may say something else by now.
        return certificate.facts.get(f"name_{get_language()[:2]}") or certificate.enrolment.officer.name

    @admin.display(description=_("certificate"))
    def title(self, certificate: Certificate) -> str:
        return certificate.title

    @admin.display(description=_("session"), ordering="enrolment__session__code")
    def session_link(self, certificate: Certificate) -> SafeString:
        code = certificate.enrolment.session.code
        return format_html('<a class="sh-link" href="{}">{}</a>', reverse("reports:session", args=[code]), code)

    @admin.display(description=_("issued at"), ordering="issued_at")
    def issued_on(self, certificate: Certificate) -> str:
        # Django writes dates with English digits in every language.
        language = get_language()
        return f"{date_text(certificate.issued_at, language)}, {time_text(certificate.issued_at, language)}"

    @display(description=_("state"), ordering="state", label=STATE_LABELS)
    def state_label(self, certificate: Certificate) -> tuple[str, str]:
        return certificate.state, certificate.get_state_display()

    @admin.display(description=_("file"))
    def download(self, certificate: Certificate) -> SafeString:
        return format_html(
            '<a class="sh-link" href="{}">{}</a>',
            reverse("certificates:download", args=[certificate.serial]),
            _("Download"),
        )


@admin.register(CertificateDesign)
class CertificateDesignAdmin(CoordinatorHistoryAdmin):
    """Designs are listed and composed on pages of their own (views/designs.py); here is only their history."""

    may_add = False
    may_change = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("certificates:designs")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        design = self.get_object(request, object_id)
        if design is None:
            raise Http404
        return redirect("certificates:compose", design.pk)


@admin.register(Signatory)
class SignatoryAdmin(DiscreetSearch, CoordinatorHistoryAdmin):
    list_display = ("post", "organisation", "name", "programme")
    search_fields = ("post_en", "organisation_en", "name_en")
    form = SignatoryForm
    adding = _("Add a signatory")
    shape_of_empty = "pen"

    @admin.display(description=_("designation"), ordering="post_en")
    def post(self, signatory: Signatory) -> str:
        return localised_field(signatory, "post")

    @admin.display(description=_("organisation"), ordering="organisation_en")
    def organisation(self, signatory: Signatory) -> str:
        return localised_field(signatory, "organisation")

    @admin.display(description=_("name"), ordering="name_en")
    def name(self, signatory: Signatory) -> str | None:
        return localised_field(signatory, "name") or None

    def save_model(self, request: HttpRequest, obj: Signatory, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(user_of(request), "signatory.changed" if change else "signatory.added", obj)
        if form.notice:
            messages.info(request, form.notice)
        if form.replaced:
            # Later than the row: a change that is rolled back still needs its old file.
            transaction.on_commit(partial(default_storage.delete, form.replaced))
