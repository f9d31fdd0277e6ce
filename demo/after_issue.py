"""What became of certificates after they were issued: requests to correct, and one that was revoked. All invented."""

from accounts.models import User
from certificates.issuing import records
from certificates.lifecycle import corrections
from certificates.models import CertificateState
from participants.models import Officer
from programmes.models import Programme
from trainings.models import Enrolment

OWN_SESSION, SESSION = "TOT-KHU-02", "TOT-RAJ-01"
NOTE_BN = "পাসপোর্টে নামটি এভাবে আছে।"
CORRECTED_EN = "The spelling of the name was corrected."
CORRECTED_BN = "নামের বানান সংশোধন করা হয়েছে।"
SAME_EN = "The service record shows the name as it is printed. Bring the changed record, and ask again."
SAME_BN = "চাকরি বহিতে নামটি যেভাবে আছে, সনদে সেভাবেই ছাপা হয়েছে। সংশোধিত চাকরি বহি নিয়ে আবার আবেদন করুন।"
REVOKED_EN = "Issued in error: the training was completed by another officer."
REVOKED_BN = "ভুলক্রমে দেওয়া হয়েছিল: প্রশিক্ষণটি অন্য একজন কর্মকর্তা সম্পন্ন করেছিলেন।"


def load(programme: Programme, *, officer: Officer, by: User) -> None:
    """Approves one request, declines one, revokes one certificate, and files one for the demo's officer; once.

    officer: the Officer with the demo's account.
    """
    completed = Enrolment.objects.filter(
        session__phase__programme=programme, state="completed", certificates__isnull=False
    ).select_related("officer", "session__phase")
    own = completed.filter(session__code=OWN_SESSION, officer=officer).first()
    others = completed.filter(session__code=SESSION, officer__user=None).order_by("pk").distinct()[:3]
    if own is None or len(others) < 3:
        return
    to_correct, to_decline, to_revoke = others
    if asked := _asked(to_correct, by=by):
        changes = {"name_en": asked.name_en}
        corrections.approve(asked, by=by, changes=changes, reason=CORRECTED_EN, reason_bn=CORRECTED_BN)
    if asked := _asked(to_decline, by=by):
        corrections.decline(asked, by=by, reason=SAME_EN, reason_bn=SAME_BN)
    live = to_revoke.certificates.filter(state=CertificateState.ISSUED).first()
    if live:
        records.revoke(live, by=by, reason=REVOKED_EN, reason_bn=REVOKED_BN)
    _asked(own, by=officer.user, note=NOTE_BN)


def _asked(enrolment, *, by, **more):
    """Returns the request that waits, filed now if none ever was; None where it was decided."""
    found = enrolment.correction_requests.first()
    if found is None:
        name = _respelled(enrolment.officer.name_en)
        return corrections.file(enrolment, by=by, asked={"name_en": name, **more})
    return found if found.is_open else None


def _respelled(name):
    """Returns a name as somebody else would write it in Latin letters."""
    return next(name.replace(old, new, 1) for old, new in (("i", "ee"), ("a", "aa"), ("", "A. ")) if old in name)
