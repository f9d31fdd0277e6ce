"""What a coordinator does to a module as a whole: make its next version."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from trainings.curriculum.module_versions import make_next_version
from trainings.models import Module


@allow(is_coordinator)
@require_POST
def next_version(request: SignedInRequest, pk: int) -> HttpResponse:
    """Makes the next version of a module that was taught and leads to it."""
    module = get_object_or_404(Module.objects.coordinated_by(request.user), pk=pk)
    try:
        made = make_next_version(module, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("admin:trainings_module_change", module.pk)
    number = digits(made.version, get_language())
    messages.success(request, _("Version %(number)s is made. Change what is new in it.") % {"number": number})
    return redirect("admin:trainings_module_change", made.pk)
