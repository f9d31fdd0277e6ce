"""Which certificates, corrections and ceremonies block the undo of an import. See participants/roster_import/undo_rules.py."""

from django.utils.translation import gettext_lazy as _

from participants.roster_import.undo_rules import blocks

blocks("certificates.Certificate.enrolment", _("A certificate was issued."))
blocks("certificates.SerialReservation.enrolment", _("A certificate is being made."))
blocks("certificates.CorrectionRequest.enrolment", _("A correction was asked for."))
blocks("certificates.Reinstatement.enrolment", _("A re-issue after a revocation was asked for."))
blocks("certificates.HandOver.enrolment", _("The officer is on the list of a ceremony."))
