"""Letters of a session on paper: to offices with the names of their officers, or to each officer, in both languages."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from jobs.models import Job, State
from jobs.requesting import run_now
from reports.session_letters import printing
from tests.certificates.drawing.pages import fonts, information, text_of
from tests.factories import EnrolmentFactory, ForceFactory, OfficerFactory, UnitFactory, UserFactory
from tests.trainings.letters.conftest import seen
from trainings.letters.wording import OwnWords
from trainings.models import LetterSending, SessionState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def session(session):
    session.state = "scheduled"
    session.save()
    return session


@pytest.fixture
def four(session):
    """Two officers of Khulna, one of Jashore, one without a unit."""
    khulna = UnitFactory()
    jashore = UnitFactory(
        code="DP-4041", name_en="Jashore District Police", name_bn="যশোর জেলা পুলিশ", parent=ForceFactory()
    )
    people = [("Anwara Begum", khulna), ("Belal Uddin", khulna), ("Chand Miah", jashore), ("Dipa Rani", None)]
    return [
        EnrolmentFactory(session=session, officer=OfficerFactory(name_en=name, unit=unit), unit=unit)
        for name, unit in people
    ]


def asked(session, by, to="units", kind="invitation", own=None):
    own = own or OwnWords()
    return printing.ask(session, kind, own, to=to, seen=seen(session, kind, own), by=by)


def stored(job):
    with default_storage.open(f"slips/{job.params['token']}.pdf") as file:
        return file.read()


def pages_of(job, folder):
    done = run_now(job)
    assert done.state == State.DONE, done.reason
    return "\n".join(text_of(stored(job), folder)).split("\f")


def test_each_office_gets_one_letter_with_its_own_officers(session, four, coordinator, tmp_path):
    job = asked(session, coordinator)
    pages = pages_of(job, tmp_path)
    assert len(pages) == 2
    (jashore,) = [page for page in pages if "Jashore District Police" in page]
    (khulna,) = [page for page in pages if "Khulna District Police" in page]
    assert "Chand Miah" in jashore
    assert "Anwara Begum" not in jashore
    assert "Anwara Begum" in khulna
    assert "Belal Uddin" in khulna
    assert "Dipa Rani" not in "".join(pages)
    assert "You are asked to release them for these days." in " ".join(khulna.split())


def test_each_officer_gets_a_letter_with_no_other_name(session, four, coordinator, tmp_path):
    pages = pages_of(asked(session, coordinator, "officers"), tmp_path)
    assert len(pages) == 4
    for page, name in zip(pages, ("Anwara Begum", "Belal Uddin", "Chand Miah", "Dipa Rani"), strict=True):
        assert name in page
        assert sum(other in page for other in ("Anwara", "Belal", "Chand", "Dipa")) == 1


def test_it_is_written_in_both_languages_with_what_the_coordinator_adds(session, four, coordinator, tmp_path):
    job = asked(session, coordinator, own=OwnWords(bn="জুতা আনুন।", en="Bring boots."))
    text = " ".join(" ".join(pages_of(job, tmp_path)).split())
    for words in ("21–23 November 2026", "২১–২৩ নভেম্বর ২০২৬", "Bring boots.", "জুতা আনুন।", "TOT-KHU-03"):
        assert words in text
    assert fonts(stored(job), tmp_path)
    assert "Anwara" not in str(information(stored(job), tmp_path))


def test_each_printing_is_on_record(session, four, coordinator):
    job = asked(session, coordinator)
    (made,) = LetterSending.objects.all()
    assert (made.way, made.total, made.job, made.asked_by) == ("units", 2, job, coordinator)
    assert AuditEntry.objects.get(verb="session_letter.print_requested").details == {"letters": 2, "job": job.pk}
    assert asked(session, coordinator) == job
    assert LetterSending.objects.count() == 1


def test_there_is_no_letter_to_nobody_and_not_too_many(session, coordinator, monkeypatch):
    with pytest.raises(Refused, match="no office to write to"):
        asked(session, coordinator)
    with pytest.raises(Refused, match="There is nobody in the session"):
        asked(session, coordinator, "officers")
    for _n in range(3):
        EnrolmentFactory(session=session)
    monkeypatch.setattr(printing, "MOST_LETTERS", 2)
    with pytest.raises(Refused, match="These are 3 letters; one file takes 2"):
        asked(session, coordinator, "officers")
    assert not Job.objects.exists()
    assert not session.letters.exists()


def test_who_left_meanwhile_gets_none(session, four, coordinator, tmp_path):
    job = asked(session, coordinator, "officers")
    four[0].state = "withdrawn"
    four[0].save()
    assert len(pages_of(job, tmp_path)) == 3


def test_drawn_again_is_the_same(session, four, coordinator, tmp_path):
    job = asked(session, coordinator)
    first = pages_of(job, tmp_path)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    assert pages_of(job, tmp_path) == first


def test_nobody_else_prints(session, four, trainer):
    for by in (trainer, UserFactory()):
        with pytest.raises(NotAllowed):
            asked(session, by)


def test_the_file_is_for_the_one_who_asked_and_its_name_names_nobody(session, four, coordinator, signed_in, programme):
    job = asked(session, coordinator)
    run_now(job)
    address = reverse("reports:letter_file", args=[session.code, job.params["token"]])
    response = signed_in(coordinator).get(address)
    assert response["Content-Disposition"] == 'attachment; filename="letters-TOT-KHU-03.pdf"'
    assert AuditEntry.objects.filter(verb="session_letters.downloaded", actor=coordinator).count() == 1
    other = UserFactory()
    programme.team.create(user=other, role="coordinator")
    assert signed_in(other).get(address).status_code == 404


def test_the_page_asks_for_it_and_says_no_with_what_was_written(session, four, coordinator, signed_in):
    own = OwnWords(en="Bring boots.")
    sent = {"own_en": "Bring boots.", "own_bn": "", "seen": seen(session, "invitation", own)}
    client = signed_in(coordinator)
    address = reverse("reports:print_letters", args=[session.code, "invitation", "units"])
    assert client.post(address, sent)["Location"] == Job.objects.get().get_absolute_url()
    response = client.post(address, sent | {"seen": "x"})
    assert response.status_code == 409
    assert "Bring boots." in response.content.decode()
    assert client.post(address.replace("units", "everybody"), sent).status_code == 404
    session.state, session.state_reason = SessionState.CANCELLED, "Flood"
    session.save()
    assert client.post(address, sent).status_code == 409
