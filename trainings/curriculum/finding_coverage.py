"""Which modules answer a finding."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from programmes.findings.lifecycle import refuse_closed
from programmes.models import Finding
from trainings.models import AnswerWeight, Module, ModuleFinding


@transaction.atomic
def choose_modules(finding: Finding, weights: Mapping[int, str], *, by: User | None) -> None:
    """Makes `weights` ({module id: an AnswerWeight, or "" for none}) true; modules not named stay as they are.

    Refused for a closed finding, for someone who does not coordinate its programme, and for a module that is not there.
    """
    finding = Finding.objects.select_for_update(of=("self",)).select_related("programme").get(pk=finding.pk)
    if by is not None and not coordinates(by, finding.programme):
        raise Refused(_("Only a coordinator of the programme can do this."))
    refuse_closed(finding)
    if unknown := set(weights) - set(Module.objects.filter(pk__in=weights).values_list("pk", flat=True)):
        raise Refused(_("Module %(number)s does not exist.") % {"number": digits(min(unknown), get_language())})
    if set(weights.values()) - {"", *AnswerWeight.values}:
        raise Refused(_("Choose one of the listed values."))
    before = dict(finding.answers.values_list("module", "weight"))
    changed = {module: weight for module, weight in weights.items() if before.get(module, "") != weight}
    if not changed:
        return
    finding.answers.filter(module__in=changed).delete()
    ModuleFinding.objects.bulk_create(
        ModuleFinding(finding=finding, module_id=module, weight=weight) for module, weight in changed.items() if weight
    )
    after = {**before, **changed}
    record(by, "finding.modules_chosen", finding, modules={str(pk): weight for pk, weight in after.items() if weight})
