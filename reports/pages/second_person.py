"""What waits for a second person, on the start page of coordinators: revocations and new certificates after one."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.text.sentences import numbers
from certificates.models import Reinstatement, RevocationRequest
from participants.officers.same_person import person_of
from reports.pages.attention import Item


def second_person_asked(user: User, *, most: int) -> Iterator[Item]:
    """Yields an Item for each revocation and each reinstatement, `most` at most of either, that waits for a person like `user`."""
    revocations = RevocationRequest.objects.visible_to(user).open()
    reinstatements = Reinstatement.objects.visible_to(user).open()
    person = person_of(user)
    yield from _revocations(revocations, person, most)
    yield from _reinstatements(reinstatements, person, most)


def _revocations(waiting, person, most):
    waiting = waiting.exclude(proposed_by__in=person.accounts)
    for proposal in waiting.select_related("proposed_by").annotate(count=Count("items"))[:most]:
        yield Item(
            "warn",
            ngettext(
                "Revoking %(count)s certificate waits for a second person",
                "Revoking %(count)s certificates waits for a second person",
                proposal.count,
            )
            % numbers(count=proposal.count),
            _("Proposed by %(who)s.") % {"who": proposal.proposed_by},
            _("Look at it"),
            reverse("certificates:proposal", args=[proposal.pk]),
        )


def _reinstatements(waiting, person, most):
    waiting = waiting.exclude(proposed_by__in=person.accounts)
    # Nobody is the second person about the own certificate.
    waiting = waiting.exclude(enrolment__officer__in=person.officers).select_related(
        "proposed_by", "enrolment__session"
    )
    for asked in waiting[:most]:
        yield Item(
            "warn",
            _("A new certificate after a revocation waits for a second person"),
            _("%(code)s, asked for by %(who)s.") % {"code": asked.enrolment.session.code, "who": asked.proposed_by},
            _("Look at it"),
            reverse("certificates:reinstatement", args=[asked.pk]),
        )
