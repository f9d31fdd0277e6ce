"""Import and export on the list of officers in the admin: buttons and formats of the library, with our own pages."""

from typing import Any, cast
from uuid import UUID

from crispy_forms.layout import Div
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin

from accounts.access.requests import SignedInRequest
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from accounts.ui.form_layouts import FormLayout
from accounts.ui.staff_pages import render_staff_page
from jobs.models import Job
from participants.models import Officer, OfficerTable, OfficerTableState
from participants.roster.base.fields import OFFICER_FIELDS
from participants.table_import import import_jobs
from participants.table_import.checking import HEADINGS
from participants.table_import.formats import FORMATS
from participants.table_import.officer_resource import OfficerResource
from participants.table_import.preview import preview_context
from programmes.files.uploaded_documents import XLSX
from programmes.models import Programme

MOST_EXPORTED = {"csv": 100_000, "xlsx": 20_000}
TABLES_SHOWN = 5


class OfficerTableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The table"),
        help_text=gettext_lazy("CSV or XLSX with headings in the first row, in English or Bangla. At most 40 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        allow_empty_file=True,  # so that the rule refuses it, with advice
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=gettext_lazy("New officers are recorded by"),
        empty_label=None,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.coordinated_by(user)
        self.fields["programme"].label_from_instance = lambda programme: programme.short_title


class OfficerExportForm(forms.Form):
    """Format and columns of an export. format: the index of the format in OfficerTableMixin.export_formats."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            ("0", gettext_lazy("CSV: for other programs, up to 100,000 officers")),
            ("1", gettext_lazy("Excel (XLSX): to read and print, up to 20,000 officers")),
        ],
        initial="1",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a format.")},
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("What is in the file"),
        choices=[(field, capfirst(HEADINGS[field])) for field in OFFICER_FIELDS],
        initial=OFFICER_FIELDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one column.")},
    )

    helper = FormLayout("format", Div("columns", css_class="sh-columns"))


class OfficerTableMixin(ImportExportMixin):
    """Import and export for the admin of officers. Coordinators only. Jobs read and write the tables, never a page."""

    resource_classes = (OfficerResource,)
    export_formats = import_formats = tuple(FORMATS.values())

    def has_import_permission(self, request: SignedInRequest) -> bool:
        return is_coordinator(request.user)

    def has_export_permission(self, request: SignedInRequest) -> bool:
        return is_coordinator(request.user)

    def get_urls(self) -> list[Any]:
        pages = {
            "import/<uuid:public_id>/": (self.table_page, "table"),
            "import/<uuid:public_id>/apply/": (self.apply_table, "table_apply"),
            "import/<uuid:public_id>/discard/": (self.discard_table, "table_discard"),
            "import/<uuid:public_id>/rows-not-taken/": (self.returned_rows, "table_returned"),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"participants_officer_{name}")
            for route, (view, name) in pages.items()
        ]
        # Without the second step of the library, which parses the file; `apply_table` replaces it.
        inherited = [one for one in super().get_urls() if one.name != "participants_officer_process_import"]
        return own + inherited

    # Import

    def import_action(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        """The upload form. Checking is a job: the next page shows its progress and leads to the preview."""
        self._check_rights(request)
        form = OfficerTableForm(request.POST or None, request.FILES or None, user=request.user)
        if request.method == "POST" and form.is_valid():
            try:
                table = import_jobs.upload(
                    form.cleaned_data["file"], programme=form.cleaned_data["programme"], by=request.user
                )
            except Refused as no:
                form.add_error("file", str(no))
            else:
                return redirect(cast("Job", table.checking))
        tables = OfficerTable.objects.visible_to(request.user)[:TABLES_SHOWN]
        context = {"form": form, "tables": tables, "headings": [str(heading) for heading in HEADINGS.values()]}
        return render_staff_page(
            request, "participants/register_upload.html", context, status=422 if form.errors else 200
        )

    def table_page(self, request: SignedInRequest, public_id: UUID) -> HttpResponse:
        """The preview, or the result."""
        table = self._table(request, public_id)
        at_work = {OfficerTableState.CHECKING: table.checking, OfficerTableState.APPLYING: table.applying}.get(
            table.state
        )
        if at_work and not at_work.resumable:
            return redirect(at_work)
        return render_staff_page(
            request, "participants/register_table.html", {"table": table, "stopped": at_work, **preview_context(table)}
        )

    def apply_table(self, request: SignedInRequest, public_id: UUID) -> HttpResponse:
        table = self._table(request, public_id, posted=True)
        try:
            return redirect(import_jobs.request_apply(table, by=request.user))
        except Refused as no:
            messages.error(request, str(no))
            return redirect("admin:participants_officer_table", table.public_id)

    def discard_table(self, request: SignedInRequest, public_id: UUID) -> HttpResponse:
        table = self._table(request, public_id, posted=True)
        try:
            import_jobs.discard(table, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
            return redirect("admin:participants_officer_table", table.public_id)
        messages.success(request, _("The table is discarded. Nothing was changed."))
        return redirect("admin:participants_officer_import")

    def returned_rows(self, request: SignedInRequest, public_id: UUID) -> FileResponse:
        """The workbook of rejected rows with reasons, to be corrected and uploaded again."""
        table = self._table(request, public_id)
        if not table.returned:
            raise Http404
        record(request.user, "officer_table.downloaded", table)
        return FileResponse(
            table.returned.open(), as_attachment=True, filename="rows-not-taken.xlsx", content_type=XLSX
        )

    def _table(self, request, public_id, *, posted=False):
        self._check_rights(request)
        if posted and request.method != "POST":
            raise Http404
        tables = OfficerTable.objects.visible_to(request.user)
        return get_object_or_404(
            tables.select_related("checking", "applying", "programme", "uploaded_by"), public_id=public_id
        )

    def _check_rights(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied

    # Export

    def export_action(self, request: SignedInRequest) -> HttpResponse:
        """The export form; POST returns the file and records the download."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        officers = self.get_export_queryset(request)
        form = OfficerExportForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            kind = self.get_export_formats()[int(form.cleaned_data["format"])]()
            try:
                return self._do_file_export(kind, request, officers, export_form=form)
            except ValueError as no:
                form.add_error("format", str(no))
        context = {"form": form, "count": officers.count(), "is_filtered": bool(request.GET)}
        return render_staff_page(
            request, "participants/register_export.html", context, status=422 if form.errors else 200
        )

    def get_export_resource_fields_from_form(self, form: OfficerExportForm) -> list[str]:
        return [field for field in OFFICER_FIELDS if field in form.cleaned_data["columns"]]

    def get_export_resource_kwargs(self, request: SignedInRequest, **kwargs: Any) -> dict[str, Any]:
        return {"by": request.user}

    def get_export_data(
        self, file_format: Any, request: SignedInRequest, queryset: QuerySet[Officer], **kwargs: Any
    ) -> Any:
        """Returns the officers of the filtered list as a file. Raises ValueError, which the page shows, where they are too many."""
        kind = file_format.get_extension()
        count = queryset.count()
        if count > MOST_EXPORTED[kind]:
            raise ValueError(
                _(
                    "More than %(most)s officers do not fit into one %(kind)s file. Filter the list first, or choose CSV."
                )
                % {"most": number_text(MOST_EXPORTED[kind], get_language()), "kind": kind.upper()}
            )
        content = super().get_export_data(file_format, request, queryset, **kwargs)
        record(request.user, "officers.exported", None, rows=count, format=kind)
        return content

    def get_export_filename(self, request: SignedInRequest, queryset: QuerySet[Officer], file_format: Any) -> str:
        return f"officers.{file_format.get_extension()}"
