"""Who gets a certificate of a session, and for everyone else why not, in a sentence."""

from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates import designs
from certificates.drawing import problems
from certificates.models import Certificate, CertificateState
from certificates.printed_facts import specimen_facts
from trainings import completion
from trainings.models import Enrolment, EnrolmentState, SessionState


class Kind(StrEnum):
    """What stands between an officer and a certificate."""

    READY = "ready"
    ISSUED = "issued"
    NOT_CLOSED = "not_closed"
    NOT_COMPLETED = "not_completed"
    WITHDRAWN = "withdrawn"
    NAME_MISSING = "name_missing"
    NO_DESIGN = "no_design"
    DOES_NOT_FIT = "does_not_fit"


class Eligibility(NamedTuple):
    """One line of the check list. `why` is a sentence, None when ready; `certificate` is the live one, None without."""

    enrolment: Enrolment
    kind: Kind
    why: str | None
    certificate: Certificate | None

    @property
    def ready(self):
        return self.kind == Kind.READY

    @property
    def revoked(self):
        """The last certificate of this officer for this session that was revoked, or None."""
        revoked = (one for one in self.enrolment.certificates.all() if one.state == CertificateState.REVOKED)
        return next(revoked, None)


def check_list(session, design=None):
    """Returns [Eligibility] for everyone ever on the roster, in the order of the roster.

    session: TrainingSession. design: CertificateDesign; without one, that of the session's level. Six queries or fewer, however
    many officers.
    """
    checked = _Check(session, design)
    enrolments = (
        Enrolment.objects.filter(session=session)
        .select_related("officer", "rank", "unit", "session__course", "session__place", "session__phase")
        .prefetch_related("certificates")
        .order_by("officer__name_en", "officer__name_bn", "pk")
    )
    return [checked(enrolment) for enrolment in enrolments]


def ready(session, design=None):
    """Returns the enrolments that get a certificate now, in the order of the roster."""
    return [row.enrolment for row in check_list(session, design) if row.ready]


class _Check:
    """What is the same for every officer of a session, found once."""

    def __init__(self, session, design):
        self.no_design = None
        self.design = self.drawn = None
        try:
            self.design = design or designs.design_for(session)
            self.drawn = designs.drawn(self.design)
        except Refused as no:
            self.no_design = str(no)

    def __call__(self, enrolment):
        live = next((certificate for certificate in enrolment.certificates.all() if certificate.holds), None)
        if live:
            why = _("Has the certificate %(serial)s already.") % {"serial": live.serial}
            return Eligibility(enrolment, Kind.ISSUED, why, live)
        kind, why = self._of_training(enrolment) or self._of_printing(enrolment) or (Kind.READY, None)
        return Eligibility(enrolment, kind, why, None)

    def _of_training(self, enrolment):
        if enrolment.state == EnrolmentState.WITHDRAWN:
            return Kind.WITHDRAWN, _("Was withdrawn from the session.")
        if enrolment.session.state != SessionState.CLOSED:
            return Kind.NOT_CLOSED, _("The session is not closed yet.")
        if enrolment.state != EnrolmentState.COMPLETED:
            return Kind.NOT_COMPLETED, _not_completed(enrolment)
        return None

    def _of_printing(self, enrolment):
        officer = enrolment.officer
        if not officer.name_bn:
            return Kind.NAME_MISSING, _("The name in Bangla is missing.")
        if not officer.name_en:
            return Kind.NAME_MISSING, _("The name in English is missing.")
        if self.no_design:
            return Kind.NO_DESIGN, self.no_design
        found = problems(specimen_facts(enrolment, self.design), self.drawn)
        if found:
            return Kind.DOES_NOT_FIT, " ".join(str(no) for no in found)
        return None


def _not_completed(enrolment):
    if enrolment.is_override:
        return _("Not completed, decided by hand: %(reason)s") % {"reason": enrolment.state_reason}
    attended, held = enrolment.half_days_attended, enrolment.half_days_held
    if attended is None or not held:
        return _("Did not complete the course.")
    needed = completion.needed(held, required_share=enrolment.session.course.required_share)
    return _("Attended %(attended)d of %(held)d half-days; %(needed)d are needed.") % {
        "attended": attended,
        "held": held,
        "needed": needed,
    }
