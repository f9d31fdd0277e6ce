"""Which modules answer a finding, for coordinators."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.staff_pages import render_staff_page
from programmes.models import Finding
from trainings import addressing
from trainings.answering import modules_for
from trainings.models import AnswerWeight, Module

PREFIX = "module-"


class WeightsForm(forms.Form):
    """One choice per module: not at all, it helps, or it is what the module is for."""

    def __init__(self, *args, modules, before, **kwargs):
        super().__init__(*args, **kwargs)
        self.modules = modules
        for module in modules:
            self.fields[f"{PREFIX}{module.pk}"] = forms.ChoiceField(
                label=module.title,
                choices=[
                    ("", _("Not this one")),
                    (AnswerWeight.ALSO, AnswerWeight.ALSO.label),
                    (AnswerWeight.MAIN, AnswerWeight.MAIN.label),
                ],
                initial=before.get(module.pk, ""),
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def rows(self):
        """Pairs of a module and its field."""
        return [(module, self[f"{PREFIX}{module.pk}"]) for module in self.modules]

    @property
    def weights(self):
        return {module.pk: self.cleaned_data[f"{PREFIX}{module.pk}"] for module in self.modules}


def _offered(finding):
    """The modules of the programme, and those that answer the finding already."""
    of_programme = set(modules_for(finding.programme).values_list("pk", flat=True))
    answering = set(finding.answers.values_list("module", flat=True))
    return list(Module.objects.filter(pk__in=of_programme | answering).order_by("code", "-version"))


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def choose_modules(request, pk):
    """All modules beside one finding, each with how much it answers it."""
    finding = get_object_or_404(Finding.objects.coordinated_by(request.user).select_related("programme"), pk=pk)
    form = WeightsForm(
        request.POST or None,
        modules=_offered(finding),
        before=dict(finding.answers.values_list("module", "weight")),
    )
    if request.method == "POST" and form.is_valid():
        try:
            addressing.choose_modules(finding, form.weights, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("The modules that answer %(number)s are saved.") % {"number": finding.number})
        return redirect("programme:finding", finding.pk)
    return render_staff_page(request, "trainings/choose_modules.html", {"finding": finding, "form": form})
