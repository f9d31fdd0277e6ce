"""A certificate in place of another, from the record of today, without the request that leads to it."""

from django.db import transaction

from certificates.designs import versions
from certificates.issuing import records, serials
from certificates.lifecycle.corrections import with_everything


def supersede(certificate, *, by, reason):
    """Issues a new certificate in place of one that is valid, with the design of its level. Returns the new one."""
    enrolment = with_everything().get(pk=certificate.enrolment_id)
    context = records.issuing_context(versions.design_for(enrolment.session), by=by)
    with transaction.atomic():
        records.lock_valid(certificate)
        reservation = serials.reserve([enrolment], programme=enrolment.session.phase.programme)[enrolment.pk]
    drawn = records.draw_and_store(enrolment, reservation, context)
    with transaction.atomic():
        old = records.lock_valid(certificate)
        return records.write_replacement(drawn, old, design=context.design, by=by, reason=reason)
