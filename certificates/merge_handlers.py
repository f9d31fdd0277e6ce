"""Certificates never leave the enrolment they were issued for, so it stays on record. See participants/merging/movable_relations.py."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.refusal import Refused
from certificates.lifecycle import double_certificates
from certificates.models import CertificateState, CorrectionRequest, CorrectionState
from participants.merging.movable_relations import FixedRows, MergeHandler, Unsettled, fixed_ids, handles
from trainings.models import Enrolment


@handles("certificates.Certificate.enrolment", label=gettext_lazy("Certificates"))
class Certificates(FixedRows):
    """What was printed is a fact: nothing of it moves, and every certificate can still be checked.

    Two that are valid for one session are settled after the merge (lifecycle/double_certificates.py).
    """

    def move(self, kept: Any, absorbed: Any, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        valid = self.rows_of(kept, absorbed).filter(state=CertificateState.ISSUED)
        return {
            "there": list(self.rows_of(kept).values_list("pk", flat=True)),
            "valid": list(valid.values_list("pk", flat=True)),
        }

    def unsettled(self, officer: Any, *, by: User) -> list[Unsettled]:
        return [one.to_settle for one in double_certificates.of(officer, by=by)]

    def take_back(self, kept: Any, absorbed: Any, moved: dict[str, Any], *, by: User) -> list[str]:
        since = self.rows_of(kept).exclude(pk__in=moved["there"]).filter(state=CertificateState.ISSUED)
        for serial in since.values_list("serial", flat=True):
            raise Refused(
                _("The certificate %(serial)s was issued on what both records hold together. Revoke it first.")
                % {"serial": serial}
            )
        # Merges of before this was stored say nothing of it.
        revoked = self.model._base_manager.filter(pk__in=moved.get("valid", []), state=CertificateState.REVOKED)
        return [
            _(
                "The certificate %(serial)s was revoked after the merge and stays revoked. Where its officer should have one, "
                "two people decide on a new one, from the page of that certificate."
            )
            % {"serial": serial}
            for serial in revoked.order_by("serial").values_list("serial", flat=True)
        ]


@handles("certificates.SerialReservation.enrolment", label=gettext_lazy("Numbers taken"))
class Reservations(FixedRows):
    """A reserved number without a certificate stays with the enrolment it was reserved for."""


@handles("certificates.CorrectionRequest.enrolment", label=gettext_lazy("Correction requests"))
class Corrections(MergeHandler):
    """They follow the person, except those that stay with the certificates they are about. Of two that wait, one does."""

    model: type[CorrectionRequest]

    def move(self, kept: Any, absorbed: Any, *, choices: Mapping[str, str], by: User) -> dict[str, Any]:
        if fixed_ids(Enrolment, [absorbed.pk]):
            return {"ids": [], "there": [], "closed": []}
        waiting = self.rows_of(absorbed).filter(state=CorrectionState.FILED)
        closed = list(waiting.values_list("pk", flat=True)) if self._waits(kept) else []
        self.model.objects.filter(pk__in=closed).update(state=CorrectionState.WITHDRAWN, handled_at=timezone.now())
        return super().move(kept, absorbed, choices=choices, by=by) | {"closed": closed}

    def take_back(self, kept: Any, absorbed: Any, moved: dict[str, Any], *, by: User) -> list[str]:
        result = super().take_back(kept, absorbed, moved, by=by)
        if not self._waits(absorbed):
            back = self.model.objects.filter(pk__in=moved["closed"], state=CorrectionState.WITHDRAWN)
            back.update(state=CorrectionState.FILED, handled_at=None)
        return result

    def _waits(self, owner):
        return self.rows_of(owner).filter(state=CorrectionState.FILED).exists()


@handles("certificates.Reinstatement.enrolment", label=gettext_lazy("Re-issues after a revocation"))
class Reinstatements(FixedRows):
    """What two people decided after a revocation stays with the enrolment that it was decided for."""


@handles("certificates.HandOver.enrolment", label=gettext_lazy("Ceremonies"))
class HandOvers(FixedRows):
    """Who was to receive a certificate, and did, stays with the enrolment the certificate was issued for."""
