"""Results for donors and police headquarters: aggregated, never a name."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import reads_results
from programmes.files.uploaded_documents import XLSX
from programmes.models import Programme
from reports.participations import choice as choosing
from reports.results.page import of_programmes
from reports.results.workbook import workbook
from reports.views.participations import ChoiceForm


def _asked(request):
    """Returns the Choice of an address: period and place; women and men stand side by side anyway."""
    return choosing.parse(request.GET).only_period_and_place()


@allow(reads_results)
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Participations and unique officers per programme, and a line per session, of all or of a period and a place."""
    chosen = _asked(request)
    form = ChoiceForm(chosen, Programme.objects.visible_to(request.user))
    del form.fields["sex"]
    programmes = of_programmes(request.user, chosen)
    context = {
        "programmes": programmes,
        "chosen": chosen,
        "query": chosen.query(),
        "rows_query": chosen.query(programme=""),
        "form": form,
    }
    return render(request, "reports/overview.html", context)


@allow(reads_results)
@require_safe
def results_workbook(request: SignedInRequest) -> HttpResponse:
    """The same numbers as a workbook."""
    content = workbook(of_programmes(request.user, _asked(request)))
    record(request.user, "results.exported", None)
    headers = {"Content-Disposition": 'attachment; filename="results.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
