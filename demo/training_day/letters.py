"""Letters of the session that is to come: joining instructions went out to those with an address, a change is being written."""

from demo.sessions import Loader
from jobs.requesting import run_now
from trainings.letters import sending
from trainings.letters.wording import OwnWords, digest_of, words_of
from trainings.models import LetterSending, SessionState, TrainingSession

OWN = OwnWords(
    bn="থাকার ব্যবস্থা পুলিশ লাইন্সে। আগের দিন সন্ধ্যা ৬টার মধ্যে পৌঁছান।",
    en="Lodging is in the Police Lines. Arrive by six in the evening of the day before.",
)
WITH_ADDRESS = 3


def load(loader: Loader) -> None:
    """Sends joining instructions of the next session with officers, once. Some of them get an address for it."""
    if LetterSending.objects.exists():
        return
    sessions = TrainingSession.objects.filter(
        state__in=[SessionState.SCHEDULED, SessionState.RUNNING], enrolments__state="confirmed"
    )
    session = (
        sessions.select_related("course", "place", "phase__programme").order_by("starts_on", "pk").distinct().first()
    )
    if session is None:
        return
    for number, enrolment in enumerate(
        session.enrolments.active().select_related("officer").order_by("pk")[:WITH_ADDRESS]
    ):
        officer = enrolment.officer
        officer.email = officer.email or f"officer-{number}@police.example"
        officer.save(update_fields=["email", "updated_at"])
    seen = digest_of(words_of(session, "joining", OWN))
    made = sending.request(session, "joining", OWN, seen=seen, by=loader.coordinator)
    if made.job:
        run_now(made.job)
