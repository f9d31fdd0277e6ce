"""Certificates to review, for coordinators: what a corrected mark changed, and what follows from it."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.form_layouts import FormLayout
from accounts.ui.staff_pages import render_staff_page
from certificates.lifecycle import reviews
from trainings.models import ResultChange
from trainings.models.result_change import LONGEST_REASON

ROWS_PER_PAGE = 20


class LeaveForm(forms.Form):
    """Why nothing follows."""

    reason = forms.CharField(
        label=gettext_lazy("Why nothing changes"),
        help_text=gettext_lazy("It is kept with the changed result, with your name. The officer does not read it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    helper = FormLayout("reason")


@allow(is_coordinator)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for a decision, the oldest first."""
    return _desk(request)


@allow(is_coordinator)
@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nothing follows from a changed result, with a reason."""
    own = ResultChange.objects.coordinated_by(request.user).select_related("enrolment")
    change = get_object_or_404(own, pk=pk)
    form = LeaveForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _desk(request, sent=(pk, form))
    try:
        reviews.leave(change, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Nothing changes. The reason is kept."))
    return redirect("certificates:reviews")


def _desk(request, sent=(None, None)):
    page = Paginator(reviews.to_review(request.user), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    chosen, form = sent
    lines = [
        (one, form if one.change.pk == chosen else LeaveForm(prefix=str(one.change.pk)))
        for one in reviews.shown(page.object_list)
    ]
    context = {"page": page, "lines": lines}
    return render_staff_page(request, "certificates/reviews.html", context, status=422 if form else 200)
