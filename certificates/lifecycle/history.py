"""The history of a certificate: its versions, who did what, and how far proposals are."""

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from certificates.models import Certificate, CorrectionRequest, Reinstatement, RevocationRequest

# Not shown here: how often officers open their own file.
VERB_TITLES = {
    "certificate.issued": _("Issued"),
    "certificate.superseded": _("Replaced by a new one"),
    "certificate.revoked": _("Revoked"),
    "reinstatement.proposed": _("Asked for a new one after the revocation"),
    "reinstatement.confirmed": _("A second person confirmed the new one"),
    "reinstatement.declined": _("A second person declined a new one"),
    "reinstatement.withdrawn": _("The request for a new one was taken back"),
    "reinstatement.expired": _("The request for a new one expired"),
    "correction.filed": _("Correction asked for"),
    "correction.approved": _("Correction approved"),
    "correction.declined": _("Correction declined"),
    "correction.withdrawn": _("Correction request withdrawn"),
}


class AuditLine(NamedTuple):
    """One line of the audit trail, as a coordinator reads it; `by` is None for the system."""

    at: object
    by: object
    title: str


def versions(certificate: Certificate) -> list[Certificate]:
    """Returns every certificate the officer had for this training, the first one first. One query."""
    return list(
        Certificate.objects.filter(enrolment=certificate.enrolment_id)
        .select_related("supersedes", "issued_by")
        .order_by("issued_at", "pk")
    )


def audit_lines(certificate: Certificate) -> list[AuditLine]:
    """Returns [AuditLine] on this certificate and the requests about it, the latest first. Three queries."""
    about = Q(certificate=certificate) | Q(result=certificate)
    requests = [str(pk) for pk in CorrectionRequest.objects.filter(about).values_list("pk", flat=True)]
    again = Q(revoked=certificate) | Q(certificate=certificate)
    decided = [str(pk) for pk in Reinstatement.objects.filter(again).values_list("pk", flat=True)]
    entries = AuditEntry.objects.filter(
        Q(target_type=Certificate._meta.label_lower, target_id=str(certificate.pk))
        | Q(target_type=CorrectionRequest._meta.label_lower, target_id__in=requests)
        | Q(target_type=Reinstatement._meta.label_lower, target_id__in=decided),
        verb__in=VERB_TITLES,
    ).select_related("actor")
    return [AuditLine(entry.at, entry.actor, str(VERB_TITLES[entry.verb])) for entry in entries.order_by("-pk")]


def with_counts(proposals: QuerySet[RevocationRequest]) -> QuerySet[RevocationRequest]:
    """Returns proposals, the latest first, with `count` (certificates on the list) and `revoked`."""
    counted = proposals.annotate(count=Count("items"), revoked=Count("items", filter=Q(items__outcome="revoked")))
    return counted.order_by("-proposed_at", "-pk")
