"""The rows behind participations and unique officers: chosen, turned, exported."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access.long_lists import LongPaginator
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from programmes.files.uploaded_documents import XLSX
from programmes.models import Programme
from reports.pages.shared_officers import as_their_sessions_know_them
from reports.participations import choice as choosing
from reports.participations import workbook

ROWS_PER_PAGE = 50


class ChoiceForm(forms.Form):
    """Period, place and sex. What is no day shows as empty, as it is not used either."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "sh-input"})
    )
    until = forms.DateField(
        label=pgettext_lazy("end of a period", "To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "sh-input"}),
    )
    place = forms.ChoiceField(label=_("Place"), required=False, widget=forms.Select(attrs={"class": "sh-input"}))
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        widget=forms.Select(attrs={"class": "sh-input"}),
        choices=[("", _("All")), ("female", _("Women")), ("male", _("Men")), ("none", _("Not recorded"))],
    )

    def __init__(self, chosen: choosing.Choice, programmes: Any) -> None:
        days = {name: day and day.isoformat() for name, day in (("since", chosen.since), ("until", chosen.until))}
        super().__init__(initial={**days, "place": chosen.place, "sex": chosen.sex})
        offered = choosing.places(programmes)
        places: Any = self.fields["place"]
        places.choices = [("", _("All places")), *((one.pk, _name(one)) for one in offered)]


def _name(place):
    return f"{place.name} ({place.get_kind_display().lower()})"


@allow(is_coordinator)
@require_safe
def participations(request: SignedInRequest) -> HttpResponse:
    """The rows behind the number of participations, or of unique officers, of all or of some.

    The parts of the address are those of reports.participations.choice.Choice; `module` may be repeated.
    """
    chosen = choosing.parse(request.GET)
    programmes = Programme.objects.coordinated_by(request.user)
    rows: Any
    if chosen.counts_officers:
        rows = choosing.officers(chosen, request.user).select_related("rank", "unit").order_by("name_en", "pk")
    else:
        rows = choosing.rows(chosen, request.user).select_related("officer", "rank", "unit", "session")
        rows = rows.order_by("-session__starts_on", "officer__name_en", "pk")
    page = LongPaginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    if chosen.counts_officers:
        page.object_list = as_their_sessions_know_them(list(page.object_list), request.user)
    context = {
        "page": page,
        "chosen": chosen,
        "is_officers": chosen.counts_officers,
        "query": chosen.query(),
        "unfiltered": chosen.query(since=None, until=None, place=None, sex=""),
        "other_count": chosen.query(count="" if chosen.counts_officers else choosing.OFFICERS),
        "form": ChoiceForm(chosen, programmes),
    }
    return render_staff_page(request, "reports/participations.html", context)


@allow(is_coordinator)
@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    """Asks for the chosen rows as a workbook; the page of the work leads to it."""
    chosen = choosing.parse(request.POST)
    try:
        return redirect(workbook.ask(chosen, by=request.user))
    except Refused as no:
        messages.error(request, str(no))
    response = redirect("reports:participations")
    response["Location"] += f"?{chosen.query()}"
    return response


@allow(is_coordinator)
@require_safe
def export_file(request: SignedInRequest, token: str) -> HttpResponseBase:
    """The workbook, for the one who asked for it, until its day is over."""
    found = workbook.file_for(request.user, token)
    if found is None:
        raise Http404
    record(request.user, "participations.exported", None)
    return FileResponse(found, as_attachment=True, filename="participations.xlsx", content_type=XLSX)
