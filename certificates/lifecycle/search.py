"""Finding certificates in the admin's list: by code, serial, session, or by an officer as the search for officers finds one."""

from functools import cached_property

from django.db.models import QuerySet

from accounts.models import User
from accounts.text.localised_text import digits
from certificates.drawing import read_code
from certificates.models import Certificate, SerialCounter
from participants.models import Officer
from participants.officers.search import find
from trainings.models import TrainingSession

# Of each kind; the list asks to write more.
MOST_SESSIONS, MOST_OFFICERS = 50, 200
# The last character there is: what begins with a text lies between it and the text followed by this.
_LAST = "\uffff"


class Sought:
    """What a person looks for among certificates. Kept for a list that asks several times: sessions and officers are looked for once."""

    def __init__(self, text: str, *, by: User) -> None:
        self._text, self._by = text, by
        self._words = digits(text, "en").strip()

    def among(self, certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """Returns those of the certificates that the text means: the one of a code, wherever it stands in the text; else those whose
        serial begins so, and nothing else; else those of this number, of sessions with it in their code, and of officers it finds.

        Each kind is looked for by an index, and the certificates are asked once for all of them: conditions on four tables joined by
        OR would read them all.
        """
        if code := read_code(self._text):
            return certificates.filter(code=code)
        serial = self._words.upper()
        begun = certificates.filter(serial__gte=serial, serial__lt=serial + _LAST)
        if begun.exists():
            return begun
        if not self._ways:
            return certificates.none()
        first, *others = (way.order_by().values("pk") for way in self._ways)
        return certificates.filter(pk__in=first.union(*others) if others else first)

    @cached_property
    def _ways(self) -> list[QuerySet[Certificate]]:
        words = self._words
        ways: list[QuerySet[Certificate]] = []
        if words.isdecimal():
            ways.append(Certificate.objects.filter(serial__in=_serials_with(words)))
        own = TrainingSession.objects.coordinated_by(self._by).filter(code__icontains=words).order_by("-starts_on")
        if sessions := list(own.values_list("pk", flat=True)[:MOST_SESSIONS]):
            ways.append(Certificate.objects.filter(enrolment__session__in=sessions))
        officers = find(Officer.objects.in_sessions_of(self._by), self._text).officers
        if found := list(officers.values_list("pk", flat=True)[:MOST_OFFICERS]):
            ways.append(Certificate.objects.filter(enrolment__officer__in=found))
        return ways


def _serials_with(number: str) -> list[str]:
    """The serials that end with this number, of every programme and year."""
    return [f"{prefix}-{number.zfill(5)}" for prefix in SerialCounter.objects.values_list("prefix", flat=True)]
