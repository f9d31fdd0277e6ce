"""One reflection: its words, the consent of the speaker, and whether it may be used."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from programmes.models import Consent, Reflection
from programmes.reflections import consent
from programmes.reflections.forms import ConsentForm

ACTS = {
    "publish": (consent.publish, _("Updates and reports may quote it now.")),
    "take_down": (consent.unpublish, _("It is not quoted any more.")),
    "withdraw": (consent.withdraw_consent, _("The consent is withdrawn, and the reflection is taken down.")),
}


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def reflection(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shows it; the button says what is to be done with it."""
    found = get_object_or_404(
        Reflection.objects.coordinated_by(request.user).select_related("programme", "consultation"), pk=pk
    )
    act = request.POST.get("act", "")
    form = ConsentForm(request.POST if act == "consent" else None)
    if request.method == "POST":
        try:
            if act in ACTS:
                ACTS[act][0](found, by=request.user)
                messages.success(request, ACTS[act][1])
                return redirect(found)
            if act == "consent" and form.is_valid():
                consent.record_consent(found, by=request.user, **form.cleaned_data)
                return redirect(found)
        except Refused as no:
            if act == "publish" and found.consent != Consent.GIVEN:
                form = ConsentForm.asking(no)
            elif act != "consent":
                messages.error(request, str(no))
                return redirect(found)
            else:
                form.add_error(_field_of(form), str(no))
    context = {"reflection": found, "form": form}
    return render_staff_page(request, "programmes/reflection.html", context, status=422 if form.errors else 200)


def _field_of(form: Any) -> str:
    """Returns the field that a refusal is about: the day, the way of the consent, or the answer itself."""
    sent = form.cleaned_data
    if sent["on"] > timezone.localdate():
        return "on"
    return "answer" if sent["note"].strip() else "note"
