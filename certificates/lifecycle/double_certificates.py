"""Two valid certificates of one officer for one session, which only a merge of two records leaves: one stands, the other is revoked.

The one of the enrolment that counts stands; which enrolment that is was chosen when the records were merged. The other is revoked as
any other (revocations.py), with a reason that is offered and that everyone reads who checks it.
"""

from itertools import groupby
from typing import NamedTuple

from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from certificates.models import Certificate
from participants.merging.movable_relations import Unsettled
from participants.models import Officer


class Doubled(NamedTuple):
    """A certificate that stands, and one of the same officer and session that is to be revoked."""

    stands: Certificate
    double: Certificate

    @property
    def to_settle(self) -> Unsettled:
        """The sentence and the way for whoever settles it."""
        words = {
            "session": self.stands.enrolment.session.code,
            "stands": self.stands.serial,
            "double": self.double.serial,
        }
        sentence = _(
            "%(session)s: this officer has two valid certificates. %(stands)s stands, because its enrolment counts; revoke "
            "%(double)s. If the other one should stand, take the merge back and choose its enrolment."
        )
        asked = {"certificates": str(self.double.pk), "stands": self.stands.serial}
        address = f"{reverse('certificates:choose_to_revoke')}?{urlencode(asked)}"
        return Unsettled(sentence % words, _("Revoke %(serial)s") % {"serial": self.double.serial}, address)

    def reason(self, language: str) -> str:
        """Returns the reason that is offered, in "en" or "bn". It names nobody."""
        with override(language):
            return _("Its holder was on record twice and has one certificate for this training: %(serial)s.") % {
                "serial": self.stands.serial
            }


def of(officer: Officer, *, by: User) -> list[Doubled]:
    """Returns the Doubled certificates of an officer in the programmes that `by` coordinates, by session. One query."""
    return _doubled(Certificate.objects.coordinated_by(by).filter(enrolment__officer=officer.pk))


def reasons_for(double: int, stands: str, *, by: User) -> dict[str, str]:
    """Returns {"reason", "reason_bn"} to offer where the certificate `stands` (a serial) is valid beside `double` (an id), else {}."""
    own = Certificate.objects.coordinated_by(by)
    session = own.filter(serial=stands).values("enrolment__session")
    officer = own.filter(serial=stands).values("enrolment__officer")
    both = own.filter(enrolment__session__in=session, enrolment__officer__in=officer)
    for one in _doubled(both):
        if (one.stands.serial, one.double.pk) == (stands, double):
            return {"reason": one.reason("en"), "reason_bn": one.reason("bn")}
    return {}


def _doubled(certificates):
    live = certificates.live().select_related("enrolment__session")
    # An officer has one enrolment in a session that counts; the others are its doubles.
    in_order = live.order_by("enrolment__session", F("enrolment__double_of").asc(nulls_first=True), "pk")
    found = []
    for _session, same in groupby(in_order, key=lambda one: one.enrolment.session_id):
        stands, *doubles = same
        found += [Doubled(stands, double) for double in doubles]
    return found
